import { backoffMs } from '../../core/pace/backoff.ts';
import type { AttemptLimit } from '../../core/target/attempt-limit.ts';
import type { Answer, Failure } from '../../core/target/outcome.ts';
import type { Reason } from '../../core/target/reason.ts';
import { culpritOf, type Sign, type TroubleSince } from '../../core/target/trouble.ts';
import {
  afterReply,
  afterTrouble,
  type CallContext,
  type MadeReply,
  NO_TRIES,
  type Tries,
  type Trouble,
} from './after-reply.ts';
import { accountOf, type CallDeps, groupOf, makeCall } from './call.ts';
import type { Command } from './commands/command.ts';
import { fatalReplyError } from './fatal-reply.ts';
import type { Lane } from './lane.ts';
import type { LateCalls } from './late-calls.ts';

export type SendDeps = CallDeps & {
  /** bounds the calls in flight of this kind */
  readonly lane: Lane;
  /** of all commands */
  readonly lateCalls: LateCalls;
  /** from 0 to below 1 */
  readonly random: () => number;
  /** of all commands */
  readonly attempts: AttemptLimit;
};

/** What the caller of `send` knows and wants to know. */
export type Caller = {
  /** asked before every call */
  readonly isWanted: () => boolean;
  /** called when the row has to wait for its group, so that it does not stand in the way of others */
  readonly onHeld?: (() => void) | undefined;
  /** called when a call did not get through */
  readonly onTrouble?: ((reason: Reason) => void) | undefined;
  /** the row was called before, in an earlier `send` */
  readonly isAgain?: boolean;
  /** the call shows whether others get through: it waits for none of those that do not */
  readonly isTest?: boolean;
};

/**
 * One row or question, from the first call to its outcome. Retry stands outside the pace: every repeat takes its own
 * slot, and the backoff before it takes neither a slot nor a place in the lane.
 *
 * @throws FatalReplyError, OutOfReachError
 */
export const send = async <T>(
  deps: SendDeps,
  command: Command<T>,
  body: object,
  { isWanted, onHeld, onTrouble, isAgain = false, isTest = false }: Caller,
): Promise<Answer<T>> => {
  const { attempts, breaker, http, lane, lateCalls, clock, evidence, groups, limits, signal } = deps;
  const groupId = groupOf(body);
  let tries = NO_TRIES;
  let isRepeat = isAgain;
  let hasTurn = false;
  let isAtOnce = false;
  let since: TroubleSince | undefined;
  const failed = (sign: Sign): void => {
    if (groupId !== undefined) groups.failed(groupId, sign, since === undefined);
    if (since?.sign !== sign) since = groups.since(sign);
  };
  const isHeld = (): boolean => groupId !== undefined && !hasTurn && groups.has(groupId);
  const isToGo = (): boolean => isWanted() && !isHeld();
  const call = () =>
    makeCall(deps, command, body, isToGo, isTest ? 'tests' : isRepeat ? 'repeats' : 'first calls', since);
  try {
    for (;;) {
      if (groupId !== undefined && isHeld()) {
        onHeld?.();
        const turn = await groups.turn(groupId, signal);
        if (turn === undefined) return { kind: 'unsent', attempts: tries.attempts };
        if (turn !== 'turn') return { kind: 'failed', failure: turn };
        hasTurn = true;
      }
      const lateMs = command.isReading || isAtOnce ? 0 : lateCalls.waitMs(body, clock.nowMs());
      if (lateMs > 0) await clock.sleep(lateMs, signal);
      const made = await (isTest ? call() : lane.run(signal, call, isRepeat));
      if (!made) {
        // The trouble of the group became known while this row waited for its place or its slot.
        if (isHeld() && isWanted() && !signal.aborted) continue;
        return { kind: 'unsent', attempts: tries.attempts };
      }
      if (made.tookMs !== undefined) lane.replied(clock.nowMs(), made.tookMs);
      isRepeat = true;
      const { reply, startedMs, isUserSigRenewed, mark } = made;
      if (made.isLate && !command.isReading) lateCalls.givenUp(body, clock.nowMs());
      // What was no time-out may be repeated: the same count is set. The next row of the pair waits for both.
      isAtOnce = !isTimeOut(reply);
      const context: CallContext = {
        hasEverWorked: evidence.count > 0,
        isUserSigRenewed,
        isReading: command.isReading,
      };
      const next = afterReply(reply, tries, context);
      if (next.act === 'done') {
        if (next.answer.kind === 'ok') attempts.gotThrough(tries.attempts);
        return next.answer;
      }
      if (next.act === 'again') {
        if (next.tries.wasReset) failed('silent');
        tries = next.tries;
      } else if (next.act === 'wait') {
        onTrouble?.(next.trouble.reason);
        if (!made.isUnsent) failed(next.trouble.sign);
        if (next.trouble.sign === 'forbidden') evidence.wasForbidden();
        const trouble: Trouble = {
          ...next.trouble,
          ...(made.isUnsent && { isUnsent: true }),
          ...(next.trouble.sign === 'limited' && limits.isConvicted(accountOf(body)) && { countsAlways: true }),
        };
        const judged = await judge(deps, command.path, groupId, trouble, tries, mark, since);
        if ('failure' in judged) return { kind: 'failed', failure: judged.failure };
        tries = judged.tries;
      } else if (next.act === 'fatal' || !breaker.pause(next.pauseMs, next.reason, startedMs)) {
        throw fatalReplyError(next.reply, clock.wallMs(), http.admin);
      }
    }
  } finally {
    if (groupId !== undefined) groups.leave(groupId, hasTurn, since !== undefined);
  }
};

const isTimeOut = (reply: MadeReply<unknown>): boolean =>
  reply.kind === 'unreachable' && reply.reason.fault === 'deadline';

/** Waits, unless what got through meanwhile shows already that this was the last attempt. */
const judge = async (
  deps: SendDeps,
  path: string,
  groupId: string | undefined,
  trouble: Trouble,
  tries: Tries,
  mark: number,
  since: TroubleSince | undefined,
): Promise<{ readonly tries: Tries } | { readonly failure: Failure }> => {
  const { attempts, clock, evidence, groups, http, random, signal, onEvent } = deps;
  const follows = () => {
    const duringTrouble = groupId !== undefined && groups.isOwn(groupId, trouble.sign, since);
    const through = { ...evidence.since(mark, path, groupId), duringTrouble };
    const culprit = culpritOf(trouble.sign, through, groupId !== undefined);
    const { forbiddenInARow } = evidence;
    const next = afterTrouble(trouble, culprit, tries, { through, maxAttempts: attempts.attempts, forbiddenInARow });
    return { culprit, next };
  };
  let { culprit, next } = follows();
  const isDecided = next.act === 'exhausted' || (next.act === 'fatal' && trouble.countsAlways === true);
  if (!isDecided) {
    const afterMs = backoffMs(tries.failures + 1, random());
    onEvent({ type: 'retry', reason: trouble.reason, afterMs });
    await clock.sleep(afterMs, signal);
    ({ culprit, next } = follows());
  }
  if (next.act === 'again') return { tries: next.tries };
  if (next.act === 'fatal') throw fatalReplyError(next.reply, clock.wallMs(), http.admin);
  const { failure } = next;
  return { failure: culprit === 'group' && groupId !== undefined ? groups.exhausted(groupId, failure) : failure };
};
