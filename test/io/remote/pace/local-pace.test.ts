import { afterEach, beforeEach, describe, test, vi } from 'vitest';
import { LocalPace } from '../../../../src/io/remote/pace/local-pace.ts';
import { type OpenPace, PACE_PROMISES } from './pace-suite.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const openPace: OpenPace = (perSecond) => {
  let stalledMs = 0;
  const nowMs = () => performance.now() + stalledMs;
  const clock = { nowMs, wallMs: () => 0, wokeAtMs: () => 0, sleep: async () => true };
  return {
    pace: new LocalPace(perSecond, clock),
    nowMs,
    advance: async (ms) => {
      await vi.advanceTimersByTimeAsync(ms);
    },
    stall: (ms) => {
      stalledMs += ms;
    },
    timers: () => vi.getTimerCount(),
  };
};

describe('a pace of one process keeps every promise', () => {
  for (const [promise, check] of Object.entries(PACE_PROMISES)) test(promise, () => check(openPace));
});
