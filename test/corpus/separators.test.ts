import { describe, expect, test } from 'vitest';
import { tempFile } from '../support/temp.ts';
import { rowsInOneRound } from './reading.ts';

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
