import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RoundedAmong } from '../../../../src/core/row/suspicion/rounded-among.ts';
import { fuzzRuns } from '../../../support/fuzz.ts';

const isBelieved = (ids: Iterable<string>): boolean => {
  const among = new RoundedAmong();
  for (const id of ids) among.observe(id);
  return among.isBelieved;
};

/** @returns draws 32 bits each time */
const drawing = (seed: number): (() => bigint) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return BigInt((mixed ^ (mixed >>> 14)) >>> 0);
  };
};

/** @param step - every ID is a multiple of it */
const idsOf = (seed: number, length: number, count: number, step = 1n): string[] => {
  const draw = drawing(seed);
  const least = 10n ** BigInt(length - 1);
  return Array.from({ length: count }, () => {
    const id = least + (((draw() << 64n) + (draw() << 32n) + draw()) % (9n * least - step)) + step;
    return String(id - (id % step));
  });
};
const rounded = (id: string): string => id.slice(0, 15).padEnd(id.length, '0');
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('a few IDs that were rounded to 15 digits, among others', () => {
  test.each([
    { length: 19, count: 400, few: 15, isFound: true },
    { length: 18, count: 400, few: 40, isFound: true },
    { length: 19, count: 100_000, few: 1200, isFound: true },
    { length: 19, count: 3, few: 3, isFound: true },
    { length: 19, count: 400, few: 2, isFound: false },
    // One in a hundred ends so by chance.
    { length: 17, count: 400, few: 9, isFound: false },
  ])('$few of $count of $length digits: $isFound', ({ length, count, few, isFound }) => {
    const every = Math.floor(count / few);
    const ids = idsOf(7, length, count).map((id, at) => (at % every === 0 && at < few * every ? rounded(id) : id));
    expect(isBelieved(ids)).toBe(isFound);
  });

  test('the same one in many rows is one', () => {
    const [one = '', two = '', ...others] = idsOf(7, 19, 40);
    expect(isBelieved(others.flatMap((id) => [rounded(one), id, rounded(two)]))).toBe(false);
  });
});

describe('nothing is believed', () => {
  test('of IDs whose digits are drawn', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 16, max: 21 }), fc.integer({ min: 1, max: 4000 }), (from, length, count) => {
        expect(isBelieved(idsOf(from, length, count))).toBe(false);
      }),
      { numRuns: fuzzRuns(60) },
    );
  });

  test('of IDs of mixed lengths, some of which come again', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 600 }), (from, count) => {
        const ids = [17, 18, 19].flatMap((length) => idsOf(from, length, count));
        expect(isBelieved([...ids, ...ids.toReversed()])).toBe(false);
      }),
      { numRuns: fuzzRuns(60) },
    );
  });

  test.each([2n, 5n, 10n, 16n, 50n, 4096n, 2n ** 22n])('of IDs that count by %d', (step) => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 18, max: 20 }), fc.integer({ min: 1, max: 4000 }), (from, length, count) => {
        expect(isBelieved(idsOf(from, length, count, step))).toBe(false);
      }),
      { numRuns: fuzzRuns(20) },
    );
  });

  test('of IDs that count by 1000 from a round one', () => {
    const ids = Array.from({ length: 3000 }, (_, at) => String(10n ** 16n + 1000n * BigInt(at)));
    expect(isBelieved(ids)).toBe(false);
  });
});
