import { extname } from 'node:path';
import { SettingsError } from '../../../core/errors.ts';
import type { ColumnNames, ColumnNumbers } from '../../../core/row/columns.ts';
import { unpackedName } from '../bytes/compression.ts';
import { STANDARD_INPUT } from '../bytes/stream-bytes.ts';

export type FormatName = 'csv' | 'tsv' | 'jsonl';

/** What `--columns` and `--no-header` say: which names the three have, or where they stand in a file without a header. */
export type ColumnChoice = { readonly columns: ColumnNames } | { readonly positions: ColumnNumbers };

export type CsvFormat = {
  readonly kind: 'csv';
  readonly delimiter: string;
  /** by a flag: then a first line `sep=;` does not change it */
  readonly isDelimiterGiven?: true;
  readonly encoding?: string;
} & ColumnChoice;
type JsonlFormat = { readonly kind: 'jsonl'; readonly columns: ColumnNames; readonly encoding?: string };

/**
 * How the bytes of an input become rows. Part of a run's fingerprint: another format would read other rows. The encoding
 * is UTF-8 where none is named.
 */
export type InputFormat = CsvFormat | JsonlFormat;

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
  flags: {
    format: FormatName | undefined;
    delimiter: string | undefined;
    choice: ColumnChoice;
    encoding: string;
  },
): InputFormat => {
  const encoding = flags.encoding === UTF8 ? {} : { encoding: flags.encoding };
  const name = flags.format ?? BY_EXTENSION[extname(unpackedName(path)).toLowerCase()];
  if (!name) {
    const isStandardInput = path === STANDARD_INPUT;
    throw new SettingsError({ kind: 'format-unknown', path, isStandardInput, formats: ['csv', 'tsv', 'jsonl'] });
  }
  if (name !== 'jsonl') {
    const delimiter = name === 'tsv' ? '\t' : ',';
    return flags.delimiter === undefined
      ? { kind: 'csv', delimiter, ...flags.choice, ...encoding }
      : { kind: 'csv', delimiter: flags.delimiter, isDelimiterGiven: true, ...flags.choice, ...encoding };
  }
  if ('positions' in flags.choice) throw new SettingsError({ kind: 'format-names-its-values', path });
  return { kind: 'jsonl', columns: flags.choice.columns, ...encoding };
};
