import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

/** What a process was given of a shared limit. */
export type Grant = {
  /** when this was given, microseconds by the clock of Redis */
  readonly givenAt: number;
  /** when each of its calls is due, milliseconds from now, in order: nobody else has its place */
  readonly dueMs: readonly number[];
  /** until it is worth asking again where none was given, milliseconds */
  readonly waitMs: number;
  /** the rate that is aimed at just now, by all processes together */
  readonly perSecond: number;
};

/** A call that was written after it was due. */
export type LateCall = {
  /** when it was due, microseconds by the clock of Redis */
  readonly dueAt: number;
  readonly lateMs: number;
};

/** The limit of one API command, which all processes that share it take their calls from. Each method may reject. */
export type SharedBudget = {
  /**
   * @param waiting - calls that wait here: a few of them are given at once
   * @param perSecond - what this process asks for; for a few seconds all processes together make no more. 0: none of them
   *   makes a call.
   * @param late - calls since the last question that were written late: they count from then
   */
  take(waiting: number, perSecond: number, late?: readonly LateCall[]): Promise<Grant>;
  /** The target said "too frequent". */
  slowDown(): Promise<void>;
  /** No call of any process starts for so long. */
  hold(ms: number): Promise<void>;
};

// So much longer than a second after a call another one may follow, of whichever process. Between what Redis gives and what
// the target sees lie the timer, the process and the network (`npm run bench shared`).
const GUARD_MS = 8;
// Calls of one question. Each has its own time, and a process that dies takes no more than these with it: a fiftieth of a
// second. Were it one, each call would cost a question; were they many, the others would wait behind them.
const MOST_AT_ONCE = 4;
// A place further ahead than this is given to nobody.
const AHEAD_MS = 250;
// What a process asked for counts for so long after its last question.
const ASKED_MS = 2000;

/**
 * The same rules as `Schedule` and `RateGovernor`, over all processes, by the clock of Redis: it gives each call a time of its
 * own, a little ahead, so that nobody asks twice for one; it remembers the last ones, and gives none less than a second after
 * the oldest of them. Where nothing is remembered (the first process, a Redis that was flushed or restarted, a clock that was set
 * back) a second passes before the first call, since others may have called in it.
 *
 * The least rate that a process asks for holds for all, until that process has not asked for some seconds.
 *
 * KEYS: the books, the times of the last calls (microseconds, newest first). ARGV: what is asked, its number, the limit,
 * the guard in microseconds, most calls at once, how far ahead in microseconds, the rate that this process asks for, how long
 * that counts in microseconds, a name of this process; then, of each call that was late, when it was due and when it counts from.
 * Idle books go after an hour.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local limit, guard = tonumber(ARGV[3]), tonumber(ARGV[4])
local books = redis.call('HMGET', KEYS[1], 'due', 'rate', 'cut', 'again', 'changed', 'least', 'leastUntil', 'leastBy')
local due, rate = tonumber(books[1]), tonumber(books[2])
local cut, again, changed = tonumber(books[3]), tonumber(books[4]), tonumber(books[5])
local least, leastUntil, leastBy = tonumber(books[6]), tonumber(books[7]), books[8]
local newest = tonumber(redis.call('LINDEX', KEYS[2], 0))
if not due or (newest and newest > now + 1000000) then
  redis.call('DEL', KEYS[2])
  due, rate, cut, again, changed = now + math.max(1000000, 1000000 / limit) + guard, limit, 0, 0, 0
  least, leastUntil, leastBy = limit, 0, ''
end
local function save()
  redis.call('HSET', KEYS[1], 'due', string.format('%.0f', due), 'rate', tostring(rate), 'cut', string.format('%.0f', cut),
    'again', again, 'changed', string.format('%.0f', changed), 'least', tostring(least),
    'leastUntil', string.format('%.0f', leastUntil), 'leastBy', leastBy)
  redis.call('PEXPIRE', KEYS[1], 3600000)
  redis.call('PEXPIRE', KEYS[2], 3600000)
end
if ARGV[1] == 'hold' then
  due = math.max(due, now + tonumber(ARGV[2]) * 1000)
  save()
  return {'0', tostring(rate)}
end
if ARGV[1] == 'slow' then
  if now - cut >= 1000000 then
    rate = math.max(math.min(rate, math.max(least, limit / 200)) * 0.8, limit / 200)
    again = (now - cut < 10000000) and 1 or 0
    cut, changed = now, now
    save()
  end
  return {'0', tostring(rate)}
end
for at = 10, #ARGV, 2 do
  for index, time in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
    if time == ARGV[at] then redis.call('LSET', KEYS[2], index - 1, ARGV[at + 1]) end
  end
end
if rate < limit and now - changed >= 1000000 then
  local step = 0.05 * limit
  if again == 1 and now - cut < 10000000 then
    step = math.min(step, math.max(0.01 * limit, 0.05 * rate) * 2 ^ (math.floor((now - cut) / 1000000) - 1))
  end
  rate = math.min(limit, rate + step)
  changed = now
end
local asked = math.min(limit, tonumber(ARGV[7]))
if asked <= least or leastBy == ARGV[9] or now > leastUntil then
  least, leastUntil, leastBy = asked, now + tonumber(ARGV[8]), ARGV[9]
end
if least == 0 then
  due = math.max(due, now)
  save()
  return {'500000', '0', string.format('%.0f', now)}
end
local most = math.max(1, math.floor(least))
local window = math.max(1000000, 1000000 / least) + guard
local aim = math.min(rate, least)
local function start()
  local last = tonumber(redis.call('LINDEX', KEYS[2], most - 1))
  return math.max(now, due, last and last + window or 0)
end
local answer = {'0', tostring(aim), string.format('%.0f', now)}
local ahead = tonumber(ARGV[6])
for call = 1, math.min(tonumber(ARGV[2]), tonumber(ARGV[5])) do
  local at = math.ceil(start())
  if at > now + ahead then break end
  due = math.max(due, at - 50000) + 1003500 / aim
  redis.call('LPUSH', KEYS[2], string.format('%.0f', at))
  redis.call('LTRIM', KEYS[2], 0, math.max(1, math.floor(limit)) - 1)
  answer[#answer + 1] = tostring(at - now)
end
answer[1] = tostring(math.max(0, start() - now - ahead))
save()
return answer
`;

/** Of the script: how long to wait, the rate, and when each call is due; times in microseconds. */
type Asking = (books: string, times: string, ...values: (string | number)[]) => Promise<unknown>;

/**
 * @param answer - of the script, by whatever answers in the place of Redis
 * @param waiting - calls that it was asked for
 * @throws Error where the script cannot have answered so
 */
export const grantOf = (answer: unknown, waiting: number): Grant => {
  const numbers = Array.isArray(answer) ? answer.map(Number) : [];
  const [waitMicros = Number.NaN, perSecond = Number.NaN, givenAt = Number.NaN, ...dueMicros] = numbers;
  const areNumbers = [waitMicros, perSecond, givenAt, ...dueMicros].every(
    (number) => Number.isFinite(number) && number >= 0,
  );
  // Without a pause and without a call there would be no end to the questions.
  const isOfUse = waiting === 0 || waitMicros > 0 || dueMicros.length > 0;
  if (!areNumbers || !isOfUse || dueMicros.some((micros) => micros > AHEAD_MS * 1000)) {
    throw new Error('the answer is none of the script');
  }
  return { givenAt, dueMs: dueMicros.map((micros) => micros / 1000), waitMs: waitMicros / 1000, perSecond };
};

/**
 * @param name - of the limit: processes that give the same one share it
 * @param limit - most calls of all of them in any second
 */
export const sharedBudget = (redis: Redis, name: string, limit: number): SharedBudget => {
  redis.defineCommand('timUnreadBudget', { numberOfKeys: 2, lua: SCRIPT });
  const { timUnreadBudget } = redis as unknown as { readonly timUnreadBudget: Asking };
  // The braces keep both keys on one node of a cluster.
  const key = `tim-unread:{${name}:${limit}}`;
  const self = randomUUID();
  const settings = [limit, GUARD_MS * 1000, MOST_AT_ONCE, AHEAD_MS * 1000];
  const ask = (
    what: 'take' | 'slow' | 'hold',
    number: number,
    asked = limit,
    late: readonly LateCall[] = [],
  ): Promise<unknown> =>
    timUnreadBudget.call(
      redis,
      `${key}:books`,
      `${key}:times`,
      what,
      number,
      ...settings,
      asked,
      ASKED_MS * 1000,
      self,
      // What the guard covers costs nothing.
      ...late
        .filter(({ lateMs }) => lateMs > GUARD_MS)
        .flatMap(({ dueAt, lateMs }) => [dueAt, Math.round(dueAt + (lateMs - GUARD_MS) * 1000)]),
    );
  return {
    take: async (waiting, perSecond, late) => grantOf(await ask('take', waiting, perSecond, late), waiting),
    slowDown: async () => void (await ask('slow', 0)),
    hold: async (ms) => void (await ask('hold', ms)),
  };
};
