import { FIELDS } from '../../../core/row/columns.ts';
import type { ReadingDoubt } from '../../../core/row/remark.ts';
import { CsvParser } from '../records/csv.ts';
import { type CsvFormat, cutterOf, parsedDialect, startOfCsv } from '../records/csv-header.ts';
import type { InputFormat } from '../records/formats.ts';
import { unguarded } from '../records/row-habits.ts';
import type { InputWish } from './wish.ts';

const LOOKED_AT_BYTES = 256 * 1024;
const MOST_LINES = 5;
const SINGLE = /(?<!\\)(?:\\\\)*\\(?!\\)/;

/**
 * What can be read in two ways, where nobody has said how. Who names the quotes has looked.
 *
 * @param head - the first bytes of an input that is read in this format
 */
export const doubtsOf = (
  head: Buffer,
  format: InputFormat,
  wish: Pick<InputWish, 'quote'>,
): readonly ReadingDoubt[] => {
  if (format.kind !== 'csv' || wish.quote !== undefined) return [];
  const looked = head.subarray(0, LOOKED_AT_BYTES);
  return [
    ...(format.escape === undefined && looked.includes('\\\\') ? unclearBackslashes(looked, format) : []),
    ...(looked.includes('"') ? rowsInQuotes(looked, format) : []),
  ];
};

const unclearBackslashes = (looked: Buffer, format: CsvFormat): readonly ReadingDoubt[] => {
  const records = recordsOf(looked, format);
  const names = records[0]?.fields.map((field) => unguarded(field, format)) ?? [];
  const [groupId, account] = FIELDS.map((field) =>
    'columns' in format ? names.indexOf(format.columns[field]) : format.positions[field] - 1,
  );
  const shift = format.rows === 'named' ? 1 : 0;
  const rows = records.slice('columns' in format ? 1 : 0).map(({ fields, line }) => ({
    line,
    ids: [groupId, account].map((at = -1) => fields[at + shift] ?? ''),
  }));
  // A writer puts a backslash before all of them or none.
  if (rows.some(({ ids }) => ids.some((id) => SINGLE.test(id)))) return [];
  const lines = rows.filter(({ ids }) => ids.some((id) => id.includes('\\\\'))).map(({ line }) => line);
  return lines.length === 0 ? [] : [{ kind: 'backslashes-unclear', lines: lines.slice(0, MOST_LINES) }];
};

const rowsInQuotes = (looked: Buffer, format: CsvFormat): readonly ReadingDoubt[] => {
  const isQuoted = format.quote !== 'none';
  // A tab file has no quotes unless it shows them.
  if (!isQuoted && (format.delimiter === '\t' || format.escape !== undefined)) return [];
  const { quote, ...unnamed } = format;
  const records = recordsOf(looked, isQuoted ? format : unnamed);
  const width = records[0]?.fields.length ?? 0;
  const isRow = (line: string): boolean => width > 1 && line.split(format.delimiter).length === width;
  const places = records
    .filter(({ fields }) => fields.some((field) => field.includes('\n') && field.split('\n').some(isRow)))
    .map(({ line, nextLine }) => [line, nextLine - 1] as const);
  return places.length === 0 ? [] : [{ kind: 'rows-in-quotes', places: places.slice(0, MOST_LINES), isQuoted }];
};

type PlacedRecord = { readonly fields: readonly string[]; readonly line: number; readonly nextLine: number };

const recordsOf = (looked: Buffer, format: CsvFormat): PlacedRecord[] => {
  const start = startOfCsv(looked, format.skipLines);
  const block = cutterOf(start, format).cut(looked.subarray(start.byte), looked.length < LOOKED_AT_BYTES);
  const spans = block.spans.filter(({ fault }) => !fault);
  const records = new CsvParser(parsedDialect(looked, format)).parse({ ...block, spans });
  return spans.flatMap(({ line, nextLine }, at) => {
    const record = records[at];
    return record && !('kind' in record) ? [{ fields: record, line, nextLine }] : [];
  });
};
