import { describe, expect, test } from 'vitest';
import { OutOfReachError } from '../../../../src/core/errors/target-error.ts';
import { type Grant, grantOf, type SharedBudget, sharedBudget } from '../../../../src/io/remote/pace/shared-budget.ts';
import { en } from '../../../../src/messages/en.ts';
import { told } from '../../../../src/messages/messages.ts';
import { hasRedis, redisClient, startRedis } from '../../../support/redis.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes what it gets until the end. @returns when each of its calls is due, seconds by the clock of Redis */
const takeUntil = async (budget: SharedBudget, endMs: number, asked = 200): Promise<number[]> => {
  const taken: number[] = [];
  while (performance.now() < endMs) {
    const { givenAt, dueMs, waitMs } = await budget.take(4, asked);
    taken.push(...dueMs.map((ms) => givenAt / 1e6 + ms / 1000));
    await sleep(Math.min(dueMs.at(-1) ?? waitMs, endMs - performance.now()));
  }
  return taken;
};

/** When asking again is worth it, milliseconds by the clock of Redis: the same however long this process took to ask. */
const againAtMs = ({ givenAt, waitMs }: Grant): number => givenAt / 1000 + waitMs;

const worstSecond = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1).length));

test.each([
  { name: 'no list', answer: 'hello' },
  { name: 'nothing', answer: null },
  { name: 'an empty list', answer: [] },
  { name: 'words', answer: ['0', 'fast', '9', '0'] },
  { name: 'a number without an end', answer: ['0', '1e999', '9', '0'] },
  { name: 'a time before now', answer: ['0', '200', '9', '-5'] },
  { name: 'a time that is given to nobody', answer: ['0', '200', '9', '900000000'] },
  { name: 'neither a call nor a pause', answer: ['0', '200', '9'] },
])('$name is no answer of the script: nobody calls, and nobody asks again without a pause', ({ answer }) => {
  expect(() => grantOf(answer, 1)).toThrow('none of the script');
});

describe.skipIf(!hasRedis)('a limit that several processes share over Redis', () => {
  const shared = async (count: number, perSecond: number) => {
    const { url, child } = await startRedis();
    const clients = await Promise.all(Array.from({ length: count }, () => redisClient(url)));
    return { clients, child, budgets: clients.map((client) => sharedBudget(client, 'app:target:command', perSecond)) };
  };

  test('no second of theirs together has more than the limit, and all of them get a part of it', async () => {
    const { budgets } = await shared(3, 200);
    const endMs = performance.now() + 3500;
    const taken = await Promise.all(budgets.map((budget) => takeUntil(budget, endMs)));
    const given = taken.flat();
    expect(worstSecond(given)).toBeLessThanOrEqual(200);
    for (const own of taken) expect(own.length).toBeGreaterThan(given.length / 10);
  });

  test('a second passes before the first call, since nobody knows who called before', async () => {
    const { budgets, clients } = await shared(2, 200);
    const [one, other] = budgets as [SharedBudget, SharedBudget];
    const [first, second] = await Promise.all([one.take(4, 200), other.take(4, 200)]);
    expect([first.dueMs, second.dueMs]).toEqual([[], []]);
    expect(Math.max(first.waitMs, second.waitMs)).toBeGreaterThan(700);
    expect(againAtMs(second)).toBeCloseTo(againAtMs(first), 0);
    await sleep(1050);
    expect((await other.take(1, 200)).dueMs).toHaveLength(1);
    await clients[0]?.flushall();
    const { dueMs, waitMs } = await one.take(4, 200);
    expect(dueMs).toEqual([]);
    expect(waitMs).toBeGreaterThan(700);
  });

  test('what one of them is told holds for all: a slow-down, and a pause', async () => {
    const { budgets } = await shared(2, 100);
    const [one, other] = budgets as [SharedBudget, SharedBudget];
    await one.take(1, 200);
    await one.slowDown();
    expect((await other.take(1, 200)).perSecond).toBe(80);
    // Hundreds of replies of the same second are one.
    await other.slowDown();
    expect((await one.take(1, 200)).perSecond).toBe(80);
    await one.hold(60_000);
    expect((await other.take(1, 200)).waitMs).toBeGreaterThan(50_000);
  });

  test('the least rate that one of them asks for holds for all, until it asks for more or no more', async () => {
    const { budgets } = await shared(2, 200);
    const [one, other] = budgets as [SharedBudget, SharedBudget];
    await sleep(1050);
    await one.take(0, 200);
    await sleep(1050);
    expect((await one.take(0, 80)).perSecond).toBe(80);
    expect((await other.take(0, 200)).perSecond).toBe(80);
    expect((await one.take(0, 200)).perSecond).toBe(200);
    expect((await other.take(4, 0)).dueMs).toEqual([]);
    expect((await one.take(4, 200)).dueMs).toEqual([]);
    await sleep(2050);
    expect((await one.take(4, 200)).dueMs).toHaveLength(4);
  });

  test('where one asks for less, the calls of the second before count for that too', async () => {
    const { budgets } = await shared(2, 200);
    const [one, other] = budgets as [SharedBudget, SharedBudget];
    const endMs = performance.now() + 3500;
    const before = await Promise.all([takeUntil(one, endMs - 1500), takeUntil(other, endMs - 1500)]);
    const since = await Promise.all([takeUntil(one, endMs), takeUntil(other, endMs, 40)]);
    const given = [...before, ...since].flat();
    const end = Math.max(...given);
    expect(given.filter((at) => at > end - 1).length).toBeLessThanOrEqual(40);
    expect(worstSecond(given)).toBeLessThanOrEqual(200);
  });

  test('a call that was written late counts from then', async () => {
    const { budgets } = await shared(2, 1);
    const [one, other] = budgets as [SharedBudget, SharedBudget];
    await one.take(1, 1);
    await sleep(1050);
    const { givenAt, dueMs } = await one.take(1, 1);
    const dueAt = Math.round(givenAt + (dueMs[0] as number) * 1000);
    const [next, late] = await Promise.all([5, 508].map((lateMs) => other.take(1, 1, [{ dueAt, lateMs }])));
    expect(next?.waitMs).toBeLessThan(800);
    expect(againAtMs(late as Grant) - againAtMs(next as Grant)).toBeCloseTo(500, 0);
  });

  test('a user with the rights that are proposed can ask whatever is asked', async () => {
    const { clients } = await shared(1, 200);
    const because = { code: 'budget-away', redis: 'redis://h', said: 'NOPERM', is: 'no-right' } as const;
    const lacking = new OutOfReachError({ kind: 'out-of-reach', afterMs: 10_000, isLasting: true, because });
    const rights = told(en, lacking).next.match(/[~+]\S+/g) ?? [];
    await clients[0]?.call('ACL', 'SETUSER', 'worker', 'on', '>secret', ...rights);
    const worker = await redisClient(`redis://worker:secret@127.0.0.1:${clients[0]?.options.port}`);
    const budget = sharedBudget(worker, 'app:target:command', 200);
    await budget.take(1, 200);
    await sleep(1050);
    const { givenAt, dueMs } = await budget.take(1, 200);
    await budget.take(1, 200, [{ dueAt: Math.round(givenAt + (dueMs[0] as number) * 1000), lateMs: 100 }]);
    await budget.slowDown();
    await budget.hold(10);
  });

  test('it comes back by five of a hundred a second', async () => {
    const { budgets } = await shared(1, 100);
    const [budget] = budgets as [SharedBudget];
    await budget.take(1, 200);
    await budget.slowDown();
    await sleep(1050);
    expect((await budget.take(1, 200)).perSecond).toBe(85);
  });

  test('other limits, apps and commands have books of their own', async () => {
    const { clients } = await shared(1, 100);
    const [client] = clients as [Awaited<ReturnType<typeof redisClient>>];
    const other = sharedBudget(client, 'app:target:other', 100);
    const own = sharedBudget(client, 'app:target:command', 100);
    await own.take(1, 200);
    await own.hold(60_000);
    expect((await other.take(1, 200)).waitMs).toBeLessThan(2000);
  });

  test('a fraction of a call a second', async () => {
    const { budgets } = await shared(1, 0.5);
    const [budget] = budgets as [SharedBudget];
    expect((await budget.take(4, 200)).waitMs).toBeGreaterThan(1700);
  });
});
