import type { RowCounts } from '../../core/books/ledger.ts';
import type { TooManyFailuresFact } from '../../core/errors/target-error.ts';

/** How many failed rows stop the run: a number of rows, or a share of the settled rows. */
export type FailureLimit = TooManyFailuresFact['limit'];

/** A share of a few rows means nothing. It is judged once this many rows are settled. */
const PERCENT_JUDGED_FROM_ROWS = 100;

/** Settled rows, by what became of them. */
export type SettledCounts = Pick<RowCounts, 'ok' | 'failed' | 'skipped'>;

export const addSettled = (a: SettledCounts, b: SettledCounts): SettledCounts => ({
  ok: a.ok + b.ok,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

export const exceeds = (counts: SettledCounts, limit: FailureLimit): boolean => {
  if (limit.kind === 'rows') return counts.failed > limit.rows;
  const settled = counts.ok + counts.failed + counts.skipped;
  return settled >= PERCENT_JUDGED_FROM_ROWS && counts.failed * 100 > limit.percent * settled;
};
