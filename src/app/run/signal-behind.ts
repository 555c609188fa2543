import type { RunSummary } from '../../core/books/summary.ts';
import { InputBrokeOffError } from '../../core/errors.ts';

/**
 * What stopped the run over one input also stops the runs over the next inputs. The exception is an input that cannot
 * be read to its end.
 *
 * @param signal - of the command
 * @param summaries - of the inputs so far
 * @returns the signal for the run over the next input
 */
export const signalBehind = (signal: AbortSignal, summaries: readonly Pick<RunSummary, 'stoppedBy'>[]): AbortSignal => {
  const end = summaries.find(({ stoppedBy }) => stoppedBy && !(stoppedBy instanceof InputBrokeOffError));
  return end ? AbortSignal.abort(end.stoppedBy) : signal;
};
