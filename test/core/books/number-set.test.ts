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

test('what is deleted is in it no more, and the largest is one that is left', () =>
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200)), fc.array(fc.nat(200)), (added, deleted) => {
      const set = new NumberSet();
      for (const number of added) set.add(number);
      for (const number of deleted) set.delete(number);
      const left = added.filter((number) => !deleted.includes(number));
      for (const number of [...added, ...deleted]) expect(set.has(number)).toBe(left.includes(number));
      expect(set.largest).toBe(Math.max(-1, ...left));
    }),
  ));

test('numbers beyond 2^32 do not fold onto small ones', () => {
  const set = new NumberSet();
  set.add(1);
  expect(set.has(2 ** 32 + 1)).toBe(false);
});
