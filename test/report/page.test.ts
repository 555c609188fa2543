import { describe, expect, test } from 'vitest';
import { unbroken } from '../../src/core/text/text.ts';
import {
  BLANK,
  command,
  item,
  line,
  located,
  PLAIN_PAGE,
  pageText,
  TITLE_AGAIN,
  title,
} from '../../src/report/page.ts';

const narrow = { ...PLAIN_PAGE, columns: 30 };

test('text goes on below its beginning, behind the label', () => {
  expect(pageText([line('rows', 'one two three four five six')], narrow)).toBe(
    '  rows     one two three four\n           five six\n',
  );
});

test('a list entry goes on further in', () => {
  expect(pageText([item(4, 'line 7: one two three four five six')], narrow)).toBe(
    '    line 7: one two three four\n      five six\n',
  );
});

test('a wide label takes its columns, and text in Chinese is broken by them', () => {
  expect(pageText([line('行数', '一二三四五六七八九十')], narrow)).toBe(
    '  行数     一二三四五六七八九\n           十\n',
  );
});

test('a command and a path are never broken, not even at their blanks', () => {
  const path = unbroken('a folder with blanks/failures.csv');
  expect(pageText([line('next', `a copy of ${path}:`), command('npx tim-unread import x --rate 20')], narrow)).toBe(
    '  next     a copy of\n           a folder with blanks/failures.csv:\n           npx tim-unread import x --rate 20\n',
  );
});

test('files stand on a line each with what they hold, or all of them on two', () => {
  const log = { path: 'log.jsonl', text: 'the log' };
  expect(pageText([located('files', [log, log])], narrow)).toBe(
    '  files    log.jsonl  the log\n           log.jsonl  the log\n',
  );
  expect(pageText([located('files', [log, { path: 'failures.csv', text: 'why' }])], { ...narrow, columns: 27 })).toBe(
    '  files    log.jsonl\n             the log\n           failures.csv\n             why\n',
  );
});

test('the headline is coloured on every line that it takes, and nothing behind it', () => {
  const style = { rows: 24, columns: 12, paint: (text: string) => `<${text}>` };
  expect(pageText([title('ONE TWO THREE', 'ONE TWO THREE: rows.csv'), BLANK], style)).toBe(
    '<ONE TWO>\n  <THREE>:\n  rows.csv\n\n',
  );
});

describe('a page that is higher than the screen', () => {
  const rows = Array.from({ length: 10 }, (_, at) => item(2, `row ${at}`));
  const page = [title('WRONG', 'WRONG: members.csv'), ...rows, TITLE_AGAIN, line('next', 'correct them')];

  test('has its verdict once more before the next step', () => {
    const lines = pageText(page, { ...PLAIN_PAGE, rows: 12 }).split('\n');
    expect(lines.slice(-4)).toEqual(['', 'WRONG: members.csv', '  next     correct them', '']);
  });

  test('also where a command of its end takes several lines of the screen', () => {
    const long = [...page, command('npx tim-unread import '.padEnd(200, 'x'))];
    expect(pageText(long, { ...PLAIN_PAGE, rows: 15 })).toMatch(/WRONG[\s\S]*WRONG/);
    expect(pageText(long, { ...PLAIN_PAGE, rows: 16 })).not.toMatch(/WRONG[\s\S]*WRONG/);
  });

  test('and not where it can be seen as a whole', () => {
    expect(pageText(page, { ...PLAIN_PAGE, rows: 13 })).not.toMatch(/WRONG[\s\S]*WRONG/);
  });
});
