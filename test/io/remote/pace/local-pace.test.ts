import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LocalPace } from '../../../../src/io/remote/pace/local-pace.ts';
import { callers, type OpenPace, PACE_PROMISES, worstSecond } from './pace-suite.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Bottleneck uses the clock of the process, so fake time is needed. */
const openPace: OpenPace = (perSecond) => {
  let stalledMs = 0;
  const nowMs = () => performance.now() + stalledMs;
  const clock = { nowMs, wallMs: () => Date.now(), sleep: async () => true };
  return {
    pace: new LocalPace(perSecond, clock),
    nowMs,
    advance: async (ms) => {
      await vi.advanceTimersByTimeAsync(ms);
    },
    stall: (ms) => {
      stalledMs += ms;
      vi.setSystemTime(Date.now() + ms);
    },
    timers: () => vi.getTimerCount(),
  };
};

describe('a pace of one process keeps every promise', () => {
  for (const [promise, check] of Object.entries(PACE_PROMISES)) test(promise, () => check(openPace));
});

test('a wall clock set back by an hour stops nothing', async () => {
  const { pace, advance, timers } = openPace(200);
  const starts = callers(pace, 1000);
  await advance(1000);
  vi.setSystemTime(Date.now() - 3_600_000);
  await advance(3000);
  expect(starts.length).toBeGreaterThan(750);
  expect(worstSecond(starts)).toBeLessThanOrEqual(200);
  await pace.close();
  expect(timers()).toBe(0);
});
