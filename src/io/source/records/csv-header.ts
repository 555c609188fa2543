import type { Place } from '../../../core/books/ledger.ts';
import { InputError, type LineProblem } from '../../../core/errors/input-error.ts';
import type { ColumnChoice } from '../../../core/row/columns.ts';
import { looksBinary } from '../bytes/binary-kinds.ts';
import { STANDARD_INPUT } from '../bytes/standard-input.ts';
import { bomBytesOf } from '../text/encoding.ts';
import { guessEncoding } from '../text/undecodable.ts';
import { CsvParser, type ParsedDialect, type ParsedRecord } from './csv.ts';
import { type CsvDialect, quotingOf } from './quoting.ts';
import { type Block, PROBLEM_OF_FAULT, RecordCutter, type Span } from './record-cutter.ts';
import type { InputHead } from './record-format.ts';

/** How CSV is read. Columns that go by name stand in a header. */
export type CsvFormat = { readonly kind: 'csv' } & CsvDialect & ColumnChoice;

// `sep=;`: Excel writes and reads this first line. The file may end after it. The longest, `"sep=;"\r\n`, has nine
// bytes.
const SEP_LINE = /^"?sep=([\t\x20\x21\x23-\x7e])"?(?:\r?\n|$)/i;

/** @returns where the first record begins, after byte order mark, `sep=` line and the lines that are to be left out */
export const startOfCsv = (head: Buffer, skipLines = 0): Omit<Place, 'row'> => {
  const bomBytes = bomBytesOf(head);
  if (skipLines > 0) return { line: skipLines + 1, byte: behindLines(head, skipLines) };
  const [line] = sepLineOf(head) ?? [];
  return line === undefined ? { line: 1, byte: bomBytes } : { line: 2, byte: bomBytes + line.length };
};

const LF = 0x0a;

const behindLines = (head: Buffer, lines: number): number => {
  let at = 0;
  for (let left = lines; left > 0 && at < head.length; left -= 1) {
    const lineBreak = head.indexOf(LF, at);
    at = lineBreak < 0 ? head.length : lineBreak + 1;
  }
  // A second file may have been put behind a title.
  return at + bomBytesOf(head.subarray(at));
};

/** @returns the delimiter that a `sep=` line names */
export const namedDelimiter = (head: Buffer): string | undefined => sepLineOf(head)?.[1];

const sepLineOf = (head: Buffer): RegExpExecArray | null => {
  const bomBytes = bomBytesOf(head);
  return SEP_LINE.exec(head.subarray(bomBytes, bomBytes + 10).toString('latin1'));
};

/**
 * The record is cut with the delimiter with which it is read; with another one its quotes might not close.
 *
 * @returns whether the header has ended, or where there is none, the first row that can be read
 */
export const hasFirstRecord = (head: Buffer, format: CsvFormat): boolean => {
  const start = startOfCsv(head, format.skipLines);
  const block = cutterOf(start, format).cut(head.subarray(start.byte), false);
  const parser = new CsvParser(parsedDialect(head, format));
  return block.spans.some((span) => 'columns' in format || Array.isArray(parseOne(parser, block, span)));
};

/** @param head - the first bytes, which show how lines end */
export const parsedDialect = (head: Buffer, dialect: CsvDialect): CsvDialect & ParsedDialect => ({
  ...dialect,
  hasDoubledCr: head.includes('\r\r\n'),
});

/** @param at - the place of the first byte to come */
export const cutterOf = (at: Omit<Place, 'row'>, dialect: CsvDialect): RecordCutter =>
  new RecordCutter(at, quotingOf(dialect), undefined, dialect.comment);

/** A record at the start of CSV. */
export type FirstRecord = {
  readonly fields: readonly string[];
  /** a line break ends it */
  readonly isClosed: boolean;
};

// Enough to show what a writer does to all rows.
const FIRST_BYTES = 64 * 1024;

/** @returns the records in the first bytes, from the header on where there is one, without those that cannot be read */
export const firstRecords = (head: Buffer, dialect: CsvDialect): readonly FirstRecord[] => {
  const start = startOfCsv(head, dialect.skipLines);
  const bytes = head.subarray(start.byte, start.byte + FIRST_BYTES);
  const block = cutterOf(start, dialect).cut(bytes, start.byte + bytes.length === head.length);
  const spans = block.spans.filter(({ fault }) => !fault);
  const records = new CsvParser(parsedDialect(head, dialect)).parse({ ...block, spans });
  return records.flatMap((record, at) => {
    const fields = 'fields' in record ? record.fields : record;
    const end = (spans[at]?.endByte ?? 0) - block.startByte;
    return Array.isArray(fields) ? [{ fields, isClosed: block.bytes[end - 1] === LF }] : [];
  });
};

const parseOne = (parser: CsvParser, block: Block, span: Span): ParsedRecord | undefined =>
  span.fault ? undefined : parser.parse({ ...block, spans: [span] })[0];

const decodedEnough = (
  record: ParsedRecord,
  isEnough: (fields: readonly string[]) => boolean,
): readonly string[] | LineProblem => {
  if (!('kind' in record) || record.kind !== 'partly-decoded') return record;
  return isEnough(record.fields) ? record.fields : record.problem;
};

/**
 * The first record of a CSV file: its header, or where it has none, its first row that can be read.
 *
 * @param start - where it may begin: behind byte order mark and `sep=` line
 * @param isEnoughDecoded - asked where a part of it cannot be decoded: whether all that is needed is there
 * @returns its fields, and where the record behind it begins
 * @throws InputError
 */
export const readFirstRecord = (
  { path, bytes: head, isEnough, encoding }: InputHead,
  start: Omit<Place, 'row'>,
  dialect: ParsedDialect,
  isHeader: boolean,
  isEnoughDecoded: (fields: readonly string[]) => boolean = () => true,
): { line: number; fields: readonly string[]; behind: Omit<Place, 'row'> } => {
  const cutter = cutterOf(start, dialect);
  const block = cutter.cut(head.subarray(start.byte), isEnough);
  const [first] = block.spans;
  const about = { path, isStandardInput: path === STANDARD_INPUT, isHeader, looksBinary: looksBinary(head) };
  if (!first || first.fault === 'too-long') {
    const isTooLong = first || !isEnough;
    throw new InputError({ kind: isTooLong ? 'first-line-too-long' : 'only-blank-lines', ...about });
  }
  const parser = new CsvParser(dialect, encoding);
  // A first row only tells how many columns there are. If it is unreadable, a later row tells that too.
  const readable = isHeader ? first : block.spans.find((span) => Array.isArray(parseOne(parser, block, span)));
  const span = readable ?? first;
  const behind = { line: span.nextLine, byte: span.endByte };
  const parsed = parseOne(parser, block, span);
  const fields = parsed && decodedEnough(parsed, isEnoughDecoded);
  if (!fields || 'kind' in fields) {
    const bytes = block.bytes.subarray(span.startByte - block.startByte, span.endByte - block.startByte);
    const guess = fields?.kind === 'undecodable' ? guessEncoding(bytes, encoding) : undefined;
    throw new InputError({
      kind: 'first-record-unreadable',
      ...about,
      line: span.line,
      problem:
        guess?.by === 'bytes'
          ? { kind: 'undecodable', code: 'not-utf8-but-like', encoding: guess.encoding }
          : (fields ?? PROBLEM_OF_FAULT[span.fault ?? 'bad-quote']),
      encoding: guess,
    });
  }
  return { line: span.line, fields, behind };
};
