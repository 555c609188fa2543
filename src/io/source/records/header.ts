import type { Place } from '../../../core/books/ledger.ts';
import { InputError } from '../../../core/errors.ts';
import type { ColumnNames } from '../../../core/row/columns.ts';
import { looksBinary } from '../bytes/binary-kinds.ts';
import { STANDARD_INPUT } from '../bytes/stream-bytes.ts';
import { type FirstObject, missingKeys, requireKeys } from '../columns/find-columns.ts';
import type { CsvFormat } from '../columns/format.ts';
import type { Content } from '../text/content.ts';
import { guessEncoding } from '../text/undecodable.ts';
import { CsvParser, type Parsed } from './csv.ts';
import { lineTexts, parseObject } from './jsonl.ts';
import { type Block, MAX_RECORD_BYTES, PROBLEM_OF_FAULT, RecordCutter, type Span } from './record-cutter.ts';
import { readSepLine } from './sep-line.ts';

const CHUNK_BYTES = 64 * 1024;
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** @returns how many bytes the byte order mark takes */
export const bomBytesOf = (head: Buffer): number => (head.subarray(0, UTF8_BOM.length).equals(UTF8_BOM) ? 3 : 0);

/**
 * The first bytes of the text; they come again. No more is waited for than it takes, since standard input may be slow.
 *
 * @param isEnough - asked of what has come so far; where it never is, the head ends behind the longest record
 */
export const readHead = async (
  path: string,
  content: Content,
  isEnough: (head: Buffer) => boolean,
): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  const head = Buffer.allocUnsafe(MAX_RECORD_BYTES + 1);
  let length = 0;
  while (length < head.length) {
    const piece = await content.take(head.subarray(length, length + CHUNK_BYTES));
    if (piece.length === 0) break;
    pieces.push(piece);
    length += piece.length;
    if (isEnough(head.subarray(0, length))) break;
  }
  if (length === 0) throw new InputError({ kind: 'input-empty', path });
  content.giveBack(pieces);
  return head.subarray(0, length);
};

/** Where the first record of a CSV file begins, behind byte order mark and `sep=` line, and what delimits its values. */
export const startOfCsv = (
  head: Buffer,
  { delimiter, isDelimiterGiven }: CsvFormat,
): { readonly start: Omit<Place, 'row'>; readonly delimiter: string } => {
  const bomBytes = bomBytesOf(head);
  const sep = readSepLine(head, bomBytes);
  return {
    start: sep?.behind ?? { line: 1, byte: bomBytes },
    delimiter: isDelimiterGiven ? delimiter : (sep?.delimiter ?? delimiter),
  };
};

/**
 * To be cut with the delimiter with which it is read, or its quotes may not close.
 *
 * @returns whether the header has ended, or where there is none, the first row that can be read
 */
export const hasFirstRecord = (head: Buffer, format: CsvFormat): boolean => {
  const { start, delimiter } = startOfCsv(head, format);
  const block = new RecordCutter(start, delimiter.charCodeAt(0)).cut(head.subarray(start.byte), false);
  const parser = new CsvParser(delimiter);
  return block.spans.some((span) => 'columns' in format || Array.isArray(parseOne(parser, block, span)));
};

const parseOne = (parser: CsvParser, block: Block, span: Span): Parsed | undefined =>
  span.fault ? undefined : parser.parse({ ...block, spans: [span] })[0];

/**
 * The first record of a CSV file: its header, or where it has none, its first row that can be read.
 *
 * @param head - the first bytes of the file, `readHead` gave them
 * @param start - where it may begin: behind byte order mark and `sep=` line
 * @returns its fields, and where the record behind it begins
 * @throws InputError
 */
export const readFirstRecord = (
  path: string,
  head: Buffer,
  start: Omit<Place, 'row'>,
  delimiter: string,
  encoding: string | undefined,
  isHeader: boolean,
): { line: number; fields: readonly string[]; behind: Omit<Place, 'row'> } => {
  const cutter = new RecordCutter(start, delimiter.charCodeAt(0));
  const block = cutter.cut(head.subarray(start.byte), head.length <= MAX_RECORD_BYTES);
  const [first] = block.spans;
  const about = { path, isStandardInput: path === STANDARD_INPUT, isHeader, looksBinary: looksBinary(head) };
  if (!first || first.fault === 'too-long') {
    const isTooLong = first || head.length > MAX_RECORD_BYTES;
    throw new InputError({ kind: isTooLong ? 'first-line-too-long' : 'only-blank-lines', ...about });
  }
  const parser = new CsvParser(delimiter, encoding);
  // Of a row only the number of columns is wanted, which the next one tells as well.
  const readable = isHeader ? first : block.spans.find((span) => Array.isArray(parseOne(parser, block, span)));
  const span = readable ?? first;
  const behind = { line: span.nextLine, byte: span.endByte };
  const fields = parseOne(parser, block, span);
  if (!fields || 'kind' in fields) {
    const bytes = block.bytes.subarray(span.startByte - block.startByte, span.endByte - block.startByte);
    throw new InputError({
      kind: 'first-record-unreadable',
      ...about,
      line: span.line,
      problem: fields ?? PROBLEM_OF_FAULT[span.fault ?? 'bad-quote'],
      encoding: fields?.kind === 'undecodable' ? guessEncoding(bytes, encoding) : undefined,
    });
  }
  return { line: span.line, fields, behind };
};

// So many lines of JSONL are waited for where the first lack a key: whether it is the file or the row that lacks it must
// not depend on how fast standard input comes.
const LOOKED_AT_LINES = 100;

/** @returns whether the first lines of a JSONL file tell what it holds */
export const hasFirstObjects = (head: Buffer, names: ColumnNames): boolean => {
  const { count, objects } = firstLines(head, false);
  return count >= LOOKED_AT_LINES || (count > 1 && objects.length > 0 && missingKeys(objects, names).length === 0);
};

/** @throws InputError when the first objects of a JSONL file lack one of the three keys */
export const checkFirstObjects = (path: string, head: Buffer, names: ColumnNames): void => {
  const { objects } = firstLines(head, head.length <= MAX_RECORD_BYTES);
  requireKeys(path, objects, names);
  if (objects.length > 0 || !looksBinary(head)) return;
  throw new InputError({ kind: 'no-json-at-start', path, isStandardInput: path === STANDARD_INPUT });
};

const firstLines = (head: Buffer, isLast: boolean): { readonly count: number; readonly objects: FirstObject[] } => {
  const byte = bomBytesOf(head);
  const block = new RecordCutter({ byte, line: 1 }, undefined).cut(head.subarray(byte), isLast);
  const textOf = lineTexts(block);
  const objects: FirstObject[] = [];
  let count = 0;
  for (const span of block.spans) {
    const text = span.fault ? undefined : textOf(span);
    const line = text === undefined ? undefined : parseObject(text);
    if (line?.kind === 'blank') continue;
    if (line?.kind === 'object') objects.push({ line: span.line, keys: Object.keys(line.value) });
    count += 1;
    if (count === LOOKED_AT_LINES) break;
  }
  return { count, objects };
};
