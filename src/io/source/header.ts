import { InputError } from '../../core/errors.ts';
import type { Place } from '../../core/ledger.ts';
import type { ColumnNames } from './columns.ts';
import { CsvParser } from './csv.ts';
import type { FileBytes } from './file-bytes.ts';
import { requireKeys } from './find-columns.ts';
import { parseObject } from './jsonl.ts';
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
  const fields = span.fault ? undefined : new CsvParser(delimiter).parse({ ...block, spans: [span] })[0];
  if (!fields || 'kind' in fields) {
    const why = fields?.message ?? FAULT_TEXT[span.fault ?? 'bad-quote'];
    throw new InputError(
      path,
      `the ${isHeader ? 'header' : 'first row'} (line ${span.line}) cannot be read: ${why}`,
      isHeader ? NEEDS_HEADER : 'Correct this one line: without a header it tells how many columns there are.',
    );
  }
  return { line: span.line, fields, behind };
};

const NEEDS_HEADER = 'The first line must be the header: GroupId,Member_Account,UnreadMsgNum.';

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
