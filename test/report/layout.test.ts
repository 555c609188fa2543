import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unbroken } from '../../src/core/text/text.ts';
import { displayWidth, wrap } from '../../src/report/layout.ts';

test.each([
  { text: 'rows', width: 4 },
  { text: '行数', width: 4 }, // two columns each
  { text: '，', width: 2 },
  { text: '\u001b[31mred\u001b[39m', width: 3 },
  { text: 'e\u0301', width: 1 }, // a letter and its accent
])('$text takes $width columns', ({ text, width }) => expect(displayWidth(text)).toBe(width));

describe('a line is broken', () => {
  test.each([
    { why: 'not where it fits', text: 'one two', columns: 7, lines: ['one two'] },
    { why: 'at words', text: 'one two three', columns: 8, lines: ['one two', '  three'] },
    { why: 'below where it begins', text: '  one two three', columns: 9, lines: ['  one two', '    three'] },
    {
      why: 'not inside a word',
      text: 'a members-of-january.csv',
      columns: 10,
      lines: ['a', '  members-of-january.csv'],
    },
    { why: 'without losing a full-width space', text: 'a "\u3000bob"', columns: 6, lines: ['a "\u3000', '  bob"'] },
    { why: 'without losing a no-break space', text: 'one "\u00a0b"', columns: 6, lines: ['one', '  "\u00a0b"'] },
    { why: 'not inside a path with Chinese', text: 'a /数据/成员.csv', columns: 8, lines: ['a', '  /数据/成员.csv'] },
    {
      why: 'behind a path that a clause follows',
      text: 'a/b.csv：没有这个文件',
      columns: 13,
      lines: ['a/b.csv：没有', '  这个文件'],
    },
    {
      why: 'before a bracket, not behind it',
      text: '未读数（共三行）',
      columns: 8,
      lines: ['未读数', '  （共三', '  行）'],
    },
    {
      why: 'not inside what is kept on one line',
      text: `未读 ${unbroken('跳过 0')} 行`,
      columns: 8,
      lines: ['未读', `  ${unbroken('跳过 0')}`, '  行'],
    },
    { why: 'between Chinese characters', text: '未读数迁移', columns: 6, lines: ['未读数', '  迁移'] },
    { why: 'not before closing punctuation', text: '未读数，迁移', columns: 6, lines: ['未读', '  数，', '  迁移'] },
    { why: 'not behind an opening sign', text: '未读（数）', columns: 6, lines: ['未读', '  （数）'] },
    { why: 'between Chinese and a word', text: '未读数count', columns: 8, lines: ['未读数', '  count'] },
    {
      why: 'not inside a command',
      text: 'go on: npx tim-unread import members.csv --rate 5',
      columns: 20,
      lines: ['go on:', '  npx tim-unread import members.csv --rate 5'],
    },
    {
      why: 'not inside a value in quotes',
      text: "try --columns 'GroupId=Group ID,UnreadMsgNum=n' or so",
      columns: 20,
      lines: ['try', "  --columns 'GroupId=Group ID,UnreadMsgNum=n'", '  or so'],
    },
    {
      why: 'but at the words between two apostrophes',
      text: "the vendor's and the user's limit",
      columns: 12,
      lines: ["the vendor's", '  and the', "  user's", '  limit'],
    },
    {
      why: 'not between a flag and its value',
      text: 'or give --sample 5',
      columns: 16,
      lines: ['or give', '  --sample 5'],
    },
    { why: 'not inside a stack trace', text: '    at f (a.js:1:2)', columns: 8, lines: ['    at f (a.js:1:2)'] },
    { why: 'each by itself', text: 'one two\n three four', columns: 7, lines: ['one two', ' three', '   four'] },
  ])('$why', ({ text, columns, lines }) => expect(wrap(text, columns, 2).split('\n')).toEqual(lines));
});

// A command begins with one, and stays whole.
const PROGRAMS: ReadonlySet<string> = new Set(['npx', 'iconv', 'chmod', 'unzip', 'zstd']);

test('nothing but blanks is lost, and no line of short words is too long', () => {
  const word = fc.oneof(
    fc.stringMatching(/^[a-z]{1,9}$/).filter((name) => !PROGRAMS.has(name)),
    fc.stringMatching(/^[未读数，。]{1,9}$/),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), fc.integer({ min: 24, max: 60 }), (words, columns) => {
      const text = words.join(' ');
      const lines = wrap(text, columns, 2).split('\n');
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      // Closing signs stay with the character before them, and nine of them take 18 columns.
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    }),
  );
});
