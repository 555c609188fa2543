import { extname } from 'node:path';
import { SettingsError } from '../../core/errors.ts';
import type { ColumnNames } from './columns.ts';
import { unpackedName } from './compression.ts';
import { STANDARD_INPUT } from './stream-bytes.ts';

export type FormatName = 'csv' | 'tsv' | 'jsonl';

/**
 * How the bytes of an input become rows. Part of a run's fingerprint: another format would read other rows. The encoding
 * is UTF-8 where none is named.
 */
export type InputFormat =
  | { readonly kind: 'csv'; readonly delimiter: string; readonly columns: ColumnNames; readonly encoding?: string }
  | { readonly kind: 'jsonl'; readonly columns: ColumnNames; readonly encoding?: string };

export const UTF8 = 'utf-8';

const BY_EXTENSION: Record<string, FormatName> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

/** @throws SettingsError when the file name does not tell the format and no flag does */
export const resolveFormat = (
  path: string,
  flags: { format: FormatName | undefined; delimiter: string | undefined; columns: ColumnNames; encoding: string },
): InputFormat => {
  const shared = { columns: flags.columns, ...(flags.encoding === UTF8 ? {} : { encoding: flags.encoding }) };
  const name = flags.format ?? BY_EXTENSION[extname(unpackedName(path)).toLowerCase()];
  if (!name) {
    throw new SettingsError(
      path === STANDARD_INPUT
        ? 'standard input has no name that tells the format'
        : `${path}: the file name does not tell the format`,
      'Give --format csv, --format tsv or --format jsonl.',
    );
  }
  if (name === 'jsonl') return { kind: 'jsonl', ...shared };
  return { kind: 'csv', delimiter: flags.delimiter ?? (name === 'tsv' ? '\t' : ','), ...shared };
};
