import { describe, expect, test } from 'vitest';
import { GUARD_MS, mostInAnySecond, RateGovernor, StartLog, spacingMs } from '../../../src/core/pace/pacing.ts';

describe('spacing', () => {
  test.each([
    { perSecond: 200, ms: 5.025 }, // 1000 / 200 = 5 ms, and half a percent
    { perSecond: 100, ms: 10.05 },
    { perSecond: 0.5, ms: 2010 }, // one call in two seconds
  ])('at $perSecond calls a second, $ms ms', ({ perSecond, ms }) => expect(spacingMs(perSecond)).toBeCloseTo(ms, 6));

  test.each([
    { perSecond: 200, burst: 200 },
    { perSecond: 2.5, burst: 2 }, // a third start in any second would be more than 2.5
    { perSecond: 0.5, burst: 1 },
  ])('at $perSecond calls a second any second sees at most $burst', ({ perSecond, burst }) =>
    expect(mostInAnySecond(perSecond)).toBe(burst),
  );
});

describe('the log of the last starts', () => {
  test('lets a start go when the one a second’s worth before it is a second and a guard old', () => {
    const log = new StartLog(2);
    expect(log.waitMs(0)).toBe(0);
    log.record(0);
    log.record(10);
    expect(log.waitMs(20)).toBe(1000 + GUARD_MS - 20); // behind the start at 0
    log.record(1006);
    expect(log.waitMs(1006)).toBe(10); // behind the start at 10
    expect(log.waitMs(5000)).toBe(0);
  });

  test('below one call a second holds the next one back for as long as that takes', () => {
    const log = new StartLog(0.2);
    log.record(0);
    expect(log.waitMs(1000)).toBe(5000 + GUARD_MS - 1000); // 1000 / 0.2 = 5000 ms
  });
});

describe('the rate of the moment', () => {
  test('falls to 80 % at most once a second', () => {
    const governor = new RateGovernor(200);
    expect(governor.onRateLimited(0)).toBe(true);
    expect(governor.perSecond).toBe(160); // 200 * 0.8
    expect(governor.onRateLimited(999)).toBe(false);
    expect(governor.perSecond).toBe(160);
    expect(governor.onRateLimited(1000)).toBe(true);
    expect(governor.perSecond).toBe(128); // 160 * 0.8
  });

  test('comes back by 5 % of the limit a second, and not above it', () => {
    const governor = new RateGovernor(200);
    governor.onRateLimited(0);
    expect(governor.recover(999)).toBe(false);
    const seen = [1000, 2000, 3000, 4000, 5000].map((nowMs) => {
      governor.recover(nowMs);
      return governor.perSecond;
    });
    expect(seen).toEqual([170, 180, 190, 200, 200]);
  });
});
