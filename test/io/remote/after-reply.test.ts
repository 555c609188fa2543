import { describe, expect, test } from 'vitest';
import type { Reason } from '../../../src/core/target/reason.ts';
import { replyRule } from '../../../src/core/target/reply-codes.ts';
import {
  type AfterReply,
  afterLateSuccess,
  afterReply,
  type CallContext,
  NO_TRIES,
  type Tries,
} from '../../../src/io/remote/after-reply.ts';
import type { CommandReply } from '../../../src/io/remote/commands/command.ts';

type Reply = Exclude<CommandReply<string>, { kind: 'cut' }>;
type Given = { reply: Reply; tries?: Partial<Tries>; context?: Partial<CallContext> };

const MAX_ATTEMPTS = 3;
const nextFor = ({ reply, tries, context }: Given): AfterReply<string> =>
  afterReply(
    reply,
    { ...NO_TRIES, ...tries },
    { maxAttempts: MAX_ATTEMPTS, othersSucceeded: false, isUserSigRenewed: false, ...context },
  );
const says = (errorCode: number, errorInfo = ''): Reply => ({
  kind: 'refusal',
  rule: replyRule(errorCode),
  errorCode,
  errorInfo,
  date: '',
});
const RESET = { code: 'no-reply', proxy: undefined, fault: 'connection', said: 'ECONNRESET' } as const;
const silence: Reply = { kind: 'unreachable', reason: RESET };
const failure = (failureClass: string, errorCode: number | null, attempts: number) => ({
  act: 'done',
  answer: { kind: 'failed', failure: { class: failureClass, errorCode, attempts, reason: expect.anything() } },
});

describe('an order is done', () => {
  test('by an answer, whatever came before it', () => {
    expect(
      nextFor({ reply: { kind: 'answer', value: 'x' }, tries: { attempts: 1, unreached: 7, limited: 9 } }),
    ).toEqual({
      act: 'done',
      answer: { kind: 'ok', attempts: 2, value: 'x' },
    });
  });

  test.each([
    { name: 'a refusal of the row', reply: says(10004), failed: failure('refused', 10004, 1) },
    { name: 'a refusal of its group', reply: says(10010), failed: failure('group_refused', 10010, 1) },
    { name: 'a code that nobody knows', reply: says(123_456), failed: failure('refused', 123_456, 1) },
  ])('by $name, at once', ({ reply, failed }) => expect(nextFor({ reply })).toEqual(failed));

  test.each([
    { name: 'a transient code', reply: says(10002), failed: failure('exhausted', 10002, 3) },
    {
      name: 'a reply without what was asked for',
      reply: { kind: 'lacking' } as Reply,
      failed: failure('exhausted', 0, 3),
    },
    {
      name: 'no reply, while others get theirs',
      reply: silence,
      context: { othersSucceeded: true },
      failed: failure('exhausted', null, 3),
    },
  ])('by $name at the last attempt', ({ failed, ...given }) =>
    expect(nextFor({ ...given, tries: { attempts: 2 } })).toEqual(failed),
  );

  test('with the code and the words of the reply', () => {
    expect(nextFor({ reply: says(10004, 'bad id') })).toMatchObject({
      answer: { failure: { reason: { code: 'reply', errorCode: 10004, said: 'bad id' } } },
    });
  });
});

describe('an order goes again', () => {
  test.each<
    Given & { name: string; tries?: Partial<Tries>; triesNow: Partial<Tries>; backoff: number; reason: Reason }
  >([
    {
      name: 'a transient code counts an attempt',
      reply: says(10002, 'busy'),
      tries: { attempts: 1 },
      triesNow: { attempts: 2 },
      backoff: 2,
      reason: { code: 'coded-reply', errorCode: 10002, said: 'busy' },
    },
    {
      name: 'a reply without what was asked for counts an attempt',
      reply: { kind: 'lacking' },
      triesNow: { attempts: 1 },
      backoff: 1,
      reason: { code: 'reply-lacks-content' },
    },
    {
      name: '"too frequent" counts no attempt, and waits longer each time',
      reply: says(60007),
      tries: { attempts: 2, limited: 40 },
      triesNow: { attempts: 2, limited: 41 },
      backoff: 41,
      reason: { code: 'coded-reply', errorCode: 60007, said: '' },
    },
    {
      name: 'HTTP 429 is the same',
      reply: { kind: 'too-many-requests' },
      triesNow: { limited: 1 },
      backoff: 1,
      reason: { code: 'too-many-requests' },
    },
    {
      name: 'no reply while others get theirs counts an attempt',
      reply: silence,
      context: { othersSucceeded: true },
      tries: { unreached: 4 },
      triesNow: { attempts: 1, unreached: 5 },
      backoff: 5,
      reason: RESET,
    },
    {
      name: 'no reply while nobody gets one counts none, also at the last attempt',
      reply: silence,
      tries: { attempts: 2, unreached: 4 },
      triesNow: { attempts: 2, unreached: 5 },
      backoff: 5,
      reason: RESET,
    },
  ])('after a wait: $name', ({ reply, tries, context, triesNow, backoff, reason }) => {
    expect(nextFor({ reply, tries: tries ?? {}, context: context ?? {} })).toMatchObject({
      act: 'again',
      tries: { ...NO_TRIES, ...triesNow },
      backoff: { tries: backoff, reason },
    });
  });

  test('at once with the new UserSig', () => {
    expect(nextFor({ reply: says(70001), context: { isUserSigRenewed: true } })).toEqual({
      act: 'again',
      tries: { ...NO_TRIES, isUserSigRefused: true },
      backoff: undefined,
    });
  });
});

describe('a failure of the way while nobody gets a reply', () => {
  test('is decided after the wait, and only then', () => {
    expect(nextFor({ reply: silence })).toMatchObject({ act: 'again', isUndecided: true });
    expect(nextFor({ reply: silence, context: { othersSucceeded: true } })).toMatchObject({ isUndecided: false });
  });

  test.each([
    { attempts: 1, next: { act: 'again', tries: { ...NO_TRIES, attempts: 2 }, backoff: undefined } },
    { attempts: 2, next: failure('exhausted', null, 3) },
  ])('counts after all where others have succeeded meanwhile: $attempts before', ({ attempts, next }) => {
    const context = { maxAttempts: MAX_ATTEMPTS, othersSucceeded: false, isUserSigRenewed: false };
    expect(afterLateSuccess(RESET, { ...NO_TRIES, attempts }, context)).toEqual(next);
  });
});

describe('a run ends', () => {
  test.each<Given & { name: string }>([
    { name: 'by a code that no row can survive', reply: says(60010) },
    { name: 'by HTTP 4xx', reply: { kind: 'forbidden', status: 403 } },
    { name: 'by a refused UserSig with no newer one', reply: says(70001) },
    {
      name: 'by a row that is refused again with the new UserSig',
      reply: says(70001),
      tries: { isUserSigRefused: true },
      context: { isUserSigRenewed: true },
    },
    { name: 'by 60005 that does not go away', reply: says(60005), tries: { attempts: 2 } },
  ])('$name', ({ name: _, ...given }) => expect(nextFor(given)).toEqual({ act: 'fatal', reply: given.reply }));

  test('or pauses, where a minute may help', () => {
    expect(nextFor({ reply: says(70050) })).toMatchObject({
      act: 'pause',
      pauseMs: 60_000,
      reason: { code: 'coded-reply', errorCode: 70050 },
    });
  });
});
