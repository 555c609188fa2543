import { InputError } from '../../core/errors.ts';
import { type ColumnNames, requireKeys } from './columns.ts';
import { CsvParser } from './csv.ts';
import type { FileBytes } from './file-bytes.ts';
import { lineTexts, parseObject } from './jsonl.ts';
import { FAULT_TEXT, MAX_RECORD_BYTES, RecordCutter } from './records.ts';

/** @throws InputError for an empty file, and for one whose first bytes say that it is no text */
export const readHead = async (bytes: FileBytes): Promise<Buffer> => {
  const { path } = bytes;
  const head = await bytes.readAt(Buffer.allocUnsafe(MAX_RECORD_BYTES + 1), 0);
  if (head.length === 0) throw new InputError(path, 'is empty', 'Check that the export ended, then try again.');
  const kind = OTHER_FILES.find(({ magic }) => head.subarray(0, magic.length).equals(Buffer.from(magic)));
  if (kind) throw new InputError(path, `is ${kind.name}, not text`, kind.hint);
  return head;
};

const OTHER_FILES = [
  { magic: [0x1f, 0x8b], name: 'gzip-compressed', hint: 'Unpack it first: gunzip.' },
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    name: 'a zip archive or an Excel workbook',
    hint: 'Unpack it, or save the sheet as “CSV UTF-8”.',
  },
  { magic: [0xff, 0xfe], name: 'UTF-16', hint: 'Convert it: iconv -f UTF-16 -t UTF-8.' },
  { magic: [0xfe, 0xff], name: 'UTF-16', hint: 'Convert it: iconv -f UTF-16 -t UTF-8.' },
];

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
  delimiter: string,
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
  const fields = span.fault ? undefined : new CsvParser(delimiter).parse({ ...block, spans: [span] })[0];
  if (!fields || 'kind' in fields) {
    throw new InputError(
      path,
      `the header (line ${span.line}) cannot be read: ${fields?.message ?? FAULT_TEXT['unclosed-quote']}`,
      'The first line must be the header: GroupId,Member_Account,UnreadMsgNum.',
    );
  }
  return { line: span.line, fields, behind };
};

/** @throws InputError when the first object of a JSONL file has none of the three keys */
export const checkFirstObject = (path: string, head: Buffer, bomBytes: number, names: ColumnNames): void => {
  const cutter = new RecordCutter({ byte: bomBytes, line: 1 }, undefined);
  const block = cutter.cut(head.subarray(bomBytes), head.length <= MAX_RECORD_BYTES);
  const textOf = lineTexts(block);
  for (const span of block.spans) {
    const line = span.fault ? undefined : parseObject(textOf(span));
    if (line?.kind === 'blank') continue;
    if (line?.kind === 'object') requireKeys(path, span.line, Object.keys(line.value), names);
    return;
  }
};
