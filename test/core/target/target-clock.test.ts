import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aheadOf, TargetClock } from '../../../src/core/target/target-clock.ts';

const BEGAN_MS = Date.UTC(2026, 10, 26, 1, 2, 3);
const dateOf = (ms: number): string => new Date(ms).toUTCString();

test('before the first reply, and by a Date that is none, nothing is known', () => {
  const clock = new TargetClock();
  expect(clock.at(0)).toBeUndefined();
  for (const date of ['', 'yesterday']) expect(clock.note(date, 0, 10)).toBe(false);
  expect(clock.at(0)).toBeUndefined();
});

test('one reply bounds the time of the target to a second and the time of its call', () => {
  const clock = new TargetClock();
  clock.note(dateOf(BEGAN_MS), 500, 700);
  // At 500 at the earliest it was BEGAN_MS, at 700 at the latest the end of that second.
  expect(clock.at(1000)).toEqual({ earliestMs: BEGAN_MS + 300, latestMs: BEGAN_MS + 1500 });
});

test('replies together bound it ever more closely, and always hold the truth', () => {
  const call = fc.record({ afterMs: fc.integer({ min: 0, max: 3000 }), there: fc.nat(2000), back: fc.nat(2000) });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.array(call, { minLength: 1, maxLength: 30 }),
      (skewMs, calls) => {
        const clock = new TargetClock();
        let nowMs = 0;
        let widthMs = Number.POSITIVE_INFINITY;
        for (const { afterMs, there, back } of calls) {
          const sentMs = nowMs + afterMs;
          const madeMs = BEGAN_MS + skewMs + sentMs + there;
          nowMs = sentMs + there + back;
          clock.note(dateOf(madeMs), sentMs, nowMs);
          const { earliestMs = 0, latestMs = 0 } = clock.at(nowMs) ?? {};
          const truthMs = BEGAN_MS + skewMs + nowMs;
          expect(earliestMs).toBeLessThanOrEqual(truthMs);
          expect(latestMs).toBeGreaterThanOrEqual(truthMs);
          expect(latestMs - earliestMs).toBeLessThanOrEqual(widthMs);
          widthMs = latestMs - earliestMs;
        }
      },
    ),
  );
});

test('where a reply contradicts what was known, a clock was set: the newest one counts', () => {
  const clock = new TargetClock();
  clock.note(dateOf(BEGAN_MS), 0, 10);
  clock.note(dateOf(BEGAN_MS + 3_600_000), 1000, 1010);
  expect(clock.at(1010)).toEqual({ earliestMs: BEGAN_MS + 3_600_000, latestMs: BEGAN_MS + 3_601_010 });
});

test.each([
  { name: 'inside what is known', wallMs: 500, aheadMs: 0 },
  { name: 'a second behind', wallMs: -1000, aheadMs: 0 }, // a Date may come from a cache
  { name: 'a second ahead', wallMs: 2000, aheadMs: 0 },
  { name: 'an hour ahead', wallMs: 3_600_000, aheadMs: 3_600_000 },
  { name: 'an hour behind', wallMs: -3_600_000, aheadMs: -3_600_000 },
])('a clock that is $name', ({ wallMs, aheadMs }) => {
  expect(aheadOf(BEGAN_MS + wallMs, { earliestMs: BEGAN_MS, latestMs: BEGAN_MS + 1000 })).toBe(aheadMs);
});
