import type { Redis } from 'ioredis';

/** What a process was given of a shared limit. */
export type Grant = {
  /** calls that may start now */
  readonly calls: number;
  /** until the next of those that wait are due together, milliseconds */
  readonly waitMs: number;
  /** the rate that is aimed at just now, by all processes together */
  readonly perSecond: number;
};

/** The limit of one API command, which all processes that share it take their calls from. Each method may reject. */
export type SharedBudget = {
  /** @param waiting - calls that wait here: a few of them start together */
  take(waiting: number): Promise<Grant>;
  /** The target said "too frequent". */
  slowDown(): Promise<void>;
  /** No call of any process starts for so long. */
  hold(ms: number): Promise<void>;
};

// So much longer than a second after a call another one may follow, of whichever process. Between what Redis gives and what
// the target sees lie the answer, the process and the network. With 8 ms four processes make 198.3 calls a second, and 0.2 %
// of the calls found more than 200 in their last second at the server, with 2 ms 199.3 and 0.7 % (`npm run bench shared`).
const GUARD_MS = 8;
// A process that is stopped right after it was given some has no more than these in its hand.
const MOST_AT_ONCE = 2;

/**
 * The same rules as `Schedule` and `RateGovernor`, over all processes, by the clock of Redis: it gives the calls of a second
 * one after the other, remembers when it gave the last ones, and gives none while the oldest of them is younger than a
 * second. Where nothing is remembered (the first process, a Redis that was flushed or restarted, a clock that was set
 * back) a second passes before the first call, since others may have called in it.
 *
 * KEYS: the books, the times of the last calls (microseconds, newest first). ARGV: what is asked, its number, the limit,
 * the guard in microseconds, most calls at once. Idle books go after an hour.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local limit = tonumber(ARGV[3])
local most = math.max(1, math.floor(limit))
local window = math.max(1000000, 1000000 / limit) + tonumber(ARGV[4])
local books = redis.call('HMGET', KEYS[1], 'due', 'rate', 'cut', 'again', 'changed')
local due, rate = tonumber(books[1]), tonumber(books[2])
local cut, again, changed = tonumber(books[3]), tonumber(books[4]), tonumber(books[5])
local newest = tonumber(redis.call('LINDEX', KEYS[2], 0))
if not due or (newest and newest > now + 1000000) then
  redis.call('DEL', KEYS[2])
  due, rate, cut, again, changed = now + window, limit, 0, 0, 0
end
local function oldest()
  return tonumber(redis.call('LINDEX', KEYS[2], most - 1))
end
local function save()
  redis.call('HSET', KEYS[1], 'due', string.format('%.0f', due), 'rate', tostring(rate), 'cut', string.format('%.0f', cut),
    'again', again, 'changed', string.format('%.0f', changed))
  redis.call('PEXPIRE', KEYS[1], 3600000)
  redis.call('PEXPIRE', KEYS[2], 3600000)
end
if ARGV[1] == 'hold' then
  due = math.max(due, now + tonumber(ARGV[2]) * 1000)
  save()
  return {0, '0', tostring(rate)}
end
if ARGV[1] == 'slow' then
  if now - cut >= 1000000 then
    rate = math.max(rate * 0.8, limit / 200)
    again = (now - cut < 10000000) and 1 or 0
    cut, changed = now, now
    save()
  end
  return {0, '0', tostring(rate)}
end
if rate < limit and now - changed >= 1000000 then
  local step = 0.05 * limit
  if again == 1 and now - cut < 10000000 then
    step = math.min(step, math.max(0.01 * limit, 0.05 * rate) * 2 ^ (math.floor((now - cut) / 1000000) - 1))
  end
  rate = math.min(limit, rate + step)
  changed = now
end
local given = 0
while given < math.min(tonumber(ARGV[2]), tonumber(ARGV[5])) do
  local last = oldest()
  if due > now or (last and now < last + window) then break end
  due = math.max(due, now - 50000) + 1003500 / rate
  redis.call('LPUSH', KEYS[2], string.format('%.0f', now))
  redis.call('LTRIM', KEYS[2], 0, most - 1)
  given = given + 1
end
local last = oldest()
local more = math.max(1, math.min(tonumber(ARGV[2]) - given, tonumber(ARGV[5])))
local wait = math.max(0, due + (more - 1) * 1003500 / rate - now, last and last + window - now or 0)
save()
return {given, tostring(wait), tostring(rate)}
`;

type Answer = readonly [calls: number, waitMicros: string, perSecond: string];
type Asking = (books: string, times: string, ...values: (string | number)[]) => Promise<Answer>;

/**
 * @param name - of the limit: processes that give the same one share it
 * @param perSecond - most calls of all of them in any second
 */
export const sharedBudget = (redis: Redis, name: string, perSecond: number): SharedBudget => {
  redis.defineCommand('timUnreadBudget', { numberOfKeys: 2, lua: SCRIPT });
  const { timUnreadBudget } = redis as unknown as { readonly timUnreadBudget: Asking };
  // The braces keep both keys on one node of a cluster.
  const key = `tim-unread:{${name}:${perSecond}}`;
  const ask = (what: 'take' | 'slow' | 'hold', number: number): Promise<Answer> =>
    timUnreadBudget.call(redis, `${key}:books`, `${key}:times`, what, number, perSecond, GUARD_MS * 1000, MOST_AT_ONCE);
  return {
    take: async (waiting) => {
      const [calls, waitMicros, rate] = await ask('take', waiting);
      return { calls, waitMs: Number(waitMicros) / 1000, perSecond: Number(rate) };
    },
    slowDown: async () => void (await ask('slow', 0)),
    hold: async (ms) => void (await ask('hold', ms)),
  };
};
