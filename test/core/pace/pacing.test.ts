import { describe, expect, test } from 'vitest';
import { GUARD_MS, RateGovernor, Schedule, spacingMs } from '../../../src/core/pace/pacing.ts';

test.each([
  { perSecond: 200, ms: 5.0175 }, // 1000 / 200 = 5 ms, and 0.35 %
  { perSecond: 100, ms: 10.035 },
  { perSecond: 0.5, ms: 2007 }, // one call in two seconds
])('at $perSecond calls a second a call is due every $ms ms', ({ perSecond, ms }) =>
  expect(spacingMs(perSecond)).toBeCloseTo(ms, 6),
);

describe('when the next call may start', () => {
  /** Starts a call and says when it was written. */
  const call = (schedule: Schedule, atMs: number, writtenMs = atMs) =>
    schedule.settle(schedule.take(atMs, 1_000_000), writtenMs);

  test('is a second and a guard after the write of the call that is a second\u2019s worth before it', () => {
    const schedule = new Schedule(2);
    call(schedule, 0);
    call(schedule, 10, 30);
    expect(schedule.waitMs(40)).toBe(1000 + GUARD_MS - 40); // behind the write at 0
    call(schedule, 1006);
    expect(schedule.waitMs(1006)).toBe(30 + 1000 + GUARD_MS - 1006); // behind the write at 30, not its slot at 10
    expect(schedule.waitMs(5000)).toBe(0);
  });

  test('is unknown while a second\u2019s worth of calls is not written yet, and an unused slot is none', () => {
    const schedule = new Schedule(2);
    const [first, second] = [schedule.take(0, 1_000_000), schedule.take(0, 1_000_000)];
    expect(schedule.waitMs(5000)).toBe(Number.POSITIVE_INFINITY);
    schedule.settle(first, Number.NEGATIVE_INFINITY);
    expect(schedule.waitMs(5000)).toBe(0);
    schedule.take(5000, 1_000_000);
    schedule.settle(second, 5000);
    expect(schedule.waitMs(5000)).toBe(1000 + GUARD_MS);
  });

  test.each([
    { perSecond: 200, most: 200 },
    { perSecond: 2.5, most: 2 }, // a third call in any second would be more than 2.5
    { perSecond: 0.5, most: 1 },
  ])('at $perSecond calls a second any second sees at most $most', ({ perSecond, most }) => {
    const schedule = new Schedule(perSecond);
    let calls = 0;
    for (; schedule.waitMs(10) === 0; calls += 1) call(schedule, 10);
    expect(calls).toBe(most);
  });

  test('below one call a second is as far away as that takes', () => {
    const schedule = new Schedule(0.2);
    call(schedule, 0);
    expect(schedule.waitMs(1000)).toBe(5000 + GUARD_MS - 1000); // 1000 / 0.2 = 5000 ms
  });

  test('is not made up for behind a stall: late timers are, up to 100 ms', () => {
    const schedule = new Schedule(200);
    schedule.begin(0);
    schedule.settle(schedule.take(0, 200), 0);
    schedule.settle(schedule.take(12, 200), 12); // due at 5
    expect(schedule.waitMs(12)).toBe(0); // due at 10
    schedule.settle(schedule.take(3500, 200), 3500);
    let atOnce = 0;
    for (; schedule.waitMs(3500) === 0; atOnce += 1) schedule.settle(schedule.take(3500, 200), 3500);
    expect(atOnce).toBeLessThanOrEqual(20); // 100 ms / 5 ms
  });

  test('is held back on request', () => {
    const schedule = new Schedule(200);
    schedule.hold(3000);
    expect(schedule.waitMs(1000)).toBe(2000);
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

test('a limit that lasts is backed off from further and further, and what is free is found again', () => {
  const governor = new RateGovernor(200);
  for (let second = 0; second < 60; second += 1) {
    governor.onRateLimited(second * 1000);
    governor.recover(second * 1000 + 999);
    governor.recover(second * 1000 + 1000);
  }
  expect(governor.perSecond).toBeLessThanOrEqual(12); // 0.8 of it and 1 % of the limit are what it was: 2 / 0.2 = 10
  let seconds = 61;
  for (; governor.perSecond < 200; seconds += 1) governor.recover(seconds * 1000);
  expect(seconds - 61).toBeLessThanOrEqual(10 + 20); // after ten seconds by 5 % of the limit a second
});

test('where others use the limit in waves, a part of it is used all the same', () => {
  const governor = new RateGovernor(200);
  const seen: number[] = [];
  for (let second = 0; second < 300; second += 1) {
    const isTaken = second % 5 < 2;
    if (isTaken) governor.onRateLimited(second * 1000);
    governor.recover(second * 1000 + 999);
    seen.push(governor.perSecond);
  }
  const late = seen.slice(100);
  expect(Math.min(...late)).toBeGreaterThan(10);
  expect(late.reduce((sum, perSecond) => sum + perSecond, 0) / late.length).toBeGreaterThan(25);
});
