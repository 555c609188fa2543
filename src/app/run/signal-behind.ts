import type { RunSummary } from '../../core/books/summary.ts';
import { InputBrokeOffError } from '../../core/errors.ts';

/**
 * What stopped the run over one input stops those over the inputs behind it, but for an input that cannot be read to its
 * end: the others go on.
 *
 * @param signal - that of the command
 * @param summaries - of the inputs so far
 * @returns the signal for the run over the next input
 */
export const signalBehind = (signal: AbortSignal, summaries: readonly Pick<RunSummary, 'stoppedBy'>[]): AbortSignal => {
  const end = summaries.find(({ stoppedBy }) => stoppedBy && !(stoppedBy instanceof InputBrokeOffError));
  return end ? AbortSignal.abort(end.stoppedBy) : signal;
};
