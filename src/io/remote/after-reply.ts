import type { Answer, FailureClass } from '../../core/target/outcome.ts';
import type { Reason } from '../../core/target/reason.ts';
import type { CommandReply, Refusal } from './commands/command.ts';
import type { FatalReply } from './fatal-reply.ts';

/** The calls of one row or question so far. */
export type Tries = {
  /** tries that count against the row */
  readonly attempts: number;
  /** calls without a reply of the API */
  readonly unreached: number;
  /** replies that said "too frequent" */
  readonly limited: number;
  readonly isUserSigRefused: boolean;
};

export const NO_TRIES: Tries = { attempts: 0, unreached: 0, limited: 0, isUserSigRefused: false };

/** What else decides, besides the reply. */
export type CallContext = {
  readonly maxAttempts: number;
  /** other calls have succeeded since this one began: the trouble is this row's, not the target's */
  readonly othersSucceeded: boolean;
  /** the reply refused the UserSig, and there is a newer one to try */
  readonly isUserSigRenewed: boolean;
};

/** What follows from a reply. */
export type AfterReply<T> =
  | { readonly act: 'done'; readonly answer: Answer<T> }
  | {
      readonly act: 'again';
      readonly tries: Tries;
      /** how long to wait first: the backoff after this many tries; undefined: no wait */
      readonly backoff: { readonly tries: number; readonly reason: Reason } | undefined;
      /** the wait shows whether the row or the target is the cause: then `afterLateSuccess` */
      readonly isUndecided?: boolean;
    }
  /** let no call start for a while; fatal if that was done before */
  | { readonly act: 'pause'; readonly pauseMs: number; readonly reason: Reason; readonly reply: FatalReply }
  | { readonly act: 'fatal'; readonly reply: FatalReply };

/** @returns what follows from one reply to a row or question */
export const afterReply = <T>(
  reply: Exclude<CommandReply<T>, { kind: 'cut' }>,
  tries: Tries,
  context: CallContext,
): AfterReply<T> => {
  switch (reply.kind) {
    case 'answer':
      return { act: 'done', answer: { kind: 'ok', attempts: tries.attempts + 1, value: reply.value } };
    case 'lacking':
      return failedTry(tries, context, LACKING) ?? exhausted(tries, 0, LACKING);
    case 'unreachable':
      return afterNoReply(reply.reason, tries, context);
    case 'too-many-requests':
      return slowedDown(tries, { code: 'too-many-requests' });
    case 'forbidden':
      return { act: 'fatal', reply };
    case 'refusal':
      return afterRefusal(reply, tries, context);
  }
};

/** No call got a reply at that time, but others succeeded during the wait: so the failure counts for the row. */
export const afterLateSuccess = <T>(reason: Reason, tries: Tries, { maxAttempts }: CallContext): AfterReply<T> =>
  tries.attempts + 1 < maxAttempts
    ? { act: 'again', tries: { ...tries, attempts: tries.attempts + 1 }, backoff: undefined }
    : exhausted(tries, null, reason);

/** No attempt counts against the row while no call gets a reply. */
const afterNoReply = <T>(
  reason: Reason,
  tries: Tries,
  { maxAttempts, othersSucceeded }: CallContext,
): AfterReply<T> => {
  const attempts = othersSucceeded ? tries.attempts + 1 : tries.attempts;
  if (attempts >= maxAttempts) return exhausted(tries, null, reason);
  const unreached = tries.unreached + 1;
  return {
    act: 'again',
    tries: { ...tries, attempts, unreached },
    backoff: { tries: unreached, reason },
    isUndecided: !othersSucceeded,
  };
};

const afterRefusal = <T>(reply: Refusal, tries: Tries, context: CallContext): AfterReply<T> => {
  const { rule, errorCode } = reply;
  switch (rule.class) {
    case 'transient': {
      const again = failedTry<T>(tries, context, codedReply(reply));
      if (again) return again;
      return rule.stopsWhenExhausted ? { act: 'fatal', reply } : exhausted(tries, errorCode, plainReply(reply));
    }
    case 'rate-limited':
      return slowedDown(tries, codedReply(reply));
    case 'new-usersig':
      if (!context.isUserSigRenewed || tries.isUserSigRefused) return { act: 'fatal', reply };
      return { act: 'again', tries: { ...tries, isUserSigRefused: true }, backoff: undefined };
    case 'fatal':
      if (rule.pauseMs === undefined) return { act: 'fatal', reply };
      return { act: 'pause', pauseMs: rule.pauseMs, reason: codedReply(reply), reply };
    case 'group-refused':
      return failed(tries, 'group_refused', errorCode, plainReply(reply));
    default:
      return failed(tries, 'refused', errorCode, plainReply(reply));
  }
};

/** @returns undefined when that was the last attempt */
const failedTry = <T>(tries: Tries, { maxAttempts }: CallContext, reason: Reason): AfterReply<T> | undefined => {
  const attempts = tries.attempts + 1;
  if (attempts >= maxAttempts) return undefined;
  return { act: 'again', tries: { ...tries, attempts }, backoff: { tries: attempts, reason } };
};

const slowedDown = <T>(tries: Tries, reason: Reason): AfterReply<T> => {
  const limited = tries.limited + 1;
  return { act: 'again', tries: { ...tries, limited }, backoff: { tries: limited, reason } };
};

const exhausted = <T>(tries: Tries, errorCode: number | null, reason: Reason): AfterReply<T> =>
  failed(tries, 'exhausted', errorCode, reason);

const failed = <T>(
  { attempts }: Tries,
  failureClass: FailureClass,
  errorCode: number | null,
  reason: Reason,
): AfterReply<T> => ({
  act: 'done',
  answer: { kind: 'failed', failure: { class: failureClass, errorCode, reason, attempts: attempts + 1 } },
});

const LACKING: Reason = { code: 'reply-lacks-content' };

const plainReply = ({ errorCode, errorInfo }: Refusal): Reason => ({ code: 'reply', errorCode, said: errorInfo });

/** The code is part of the reason of a retry; a failure has it in a field of its own. */
const codedReply = ({ errorCode, errorInfo }: Refusal): Reason => ({ code: 'coded-reply', errorCode, said: errorInfo });
