import type { RowCounts } from '../../core/books/ledger.ts';
import type { TooManyFailuresFact } from '../../core/errors.ts';

/** How many failed rows are too many: a number of rows, or a share of the rows that are settled. */
export type FailureLimit = TooManyFailuresFact['limit'];

/** A share says nothing about a handful of rows: it is judged from so many settled rows on. */
const PERCENT_JUDGED_FROM_ROWS = 100;

export const exceeds = (counts: RowCounts, limit: FailureLimit): boolean => {
  if (limit.kind === 'rows') return counts.failed > limit.rows;
  const settled = counts.ok + counts.failed + counts.skipped;
  return settled >= PERCENT_JUDGED_FROM_ROWS && counts.failed * 100 > limit.percent * settled;
};
