import { SettingsError } from '../../../core/errors/settings-error.ts';
import type { InputWish } from '../recognition/wish.ts';
import { encodingPart } from '../text/encoding.ts';
import { csvFormat, csvRecords } from './csv-format.ts';
import { FORMAT_NAMES, type FormatName } from './format-names.ts';
import { jsonFormat, jsonRecords } from './json-format.ts';
import { jsonlFormat, jsonlRecords } from './jsonl-format.ts';
import type { RecordFormat } from './record-format.ts';

/**
 * Every input format, by the name that users choose it by. Flags, `status` and the reader take formats from this
 * table only, file names from `format-names.ts`.
 *
 * To add one:
 * 1. Write its file in this folder: a `settle` function (a wish and first bytes to its settings) and its `RecordFormat`.
 * 2. Add its name and its extensions to `format-names.ts`, and its line here. `kind` is the `kind` of its settings. Formats of one kind differ by `delimiter`.
 * 3. Name it in the help of the flags.
 * 4. Add its rows to `formats.test.ts`.
 */
const FORMATS = {
  csv: { kind: 'csv', delimiter: ',', settle: csvFormat(','), records: csvRecords },
  tsv: { kind: 'csv', delimiter: '\t', settle: csvFormat('\t'), records: csvRecords },
  jsonl: {
    kind: 'jsonl',
    delimiter: undefined,
    settle: jsonlFormat,
    records: jsonlRecords,
  },
  json: { kind: 'json', delimiter: undefined, settle: jsonFormat, records: jsonRecords },
} as const satisfies Readonly<Record<FormatName, object>>;

/**
 * How the bytes of an input become rows. Part of a run's fingerprint: another format would read other rows. The
 * encoding is UTF-8 where none is named.
 */
export type InputFormat = ReturnType<(typeof FORMATS)[FormatName]['settle']> & {
  readonly encoding?: string;
  readonly trim?: true;
  /** of a workbook, where one was asked for */
  readonly sheet?: string;
};

/** @returns the name of the format that was settled with this delimiter, or of the first of its kind */
export const formatNamed = (kind: unknown, delimiter: unknown): FormatName | undefined => {
  const names = FORMAT_NAMES.filter((name) => FORMATS[name].kind === kind);
  return names.find((name) => FORMATS[name].delimiter === delimiter) ?? names[0];
};

/** @returns the delimiter of a format where no flag gives one; undefined where it has none */
export const delimiterOf = (name: FormatName): string | undefined => FORMATS[name].delimiter;

/** @returns how a format reads inputs: formats of one kind differ by `delimiter` */
export const kindOf = (name: FormatName): InputFormat['kind'] => FORMATS[name].kind;

/** @returns what an input of this format is read with: as wished, else as its first bytes show */
export const settleFormat = (name: FormatName, path: string, head: Buffer, wish: InputWish): InputFormat => {
  if (FORMATS[name].kind !== 'csv') refuseFlagsOfCsv(path, wish);
  return {
    ...FORMATS[name].settle(path, head, wish),
    ...encodingPart(wish.encoding),
    ...(wish.trim ? { trim: true } : {}),
    ...(wish.sheet === undefined ? {} : { sheet: wish.sheet }),
  };
};

/** @throws SettingsError for what would be passed over in silence */
const refuseFlagsOfCsv = (path: string, { skipLines, comment }: InputWish): void => {
  const flags = [
    ...(skipLines === undefined ? [] : (['skip-lines'] as const)),
    ...(comment === undefined ? [] : (['comment'] as const)),
  ];
  if (flags.length > 0) throw new SettingsError({ kind: 'flags-of-csv', path, flags });
};

/** @returns what reads an input of this format */
export const recordFormatOf = (format: InputFormat): RecordFormat<InputFormat> => {
  const name = formatNamed(format.kind, undefined);
  if (name === undefined) throw new Error(`no such format: ${format.kind}`);
  return (FORMATS[name].records as (settled: InputFormat) => RecordFormat<InputFormat>)(format);
};
