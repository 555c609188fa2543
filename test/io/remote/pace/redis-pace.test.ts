import { expect, test } from 'vitest';
import { OutOfReachError } from '../../../../src/core/errors.ts';
import type { RunEvent } from '../../../../src/core/ports.ts';
import { RedisPace } from '../../../../src/io/remote/pace/redis-pace.ts';
import type { Grant, SharedBudget } from '../../../../src/io/remote/pace/shared-budget.ts';

const GIVE_UP_MS = 60_000;
const ALL: Grant = { calls: 4, waitMs: 0, perSecond: 200 };

/** A pace whose time passes only while it waits, or while Redis takes it. */
const paceOf = (take: (askedMs: number) => Grant | Error, answerMs = 1) => {
  const time = { nowMs: 0 };
  const events: RunEvent[] = [];
  const told: string[] = [];
  const clock = {
    nowMs: () => time.nowMs,
    wallMs: () => 0,
    wokeAtMs: () => Number.NEGATIVE_INFINITY,
    sleep: async (ms: number, signal: AbortSignal) => {
      time.nowMs += ms;
      return !signal.aborted;
    },
  };
  const budget: SharedBudget = {
    take: async (most) => {
      const answer = take(time.nowMs);
      time.nowMs += answerMs;
      if (answer instanceof Error) throw answer;
      return { ...answer, calls: Math.min(most, answer.calls) };
    },
    slowDown: async () => void told.push('slow down'),
    hold: async (ms) => void told.push(`hold ${ms}`),
  };
  const pace = new RedisPace(budget, 200, {
    clock,
    onEvent: (event) => events.push(event),
    giveUpAfterMs: GIVE_UP_MS,
    reasonOf: (error) => ({ code: 'budget-away', redis: 'redis://h', said: String(error) }),
  });
  const next = (isWanted = () => true, signal = new AbortController().signal) => pace.next(isWanted, signal);
  return { pace, time, events, told, next };
};

test('while Redis cannot be asked nobody calls; it is told after a second, and the run goes on when it is back', async () => {
  const { next, events, time } = paceOf((askedMs) => (askedMs < 20_000 ? new Error('ECONNREFUSED') : ALL));
  expect(await next()).toBeDefined();
  expect(time.nowMs).toBeGreaterThanOrEqual(20_000);
  expect(events).toMatchObject([
    { type: 'waiting', reason: { code: 'budget-away', redis: 'redis://h' }, isLasting: false },
    { type: 'budget-back' },
  ]);
});

test('a break of less than a second is not worth a word', async () => {
  const { next, events } = paceOf((askedMs) => (askedMs < 400 ? new Error('ECONNRESET') : ALL));
  await next();
  expect(events).toEqual([]);
});

test('after the time to give up, everybody who waits is refused', async () => {
  const { next } = paceOf(() => new Error('ECONNREFUSED'));
  const ended = await Promise.allSettled([next(), next(), next()]);
  for (const one of ended) {
    expect(one).toMatchObject({ status: 'rejected', reason: expect.any(OutOfReachError) });
  }
});

test('what Redis gave before the process was stopped is not used after it', async () => {
  let asked = 0;
  const { next, time } = paceOf(() => {
    asked += 1;
    if (asked === 1) time.nowMs += 3000;
    return ALL;
  });
  expect(await next()).toBeDefined();
  expect(asked).toBe(2);
});

test('a call that is not wanted any more leaves its slot to the next in line', async () => {
  const { next } = paceOf(() => ({ ...ALL, calls: 1 }));
  const [unwanted, wanted] = await Promise.all([next(() => false), next()]);
  expect([unwanted, wanted?.written()]).toEqual([undefined, 1]);
});

test('who stops waiting gets none, and once it is closed nobody does', async () => {
  const { pace, next } = paceOf(() => ({ calls: 0, waitMs: 10, perSecond: 200 }));
  const halt = new AbortController();
  const waiting = next(() => true, halt.signal);
  halt.abort();
  expect(await waiting).toBeUndefined();
  const closed = next();
  await pace.close();
  expect(await closed).toBeUndefined();
  expect(await next()).toBeUndefined();
});

test('what the target says is told to all: at most once a second that it is too fast', () => {
  const { pace, told } = paceOf(() => ALL);
  expect([pace.slowDown(), pace.slowDown(), pace.perSecond]).toEqual([true, false, 160]);
  pace.hold(5000);
  expect(told).toEqual(['slow down', 'hold 5000']);
});
