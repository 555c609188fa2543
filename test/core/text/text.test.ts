import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapedJson, printable, shellWord } from '../../../src/core/text/text.ts';

describe('text from outside', () => {
  test.each([
    { text: 'plain, 中文 and 🎉', shown: 'plain, 中文 and 🎉' },
    { text: '\u001b[31mred\u001b[0m', shown: '\\u001b[31mred\\u001b[0m' },
    { text: 'a\r\nb\u0000', shown: 'a\\u000d\\u000ab\\u0000' },
    { text: '\u009b31m', shown: '\\u009b31m' },
    { text: 'abc\u202ecba', shown: 'abc\\u202ecba' },
    { text: '10\u00a0', shown: '10\\u00a0' },
    { text: 'half \ud83c', shown: 'half \\ud83c' },
  ])('$shown', ({ text, shown }) => expect(printable(text)).toBe(shown));

  // Every character of Unicode that changes the direction of text, and C1.
  test.each([...'\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u0085\u009b\u009d'])(
    '%j is escaped on a terminal, in JSON and in a command',
    (one) => {
      const escaped = `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
      expect(printable(`a${one}b`)).toBe(`a${escaped}b`);
      expect(escapedJson(JSON.stringify(`a${one}b`))).toBe(`"a${escaped}b"`);
      expect(shellWord(`a${one}b`)).toBe(`$'a${escaped}b'`);
    },
  );

  test('has no control character left, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is the point
        expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
  });

  test('is cut at its greatest length', () => expect(printable('abcdef', 3)).toBe('abc…'));
});

test.each([
  { word: 'members.csv', typed: 'members.csv' },
  { word: 'my members.csv', typed: "'my members.csv'" },
  { word: "it's", typed: "'it'\\''s'" },
  { word: ';', typed: "';'" },
  { word: '用户.csv', typed: "'用户.csv'" },
  { word: 'a\u001b[31m', typed: "$'a\\u001b[31m'" },
  { word: "\ufeffit's", typed: "$'\\ufeffit\\'s'" },
  { word: 'a\u00a0b', typed: "$'a\\u00a0b'" }, // what a terminal is shown is what is meant
])('a shell takes $typed for $word', ({ word, typed }) => expect(shellWord(word)).toBe(typed));
