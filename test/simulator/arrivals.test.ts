import { expect, test } from 'vitest';
import { Arrivals } from '../../src/simulator/arrivals.ts';

test('calls above the limit of a sliding second are counted, and refused from 5 % more on', () => {
  const arrivals = new Arrivals(100);
  const admitted = Array.from({ length: 120 }, (_, call) => arrivals.admit(call));
  expect(admitted.filter(Boolean)).toHaveLength(105);
  expect(arrivals.stats()).toEqual({ total: 120, overLimit: 20, peak: 120 });
  expect(arrivals.admit(1500)).toBe(true);
});
