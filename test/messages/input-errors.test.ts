import { describe, expect, test } from 'vitest';
import type { InputBrokeOffFact } from '../../src/core/errors/broken-off-error.ts';
import type { ColumnGuess, InputFact } from '../../src/core/errors/input-error.ts';
import type { DuplicateFact, InputChangedFact } from '../../src/core/errors/rows-error.ts';
import type { InputSettingsFact } from '../../src/core/errors/settings-error.ts';
import type { InputStateFact } from '../../src/core/errors/state-error.ts';
import { inputErrors } from '../../src/messages/en/input-errors.ts';
import type { Told } from '../../src/messages/told.ts';

type AnyFact = InputFact | InputBrokeOffFact | InputChangedFact | InputSettingsFact | InputStateFact | DuplicateFact;

const toldOf = (fact: AnyFact): Told => (inputErrors[fact.kind] as (values: AnyFact) => Told)(fact);

const path = 'rows.csv';
const FILE = { path, isStandardInput: false };
const STANDARD_INPUT = { path: '-', isStandardInput: true };
const HEADER = { ...FILE, isHeader: true, looksBinary: false };
const MISSING = ['GroupId', 'Member_Account', 'UnreadMsgNum'];
const NOTHING: ColumnGuess = { by: 'nothing' };
const UNREADABLE = {
  kind: 'first-record-unreadable',
  ...HEADER,
  line: 1,
  problem: { kind: 'unparsable', code: 'quote-inside-value' },
} as const;
const TRUNCATED = { path, compression: 'gzip', fault: { code: 'cut-off' }, mayBeText: false } as const;

const TABLE: readonly (Told & { readonly fact: AnyFact })[] = [
  {
    fact: { kind: 'input-missing', path },
    text: 'rows.csv: no such file',
    next: 'Check the name and the folder you are in.',
  },
  {
    fact: { kind: 'input-missing', path: '“rows.csv”', near: 'rows.csv' },
    text: '“rows.csv”: no such file; the quotes around the name are no quotes of a shell, but a part of it',
    next: 'Did you mean this? rows.csv',
  },
  {
    fact: { kind: 'input-name-not-utf8', path: '\ufffd.csv', name: "$'\\xd6\\xd0.csv'" },
    text: '\ufffd.csv: the name of this file is not UTF-8, so it cannot be opened by its name',
    next: "Feed it through standard input, or give it another name first: mv $'\\xd6\\xd0.csv' NEWNAME",
  },
  {
    fact: { kind: 'input-not-opened', path, errorCode: 'EACCES' },
    text: 'rows.csv: cannot be opened: permission denied (EACCES)',
    next: 'Check the path, and that you may read it.',
  },
  {
    fact: { kind: 'input-not-a-file', path, isFolder: true },
    text: 'rows.csv: is a folder, not a file',
    next: 'Give the file itself, or pipe the rows into standard input: - --format csv --state-dir DIR',
  },
  {
    fact: { kind: 'input-not-a-file', path, isFolder: false },
    text: 'rows.csv: is not a plain file',
    next: 'Give the file itself, or pipe the rows into standard input: - --format csv --state-dir DIR',
  },
  {
    fact: { kind: 'folder-without-inputs', path: 'exports' },
    text: 'exports: is a folder in which no file has a known format (.csv, .tsv, .jsonl, .json, or part-* of Spark)',
    next: 'Name the files themselves, and their format: --format csv',
  },
  {
    fact: { kind: 'link-leads-out', path: 'exports/a.csv', target: '/home/ann/b.csv' },
    text: 'exports/a.csv: is a link to /home/ann/b.csv, which lies elsewhere',
    next: 'Who made the link decides what is read. If this file is meant, name it: /home/ann/b.csv',
  },
  {
    fact: { kind: 'pattern-without-match', path: '*.csv' },
    text: '*.csv: no file matches',
    next: 'Check the pattern and the folder you are in.',
  },
  {
    fact: { kind: 'input-empty', path },
    text: 'rows.csv: is empty',
    next: 'Check that the export ended, then try again.',
  },
  {
    fact: { kind: 'standard-input-is-keyboard', path: '-' },
    text: '-: standard input is the keyboard',
    next: 'Pipe the rows in, for example: unzip -p export.zip | npx tim-unread import - --format csv --state-dir state',
  },
  {
    fact: { kind: 'standard-input-read-twice', path: '-' },
    text: '-: standard input can be read once only',
    next: 'Save the rows to a file and give its name.',
  },
  {
    fact: { kind: 'input-unreadable', path, why: { kind: 'archive-broke-off', ...TRUNCATED } },
    text: 'rows.csv: cannot be read: the gzip data is cut off or corrupt (unexpected end of file)',
    next: 'Make or copy the archive again.',
  },
  {
    fact: { kind: 'input-unreadable', path, why: { kind: 'input-broke-off', path, reason: 'EIO: i/o error, read' } },
    text: 'rows.csv: cannot be read: the disk or the network drive answers with a fault (EIO)',
    next: 'Check the disk that it is on.',
  },
  {
    fact: { kind: 'zstd-unsupported', path },
    text: 'rows.csv: is zstd-compressed, which Node can unpack from 22.15 on',
    next: 'Unpack it on the way: zstd -dc rows.csv | npx tim-unread import - --format csv --state-dir rows.csv.tim-unread',
  },
  {
    fact: { kind: 'zstd-unsupported', path: "it's.JSONL.zst" },
    text: "it's.JSONL.zst: is zstd-compressed, which Node can unpack from 22.15 on",
    next: `Unpack it on the way: zstd -dc 'it'\\''s.JSONL.zst' | npx tim-unread import - --format jsonl --state-dir 'it'\\''s.JSONL.zst.tim-unread'`,
  },
  {
    fact: { kind: 'sheet-missing', path: 'rows.xlsx', wanted: 'Januar', sheets: ['1', '2', '3', '4', '5', '6'] },
    text: 'rows.xlsx: the workbook has no sheet “Januar”; it has “1”, “2”, “3”, “4”, “5”, …',
    next: 'Give the name of one of them, as --sheet 1',
  },
  {
    fact: { kind: 'sheets-differ', path: 'rows.xlsx', sheets: ['all rows', 'notes'] },
    text: 'rows.xlsx: the first rows of its sheets differ, so they are no one table: “all rows”, “notes”',
    next: "Name the sheet to read: --sheet 'all rows'",
  },
  {
    fact: { kind: 'sheet-of-no-workbook', path },
    text: 'rows.csv: is no Excel workbook (.xlsx), and has no sheets',
    next: 'Leave --sheet out.',
  },
  {
    fact: { kind: 'archive-expected', path: 'rows.gz', extension: '.gz', compression: 'gzip' },
    text: 'rows.gz: is called .gz and is no gzip archive',
    next: 'Check the file; if it holds plain text, rename it.',
  },
  {
    fact: { kind: 'input-foreign', ...FILE, found: 'json-strings' },
    text: 'rows.csv: is lines of CSV inside JSON strings, as jq writes them without -r',
    next: 'Take them out: jq -r . rows.csv > NEWFILE.csv',
  },
  {
    fact: {
      kind: 'input-foreign',
      ...FILE,
      found: 'lines-stamped',
      bare: { positions: { unread: 3 }, delimiter: '|' },
    },
    text: 'rows.csv: is rows in a log, with a time in brackets before each of them',
    next: "Take that off: sed -E 's/^(\\[[^]]*\\] *)+//' rows.csv > NEWFILE && npx tim-unread inspect NEWFILE --delimiter '|' --no-header --columns 'GroupId=?,Member_Account=?,UnreadMsgNum=3'",
  },
  {
    fact: { kind: 'input-is-utf-8', path, asked: 'gb18030' },
    text: 'rows.csv: is UTF-8, not gb18030',
    next: 'This is UTF-8: leave --encoding out.',
  },
  {
    fact: { kind: 'utf-16-unmarked', path, encoding: 'utf-16le' },
    text: 'rows.csv: has many NUL bytes: UTF-16 without a byte order mark, or no text',
    next: 'If it is UTF-16: --encoding utf-16le',
  },
  {
    fact: { kind: 'line-breaks-cr-only', path, hasLineFeeds: false },
    text: 'rows.csv: ends its lines with CR alone, as old Macs did',
    next: "Convert it, and give the new file: tr '\\r' '\\n' < rows.csv > NEWFILE.csv",
  },
  {
    fact: { kind: 'line-breaks-cr-only', path: '-', hasLineFeeds: true },
    text: '-: ends its lines with CR alone, as old Macs did',
    next: "Put this into the pipe before tim-unread (a line feed inside a value becomes a space): | tr '\\n\\r' ' \\n'",
  },
  {
    fact: {
      kind: 'json-of-other-shape',
      ...FILE,
      compression: undefined,
      shape: 'array-in-object',
      at: 'data.items',
      keys: ['gid', 'uid', 'unread'],
      columns: { groupId: 'gid', account: 'uid', unread: 'unread' },
    },
    text: 'rows.csv: is a JSON object; the array data.items in it has objects with "gid", "uid", "unread"',
    next: 'If these are the rows: --json-path data.items --columns GroupId=gid,Member_Account=uid,UnreadMsgNum=unread',
  },
  {
    fact: { kind: 'json-path-without-array', path, typed: 'data.rows', found: 'data.items' },
    text: 'rows.csv: has no array at data.rows within its first 1 MiB',
    next: 'Did you mean this? --json-path data.items',
  },
  {
    fact: { kind: 'array-not-closed', path, line: 7 },
    text: 'rows.csv could not be read any further: it ends (line 7) inside its JSON array, which is not closed: it is cut off',
    next: 'Export or copy the file again, then type the same command: if it begins with the same rows, the rows that are done are not sent again.',
    remedy: 'Export or copy the file again. If it is whole as it is, put a ] at its end.',
  },
  {
    fact: { kind: 'group-seq-unfit', path, line: 2, groupId: 'g1', seq: 'x' },
    text: 'rows.csv: line 2 is no GroupId with its LastSeq: "g1", "x"',
    next: 'Correct this line, or leave it out: rows of a group without a last sequence are invalid.',
  },
  {
    fact: { kind: 'group-seqs-columns', path, found: ['group', 'time'] },
    text: `${path}: needs the columns GroupId and LastSeq; found "group", "time"`,
    next: 'Call them so in its first line: GroupId,LastSeq. This is the file of --group-seqs; --columns is for the other one.',
  },
  {
    fact: { kind: 'group-seq-twice', path, line: 3, groupId: 'g1', seqs: [1, 2] },
    text: 'rows.csv: the group "g1" stands in it twice, with LastSeq 1 and 2 (line 3)',
    next: 'Keep the right one of the two.',
  },
  {
    fact: { kind: 'first-line-too-long', ...HEADER },
    text: 'rows.csv: its first line is longer than 1 MiB',
    next: 'The first line must be the header: GroupId,Member_Account,UnreadMsgNum. Is this the right file?',
  },
  {
    fact: { kind: 'only-blank-lines', ...HEADER, isHeader: false },
    text: 'rows.csv: has no line but blank ones',
    next: 'Is this the right file?',
  },
  {
    fact: { kind: 'only-blank-lines', ...HEADER, looksBinary: true },
    text: 'rows.csv: has no line but blank ones',
    next: 'Its bytes are not text. If it is compressed with brotli, which only its name shows, give it a name that ends in .br',
  },
  {
    fact: { ...UNREADABLE, encoding: undefined },
    text: 'rows.csv: the header (line 1) cannot be read: a quote stands inside a value; put the value in quotes and double the quote',
    next: 'The first line must be the header: GroupId,Member_Account,UnreadMsgNum.',
  },
  {
    fact: { ...UNREADABLE, isHeader: false, line: 2, encoding: undefined },
    text: 'rows.csv: the first row (line 2) cannot be read: a quote stands inside a value; put the value in quotes and double the quote',
    next: 'Correct this line: no line after it can be read either, and one must show how many columns there are.',
  },
  {
    fact: { ...UNREADABLE, encoding: { by: 'byte-order-mark' } },
    text: 'rows.csv: the header (line 1) cannot be read: a quote stands inside a value; put the value in quotes and double the quote',
    next: 'Correct this line, or save the file again: its byte order mark says UTF-8, and overrides --encoding.',
  },
  {
    fact: { ...UNREADABLE, encoding: { by: 'bytes', encoding: 'gb18030' } },
    text: 'rows.csv: the header (line 1) cannot be read: a quote stands inside a value; put the value in quotes and double the quote',
    next: 'Give the encoding of the file: --encoding gb18030, as in exports from a Chinese Windows.',
  },
  {
    fact: { ...UNREADABLE, encoding: { by: 'nothing', candidates: ['big5', 'shift_jis', 'windows-1252'] } },
    text: 'rows.csv: the header (line 1) cannot be read: a quote stands inside a value; put the value in quotes and double the quote',
    next: 'Give the encoding of the file, which its bytes do not tell; try --encoding big5 (traditional Chinese), shift_jis (Japanese) or windows-1252 (Western Europe, Latin-1).',
  },
  {
    fact: { kind: 'rows-on-one-line', path, isStandardInput: false, between: '$' },
    text: 'rows.csv: has no line breaks: between its rows stands "$"',
    next: "Put line breaks there: perl -CSD -pe 's/\\x{24}/\\n/g' rows.csv > NEWFILE",
  },
  {
    fact: { kind: 'no-json-at-start', ...STANDARD_INPUT },
    text: '-: has no line that is JSON where it begins',
    next: 'Its bytes are not text. If it is compressed with brotli, which only a file name shows, put this into the pipe before tim-unread: | brotli -dc',
  },
  {
    fact: { kind: 'column-twice', path, column: 'GroupId' },
    text: 'rows.csv: the column GroupId stands twice in the header',
    next: 'Rename or remove one of the two.',
  },
  {
    fact: { kind: 'columns-missing', path, line: 1, missing: MISSING, found: ['\u001b[31mx', 'y'], guess: NOTHING },
    text: 'rows.csv: the header (line 1) lacks GroupId, Member_Account, UnreadMsgNum; found "\\u001b[31mx", "y"',
    next: "A file without a header needs --no-header. Else name the columns of your header: --columns 'GroupId=?,Member_Account=?,UnreadMsgNum=?'",
  },
  {
    fact: { kind: 'keys-missing', path, objects: 1, line: 2, missing: MISSING, found: ['a'], guess: NOTHING },
    text: 'rows.csv: the first object (line 2) lacks GroupId, Member_Account, UnreadMsgNum; found "a"',
    next: "Name the keys of your objects: --columns 'GroupId=?,Member_Account=?,UnreadMsgNum=?'",
  },
  {
    fact: {
      kind: 'keys-missing',
      path,
      objects: 100,
      line: 1,
      missing: ['Member_Account'],
      found: ['GroupId', 'b'],
      guess: { by: 'name', names: { groupId: 'GroupId', unread: 'n' } },
    },
    text: 'rows.csv: the first 100 objects (from line 1 on) all lack Member_Account; found "GroupId", "b"',
    next: "Name the keys of your objects: --columns 'GroupId=GroupId,Member_Account=?,UnreadMsgNum=n'",
  },
  {
    fact: {
      kind: 'column-beyond-record',
      path,
      line: 2,
      column: 'UnreadMsgNum',
      position: 3,
      found: ['g1', 'alice'],
      guess: NOTHING,
    },
    text: 'rows.csv: --no-header takes UnreadMsgNum from column 3, and the first line found (line 2) has 2: "g1", "alice"',
    next: 'Give positions from 1 to 2: --no-header --columns GroupId=…,Member_Account=…,UnreadMsgNum=…',
  },
  {
    fact: { kind: 'input-doubtful', path, why: 'no-rows' },
    text: 'rows.csv: it has no rows, and with --strict nothing is sent then',
    next: 'Correct the file, or leave --strict out where it is meant to be so.',
  },
  {
    fact: { kind: 'too-many-lines', path, mostLines: 4_294_967_295 },
    text: 'rows.csv: has more than 4294967295 lines, too many to look for rows that stand twice',
    next: 'Split the file, or import it as it is: with --on-duplicate last, the default, nothing is looked for.',
  },
  {
    fact: { kind: 'input-broke-off', path, reason: 'EIO: i/o error, read' },
    text: 'rows.csv could not be read any further: the disk or the network drive answers with a fault (EIO)',
    next: 'Nothing is lost. When the disk answers again, the same command goes on.',
    remedy: 'Check the disk that it is on.',
  },
  {
    fact: { kind: 'inputs-broke-off', path: 'a.csv.gz', paths: ['a.csv.gz', 'b.json'], count: 3, isCorrupt: false },
    text: '3 inputs could not be read to the end, and the others were read: a.csv.gz, b.json, …',
    next: 'Make or copy them again, then type the same command: it does what is left of them, and nothing that is done.',
    remedy: 'Make or copy them again.',
  },
  {
    fact: { kind: 'standard-input-broke-off', path: '-', reason: 'EIO: i/o error, read' },
    text: '- could not be read any further: the disk or the network drive answers with a fault (EIO)',
    next: 'Nothing is lost: feed the same rows from their start again, with the same command.',
    remedy: 'Feed the rows from their start again.',
  },
  {
    fact: { kind: 'archive-broke-off', ...TRUNCATED },
    text: 'rows.csv could not be read any further: the gzip data is cut off or corrupt (unexpected end of file)',
    next: 'Make or copy the archive again, then type the same command: if it begins with the same rows, the rows that are done are not sent again.',
    remedy: 'Make or copy the archive again.',
  },
  {
    fact: { kind: 'archive-broke-off', ...TRUNCATED, fault: { code: 'bytes-behind', atLeastBytes: 12 } },
    text: 'rows.csv could not be read any further: the gzip data is cut off or corrupt (at least 12 bytes follow behind its end)',
    next: 'Make or copy the archive again, then type the same command: if it begins with the same rows, the rows that are done are not sent again. To take what gzip gives of it: gzip -dc rows.csv | npx tim-unread import - --format csv --state-dir DIR',
    remedy:
      'Make or copy the archive again. To take what gzip gives of it: gzip -dc rows.csv | npx tim-unread import - --format csv --state-dir DIR',
  },
  {
    fact: {
      kind: 'archive-broke-off',
      path,
      compression: 'brotli',
      fault: { code: 'corrupt', says: 'x' },
      mayBeText: true,
    },
    text: 'rows.csv could not be read any further: the brotli data is cut off or corrupt (x)',
    next: 'Rows that came out of it before may be wrong too. Make or copy the archive again, then type the same command. If that is refused because the input has changed, wrong rows were sent: begin again with --restart.',
    remedy: 'Make or copy the archive again; if it is no archive but plain text, rename it to a name without .br.',
  },
  {
    fact: { kind: 'input-shortened', path, fromBytes: 20, toBytes: 10 },
    text: 'rows.csv changed while it was read: it became shorter, from 20 bytes to 10',
    next: 'Put the file back as it was, and the same command goes on. If rows of the changed part were read already, that is refused: begin again from row 1 with --restart (the state folder is kept under a dated name).',
    remedy: 'Wait until it is no longer written to.',
  },
  {
    fact: { kind: 'input-rewritten', path, readBytes: 20 },
    text: 'rows.csv changed while it was read: its first 20 bytes are not those that were read',
    next: 'Put the file back as it was, and the same command goes on. If rows of the changed part were read already, that is refused: begin again from row 1 with --restart (the state folder is kept under a dated name).',
    remedy: 'Wait until it is no longer written to.',
  },
  {
    fact: { kind: 'last-line-grown', path },
    text: 'rows.csv changed while it was read: it has grown in the middle of its last line, which was read already',
    next: 'The export was still being written. When it is finished, begin again from row 1 with --restart: the count of that line was cut off.',
    remedy: 'Wait until it is no longer written to.',
  },
  {
    fact: { kind: 'input-grown', path },
    text: 'rows.csv changed while it was read: it has grown since it was read to its end, which this kind of input cannot follow',
    next: 'Nothing is lost: the same command goes on with what was added.',
    remedy: 'Wait until it is no longer written to.',
  },
  {
    fact: { kind: 'duplicates-added', path },
    text: 'rows.csv changed while it was read: rows came whose pair stands in it already, and --on-duplicate is error',
    next: 'Put the file back as it was, and the same command goes on. If rows of the changed part were read already, that is refused: begin again from row 1 with --restart (the state folder is kept under a dated name).',
    remedy: 'Wait until it is no longer written to.',
  },
  {
    fact: { kind: 'format-unknown', path: 'rows.txt', isStandardInput: false, formats: ['csv', 'tsv', 'jsonl'] },
    text: 'rows.txt: the file name does not tell the format',
    next: 'Give one of --format csv, --format tsv, --format jsonl',
  },
  {
    fact: { kind: 'format-unknown', ...STANDARD_INPUT, formats: ['csv', 'tsv', 'jsonl'] },
    text: 'standard input has no name that tells the format',
    next: 'Give one of --format csv, --format tsv, --format jsonl',
  },
  {
    fact: { kind: 'format-names-its-values', path: 'rows.jsonl' },
    text: 'rows.jsonl: --no-header is for CSV and TSV; in JSONL every line names its own values',
    next: 'Leave --no-header out; keys of other names: --columns GroupId=…,Member_Account=…,UnreadMsgNum=…',
  },
  {
    fact: { kind: 'done-part-shortened', path, sizes: { sizeBytes: 1000, doneBytes: 2000 } },
    text: 'rows.csv has changed since the run began: it has 1,000 bytes, and 2,000 were done already',
    next: 'Give the file as it was, or begin again from row 1 with --restart (the old state folder is kept under a dated name).',
  },
  {
    fact: { kind: 'done-part-rewritten', path, doneBytes: 20 },
    text: 'rows.csv has changed since the run began: its first 20 bytes are not those that were done already',
    next: 'Give the file as it was, or begin again from row 1 with --restart (the old state folder is kept under a dated name).',
  },
  {
    fact: { kind: 'done-line-grown', path },
    text: 'rows.csv has changed since the run began: it has grown in the middle of its last line, which was done already: if it had broken off there, that line was sent cut off',
    next: 'Give the file as it was, or begin again from row 1 with --restart (the old state folder is kept under a dated name).',
  },
  {
    fact: { kind: 'inputs-changed', paths: [path, 'more.csv'] },
    text: 'of these inputs 2 have changed since their runs began, in the parts that were done already: rows.csv, more.csv',
    next: 'Give the files as they were, or begin only these again from row 1 with --restart (the old state folders are kept under dated names); then the same command goes on with all of them.',
  },
  {
    fact: {
      kind: 'duplicate-rows',
      path,
      count: 1,
      examples: [{ groupId: 'g1', account: 'alice', line: 7, unread: 5, firstLine: 2, firstUnread: 3 }],
    },
    text: 'rows.csv: 1 row has a pair that stands in it before: line 7: "g1", "alice", 5 (first on line 2: 3)',
    next: 'Correct the file, or choose which row of a pair is sent: --on-duplicate last, first or max (with --restart where the run has begun). validate lists more of them.',
  },
];

test.each(TABLE)('$fact.kind: $text', ({ fact, ...told }) => expect(toldOf(fact)).toEqual(told));

const KINDS = Object.keys(inputErrors).filter((kind) => kind !== 'input-binary');
test.each(KINDS)('%s has its line in the table', (kind) =>
  expect(TABLE.map(({ fact }) => fact.kind as string)).toContain(kind),
);

describe('a file of another kind', () => {
  const binary = { kind: 'input-binary', ...FILE, compression: undefined } as const;

  test.each([
    {
      fact: { ...binary, found: 'zip' },
      says: 'is a zip archive, not text | Pipe the file inside in: unzip -p rows.csv | npx tim-unread import - --format csv --state-dir DIR',
    },
    {
      fact: { ...binary, found: 'xls' },
      says: `is an Excel workbook (.xls), not text | Save the sheet as “CSV UTF-8” in the spreadsheet program, or: soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' rows.csv`,
    },
    {
      fact: { ...binary, found: 'xlsx-locked' },
      says: 'is an Excel workbook that is protected with a password, not text | Nobody can read it without the password. Save the sheet as “CSV UTF-8” in the spreadsheet program, and give that file.',
    },
    {
      fact: { ...binary, found: '7z' },
      says: 'is a 7z archive, not text | Unpack it, and give the file inside: 7z x rows.csv',
    },
    {
      fact: { ...binary, found: 'xz' },
      says: 'is xz-compressed, not text | Unpack it, and give the new file: xz -dc rows.csv > NEWFILE',
    },
    {
      fact: { ...binary, found: 'bzip2' },
      says: 'is bzip2-compressed, not text | Unpack it, and give the new file: bunzip2 -c rows.csv > NEWFILE',
    },
    {
      fact: { ...binary, found: 'gzip', compression: 'gzip' },
      says: 'is gzip-compressed inside its gzip compression, not text | Unpack it, and give the new file: gzip -dc rows.csv | gzip -dc > NEWFILE',
    },
    {
      fact: { ...binary, found: 'tar' },
      says: 'is a tar archive, not text | Unpack it, and give the file inside: tar -xf rows.csv',
    },
    {
      fact: { ...binary, found: 'tar', compression: 'gzip' },
      says: 'is a tar archive inside its gzip compression, not text | Unpack it, and give the file inside: tar -xzf rows.csv',
    },
    {
      fact: { ...binary, found: 'tar', compression: 'brotli' },
      says: 'is a tar archive inside its brotli compression, not text | Unpack it, and give the file inside: brotli -dc rows.csv | tar -x',
    },
    {
      fact: { ...binary, found: 'xz', ...STANDARD_INPUT },
      says: 'is xz-compressed, not text | Put this into the pipe before tim-unread: | xz -dc',
    },
    {
      fact: { ...binary, found: 'tar', compression: 'gzip', ...STANDARD_INPUT },
      says: 'is a tar archive inside its gzip compression, not text | Put this into the pipe before tim-unread: | gzip -dc | tar -xO',
    },
  ] satisfies { fact: InputFact; says: string }[])('$fact.found: $says', ({ fact, says }) => {
    const { text, next } = toldOf(fact);
    expect(`${text} | ${next}`).toBe(`${fact.path}: ${says}`);
  });
});

describe('a guess of the columns is ready to paste', () => {
  const nextOf = (found: readonly string[], guess: ColumnGuess): string =>
    toldOf({ kind: 'columns-missing', path, line: 1, missing: MISSING, found, guess }).next;
  const names = (groupId: string, account: string, unread: string): ColumnGuess => ({
    by: 'name',
    names: { groupId, account, unread },
  });

  test.each([
    { guess: names('gid', 'uid', 'n'), flag: '--columns GroupId=gid,Member_Account=uid,UnreadMsgNum=n' },
    { guess: names('Group ID', 'uid', 'n'), flag: "--columns 'GroupId=Group ID,Member_Account=uid,UnreadMsgNum=n'" },
    {
      guess: names('\u200bgid', 'uid', 'n'),
      flag: "--columns $'GroupId=\\u200bgid,Member_Account=uid,UnreadMsgNum=n'",
    },
    { guess: { by: 'delimiter', delimiter: ';' } as const, flag: "--delimiter ';'" },
    { guess: { by: 'delimiter', delimiter: '|', trim: true } as const, flag: "--delimiter '|' --trim" },
    { guess: { by: 'delimiter', delimiter: '\t' } as const, flag: "--delimiter '\\t'" },
    { guess: { by: 'delimiter', delimiter: '\x01' } as const, flag: "--delimiter '\\x01'" },
  ])('$flag', ({ guess, flag }) => expect(nextOf([], guess)).toBe(`Did you mean this? ${flag}`));

  test('what no flag takes between the values', () => {
    expect(nextOf([], { by: 'separator', separator: '|~|' })).toBe(
      "Its values stand between “|~|”, which no --delimiter takes. Put tabs in its place: perl -pe 's/\\|\\~\\|/\\t/g' rows.csv > NEWFILE.tsv",
    );
    const bare = { positions: { groupId: 1, account: 2, unread: 3 } };
    expect(nextOf([], { by: 'separator', separator: '，', bare })).toBe(
      "Its values stand between full-width ，, which no --delimiter takes. Put tabs in its place: perl -pe 's/，/\\t/g' rows.csv > NEWFILE.tsv && npx tim-unread inspect NEWFILE.tsv --no-header --columns GroupId=1,Member_Account=2,UnreadMsgNum=3",
    );
  });

  test('names that no command can hold', () => {
    expect(nextOf([], { by: 'untypable-name', names: ['a\0', 'b'] })).toBe(
      'No --columns can be typed for "a\\u0000", "b" (too long, or a character that no command takes, or = behind a comma): rename that in the file.',
    );
  });

  test('positions, where the header looks like a row', () => {
    const positions = { groupId: 1, account: 2, unread: 3 };
    expect(nextOf(['@TGS#1', 'a', '5'], { by: 'value', positions, candidates: [] })).toBe(
      'If that is already a row and not a header: --no-header --columns GroupId=1,Member_Account=2,UnreadMsgNum=3',
    );
  });

  test('positions, of which some are left open', () => {
    expect(nextOf(['a\u001b', '1001', '5'], { by: 'value', positions: { unread: 3 }, candidates: [1, 2] })).toBe(
      `If that is already a row and not a header: GroupId and Member_Account may be any of the columns 1 ("a\\u001b"), 2 ("1001"), and their values do not show which; column 3 ("5") looks like UnreadMsgNum. Put a number for each ?: --no-header --columns 'GroupId=?,Member_Account=?,UnreadMsgNum=3'`,
    );
  });

  test('positions, of which the count is left open', () => {
    expect(nextOf(['@TGS#1', '10086', '5'], { by: 'value', positions: { groupId: 1 }, candidates: [2, 3] })).toBe(
      `If that is already a row and not a header: Member_Account and UnreadMsgNum may be any of the columns 2 ("10086"), 3 ("5"), and their values do not show which. Put a number for each ?: --no-header --columns 'GroupId=1,Member_Account=?,UnreadMsgNum=?'`,
    );
  });

  test('with --no-header, positions that are wrong', () => {
    const fact = { kind: 'column-beyond-record', path, line: 1, column: 'UnreadMsgNum', position: 9 } as const;
    const found = ['7', '@TGS#1', 'alice'];
    const positions = { groupId: 2, account: 3, unread: 1 };
    expect(toldOf({ ...fact, found, guess: { by: 'value', positions, candidates: [] } }).next).toBe(
      'Did you mean this? --no-header --columns GroupId=2,Member_Account=3,UnreadMsgNum=1',
    );
  });
});
