import { expect, test } from 'vitest';
import type { Pace, RunEvent } from '../../../src/core/ports.ts';
import { AskedPauses } from '../../../src/io/remote/asked-pauses.ts';

const begin = () => {
  const time = { nowMs: 0 };
  const clock = { nowMs: () => time.nowMs, wallMs: () => 0, wokeAtMs: () => 0, sleep: async () => true };
  const events: RunEvent[] = [];
  const held: [string, number][] = [];
  const paceOf = (name: string): Pace => ({
    next: async () => undefined,
    slowDown: () => false,
    aimAt: () => {},
    hold: (ms) => void held.push([name, ms]),
    perSecond: 200,
    close: async () => {},
  });
  const [writes, reads] = [paceOf('writes'), paceOf('reads')];
  const pauses = new AskedPauses(clock, (event) => events.push(event), [writes, reads], 60_000);
  return { time, events, held, writes, pauses };
};

test('HTTP 429 holds its command, and 503 all of them', () => {
  const { held, writes, pauses } = begin();
  pauses.keep({ status: 429, ms: 2000 }, writes);
  pauses.keep({ status: 503, ms: 3000 }, writes);
  expect(held).toEqual([
    ['writes', 2000],
    ['writes', 3000],
    ['reads', 3000],
  ]);
});

test('what hundreds of replies ask for alike is told once', () => {
  const { time, events, writes, pauses } = begin();
  for (; time.nowMs < 900; time.nowMs += 5) pauses.keep({ status: 503, ms: 30_000 }, writes);
  expect(events).toEqual([{ type: 'pause-asked', status: 503, ms: 30_000 }]);
  time.nowMs = 31_000;
  pauses.keep({ status: 503, ms: 30_000 }, writes);
  expect(events).toHaveLength(2);
});

test('a pause is no longer than the target may stay out of reach: then a probe decides', () => {
  const { held, writes, pauses } = begin();
  pauses.keep({ status: 429, ms: 300_000 }, writes);
  expect(held).toEqual([['writes', 60_000]]);
});
