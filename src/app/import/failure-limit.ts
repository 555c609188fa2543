import type { RowCounts } from '../../core/books/ledger.ts';

/** `--max-failures`: so many rows, or such a share of the rows that are settled. */
export type FailureLimit =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'percent'; readonly percent: number };

/** A share says nothing about a handful of rows: it is judged from so many settled rows on. */
const PERCENT_JUDGED_FROM_ROWS = 100;

export const exceeds = (counts: RowCounts, limit: FailureLimit): boolean => {
  if (limit.kind === 'rows') return counts.failed > limit.rows;
  const settled = counts.ok + counts.failed + counts.skipped;
  return settled >= PERCENT_JUDGED_FROM_ROWS && counts.failed * 100 > limit.percent * settled;
};

export const failureLimitText = (limit: FailureLimit): string =>
  limit.kind === 'rows' ? String(limit.rows) : `${limit.percent}%`;
