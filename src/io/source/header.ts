import { InputError } from '../../core/errors.ts';
import { type ColumnNames, requireKeys } from './columns.ts';
import type { Content } from './content.ts';
import { CsvParser } from './csv.ts';
import type { InputFormat } from './format.ts';
import { parseObject } from './jsonl.ts';
import { FAULT_TEXT, MAX_RECORD_BYTES, RecordCutter } from './records.ts';

const CHUNK_BYTES = 64 * 1024;

/**
 * The first bytes of the text, up to the end of its first record at least; they come again. No more than that is waited
 * for, since standard input may be slow.
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
    if (cutter.cut(head.subarray(0, length), false).spans.length > 0) break;
  }
  if (length === 0) throw new InputError(path, 'is empty', 'Check that the export ended, then try again.');
  content.giveBack(pieces);
  return head.subarray(0, length);
};

/**
 * The header of a CSV file.
 *
 * @param head - the first bytes of the file, `readHead` gave them
 * @returns its fields, and where the first row begins
 * @throws InputError
 */
export const readHeader = (
  path: string,
  head: Buffer,
  bomBytes: number,
  { delimiter, encoding }: Extract<InputFormat, { kind: 'csv' }>,
): { line: number; fields: readonly string[]; behind: { line: number; byte: number } } => {
  const cutter = new RecordCutter({ byte: bomBytes, line: 1 }, delimiter.charCodeAt(0));
  const block = cutter.cut(head.subarray(bomBytes), head.length <= MAX_RECORD_BYTES);
  const [span] = block.spans;
  if (!span || span.fault === 'too-long') {
    throw new InputError(
      path,
      span || head.length > MAX_RECORD_BYTES ? 'its first line is longer than 1 MiB' : 'has no line but blank ones',
      'The first line must be the header: GroupId,Member_Account,UnreadMsgNum. Is this the right file?',
    );
  }
  const behind = { line: span.nextLine, byte: span.endByte };
  const fields = span.fault ? undefined : new CsvParser(delimiter, encoding).parse({ ...block, spans: [span] })[0];
  if (!fields || 'kind' in fields) {
    throw new InputError(
      path,
      `the header (line ${span.line}) cannot be read: ${fields?.message ?? FAULT_TEXT['unclosed-quote']}`,
      fields?.kind === 'undecodable'
        ? 'Give the encoding of the file, for example --encoding gb18030 for an export of a Chinese Windows.'
        : 'The first line must be the header: GroupId,Member_Account,UnreadMsgNum.',
    );
  }
  return { line: span.line, fields, behind };
};

/** @throws InputError when the first object of a JSONL file has none of the three keys */
export const checkFirstObject = (path: string, head: Buffer, bomBytes: number, names: ColumnNames): void => {
  const cutter = new RecordCutter({ byte: bomBytes, line: 1 }, undefined);
  const block = cutter.cut(head.subarray(bomBytes), head.length <= MAX_RECORD_BYTES);
  for (const span of block.spans) {
    const line = span.fault ? undefined : parseObject(block, span);
    if (line?.kind === 'blank') continue;
    if (line?.kind === 'object') requireKeys(path, span.line, Object.keys(line.value), names);
    return;
  }
};
