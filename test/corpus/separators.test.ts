import { describe, expect, test } from 'vitest';
import { tempFile } from '../support/temp.ts';
import { rowsAsTold, rowsInOneRound } from './reading.ts';

/** What stands between the values of a line and is no usual delimiter, and quotes that are no plain ones. */
const HEADER = ['GroupId', 'Member_Account', 'UnreadMsgNum', '昵称'];
const ROWS = [
  ['@TGS#a', 'u1', '3', '王五'],
  ['@TGS#b', 'u2', '14', '赵六'],
];
const READ = ['@TGS#a u1 3', '@TGS#b u2 14'];

const linesIn = (separator: string, rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.join(separator)}\n`).join('');

const expectRead = async (text: string, expected = READ): Promise<void> => {
  const rows = await rowsInOneRound(await tempFile('members.csv', text));
  if (rows) expect(rows).toEqual(expected);
};

/** What is told of values that can be read is the way to those that are meant. */
const expectToldRows = async (text: string, expected = READ, name = 'members.csv'): Promise<void> => {
  const rows = await rowsAsTold(await tempFile(name, text));
  if (rows) expect(rows).toEqual(expected);
};

describe('one round gives the rows between', () => {
  test.each([
    '、',
    '،',
    '｜',
    '；',
    '，',
    '|~|',
    '~|~',
    '^|^',
    '::',
    '||',
    '@@',
    ' - ',
    '→',
    'þ',
    '\x07',
    '\x01',
    '\x1f',
    '\0',
    '`',
    '/',
  ])('%j', (separator) => expectRead(linesIn(separator, [HEADER, ...ROWS])));

  test.each(['、', '،', '|~|', '^|^', '::', '，', '\x07', '\x01'])('%j, without a header', (separator) =>
    expectRead(
      linesIn(
        separator,
        ROWS.map((row) => row.slice(0, 3)),
      ),
    ),
  );
});

describe('one round gives the rows in quotes of a word processor', () => {
  test.each(['“”', '‘’', '«»', '„“', '「」', '＂＂', '””', '″″', '´´', '``', "`'"])('%s', async (quotes) => {
    const [open = '', close = ''] = quotes;
    const around = (value: string): string => `${open}${value}${close}`;
    await expectToldRows(linesIn(',', [HEADER.map(around), ...ROWS.map((row) => row.map(around))]));
    const bareHeader = [
      HEADER,
      ...ROWS.map(([group = '', account = '', count = '']) => [around(group), around(account), count, 'x']),
    ];
    await expectToldRows(linesIn(',', bareHeader));
  });
});

describe('one round gives the rows of', () => {
  test('UTF-7, as iconv writes it', async () => {
    const header = 'GroupId,Member+AF8-Account,UnreadMsgNum,+Zjl5MA-\n';
    await expectToldRows(`${header}+AEA-TGS+ACM-a,u1,3,+c4tOlA-\n+AEA-TGS+ACM-b,u2,14,+jXVRbQ-\n`);
    const named = 'GroupId,Member_Account,UnreadMsgNum\n+AEA-TGS+ACM-a,u1,3\n+AEA-TGS+ACM-b,u2,14\n';
    await expectToldRows(named);
    const objects =
      '+AHsAIg-GroupId+ACI:+ACIAQA-TGS+ACM-a+ACI,+ACI-Member+AF8-Account+ACI:+ACI-u1+ACI,+ACI-UnreadMsgNum+ACI:3+AH0';
    await expectToldRows(`${objects}\n`, ['@TGS#a u1 3'], 'members.jsonl');
  });

  test('merged cells', async () => {
    const header = 'nick,GroupId,Member_Account,UnreadMsgNum\n';
    const text = `${header}"x,y",@TGS#a,u1,3\nx,,u2,4\nx,,u3,5\n"q""z",@TGS#b,u4,6\nx,,u5,7\n`;
    const all = ['@TGS#a u1 3', '@TGS#a u2 4', '@TGS#a u3 5', '@TGS#b u4 6', '@TGS#b u5 7'];
    await expectToldRows(text, all);
    await expectToldRows(
      text.replaceAll('"x,y"', 'x').replaceAll('"q""z"', '"z').replaceAll(',', '\t'),
      all,
      'members.tsv',
    );
  });

  test.each(['members.jsonl', 'members.json'])('numbers of JSON, no digit of which is lost: %s', async (name) => {
    const objects = ['12345678901234567890', '3'].map(
      (id) => `{"GroupId": ${id}, "Member_Account": 1765432109876543211, "UnreadMsgNum": 3}`,
    );
    const text = name.endsWith('l') ? `${objects.join('\n')}\n` : `[\n${objects.join(',\n')}\n]\n`;
    await expectToldRows(text, ['12345678901234567890 1765432109876543211 3', '3 1765432109876543211 3'], name);
  });

  test('a log without a header, whatever stands behind its times', async () => {
    const lines = READ.map((row) => row.replaceAll(' ', ','));
    for (const before of [
      '2026-11-27 03:00:11',
      '2026-11-27T03:00:11,123 INFO exporter -',
      'Nov 27 03:00:11 host app[12]:',
    ]) {
      await expectToldRows(lines.map((line) => `${before} ${line}\n`).join(''), READ, 'export.txt');
    }
  });

  test('tuples as SQL and Python write them', async () => {
    const rows = ['@TGS#a it\'s "NULL" 3', '@TGS#b u2 14'];
    await expectToldRows(`('@TGS#a', 'it''s "NULL"', 3),\n('@TGS#b', 'u2', 14),\n('@TGS#c', 'u3', NULL);\n`, rows);
    await expectToldRows(`('@TGS#a', 'it\\'s "NULL"', 3)\n("@TGS#b", 'u2', 14)\n('@TGS#c', 'u3', None)\n`, rows);
  });

  test('lines that end in NEL, and values that Python prints', async () => {
    const text = linesIn(',', [HEADER, ...ROWS]);
    await expectToldRows(text.replaceAll('\n', '\u0085'));
    await expectToldRows(`GroupId,Member_Account,UnreadMsgNum\n'@TGS#a','u1',3\n'@TGS#b','u2',14\n`);
  });

  test('IDs of conversations', () =>
    expectToldRows('GroupId,Member_Account,UnreadMsgNum\nGROUP@TGS#a,C2Cu1,3\nGROUP@TGS#b,C2Cu2,14\n'));

  test('escapes of web pages and addresses', async () => {
    const header = 'GroupId,Member_Account,UnreadMsgNum\n';
    await expectToldRows(`${header}%40TGS%23a,u1,3\n%40TGS%23b,u2,14\n`);
    await expectToldRows(`${header}R&amp;D&#39;s,a&lt;b,3\n`, ["R&D's a<b 3"]);
  });
});
