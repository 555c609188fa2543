// Writes the inputs of fixtures/dialects: exports in the style of other systems, and what spreadsheets and databases
// make of them. `npm run fixtures`, or with another folder as the first argument.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const HEADER = 'GroupId,Member_Account,UnreadMsgNum';
const ROWS = [
  ['@TGS#2CLUZEAEJ', 'alice', '12'],
  ['project-apollo', 'bob', '0'],
  ['family 2019', 'carol', '3'],
];

/** @param {readonly (readonly string[])[]} records */
const csv = (records, delimiter = ',', lineBreak = '\n') =>
  records.map((record) => record.join(delimiter) + lineBreak).join('');
/** @param {readonly string[]} texts */
const lines = (...texts) => texts.map((line) => `${line}\n`).join('');
const NAMES = HEADER.split(',');
const PLAIN = [NAMES, ...ROWS];

/** @type {Readonly<Record<string, string | Buffer>>} */
const FILES = {
  // Files that can be read as they are, or with a flag.
  'crlf.csv': csv(PLAIN, ',', '\r\n'),
  'bom.csv': `\ufeff${csv(PLAIN, ',', '\r\n')}`,
  'tabs.tsv': csv(PLAIN, '\t'),
  'semicolons.csv': csv(PLAIN, ';'),
  'sep-line.csv': `\ufeffsep=;\r\n${csv(PLAIN, ';', '\r\n')}`,
  'no-header.csv': csv(ROWS.map(([group = '', account = '', unread = '']) => [unread, group, account])),
  'other-names.csv': csv([['room_id', 'user_id', 'unread_count'], ...ROWS]),
  'chinese-names.csv': csv([['群ID', '用户账号', '未读数'], ...ROWS]),
  'quoted-header.csv': csv([['"Group ID"', '"User, ID"', '"Unread"'], ...ROWS]),
  'extra-columns.csv': csv([
    ['Exported', ...NAMES, 'Nickname'],
    ['2024-03-02', 'project-apollo', 'alice', '12', '"Alice, the first"'],
    ['2024-03-02', 'project-apollo', 'bob', '0', '鲍勃 🎉'],
    ['2024-03-02', 'project-apollo', 'carol', '3', ''],
  ]),
  'line-breaks.csv': lines(
    `${HEADER},Note`,
    'project-apollo,alice,12,"two',
    'lines"',
    'project-apollo,bob,0,"and ""three""\r\n\r\nof them"',
    'project-apollo,carol,3,',
  ),
  'blank-lines.csv': `\n${lines(HEADER, '', 'project-apollo,alice,12', '\r', 'project-apollo,bob,0', '', '')}`,
  'strings.jsonl': lines(
    '{"GroupId":"project-apollo","Member_Account":"alice","UnreadMsgNum":"12"}',
    '{"GroupId":"project-apollo","Member_Account":"00123","UnreadMsgNum":"007"}',
  ),
  'nested-keys.jsonl': lines(
    '{"GroupId":"project-apollo","Member_Account":"alice","UnreadMsgNum":12,"profile":{"GroupId":"no","tags":["a","b"]}}',
    '{"meta":{"source":{"line":2}},"UnreadMsgNum":0,"Member_Account":"bob","GroupId":"project-apollo"}',
  ),
  'blank-lines.jsonl': `\n${lines(
    '{"GroupId":"project-apollo","Member_Account":"alice","UnreadMsgNum":12}',
    '',
    '  \t',
    '{"GroupId":"project-apollo","Member_Account":"bob","UnreadMsgNum":0}',
  )}\r\n`,

  // Files with rows that cannot be sent.
  'nulls.csv': lines(
    HEADER,
    'project-apollo,alice,NULL',
    'project-apollo,bob,\\N',
    'project-apollo,carol,#N/A',
    'project-apollo,NULL,3',
    '#REF!,dave,3',
    'project-apollo,,3',
    'project-apollo,null,3',
    'project-apollo,erin,3',
  ),
  'rounded-ids.csv': lines(
    HEADER,
    '1.58292E+18,alice,12',
    '"1,58292E+18",bob,0',
    'project-apollo,8.61388E12,3',
    '1e5,carol,3',
    '1582920000000000123,dave,3',
  ),
  'counts.csv': lines(
    HEADER,
    'project-apollo,alice,"1,234"',
    'project-apollo,bob,1 234',
    'project-apollo,carol,5.0',
    'project-apollo,dave,TRUE',
    'project-apollo,erin,1.2E+05',
    'project-apollo,frank,1234',
  ),
  'full-width-digits.csv': lines(HEADER, 'project-apollo,alice,１２', 'room１,bob,0', 'project-apollo,carol,٣'),
  'hidden-characters.csv': lines(
    HEADER,
    'project-apollo,alice,12\u00a0',
    'project-apollo\u00a0,bob,0',
    'project-apollo,car\u200bol,3',
    '\ufeffproject-apollo,dave,3',
    'project-apollo,erin,3',
  ),
  'numbers.jsonl': lines(
    '{"GroupId":"project-apollo","Member_Account":"alice","UnreadMsgNum":5.0}',
    '{"GroupId":"project-apollo","Member_Account":"bob","UnreadMsgNum":5.5}',
    '{"GroupId":"project-apollo","Member_Account":"carol","UnreadMsgNum":1e3}',
    '{"GroupId":1582920000000000123,"Member_Account":"dave","UnreadMsgNum":3}',
    '{"GroupId":"project-apollo","Member_Account":1001,"UnreadMsgNum":3}',
    '{"GroupId":"project-apollo","Member_Account":"erin","UnreadMsgNum":12345678901234567890}',
    '{"GroupId":"project-apollo","Member_Account":"frank","UnreadMsgNum":true}',
    '{"GroupId":"project-apollo","Member_Account":"grace","UnreadMsgNum":null}',
  ),
  // Node cannot encode GB18030 and Big5: 群组,成员,未读 and 備註 are given as bytes.
  'gb18030.csv': Buffer.concat([Buffer.from('c8bad7e92cb3c9d4b12cceb4b6c10a', 'hex'), Buffer.from(csv(ROWS))]),
  'big5.csv': Buffer.concat([
    Buffer.from(`${HEADER},`),
    Buffer.from('b3c6b5f9', 'hex'),
    Buffer.from(csv([['', '', ''], ...ROWS.map((row) => [...row, ''])]).slice(2)),
  ]),
  'utf-16.tsv': Buffer.from(`\ufeff${csv(PLAIN, '\t', '\r\n')}`, 'utf16le'),
  'one-bad-byte.csv': Buffer.concat([Buffer.from(csv(PLAIN)), Buffer.from([0xff]), Buffer.from(',erin,3\n')]),
  'garbage-at-the-end.csv': lines(HEADER, 'project-apollo,alice,12', 'project-apollo,bob,0', '(2 rows)'),
  'cut-off.jsonl': `${lines(
    '{"GroupId":"project-apollo","Member_Account":"alice","UnreadMsgNum":12}',
  )}{"GroupId":"project-apollo","Member_Acc`,
};

const folder = argv[2] ?? fileURLToPath(new URL('../../fixtures/dialects/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
