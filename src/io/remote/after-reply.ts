import type { Answer, Failure, FailureClass } from '../../core/target/outcome.ts';
import type { Reason } from '../../core/target/reason.ts';
import { type Culprit, isAttempt, type Sign, type Through } from '../../core/target/trouble.ts';
import type { CommandReply, Refusal } from './commands/command.ts';
import type { FatalReply } from './fatal-reply.ts';

/** The calls of one row or question so far. */
export type Tries = {
  /** tries that count against the row */
  readonly attempts: number;
  /** calls that did not get through, whatever the cause: the backoff grows with them */
  readonly failures: number;
  readonly isUserSigRefused: boolean;
  /** a connection that had been kept open was closed under the call */
  readonly wasReset: boolean;
};

export const NO_TRIES: Tries = { attempts: 0, failures: 0, isUserSigRefused: false, wasReset: false };

export type MadeReply<T> = Exclude<CommandReply<T>, { kind: 'cut' }>;

/** What else decides, besides the reply. */
export type CallContext = {
  /** some call has got through before */
  readonly hasEverWorked: boolean;
  /** the reply refused the UserSig, and there is a newer one to try */
  readonly isUserSigRenewed: boolean;
  /** the command asks, and sets nothing */
  readonly isReading: boolean;
};

/** A call that did not get through. What else does meanwhile shows whose trouble it is. */
export type Trouble = {
  readonly sign: Sign;
  readonly reason: Reason;
  /** of the row, where it has used up its attempts */
  readonly errorCode: number | null;
  readonly lastReason: Reason;
  /** what ends the run where the trouble is that of the run */
  readonly fatal?: FatalReply;
  /** every try counts, since what does not go away is not made good by waiting */
  readonly countsAlways?: boolean;
  /** no call was written: there was no connection for it */
  readonly isUnsent?: boolean;
};

/** What follows from a reply. */
export type AfterReply<T> =
  | { readonly act: 'done'; readonly answer: Answer<T> }
  /** at once */
  | { readonly act: 'again'; readonly tries: Tries }
  /** wait, and see what else gets through */
  | { readonly act: 'wait'; readonly trouble: Trouble }
  /** let no call start for a while; fatal if that was done before */
  | { readonly act: 'pause'; readonly pauseMs: number; readonly reason: Reason; readonly reply: FatalReply }
  | { readonly act: 'fatal'; readonly reply: FatalReply };

/**
 * @param isReading - the command asks: then a reply without what was asked for shows that the target takes calls, and only
 *   this question has no answer
 * @returns what a reply says where it did not get through; undefined where it did
 */
export const signOf = (reply: MadeReply<unknown>, isReading: boolean): Sign | undefined => {
  switch (reply.kind) {
    case 'answer':
      return undefined;
    case 'lacking':
      return isReading ? undefined : 'busy';
    case 'unreachable':
    case 'forbidden':
      return 'silent';
    case 'too-many-requests':
      return 'limited';
    case 'refusal':
      return SIGNS[reply.rule.class];
  }
};

const SIGNS: { readonly [C in Refusal['rule']['class']]: Sign | undefined } = {
  ok: undefined,
  refused: undefined,
  'group-refused': undefined,
  transient: 'busy',
  'rate-limited': 'limited',
  'new-usersig': 'forbidden',
  fatal: 'forbidden',
};

/** @returns why a call did not get through */
export const reasonOf = (reply: MadeReply<unknown>): Reason => {
  switch (reply.kind) {
    case 'answer':
    case 'lacking':
      return { code: 'reply-lacks-content' };
    case 'unreachable':
      return reply.reason;
    case 'forbidden':
      return { code: 'no-reply', proxy: undefined, fault: 'status-forbidden', status: reply.status };
    case 'too-many-requests':
      return { code: 'too-many-requests' };
    case 'refusal':
      return codedReply(reply);
  }
};

/** @returns what follows from one reply to a row or question */
export const afterReply = <T>(reply: MadeReply<T>, tries: Tries, context: CallContext): AfterReply<T> => {
  if (reply.kind === 'answer') {
    return { act: 'done', answer: { kind: 'ok', attempts: tries.attempts + 1, value: reply.value } };
  }
  if (reply.kind === 'refusal') return afterRefusal(reply, tries, context);
  const reason = reasonOf(reply);
  if (reply.kind === 'forbidden' && !context.hasEverWorked) return { act: 'fatal', reply };
  const isReset = reply.kind === 'unreachable' && reply.reason.fault === 'reset';
  if (isReset && context.hasEverWorked && !tries.wasReset) return { act: 'again', tries: { ...tries, wasReset: true } };
  if (reply.kind !== 'lacking') return inTrouble(reply, { reason, errorCode: null, lastReason: reason });
  return {
    act: 'wait',
    trouble: { sign: 'busy', reason, errorCode: 0, lastReason: reason, countsAlways: context.isReading },
  };
};

const afterRefusal = <T>(reply: Refusal, tries: Tries, context: CallContext): AfterReply<T> => {
  const { rule, errorCode } = reply;
  const trouble = { reason: codedReply(reply), errorCode, lastReason: plainReply(reply) };
  switch (rule.class) {
    case 'transient':
      return inTrouble(reply, rule.stopsWhenExhausted ? { ...trouble, fatal: reply, countsAlways: true } : trouble);
    case 'rate-limited':
      return inTrouble(reply, trouble);
    case 'new-usersig':
      if (context.isUserSigRenewed && !tries.isUserSigRefused) {
        return { act: 'again', tries: { ...tries, isUserSigRefused: true } };
      }
      return context.hasEverWorked ? inTrouble(reply, { ...trouble, fatal: reply }) : { act: 'fatal', reply };
    case 'fatal':
      if (rule.pauseMs !== undefined) return { act: 'pause', pauseMs: rule.pauseMs, reason: trouble.reason, reply };
      return context.hasEverWorked ? inTrouble(reply, { ...trouble, fatal: reply }) : { act: 'fatal', reply };
    case 'group-refused':
      return done(tries, 'group_refused', errorCode, trouble.lastReason);
    default:
      return done(tries, 'refused', errorCode, trouble.lastReason);
  }
};

const inTrouble = <T>(reply: MadeReply<unknown>, trouble: Omit<Trouble, 'sign'>): AfterReply<T> => ({
  act: 'wait',
  trouble: { sign: signOf(reply, false) ?? 'silent', ...trouble },
});

/** Where calls got through before, the last rows of a run may meet the one bad server of several. */
const FORBIDDEN_BELIEVED = 4;

/** What follows once it is known whose trouble it is. */
export type AfterTrouble =
  | { readonly act: 'again'; readonly tries: Tries }
  | { readonly act: 'exhausted'; readonly failure: Failure }
  | { readonly act: 'fatal'; readonly reply: FatalReply };

/** What decides besides the trouble itself. */
export type TroubleContext = {
  readonly through: Through;
  /** of the row */
  readonly maxAttempts: number;
  /** replies of this sign since the last call that got through */
  readonly forbiddenInARow: number;
};

export const afterTrouble = (
  { sign, errorCode, lastReason, fatal, countsAlways, isUnsent }: Trouble,
  culprit: Culprit,
  tries: Tries,
  { through, maxAttempts, forbiddenInARow }: TroubleContext,
): AfterTrouble => {
  if (culprit === 'credentials' && fatal) {
    if (forbiddenInARow >= FORBIDDEN_BELIEVED) return { act: 'fatal', reply: fatal };
    return { act: 'again', tries: { ...tries, failures: tries.failures + 1 } };
  }
  // Connections carry the calls of any row, so no row is the cause where there is none; it waits the shortest time.
  if (isUnsent) return { act: 'again', tries };
  const isOwn = isAttempt(sign, culprit, through);
  const attempts = isOwn || countsAlways ? tries.attempts + 1 : tries.attempts;
  if (attempts < maxAttempts) return { act: 'again', tries: { ...tries, attempts, failures: tries.failures + 1 } };
  if (!isOwn && fatal) return { act: 'fatal', reply: fatal };
  return { act: 'exhausted', failure: { class: 'exhausted', errorCode, reason: lastReason, attempts } };
};

const done = <T>(
  { attempts }: Tries,
  failureClass: FailureClass,
  errorCode: number | null,
  reason: Reason,
): AfterReply<T> => ({
  act: 'done',
  answer: { kind: 'failed', failure: { class: failureClass, errorCode, reason, attempts: attempts + 1 } },
});

const plainReply = ({ errorCode, errorInfo }: Refusal): Reason => ({ code: 'reply', errorCode, said: errorInfo });

/** The code is part of the reason of a retry; a failure has it in a field of its own. */
const codedReply = ({ errorCode, errorInfo }: Refusal): Reason => ({ code: 'coded-reply', errorCode, said: errorInfo });
