import { describe, expect, test } from 'vitest';
import { replyRule } from '../../../src/core/target/reply-codes.ts';
import {
  type AfterReply,
  afterReply,
  afterTrouble,
  type CallContext,
  NO_TRIES,
  type Tries,
  type Trouble,
} from '../../../src/io/remote/after-reply.ts';
import type { CommandReply } from '../../../src/io/remote/commands/command.ts';

type Reply = Exclude<CommandReply<string>, { kind: 'cut' }>;
type Given = { reply: Reply; tries?: Partial<Tries>; context?: Partial<CallContext> };

const MAX_ATTEMPTS = 3;
const nextFor = ({ reply, tries, context }: Given): AfterReply<string> =>
  afterReply(
    reply,
    { ...NO_TRIES, ...tries },
    { hasEverWorked: true, isUserSigRenewed: false, isReading: false, ...context },
  );
const says = (errorCode: number, errorInfo = ''): Reply => ({
  kind: 'refusal',
  rule: replyRule(errorCode),
  errorCode,
  errorInfo,
  date: '',
});
const RESET = { code: 'no-reply', proxy: undefined, fault: 'reset', said: 'ECONNRESET' } as const;
const LATE = { code: 'no-reply', proxy: undefined, fault: 'deadline', timeoutMs: 100 } as const;
const silence: Reply = { kind: 'unreachable', reason: LATE };
const NOTHING = { ofGroup: false, ofOtherGroups: false, ofOtherCommands: false };
const failure = (failureClass: string, errorCode: number | null, attempts: number) => ({
  act: 'done',
  answer: { kind: 'failed', failure: { class: failureClass, errorCode, attempts, reason: expect.anything() } },
});

describe('an order is done', () => {
  test('by an answer, whatever came before it', () => {
    expect(nextFor({ reply: { kind: 'answer', value: 'x' }, tries: { attempts: 1, failures: 9 } })).toEqual({
      act: 'done',
      answer: { kind: 'ok', attempts: 2, value: 'x' },
    });
  });

  test.each([
    { name: 'a refusal of the row', reply: says(10004), failed: failure('refused', 10004, 1) },
    { name: 'a refusal of its group', reply: says(10010), failed: failure('group_refused', 10010, 1) },
    { name: 'a code that nobody knows', reply: says(123_456), failed: failure('refused', 123_456, 1) },
  ])('by $name, at once', ({ reply, failed }) => expect(nextFor({ reply })).toEqual(failed));

  test('with the code and the words of the reply', () => {
    expect(nextFor({ reply: says(10004, 'bad id') })).toMatchObject({
      answer: { failure: { reason: { code: 'reply', errorCode: 10004, said: 'bad id' } } },
    });
  });
});

describe('a call that did not get through waits, to see what does meanwhile', () => {
  test.each<{ name: string; reply: Reply; trouble: Partial<Trouble> }>([
    { name: 'a transient code', reply: says(10002, 'busy'), trouble: { sign: 'busy', errorCode: 10002 } },
    { name: 'a reply without what was asked for', reply: { kind: 'lacking' }, trouble: { sign: 'busy', errorCode: 0 } },
    { name: '"too frequent"', reply: says(60007), trouble: { sign: 'limited', errorCode: 60007 } },
    { name: 'HTTP 429', reply: { kind: 'too-many-requests' }, trouble: { sign: 'limited', errorCode: null } },
    { name: 'no reply', reply: silence, trouble: { sign: 'silent', errorCode: null, reason: LATE } },
    { name: 'HTTP 403', reply: { kind: 'forbidden', status: 403 }, trouble: { sign: 'silent', errorCode: null } },
    { name: 'a refused signature', reply: says(70003), trouble: { sign: 'forbidden', errorCode: 70003 } },
    { name: 'a code that no row can survive', reply: says(60010), trouble: { sign: 'forbidden', errorCode: 60010 } },
  ])('$name', ({ reply, trouble }) => expect(nextFor({ reply })).toMatchObject({ act: 'wait', trouble }));
});

describe('an order goes again at once', () => {
  test('with the new UserSig', () => {
    expect(nextFor({ reply: says(70001), context: { isUserSigRenewed: true } })).toEqual({
      act: 'again',
      tries: { ...NO_TRIES, isUserSigRefused: true },
    });
  });

  test('on another connection, where one that was kept open was closed under it; once', () => {
    const reply: Reply = { kind: 'unreachable', reason: RESET };
    expect(nextFor({ reply })).toEqual({ act: 'again', tries: { ...NO_TRIES, wasReset: true } });
    expect(nextFor({ reply, tries: { wasReset: true } })).toMatchObject({ act: 'wait' });
    expect(nextFor({ reply, context: { hasEverWorked: false } })).toMatchObject({ act: 'wait' });
  });
});

describe('once it is known whose trouble it is', () => {
  const trouble: Trouble = { sign: 'busy', reason: LATE, errorCode: 10002, lastReason: LATE };
  const next = (
    culprit: Parameters<typeof afterTrouble>[1],
    tries: Partial<Tries>,
    more: Partial<Trouble> = {},
    forbiddenInARow = 1,
  ) => {
    const context = { through: NOTHING, maxAttempts: MAX_ATTEMPTS, forbiddenInARow };
    return afterTrouble({ ...trouble, ...more }, culprit, { ...NO_TRIES, ...tries }, context);
  };

  test.each(['row', 'group'] as const)('that of the %s counts an attempt, up to the last', (culprit) => {
    expect(next(culprit, { attempts: 1 })).toEqual({ act: 'again', tries: { ...NO_TRIES, attempts: 2, failures: 1 } });
    expect(next(culprit, { attempts: 2 })).toEqual({
      act: 'exhausted',
      failure: { class: 'exhausted', errorCode: 10002, reason: LATE, attempts: 3 },
    });
  });

  test.each(['command', 'way', 'target'] as const)('that of the %s counts none, however long', (culprit) => {
    expect(next(culprit, { attempts: 2, failures: 90 })).toEqual({
      act: 'again',
      tries: { ...NO_TRIES, attempts: 2, failures: 91 },
    });
  });

  test('that of the credentials ends the run at the fourth reply in a row; where others get through, the row is tried again', () => {
    const fatal = says(70003) as Extract<Reply, { kind: 'refusal' }>;
    const own = { sign: 'forbidden', fatal } as const;
    expect(next('credentials', {}, own, 3)).toMatchObject({ act: 'again', tries: { attempts: 0, failures: 1 } });
    expect(next('credentials', {}, own, 4)).toEqual({ act: 'fatal', reply: fatal });
    expect(next('row', {}, { sign: 'forbidden', fatal })).toMatchObject({ act: 'again', tries: { attempts: 1 } });
    expect(next('row', { attempts: 2 }, { sign: 'forbidden', fatal })).toMatchObject({ act: 'exhausted' });
  });

  test('60005 counts always, and ends the run where nobody gets through', () => {
    const fatal = says(60005) as Extract<Reply, { kind: 'refusal' }>;
    const more = { fatal, countsAlways: true };
    expect(next('target', { attempts: 1 }, more)).toMatchObject({ act: 'again', tries: { attempts: 2 } });
    expect(next('target', { attempts: 2 }, more)).toEqual({ act: 'fatal', reply: fatal });
    expect(next('row', { attempts: 2 }, more)).toMatchObject({ act: 'exhausted' });
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
  ])('at once $name, where nothing has ever got through', ({ name: _, ...given }) =>
    expect(nextFor({ ...given, context: { ...given.context, hasEverWorked: false } })).toEqual({
      act: 'fatal',
      reply: given.reply,
    }),
  );

  test('or pauses, where a minute may help', () => {
    expect(nextFor({ reply: says(70050) })).toMatchObject({
      act: 'pause',
      pauseMs: 60_000,
      reason: { code: 'coded-reply', errorCode: 70050 },
    });
  });
});
