import type { RunSummary } from '../../core/books/summary.ts';
import { InputBrokeOffError } from '../../core/errors/broken-off-error.ts';

type Ended = Pick<RunSummary, 'stoppedBy'>;

export type RunOfInput<S> = {
  /**
   * @param signal - ends the run early
   * @param onTaken - to be called when all rows are taken
   */
  readonly run: (signal: AbortSignal, onTaken: () => void) => Promise<S>;
  /** Writes the page of the run, which has ended. */
  readonly withReport: (summary: S) => Promise<S>;
};

/**
 * Runs over several inputs, begun one after the other. What stops one of them also stops those that were begun after it, and
 * those to come. The exception is an input that cannot be read to its end.
 *
 * @param mayBegin - resolves when the next one may be begun
 * @returns a summary for each input
 * @throws only for a bug
 */
export const inputsInTurn = async <S extends Ended>(
  inputs: readonly RunOfInput<S>[],
  signal: AbortSignal,
  mayBegin: (isDone: Promise<unknown>, isTaken: Promise<void>) => Promise<unknown>,
): Promise<readonly S[]> => {
  const ends = inputs.map(() => new AbortController());
  const stopBehind = (at: number, reason: unknown): void => {
    for (const later of ends.slice(at + 1)) later.abort(reason);
  };
  const summaries: S[] = [];
  const runOne = async ({ run, withReport }: RunOfInput<S>, at: number, onTaken: () => void): Promise<void> => {
    try {
      const summary = await run(AbortSignal.any([signal, (ends[at] as AbortController).signal]), onTaken);
      const { stoppedBy } = summary;
      if (stoppedBy && !(stoppedBy instanceof InputBrokeOffError)) stopBehind(at, stoppedBy);
      summaries[at] = await withReport(summary);
    } catch (error) {
      stopBehind(-1, error);
      throw error;
    }
  };
  const running: Promise<void>[] = [];
  for (const [at, input] of inputs.entries()) {
    const isTaken = new Promise<void>((resolve) => {
      running.push(runOne(input, at, resolve));
    });
    await mayBegin(
      (running.at(-1) as Promise<void>).catch(() => {}),
      isTaken,
    );
  }
  const bug = (await Promise.allSettled(running)).find((end) => end.status === 'rejected');
  if (bug) throw bug.reason;
  return summaries;
};
