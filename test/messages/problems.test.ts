import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/core/row/problem.ts';
import { type Checked, checkRow, type RawValues } from '../../src/core/row/rules.ts';
import { en } from '../../src/messages/en.ts';
import { problemText } from '../../src/messages/messages.ts';

const LINES: readonly { problem: Problem; text: string }[] = [
  { problem: { kind: 'too-long', code: 'line-too-long' }, text: 'the line is longer than 1 MiB' },
  {
    problem: { kind: 'unparsable', code: 'quote-not-closed' },
    text: 'a quote is opened on this line and not closed (within 1 MiB)',
  },
  {
    problem: { kind: 'unparsable', code: 'text-after-closing-quote' },
    text: 'a quoted value goes on behind its closing quote; double the quotes inside a value',
  },
  {
    problem: { kind: 'unparsable', code: 'quote-inside-value' },
    text: 'a quote stands inside a value; put the value in quotes and double the quote',
  },
  { problem: { kind: 'unparsable', code: 'not-one-record' }, text: 'not one CSV record' },
  {
    problem: { kind: 'unparsable', code: 'not-csv', errorCode: 'CSV_X' },
    text: 'the line is not CSV (CSV_X)',
  },
  { problem: { kind: 'unparsable', code: 'not-json' }, text: 'the line is not JSON' },
  {
    problem: { kind: 'unparsable', code: 'key-twice', key: 'GroupId' },
    text: 'the key GroupId stands twice in the object, with different values: keep the one that is meant',
  },
  {
    problem: { kind: 'unparsable', code: 'backslashes-doubled' },
    text: String.raw`the line is JSON whose backslashes are doubled, as mysql -B and COPY of PostgreSQL write them: export it again with mysql --raw or psql -At, or convert the file: sed 's/\\\\/\\/g' FILE > NEWFILE.jsonl`,
  },
  {
    problem: { kind: 'unparsable', code: 'element-broken' },
    text: 'the object is not JSON: a quote or a bracket is not closed',
  },
  {
    problem: { kind: 'last-seq-missing', code: 'no-last-seq', groupId: 'g1' },
    text: 'GroupId "g1" has no last sequence in the file of --group-seqs',
  },
  {
    problem: { kind: 'unread-not-integer', code: 'position-not-whole', value: '1.5' },
    text: '"1.5" is not a message sequence: a plain whole number (--group-seqs)',
  },
  { problem: { kind: 'unparsable', code: 'element-not-json' }, text: 'the object is not JSON' },
  { problem: { kind: 'unparsable', code: 'element-not-object' }, text: 'the element is not a JSON object' },
  { problem: { kind: 'unparsable', code: 'not-json-object' }, text: 'the line is not a JSON object' },
  {
    problem: { kind: 'unparsable', code: 'value-count', found: 1, expected: 3, expectedBy: 'header' },
    text: 'the line has 1 value, the header has 3',
  },
  {
    problem: { kind: 'unparsable', code: 'comma-in-count', digits: '1,200' },
    text: 'the line has one value too many: where 1,200 is one number, write 1200',
  },
  {
    problem: { kind: 'unparsable', code: 'comma-in-count', digits: '1,234,567' },
    text: 'the line has one value too many: where 1,234,567 is one number, write 1234567',
  },
  {
    problem: { kind: 'unparsable', code: 'cr-alone' },
    text: "the line holds several rows, which a CR alone ends, as on old Macs: put line breaks there with tr '\\r' '\\n'",
  },
  {
    problem: { kind: 'unparsable', code: 'value-count', found: 2, expected: 4, expectedBy: 'first line' },
    text: 'the line has 2 values, the first line has 4',
  },
  {
    problem: { kind: 'undecodable', code: 'not-in-encoding', encoding: 'big5' },
    text: 'the line is not big5: damaged, or in another encoding',
  },
  {
    problem: { kind: 'unparsable', code: 'full-width-commas' },
    text: 'its values stand between full-width commas or semicolons: write plain ones',
  },
  {
    problem: { kind: 'not-a-row', code: 'header-again' },
    text: 'this is the header once more, as of a second file put behind the first: no row',
  },
  {
    problem: { kind: 'not-a-row', code: 'rule-line' },
    text: 'this is a rule that a program draws below a header: no row',
  },
  {
    problem: { kind: 'not-a-row', code: 'empty-row' },
    text: 'all its values are empty, as in the rows of a spreadsheet whose cells were cleared: no row',
  },
  {
    problem: { kind: 'not-a-row', code: 'merge-mark' },
    text: 'this is a mark of a merge that nobody has settled: settle it, for the rows of both sides are taken',
  },
  {
    problem: { kind: 'group-id-not-ascii', code: 'not-ascii', field: 'groupId', value: '“g1”' },
    text: 'GroupId "“g1”" stands in typographic quotes, as word processors write them: write plain ones',
  },
  {
    problem: { kind: 'not-a-row', code: 'types-line' },
    text: 'this line holds the types of the columns: no row',
  },
  {
    problem: { kind: 'not-a-row', code: 'footer-line' },
    text: 'this is a line that a program or a person writes behind the rows: no row',
  },
  {
    problem: { kind: 'undecodable', code: 'utf8-not-encoding', encoding: 'gb18030' },
    text: 'the line is UTF-8, not gb18030: leave --encoding out',
  },
  {
    problem: { kind: 'undecodable', code: 'not-utf8-as-marked' },
    text: 'the line is not UTF-8, of which the file has the byte order mark: damaged, or put together from two files',
  },
  {
    problem: { kind: 'undecodable', code: 'not-utf8-but-like', encoding: 'gb18030' },
    text: 'the line is not UTF-8; its bytes look like GB18030: --encoding gb18030',
  },
  {
    problem: { kind: 'undecodable', code: 'not-utf8', candidates: ['gb18030', 'big5', 'euc-kr'] },
    text: 'the line is not UTF-8: damaged, or in an encoding that its bytes do not tell (--encoding gb18030, big5 or euc-kr?)',
  },
];

const VALUES: readonly { raw: Partial<RawValues>; text: string }[] = [
  { raw: { account: 'u'.repeat(70_000) }, text: 'the three values are longer than 64 KiB together' },
  { raw: { account: 'a\ud83cb' }, text: 'a value holds half of a character (a lone surrogate)' },
  { raw: { groupId: '' }, text: 'GroupId is missing or empty' },
  { raw: { account: undefined }, text: 'Member_Account is missing or empty' },
  { raw: { unread: null }, text: 'UnreadMsgNum is missing or empty' },
  { raw: { groupId: '#N/A' }, text: 'GroupId "#N/A" stands for no value: give the ID, or leave the row out' },
  {
    raw: { unread: 'NULL' },
    text: 'UnreadMsgNum "NULL" stands for no value: give a number, 0 where nothing is unread',
  },
  {
    raw: { account: 'bob\u200b' },
    text: 'Member_Account "bob\\u200b" has a zero-width space (U+200B) at its end: remove it',
  },
  {
    raw: { account: '\u3000bob' },
    text: 'Member_Account "\u3000bob" has a full-width space (U+3000) at its beginning: remove it, or add --trim',
  },
  {
    raw: { groupId: 'g\u20021' },
    text: 'GroupId "g\\u20021" has a character that does not show (U+2002) inside: remove it',
  },
  {
    raw: { unread: '5\n' },
    text: 'UnreadMsgNum "5\\u000a" has a line break (U+000A) at its end: remove it, or add --trim',
  },
  { raw: { groupId: 'room１２' }, text: 'GroupId "room１２" has full-width digits: write room12' },
  { raw: { unread: '٣' }, text: 'UnreadMsgNum "٣" has digits of another script: write 3' },
  {
    raw: { groupId: '@TGS#_c@TOPIC#_t' },
    text: 'GroupId "@TGS#_c@TOPIC#_t" is a topic ID; the endpoint takes groups only',
  },
  {
    raw: { groupId: 'g'.repeat(49) },
    text: `GroupId "${'g'.repeat(49)}" is 49 bytes long, at most 48 are allowed`,
  },
  {
    raw: { account: 'u'.repeat(300) },
    text: `Member_Account "${'u'.repeat(60)}…" is 300 bytes long, at most 32 are allowed`,
  },
  { raw: { account: 'josé' }, text: 'Member_Account "josé" has a character outside printable ASCII' },
  {
    raw: { groupId: 'a\tb\u001b' },
    text: 'GroupId "a\\u0009b\\u001b" has a character outside printable ASCII',
  },
  {
    raw: { account: 77 },
    text: 'Member_Account is a JSON number, not a string: write it in quotes, exactly as it was created',
  },
  {
    raw: { groupId: { $oid: '1' } },
    text: 'GroupId is a JSON object of MongoDB (export it with --jsonFormat=relaxed), not a string: write it in quotes, exactly as it was created',
  },
  {
    raw: { groupId: 2 ** 53 },
    text: 'GroupId is a JSON number beyond 2^53, whose last digits most programs lose: compare it with its source, and write it in quotes where it is exported',
  },
  {
    raw: { groupId: '1.58292E+18' },
    text: 'GroupId "1.58292E+18" looks like a number that a spreadsheet or a program has rounded: export it again as text',
  },
  { raw: { unread: ' ' }, text: 'UnreadMsgNum " " is blank' },
  { raw: { unread: ' 5' }, text: 'UnreadMsgNum " 5" has a space around it: write 5' },
  { raw: { unread: '1,234' }, text: 'UnreadMsgNum "1,234" has a thousands separator: write 1234' },
  { raw: { unread: '5,0' }, text: 'UnreadMsgNum "5,0" has a decimal part: write 5' },
  {
    raw: { unread: '1.2万' },
    text: 'UnreadMsgNum "1.2万" is the short form of a larger count, whose last digits are lost: export the count itself',
  },
  { raw: { unread: '12条' }, text: 'UnreadMsgNum "12条" has "条" behind its number: write 12' },
  {
    raw: { unread: '1.234' },
    text: 'UnreadMsgNum "1.234" has a decimal part or separators: write a whole number in plain digits',
  },
  { raw: { unread: '+5' }, text: 'UnreadMsgNum "+5" has a sign: write 5' },
  {
    raw: { unread: `+${'1'.repeat(70)}` },
    text: `UnreadMsgNum "+${'1'.repeat(59)}…" has a sign: write ${'1'.repeat(20)}…`,
  },
  { raw: { unread: '-1' }, text: 'UnreadMsgNum "-1" is negative: a count is 0 or more' },
  { raw: { unread: "'5" }, text: 'UnreadMsgNum "\'5" has an apostrophe: write 5' },
  { raw: { unread: '1e3' }, text: 'UnreadMsgNum "1e3" is in exponent form: write it in plain digits' },
  { raw: { unread: '0xd6' }, text: 'UnreadMsgNum "0xd6" is a hexadecimal number: write it in plain digits' },
  {
    raw: { unread: '99+' },
    text: 'UnreadMsgNum "99+" is what an app shows in place of a larger count: export the count itself',
  },
  { raw: { unread: 'TRUE' }, text: 'UnreadMsgNum "TRUE" is true or false, not a count' },
  { raw: { unread: 'five' }, text: 'UnreadMsgNum "five" is not a plain whole number' },
  { raw: { unread: 5.5 }, text: 'UnreadMsgNum is 5.5, not a whole number' },
  { raw: { unread: true }, text: 'UnreadMsgNum is a JSON boolean, not a whole number' },
  { raw: { unread: '2147483648' }, text: 'UnreadMsgNum "2147483648" is not between 0 and 2147483647' },
];

const checked = (raw: Partial<RawValues>): Checked => checkRow({ groupId: 'g1', account: 'alice', unread: 5, ...raw });

describe('what is wrong with a row', () => {
  test.each(LINES)('$text', ({ problem, text }) => expect(problemText(en, problem)).toBe(text));

  test.each(VALUES)('$text', ({ raw, text }) =>
    expect(checked(raw).problems.map((problem) => problemText(en, problem))).toEqual([text]),
  );

  test('every code has its text here', () => {
    const codes = [...LINES.map(({ problem }) => problem), ...VALUES.flatMap(({ raw }) => checked(raw).problems)].map(
      ({ code }) => code,
    );
    expect(new Set(codes)).toEqual(new Set(Object.keys(en.problems)));
  });
});

test('a row whose pair stands in an earlier one is told with both', () =>
  expect(en.duplicateRow({ groupId: 'g1', account: 'alice', line: 7, unread: 5, firstLine: 2, firstUnread: 3 })).toBe(
    'line 7: "g1", "alice", 5 (first on line 2: 3)',
  ));

test('where several rows may stand on a line, both are told by their index', () =>
  expect(
    en.duplicateRow({ groupId: 'g1', account: 'alice', line: 7, unread: 5, firstLine: 2, firstUnread: 3, by: 'index' }),
  ).toBe('index 7: "g1", "alice", 5 (first at index 2: 3)'));
