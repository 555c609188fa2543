import { describe, expect, test } from 'vitest';
import { feedBackCommand, importCommand, sameCommand, shellWord } from '../../src/cli/command-line.ts';

test.each([
  { word: 'members.csv', typed: 'members.csv' },
  { word: 'my members.csv', typed: "'my members.csv'" },
  { word: "it's", typed: "'it'\\''s'" },
  { word: ';', typed: "';'" },
  { word: '用户.csv', typed: "'用户.csv'" },
  { word: 'a\u001b[31m', typed: "$'a\\u001b[31m'" },
])('a shell takes $typed for $word', ({ word, typed }) => expect(shellWord(word)).toBe(typed));

describe('what to type next', () => {
  const flags = {
    delimiter: ';',
    columns: 'GroupId=a',
    stateDir: 'st',
    simulator: true,
    envFile: '.env',
    restart: true,
  };

  test('for the same input keeps what belongs to it and to the target', () => {
    expect(importCommand('x.csv', flags)).toBe(
      "npx tim-unread import x.csv --delimiter ';' --columns GroupId=a --state-dir st --simulator --env-file .env",
    );
  });

  test('for a corrected copy keeps the target only', () => {
    expect(feedBackCommand(flags)).toBe('npx tim-unread import corrected.csv --simulator --env-file .env');
  });

  test('to go on is what was typed, without --restart', () => {
    expect(sameCommand(['import', 'x.csv', '--restart', '--rate', '5'])).toBe('npx tim-unread import x.csv --rate 5');
  });

  test('after too many failures is what was typed, without their limit', () => {
    const words = ['import', 'x.csv', '--max-failures', '5', '--rate', '5'];
    expect(sameCommand(words, ['--max-failures'])).toBe('npx tim-unread import x.csv --rate 5');
    expect(sameCommand(['import', '--max-failures=5%', 'x.csv'], ['--max-failures'])).toBe(
      'npx tim-unread import x.csv',
    );
  });
});
