import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DuplicateCount } from '../../../src/core/duplicates/duplicates.ts';
import type { PlacedRow } from '../../../src/core/duplicates/pairs.ts';
import { SupersededFinder } from '../../../src/core/duplicates/superseded.ts';
import type { Row } from '../../../src/core/row/row.ts';
import { fuzzRuns } from '../../support/fuzz.ts';
import { newHash } from '../../support/hash.ts';

/** Rows with many repeats. Row n stands on line 2n + 2, so that line and row numbers differ. */
const rowsArbitrary = fc.array(
  fc.record({
    groupId: fc.constantFrom('g', 'gg', 'G', '@TGS#1'),
    account: fc.constantFrom('a', 'ga', 'aa', 'b', '~'.repeat(32)),
    unread: fc.constantFrom(0, 1, 2, 2_147_483_647),
  }),
  { maxLength: 60 },
);

const lengthsArbitrary = fc.array(fc.nat({ max: 9 }), { minLength: 1 });

/** The rows in blocks, the last one with the rest; every third row has an invalid one before it. */
const blocksOf = (rows: readonly Row[], lengths: readonly number[]): PlacedRow[][] => {
  const placed = rows.flatMap((row, at) => [
    ...(at % 3 === 0 ? [{ row: undefined, line: lineOf(at) - 1 }] : []),
    { row, line: lineOf(at) },
  ]);
  return [...lengths.map((length) => placed.splice(0, length)), placed];
};

const lineOf = (at: number): number => 2 * at + 2;
const pairOf = ({ groupId, account }: Row): string => JSON.stringify([groupId, account]);

/** The rows of each pair, in the order of the file. */
const byPair = (rows: readonly Row[]): Map<string, { row: Row; line: number }[]> => {
  const pairs = new Map<string, { row: Row; line: number }[]>();
  rows.forEach((row, at) => {
    pairs.set(pairOf(row), [...(pairs.get(pairOf(row)) ?? []), { row, line: lineOf(at) }]);
  });
  return pairs;
};

describe('against a plain map', () => {
  test('every row whose pair stands in an earlier one is counted, and the first twenty are shown', () => {
    fc.assert(
      fc.property(rowsArbitrary, lengthsArbitrary, (rows, lengths) => {
        const count = new DuplicateCount(newHash());
        for (const block of blocksOf(rows, lengths)) count.see(block);
        const expected = [...byPair(rows).values()]
          .flatMap(([first, ...later]) =>
            later.map(({ row, line }) => ({ ...row, line, firstLine: first?.line, firstUnread: first?.row.unread })),
          )
          .sort((a, b) => a.line - b.line);
        expect(count.count).toBe(expected.length);
        expect(count.differing).toBe(expected.filter(({ unread, firstUnread }) => unread !== firstUnread).length);
        expect(count.examples).toEqual(expected.slice(0, 20));
        expect(count.groups).toBe(new Set(rows.map(({ groupId }) => groupId)).size);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  test.each(['first', 'max'] as const)('of each pair only the %s is sent, and every other row names it', (rule) => {
    fc.assert(
      fc.property(rowsArbitrary, lengthsArbitrary, (rows, lengths) => {
        const finder = new SupersededFinder(rule, newHash());
        for (const block of blocksOf(rows, lengths)) finder.see(block);
        const superseded = finder.found();
        for (const all of byPair(rows).values()) {
          const most = Math.max(...all.map(({ row }) => row.unread));
          const winner = rule === 'first' ? all[0] : all.find(({ row }) => row.unread === most);
          for (const { line } of all) {
            expect(superseded.byLine(line)).toBe(line === winner?.line ? undefined : winner?.line);
          }
        }
        expect(superseded.byLine(1)).toBeUndefined();
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});

test('thousands of rows in one block are told apart, and each is found again in it', () => {
  const rows = Array.from({ length: 5000 }, (_, n) => ({
    groupId: `g${n % 70}`,
    account: `user_${n % 4000}`,
    unread: n,
  }));
  const count = new DuplicateCount(newHash());
  count.see(rows.map((row, at) => ({ row, line: at + 1 })));
  // The pair of row n comes again at n + 28,000: 70 and 4,000 have no other multiple in common below that.
  expect(count.count).toBe(0);
  const finder = new SupersededFinder('last', newHash());
  finder.see([...rows, ...rows].map((row, at) => ({ row, line: at + 1 })));
  const superseded = finder.found();
  expect(superseded.count).toBe(5000);
  expect([1, 512, 513, 5000].map((line) => superseded.byLine(line))).toEqual([5001, 5512, 5513, 10_000]);
});

test.each([
  // Line 9 stands before line 3: it is what was left of an input that had broken off.
  { rule: 'last', unread: 5, sent: 5 },
  { rule: 'first', unread: 5, sent: 1 },
  { rule: 'max', unread: 4, sent: 5 },
  { rule: 'max', unread: 5, sent: 9 },
] as const)('a row that is read late counts where it stands: $rule of 4, 5 and $unread', ({ rule, unread, sent }) => {
  const finder = new SupersededFinder(rule, newHash());
  const row = { groupId: 'g', account: 'a' };
  finder.see([
    { row: { ...row, unread: 4 }, line: 1 },
    { row: { ...row, unread: 5 }, line: 5 },
  ]);
  finder.see([{ row: { ...row, unread }, line: 9, place: 9, standsBefore: 3 }]);
  const superseded = finder.found();
  expect([1, 5, 9].filter((line) => superseded.byLine(line) === undefined)).toEqual([sent]);
});

test('lines up to 2^32 - 1 keep their number', () => {
  const finder = new SupersededFinder('max', newHash());
  const row = { groupId: 'g', account: 'a', unread: 1 };
  finder.see([
    { row, line: 4_294_967_293 },
    { row: { ...row, unread: 2_147_483_647 }, line: 4_294_967_294 },
    { row: { ...row, unread: 3 }, line: 4_294_967_295 },
  ]);
  const superseded = finder.found();
  expect([3, 4, 5].map((digit) => superseded.byLine(4_294_967_290 + digit))).toEqual([
    4_294_967_294,
    undefined,
    4_294_967_294,
  ]);
});
