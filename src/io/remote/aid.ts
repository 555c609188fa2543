import type { Clock } from '../../core/ports.ts';
import type { Answer } from '../../core/target/outcome.ts';
import type { Reason } from '../../core/target/reason.ts';

// Time enough for a few repeats. Meanwhile the rows of the window before go out.
const PATIENCE_MS = 5000;

type Ask<T> = (isWanted: () => boolean, onTrouble: (reason: Reason) => void) => Promise<Answer<T>>;

/**
 * Asks a question whose answer helps, and which a run can do without. After a short time it does, also where the call
 * hangs, but not in an outage, in which there is nothing to go on with.
 *
 * @param isWorthWaiting - asked from time to time: no call of the command that matters gets through, or others of this one do
 */
export const askForAid = async <T>(
  ask: Ask<T>,
  { clock, signal, isWorthWaiting }: { clock: Clock; signal: AbortSignal; isWorthWaiting: () => boolean },
): Promise<Answer<T>> => {
  const over = new AbortController();
  let reason: Reason = { code: 'no-reply', proxy: undefined, fault: 'deadline', timeoutMs: PATIENCE_MS };
  const asking = ask(
    () => !over.signal.aborted,
    (last) => {
      reason = last;
    },
  );
  const end = AbortSignal.any([signal, over.signal]);
  const patience = async (): Promise<Answer<T>> => {
    do await clock.sleep(PATIENCE_MS, end);
    while (!end.aborted && isWorthWaiting());
    return signal.aborted
      ? { kind: 'unsent', attempts: 0 }
      : { kind: 'failed', failure: { class: 'exhausted', errorCode: null, reason, attempts: 0 } };
  };
  try {
    return await Promise.race([asking, patience()]);
  } finally {
    over.abort();
    asking.catch(() => {});
  }
};
