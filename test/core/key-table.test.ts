import { describe, expect, test } from 'vitest';
import { Column } from '../../src/core/column.ts';
import { KeyTable } from '../../src/core/key-table.ts';

describe('a column', () => {
  test('keeps 32 bits of each number, over many chunks', () => {
    const column = new Column();
    for (let value = 0; value < 200_000; value += 1) column.push(2 ** 32 - 1 - value);
    expect(column.length).toBe(200_000);
    expect([0, 65_535, 65_536, 199_999].map((index) => column.at(index))).toEqual([
      4_294_967_295, 4_294_901_760, 4_294_901_759, 4_294_767_296,
    ]);
    column.set(65_536, 7);
    expect([column.at(65_535), column.at(65_536), column.at(65_537)]).toEqual([4_294_901_760, 7, 4_294_901_758]);
  });
});

/** Keys of which so many bits differ: the rest, where a slot and a tag come from, is the same for all. */
const keyOf = (number: number, words: (number: number) => number[]): Uint32Array => Uint32Array.from(words(number));

describe('a table of keys', () => {
  test.each<{ name: string; words: (number: number) => number[]; keys: number }>([
    { name: 'differ everywhere', words: (n) => [n * 2_654_435_761, n * 40_503, n, ~n], keys: 300_000 },
    { name: 'differ in the first word only', words: (n) => [n, 5, 5, 5], keys: 300_000 },
    { name: 'differ in the last word only, so that all want the same slot', words: (n) => [5, 5, 5, n], keys: 3000 },
    { name: 'differ in the second word only, and so in their tags', words: (n) => [5, n, 5, 5], keys: 3000 },
    { name: 'differ in the third word only', words: (n) => [9, 0, n, 0], keys: 3000 },
    { name: 'share a few slots', words: (n) => [n % 4, 0, n, 0], keys: 3000 },
  ])('numbers keys that $name, and finds each again', ({ words, keys }) => {
    const table = new KeyTable();
    for (let number = 0; number < keys; number += 1) {
      if (table.enter(keyOf(number, words)) !== number) throw new Error(`key ${number} was taken for another`);
    }
    for (let number = keys - 1; number >= 0; number -= 1) {
      if (table.enter(keyOf(number, words)) !== number) throw new Error(`key ${number} was not found again`);
    }
    expect(table.size).toBe(keys);
  });

  test('a key of nothing but zeros is one as good as any', () => {
    const table = new KeyTable();
    expect(table.enter(new Uint32Array(4))).toBe(0);
    expect(table.enter(Uint32Array.of(0, 0, 0, 1))).toBe(1);
    expect(table.enter(new Uint32Array(4))).toBe(0);
  });
});
