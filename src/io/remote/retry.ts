import { backoffMs } from '../../core/pace/backoff.ts';
import type { Clock } from '../../core/ports.ts';
import type { Answer } from '../../core/target/outcome.ts';
import { afterLateSuccess, afterReply, type CallContext, NO_TRIES } from './after-reply.ts';
import { type CallDeps, makeCall } from './call.ts';
import type { Command } from './commands/command.ts';
import { fatalReplyError } from './fatal-reply.ts';
import type { Lane } from './lane.ts';

export type SendDeps = CallDeps & {
  /** bounds the calls in flight of this kind */
  readonly lane: Lane;
  readonly clock: Clock;
  /** from 0 to below 1 */
  readonly random: () => number;
  readonly maxAttempts: number;
};

/**
 * One row or question, from the first call to its outcome. Retry stands outside the pace: every repeat takes its own
 * slot, and the backoff before it takes neither a slot nor a place in the lane.
 *
 * @param isWanted - asked before every call
 * @throws FatalReplyError, OutOfReachError
 */
export const send = async <T>(
  deps: SendDeps,
  command: Command<T>,
  body: object,
  isWanted: () => boolean,
): Promise<Answer<T>> => {
  const { breaker, lane, clock, random, signal, maxAttempts, onEvent } = deps;
  let tries = NO_TRIES;
  let isRepeat = false;
  const call = () => makeCall(deps, command, body, isWanted, isRepeat);
  for (;;) {
    const made = await lane.run(signal, call);
    if (!made) return { kind: 'unsent', attempts: tries.attempts };
    isRepeat = true;
    const { reply, startedMs, successesBefore, isUserSigRenewed } = made;
    const context: CallContext = {
      maxAttempts,
      othersSucceeded: breaker.successes > successesBefore,
      isUserSigRenewed,
    };
    let next = afterReply(reply, tries, context);

    if (next.act === 'again' && next.backoff) {
      const { tries: soFar, reason } = next.backoff;
      const afterMs = backoffMs(soFar, random());
      onEvent({ type: 'retry', reason, afterMs });
      await clock.sleep(afterMs, signal);
      if (next.isUndecided && breaker.successes > successesBefore) next = afterLateSuccess(reason, next.tries, context);
    }
    if (next.act === 'done') return next.answer;
    if (next.act === 'again') tries = next.tries;
    else if (next.act === 'fatal' || !breaker.pause(next.pauseMs, next.reason, startedMs)) {
      throw fatalReplyError(next.reply, clock.wallMs());
    }
  }
};
