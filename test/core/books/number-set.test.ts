import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberSet } from '../../../src/core/books/number-set.ts';

test('it holds the numbers that were added, and no other', () =>
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200_000)), fc.array(fc.nat(200_000)), (added, others) => {
      const set = new NumberSet();
      for (const number of added) set.add(number);
      const expected = new Set(added);
      for (const number of [...added, ...others]) expect(set.has(number)).toBe(expected.has(number));
      expect(set.largest).toBe(Math.max(-1, ...added));
    }),
  ));

test('numbers beyond 2^32 do not fold onto small ones', () => {
  const set = new NumberSet();
  set.add(1);
  expect(set.has(2 ** 32 + 1)).toBe(false);
});
