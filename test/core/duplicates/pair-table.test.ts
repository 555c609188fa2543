import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEW_PAIR, PairTable } from '../../../src/core/duplicates/pair-table.ts';
import { fuzzRuns } from '../../support/fuzz.ts';

/** Keys that differ in few bits. The other bits, which give slot and tag, are equal in all of them. */
type Key = Int32Array;
const keyOf = (group: [number, number], pair: [number, number, number, number]): Key =>
  Int32Array.from([...group, ...pair]);
const ONE_GROUP: [number, number] = [1, 2];

describe('a table of pairs', () => {
  test.each<{ name: string; key: (n: number) => Key; pairs: number; groups: number }>([
    {
      name: 'of one group that differ everywhere',
      key: (n) => keyOf(ONE_GROUP, [n * 2_654_435_761, n * 40_503, n, ~n]),
      pairs: 300_000,
      groups: 1,
    },
    {
      name: 'each of its own group',
      key: (n) => keyOf([n * 2_654_435_761, n * 40_503], [n, 5, 5, 5]),
      pairs: 300_000,
      groups: 300_000,
    },
    // The first of a group is told from the others by the last two words.
    {
      name: 'that differ in the first word',
      key: (n) => keyOf(ONE_GROUP, [n, 5, 5, n === 0 ? 6 : 5]),
      pairs: 300_000,
      groups: 1,
    },
    {
      name: 'that differ in the second word',
      key: (n) => keyOf(ONE_GROUP, [5, 2 * n, 5, n === 0 ? 6 : 5]),
      pairs: 3000,
      groups: 1,
    },
    { name: 'that differ in the third word', key: (n) => keyOf(ONE_GROUP, [9, 0, n, 0]), pairs: 3000, groups: 1 },
    { name: 'that differ in the last word', key: (n) => keyOf(ONE_GROUP, [5, 5, 5, n]), pairs: 3000, groups: 1 },
    { name: 'that share a few slots', key: (n) => keyOf(ONE_GROUP, [n % 4, 0, n, 0]), pairs: 3000, groups: 1 },
    {
      name: 'of groups that share a slot',
      key: (n) => keyOf([5, 2 * (n % 50)], [5, 4, 0, n]),
      pairs: 3000,
      groups: 50,
    },
    {
      name: 'whose words are those of their groups',
      key: (n) => keyOf([n % 50, 3], [n % 50, 3, n, 0]),
      pairs: 3000,
      groups: 50,
    },
  ])('keeps pairs $name, and finds each again', ({ key, pairs, groups }) => {
    const table = new PairTable();
    for (let n = 0; n < pairs; n += 1) {
      if (table.enter(key(n), 0, n + 1, n % 7) !== NEW_PAIR) throw new Error(`pair ${n} was taken for another`);
    }
    for (let n = pairs - 1; n >= 0; n -= 1) {
      if (table.enter(key(n), 0, 0, 0) !== n) throw new Error(`pair ${n} was not found again`);
      if (table.lineOf(n) !== n + 1 || table.unreadOf(n) !== n % 7) throw new Error(`pair ${n} stands for another row`);
    }
    expect(table.size).toBe(pairs);
    expect(table.groups).toBe(groups);
  });

  test('a key of nothing but zeros is one as good as any', () => {
    const table = new PairTable();
    expect(table.enter(keyOf([0, 0], [0, 0, 0, 0]), 0, 1, 1)).toBe(NEW_PAIR);
    expect(table.enter(keyOf([0, 0], [0, 0, 0, 1]), 0, 2, 1)).toBe(NEW_PAIR);
    expect(table.enter(keyOf([0, 0], [0, 0, 0, 0]), 0, 3, 1)).toBe(0);
    expect(table.enter(keyOf([0, 0], [0, 0, 0, 1]), 0, 3, 1)).toBe(1);
    expect(table.groups).toBe(1);
  });

  test('does what a map does, with keys that share slots, tags and words', () => {
    // The lowest bit of a second word is not looked at. Two pairs of one group differ in the last two words.
    const word1s = [0, 2, 256, 2 ** 32 - 2];
    const keys = fc.record({
      group: fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(...word1s)),
      pair: fc.nat({ max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 3000 }), (rows) => {
        const table = new PairTable();
        const known = new Map<string, number>();
        const groups = new Set<string>();
        rows.forEach(({ group, pair: end }, at) => {
          // No two pairs have one key, in whatever groups they are.
          const last = end * 16 + group[0] * 8 + word1s.indexOf(group[1]);
          const name = JSON.stringify([group, last]);
          const number = table.enter(keyOf(group, [(end & 1) + last, word1s[end & 3] ?? 0, 0, last]), 0, at, at);
          expect(number).toBe(known.get(name) ?? NEW_PAIR);
          if (number === NEW_PAIR) known.set(name, known.size);
          groups.add(group.join(' '));
        });
        expect(table.size).toBe(known.size);
        expect(table.groups).toBe(groups.size);
      }),
      { numRuns: fuzzRuns(50) },
    );
  });
});
