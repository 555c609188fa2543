import type { AuditSummary } from '../../core/books/summary.ts';
import { inputsInTurn, type RunOfInput } from '../run/inputs-in-turn.ts';

// Few rows are asked about in a handful of calls, each of which waits for the one before: so many inputs fill the pauses.
const INPUTS_AT_ONCE = 16;

/**
 * Asks about several inputs. The first one runs alone: what is wrong with all of them stops it. Then each begins when the one
 * before it has been read, while answers are waited for.
 *
 * @returns a summary for each input, also after early ends
 * @throws only for a bug
 */
export const auditsInTurn = <S extends AuditSummary>(
  inputs: readonly RunOfInput<S>[],
  signal: AbortSignal,
): Promise<readonly S[]> => {
  const open = new Set<Promise<unknown>>();
  let hasEnded = false;
  return inputsInTurn(inputs, signal, async (isDone, isTaken) => {
    open.add(isDone);
    void isDone.then(() => open.delete(isDone));
    await (hasEnded ? Promise.race([isDone, isTaken]) : isDone);
    hasEnded = true;
    while (open.size >= INPUTS_AT_ONCE) await Promise.race(open);
  });
};
