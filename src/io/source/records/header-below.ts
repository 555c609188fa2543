import type { Place } from '../../../core/books/ledger.ts';
import { type ColumnGuess, InputError } from '../../../core/errors/input-error.ts';
import { type ColumnNames, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';
import { knownColumns } from '../columns/known-names.ts';
import { CsvParser } from './csv.ts';
import type { CsvFormat } from './csv-header.ts';
import { RecordCutter } from './record-cutter.ts';
import type { InputHead } from './record-format.ts';

// Titles, banners and warnings of a client are a few lines.
const LOOKED_AT_LINES = 20;
const DELIMITERS = [',', '\t', ';', '|'];
const COMMENTS = ['#', '--', '//', '%', '!', ';', "'"];

/**
 * Reads the header; where that fails, looks for it on the lines below.
 *
 * @throws InputError that proposes how to come to it
 */
export const orWithHeaderBelow = <T>(
  head: InputHead,
  start: Omit<Place, 'row'>,
  format: CsvFormat,
  read: () => T,
): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError) || !('columns' in format)) throw error;
    const { fact } = error;
    if (fact.kind !== 'columns-missing' && fact.kind !== 'first-record-unreadable') throw error;
    const guess = headerBelow(head, start, format);
    if (!guess) throw error;
    const { path, line } = fact;
    const names = FIELDS.map((field) => format.columns[field]);
    const found =
      fact.kind === 'columns-missing' ? fact : { missing: names, found: [firstLine(head.bytes, start.byte)] };
    throw new InputError({ kind: 'columns-missing', path, line, missing: found.missing, found: found.found, guess });
  }
};

const fieldsOf = (line: Buffer, delimiter: string): readonly string[] => {
  const parser = new CsvParser({ delimiter, hasDoubledCr: true });
  const [record] = parser.parse({ bytes: line, startByte: 0, doneByte: line.length, spans: [whole(line)] });
  const fields = record && 'kind' in record ? ('fields' in record ? record.fields : []) : (record ?? []);
  return fields.map((field) => field.replace(/^\ufeff/, ''));
};

/** Names of the three columns, as other systems have them, and nothing that could be a row or a sentence. */
const areNames = (fields: readonly string[], wanted: ColumnNames): boolean =>
  Object.keys(guessNames(fields, wanted)).length === FIELDS.length &&
  fields.every((field) => !/^[0-9]+$|[;：]$/.test(field));

const firstLine = (bytes: Buffer, from: number): string =>
  bytes.toString('utf8', from, from + 400).split(/\r?\n/, 1)[0] ?? '';

const headerBelow = (
  { bytes }: InputHead,
  start: Omit<Place, 'row'>,
  format: CsvFormat & { readonly columns: ColumnNames },
): Extract<ColumnGuess, { by: 'header-below' | 'value' }> | undefined => {
  const names = FIELDS.map((field) => format.columns[field]);
  // Without quotes each line is a record.
  const { spans } = new RecordCutter(start, undefined).cut(bytes.subarray(start.byte), true);
  const lines = spans.slice(0, LOOKED_AT_LINES + 1).map((span) => ({
    span,
    fields: [format.delimiter, ...DELIMITERS].map((delimiter) => ({
      delimiter,
      found: fieldsOf(bytes.subarray(span.startByte, span.endByte), delimiter),
    })),
  }));
  // The surest first: a title may look like names.
  const isHeader: readonly ((found: readonly string[]) => boolean)[] = [
    (found) => names.every((name) => found.includes(name)),
    (found) => knownColumns(found) !== undefined,
    (found) => areNames(found, format.columns),
  ];
  for (const is of isHeader) {
    for (const { span, fields } of lines) {
      const header = fields.find(({ found }) => is(found));
      if (header === undefined) continue;
      if (span.line === start.line) return undefined;
      const { delimiter } = header;
      const above = lines.filter((one) => one.span.line < span.line).flatMap((one) => one.fields);
      const sorted = amongRows(
        header.found,
        above.filter((one) => one.delimiter === delimiter).map(({ found }) => found),
        format,
      );
      if (sorted) return delimiter === format.delimiter ? sorted : undefined;
      const before = spans.filter((one) => one.line < span.line).map((one) => firstLine(bytes, one.startByte));
      const behind = spans.filter((one) => one.line > span.line).slice(0, LOOKED_AT_LINES);
      const comment = COMMENTS.find((mark) => {
        const isMarked = (text: string): boolean => text.startsWith(mark);
        const isLaterToo = behind.some((one) => isMarked(firstLine(bytes, one.startByte)));
        return before.every(isMarked) && (before.length > 1 || isLaterToo);
      });
      return {
        by: 'header-below',
        line: span.line,
        skipLines: span.line - 1,
        comment,
        delimiter: delimiter === format.delimiter ? undefined : delimiter,
      };
    }
  }
  return undefined;
};

/** The header of a list that was sorted stands among its rows: to skip them would lose them. */
const amongRows = (
  header: readonly string[],
  above: readonly (readonly string[])[],
  { columns }: { readonly columns: ColumnNames },
): Extract<ColumnGuess, { by: 'value' }> | undefined => {
  const { groupId, account, unread } = guessNames(header, columns);
  const [group, member, count] = [groupId, account, unread].map((name) =>
    name === undefined ? -1 : header.indexOf(name),
  );
  if (group === undefined || member === undefined || count === undefined || Math.min(group, member, count) < 0) {
    return undefined;
  }
  const isRow = (fields: readonly string[]): boolean =>
    fields.length === header.length && /^[0-9]+$/.test(fields[count] ?? '') && fields[group] !== '';
  if (above.length === 0 || !above.every(isRow)) return undefined;
  return { by: 'value', positions: { groupId: group + 1, account: member + 1, unread: count + 1 }, candidates: [] };
};

const whole = (line: Buffer) => ({ startByte: 0, endByte: line.length, line: 1, nextLine: 2, fault: undefined });
