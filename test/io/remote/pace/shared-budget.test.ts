import type { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { type SharedBudget, sharedBudget } from '../../../../src/io/remote/pace/shared-budget.ts';
import { hasRedis, redisClient, startRedis } from '../../../support/redis.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes what it gets until the end. @returns how many calls it was given */
const takeUntil = async (budget: SharedBudget, endMs: number): Promise<number> => {
  let taken = 0;
  while (performance.now() < endMs) {
    const { calls, waitMs } = await budget.take(4);
    taken += calls;
    await sleep(Math.min(waitMs, endMs - performance.now()));
  }
  return taken;
};

/** The calls that Redis gave until the end, by its clock in seconds. It remembers those of the last second only. */
const givenUntil = async (client: Redis, endMs: number): Promise<number[]> => {
  const most = new Map<string, number>();
  while (performance.now() < endMs + 200) {
    const seen = new Map<string, number>();
    for (const time of await client.lrange('tim-unread:{app:target:command:200}:times', 0, -1)) {
      seen.set(time, (seen.get(time) ?? 0) + 1);
    }
    for (const [time, calls] of seen) most.set(time, Math.max(calls, most.get(time) ?? 0));
    await sleep(100);
  }
  return [...most].flatMap(([time, calls]) => Array<number>(calls).fill(Number(time) / 1e6)).sort((a, b) => a - b);
};

const worstSecond = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1).length));

describe.skipIf(!hasRedis)('a limit that several processes share over Redis', () => {
  const shared = async (count: number, perSecond: number) => {
    const { url, child } = await startRedis();
    const clients = await Promise.all(Array.from({ length: count }, () => redisClient(url)));
    return { clients, child, budgets: clients.map((client) => sharedBudget(client, 'app:target:command', perSecond)) };
  };

  test('no second of theirs together has more than the limit, and all of them get a part of it', async () => {
    const { budgets, clients } = await shared(3, 200);
    const endMs = performance.now() + 3500;
    const watching = givenUntil(clients[0] as Redis, endMs);
    const taken = await Promise.all(budgets.map((budget) => takeUntil(budget, endMs)));
    const given = await watching;
    expect(given.length).toBe(taken.reduce((sum, own) => sum + own, 0));
    expect(worstSecond(given)).toBeLessThanOrEqual(200);
    for (const own of taken) expect(own).toBeGreaterThan(given.length / 10);
  });

  test('a second passes before the first call, since nobody knows who called before', async () => {
    const { budgets, clients } = await shared(2, 200);
    const [one, other] = budgets as [SharedBudget, SharedBudget];
    expect(await one.take(4)).toMatchObject({ calls: 0 });
    expect((await other.take(4)).waitMs).toBeGreaterThan(900);
    await sleep(1050);
    expect((await other.take(1)).calls).toBe(1);
    await clients[0]?.flushall();
    const { calls, waitMs } = await one.take(4);
    expect(calls).toBe(0);
    expect(waitMs).toBeGreaterThan(900);
  });

  test('what one of them is told holds for all: a slow-down, and a pause', async () => {
    const { budgets } = await shared(2, 100);
    const [one, other] = budgets as [SharedBudget, SharedBudget];
    await one.take(1);
    await one.slowDown();
    expect((await other.take(1)).perSecond).toBe(80);
    // Hundreds of replies of the same second are one.
    await other.slowDown();
    expect((await one.take(1)).perSecond).toBe(80);
    await one.hold(60_000);
    expect((await other.take(1)).waitMs).toBeGreaterThan(50_000);
  });

  test('it comes back by five of a hundred a second', async () => {
    const { budgets } = await shared(1, 100);
    const [budget] = budgets as [SharedBudget];
    await budget.take(1);
    await budget.slowDown();
    await sleep(1050);
    expect((await budget.take(1)).perSecond).toBe(85);
  });

  test('other limits, apps and commands have books of their own', async () => {
    const { clients } = await shared(1, 100);
    const [client] = clients as [Awaited<ReturnType<typeof redisClient>>];
    const other = sharedBudget(client, 'app:target:other', 100);
    const own = sharedBudget(client, 'app:target:command', 100);
    await own.take(1);
    await own.hold(60_000);
    expect((await other.take(1)).waitMs).toBeLessThan(2000);
  });

  test('a fraction of a call a second', async () => {
    const { budgets } = await shared(1, 0.5);
    const [budget] = budgets as [SharedBudget];
    expect((await budget.take(4)).waitMs).toBeGreaterThan(1900);
  });
});
