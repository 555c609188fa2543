import { extname } from 'node:path';
import { SettingsError } from '../../core/errors.ts';
import type { ColumnNames } from './columns.ts';

export type FormatName = 'csv' | 'tsv' | 'jsonl';

/** How the bytes of an input become rows. Part of a run's fingerprint: another format would read other rows. */
export type InputFormat =
  | { readonly kind: 'csv'; readonly delimiter: string; readonly columns: ColumnNames }
  | { readonly kind: 'jsonl'; readonly columns: ColumnNames };

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
  flags: { format: FormatName | undefined; delimiter: string | undefined; columns: ColumnNames },
): InputFormat => {
  const name = flags.format ?? BY_EXTENSION[extname(path).toLowerCase()];
  if (!name) {
    throw new SettingsError(
      `${path}: the file name does not tell the format`,
      'Give --format csv, --format tsv or --format jsonl.',
    );
  }
  if (name === 'jsonl') return { kind: 'jsonl', columns: flags.columns };
  return { kind: 'csv', delimiter: flags.delimiter ?? (name === 'tsv' ? '\t' : ','), columns: flags.columns };
};
