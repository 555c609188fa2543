import { InputError } from '../../core/errors.ts';
import type { Place } from '../../core/ledger.ts';
import type { ColumnNames } from './columns.ts';
import type { Content } from './content/content.ts';
import { encodingHint } from './content/undecodable.ts';
import { CsvParser } from './csv.ts';
import { requireKeys } from './find-columns.ts';
import { lineTexts, parseObject } from './jsonl.ts';
import { FAULT_TEXT, MAX_RECORD_BYTES, RecordCutter } from './records.ts';

const CHUNK_BYTES = 64 * 1024;

const NEEDS_FIRST_ROW = 'Correct this one line: without a header it tells how many columns there are.';

/**
 * The first bytes of the text, up to the end of its second record at least (the first may be `sep=`, the second the
 * header); they come again. No more than that is waited for, since standard input may be slow.
 *
 * @param delimiter - of CSV; undefined for JSONL
 */
export const readHead = async (path: string, content: Content, delimiter: string | undefined): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  const head = Buffer.allocUnsafe(MAX_RECORD_BYTES + 1);
  let length = 0;
  while (length < head.length) {
    const piece = await content.take(head.subarray(length, length + CHUNK_BYTES));
    if (piece.length === 0) break;
    pieces.push(piece);
    length += piece.length;
    const cutter = new RecordCutter({ byte: 0, line: 1 }, delimiter?.charCodeAt(0));
    if (cutter.cut(head.subarray(0, length), false).spans.length > 1) break;
  }
  if (length === 0) throw new InputError(path, 'is empty', 'Check that the export ended, then try again.');
  content.giveBack(pieces);
  return head.subarray(0, length);
};

/**
 * The first record of a CSV file: its header, or where it has none, its first row.
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
  const [span] = block.spans;
  if (!span || span.fault === 'too-long') {
    throw new InputError(
      path,
      span || head.length > MAX_RECORD_BYTES ? 'its first line is longer than 1 MiB' : 'has no line but blank ones',
      isHeader ? `${NEEDS_HEADER} Is this the right file?` : 'Is this the right file?',
    );
  }
  const behind = { line: span.nextLine, byte: span.endByte };
  const fields = span.fault ? undefined : new CsvParser(delimiter, encoding).parse({ ...block, spans: [span] })[0];
  if (!fields || 'kind' in fields) {
    const why = fields?.message ?? FAULT_TEXT[span.fault ?? 'bad-quote'];
    const bytes = block.bytes.subarray(span.startByte - block.startByte, span.endByte - block.startByte);
    throw new InputError(
      path,
      `the ${isHeader ? 'header' : 'first row'} (line ${span.line}) cannot be read: ${why}`,
      fields?.kind === 'undecodable' ? encodingHint(bytes, encoding) : isHeader ? NEEDS_HEADER : NEEDS_FIRST_ROW,
    );
  }
  return { line: span.line, fields, behind };
};

const NEEDS_HEADER = 'The first line must be the header: GroupId,Member_Account,UnreadMsgNum.';

/** @throws InputError when the first object of a JSONL file has none of the three keys */
export const checkFirstObject = (path: string, head: Buffer, bomBytes: number, names: ColumnNames): void => {
  const cutter = new RecordCutter({ byte: bomBytes, line: 1 }, undefined);
  const block = cutter.cut(head.subarray(bomBytes), head.length <= MAX_RECORD_BYTES);
  const textOf = lineTexts(block);
  for (const span of block.spans) {
    const text = span.fault ? undefined : textOf(span);
    const line = text === undefined ? undefined : parseObject(text);
    if (line?.kind === 'blank') continue;
    if (line?.kind === 'object') requireKeys(path, span.line, Object.keys(line.value), names);
    return;
  }
};
