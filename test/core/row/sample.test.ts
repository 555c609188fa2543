import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sample, type SampleSize } from '../../../src/core/row/sample.ts';
import { fuzzRuns } from '../../support/fuzz.ts';

const picksOf = (size: SampleSize, rows: number, seed = 1, from = 0): number[] => {
  const sample = new Sample(size, rows, seed);
  return Array.from({ length: rows - from }, (_, at) => from + at).filter((index) => sample.has(index));
};

describe('so many rows are picked', () => {
  test.each([
    { size: { kind: 'rows', rows: 10 }, rows: 100, picks: 10 },
    { size: { kind: 'rows', rows: 1 }, rows: 100, picks: 1 },
    { size: { kind: 'rows', rows: 99 }, rows: 100, picks: 99 },
    { size: { kind: 'rows', rows: 100 }, rows: 100, picks: 100 },
    { size: { kind: 'rows', rows: 101 }, rows: 100, picks: 100 }, // there are no more
    { size: { kind: 'rows', rows: 5 }, rows: 0, picks: 0 },
    { size: { kind: 'percent', percent: 1 }, rows: 100, picks: 1 },
    { size: { kind: 'percent', percent: 1 }, rows: 101, picks: 2 }, // 1.01: not less than was asked for
    { size: { kind: 'percent', percent: 0.1 }, rows: 3, picks: 1 },
    { size: { kind: 'percent', percent: 100 }, rows: 77, picks: 77 },
    { size: { kind: 'percent', percent: 50 }, rows: 0, picks: 0 },
  ] as const)('$size of $rows: $picks', ({ size, rows, picks }) => {
    expect(picksOf(size, rows)).toHaveLength(picks);
  });
});

const cases = fc.record({
  rows: fc.integer({ min: 1, max: 2000 }),
  wanted: fc.integer({ min: 1, max: 300 }),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});
const sized = (rows: number): SampleSize => ({ kind: 'rows', rows });

describe('of any input and any seed', () => {
  test('exactly as many are picked as were asked for, one in each of so many equal stretches', () => {
    fc.assert(
      fc.property(cases, ({ rows, wanted, seed }) => {
        const count = Math.min(wanted, rows);
        const picks = picksOf(sized(wanted), rows, seed);
        expect(picks).toHaveLength(count);
        picks.forEach((pick, stretch) => {
          expect(pick).toBeGreaterThanOrEqual(Math.floor((stretch * rows) / count));
          expect(pick).toBeLessThan(Math.floor(((stretch + 1) * rows) / count));
        });
      }),
      { numRuns: fuzzRuns(200) },
    );
  });

  test('the same seed picks the same rows, also where the asking begins in the middle and leaves rows out', () => {
    fc.assert(
      fc.property(cases, fc.nat(), fc.integer({ min: 1, max: 5 }), ({ rows, wanted, seed }, start, step) => {
        const picks = picksOf(sized(wanted), rows, seed);
        const from = start % rows;
        expect(picksOf(sized(wanted), rows, seed, from)).toEqual(picks.filter((pick) => pick >= from));
        const sample = new Sample(sized(wanted), rows, seed);
        const asked = Array.from({ length: rows }, (_, at) => at).filter((index) => index % step === 0);
        expect(asked.filter((index) => sample.has(index))).toEqual(picks.filter((pick) => pick % step === 0));
      }),
      { numRuns: fuzzRuns(200) },
    );
  });
});

test('another seed picks other rows', () => {
  const seeds = Array.from({ length: 50 }, (_, seed) => picksOf(sized(10), 10_000, seed).join());
  expect(new Set(seeds).size).toBe(50);
});

test('no place within the stretches is preferred, and neither is their beginning nor their end', () => {
  // 2000 stretches of 10 rows: 200 picks at each of the ten places, 40 more or less are three standard deviations.
  for (const seed of [0, 1, 2, 1_700_000_000]) {
    const places = new Array<number>(10).fill(0);
    for (const pick of picksOf(sized(2000), 20_000, seed)) places[pick % 10] = (places[pick % 10] ?? 0) + 1;
    for (const count of places) expect(Math.abs(count - 200)).toBeLessThan(60);
  }
});
