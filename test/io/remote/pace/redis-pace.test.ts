import { expect, test } from 'vitest';
import { OutOfReachError } from '../../../../src/core/errors/target-error.ts';
import type { RunEvent } from '../../../../src/core/ports.ts';
import { RedisPace } from '../../../../src/io/remote/pace/redis-pace.ts';
import type { Grant, LateCall, SharedBudget } from '../../../../src/io/remote/pace/shared-budget.ts';

const GIVE_UP_MS = 60_000;
const ALL: Grant = { givenAt: 1_000_000, dueMs: [0, 0, 0, 0], waitMs: 0, perSecond: 200 };
const ONE: Grant = { ...ALL, dueMs: [0] };

/** A pace whose time passes only while it waits, or while Redis takes it. */
const paceOf = (take: (askedMs: number) => Grant | Error, answerMs = 1) => {
  const time = { nowMs: 0 };
  const events: RunEvent[] = [];
  const told: string[] = [];
  const asked: number[] = [];
  const late: LateCall[] = [];
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
    take: async (most, perSecond, lateCalls = []) => {
      asked.push(perSecond);
      late.push(...lateCalls);
      const answer = take(time.nowMs);
      time.nowMs += answerMs;
      if (answer instanceof Error) throw answer;
      return { ...answer, dueMs: answer.dueMs.slice(0, most) };
    },
    slowDown: async () => void told.push('slow down'),
    hold: async (ms) => void told.push(`hold ${ms}`),
  };
  const pace = new RedisPace(budget, 200, {
    clock,
    onEvent: (event) => events.push(event),
    giveUpAfterMs: GIVE_UP_MS,
    reasonOf: (error) => ({
      code: 'budget-away',
      redis: 'redis://h',
      said: String(error),
      is: /WRONGPASS/.test(String(error)) ? 'refused' : undefined,
    }),
  });
  const next = (isWanted = () => true, signal = new AbortController().signal) => pace.next(isWanted, signal);
  return { pace, time, events, told, asked, late, next };
};

test('while Redis cannot be asked nobody calls; it is told after a second, and the run goes on when it is back', async () => {
  const { next, events, time } = paceOf((askedMs) => (askedMs < 20_000 ? new Error('ECONNREFUSED') : ALL));
  expect(await next()).toBeDefined();
  expect(time.nowMs).toBeGreaterThanOrEqual(20_000);
  expect(events).toMatchObject([
    { type: 'waiting', reason: { code: 'budget-away', redis: 'redis://h' }, isLasting: false },
    { type: 'back', of: 'budget' },
  ]);
});

test('a call that is written late is told with the next question', async () => {
  const { next, late, time } = paceOf(() => ({ ...ONE, dueMs: [7] }));
  const slot = await next();
  time.nowMs += 30;
  slot?.written();
  await next();
  expect(late).toEqual([{ dueAt: 1_007_000, lateMs: 30 }]);
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

test('a login that is refused is not waited for: everybody is refused after ten seconds', async () => {
  const { next, time, events } = paceOf(() => new Error('WRONGPASS'));
  await expect(next()).rejects.toMatchObject({ fact: { isLasting: true } });
  expect(time.nowMs).toBeLessThan(11_000);
  expect(events).toMatchObject([{ type: 'waiting', isLasting: true }]);
});

test('one that was taken before comes back: a Redis that restarts may not know its users yet', async () => {
  const { next, time } = paceOf((askedMs) => (askedMs > 10 && askedMs < 30_000 ? new Error('WRONGPASS') : ONE));
  await next();
  time.nowMs += 20;
  expect(await next()).toBeDefined();
  expect(time.nowMs).toBeGreaterThanOrEqual(30_000);
});

test('where no call is given for long, that is known: another process pauses, or Redis is away', async () => {
  const held = paceOf((askedMs) => (askedMs < 5000 ? { ...ALL, dueMs: [], waitMs: 500, perSecond: 0 } : ONE));
  const away = paceOf((askedMs) => (askedMs < 5000 ? new Error('ECONNREFUSED') : ONE));
  for (const { pace, next } of [held, away]) {
    expect(pace.isOut).toBe(false);
    const waiting = next();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(pace.isOut).toBe(true);
    await waiting;
    expect(pace.isOut).toBe(false);
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
  const { next } = paceOf(() => ONE);
  const [unwanted, wanted] = await Promise.all([next(() => false), next()]);
  expect([unwanted, wanted?.written()]).toEqual([undefined, 1]);
});

test('who stops waiting gets none, and once it is closed nobody does', async () => {
  const { pace, next } = paceOf(() => ({ ...ALL, dueMs: [], waitMs: 10 }));
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

test('each call starts when it is due', async () => {
  const { next } = paceOf((askedMs) => ({
    ...ALL,
    ...(askedMs === 0 ? { dueMs: [], waitMs: 9 } : { dueMs: [5, 10, 90] }),
  }));
  const starts = await Promise.all([next(), next(), next()].map(async (slot) => (await slot)?.written()));
  // Asked for the second time at 10, answered at 11.
  expect(starts).toEqual([16, 21, 101]);
});

test('a call that is late for its time is not made: another one is asked for', async () => {
  let asked = 0;
  const { next, time } = paceOf(() => {
    asked += 1;
    return asked === 1 ? { ...ALL, dueMs: [], waitMs: 9 } : { ...ALL, dueMs: [0, 1] };
  });
  const late = next(() => {
    time.nowMs += 30;
    return true;
  });
  await Promise.all([late, next()]);
  expect(asked).toBe(3);
});

test('an answer that is slower than others makes its calls late: they are not made', async () => {
  let asked = 0;
  const { next, time } = paceOf(() => {
    asked += 1;
    // The third answer is thirty milliseconds under way.
    if (asked === 3) time.nowMs += 30;
    return { ...ALL, ...(asked === 2 ? { dueMs: [], waitMs: 9 } : { dueMs: [0] }) };
  });
  await next();
  await next();
  expect(asked).toBe(4);
});

test('it asks for the rate that it is to have, at least once a second', async () => {
  const { pace, next, asked } = paceOf((askedMs) => (askedMs > 3000 ? ONE : { ...ALL, dueMs: [], waitMs: 60_000 }));
  pace.aimAt(80);
  await next();
  expect(asked).toEqual([80, 80, 80, 80]);
});

test('where Redis has become slower for good, calls are made again within seconds', async () => {
  let answerMs = 1;
  const { next, time } = paceOf(() => {
    time.nowMs += answerMs;
    return ONE;
  });
  for (let call = 0; call < 100; call += 1) await next();
  answerMs = 60;
  const slowSinceMs = time.nowMs;
  await next();
  expect(time.nowMs - slowSinceMs).toBeLessThan(8000);
  const usualSinceMs = time.nowMs;
  for (let call = 0; call < 10; call += 1) await next();
  expect(time.nowMs - usualSinceMs).toBeLessThan(1000);
});

test('of a first answer that is slow nobody knows how late it is: its calls are not made', async () => {
  let asked = 0;
  const { next, time } = paceOf(() => {
    asked += 1;
    time.nowMs += 60;
    return ONE;
  });
  await next();
  expect(asked).toBe(2);
});
