import type { RowCounts } from '../core/ledger.ts';
import type { RunSummary, Verdict } from '../core/summary.ts';
import { grouped } from '../core/text.ts';
import { line, lines, rowLines } from './verdict-text.ts';

/**
 * What becomes of several inputs together, below the verdicts of each.
 *
 * @param verdict - the worst of theirs
 */
export const totalText = (summaries: readonly RunSummary[], verdict: Verdict): string => {
  const complete = summaries.filter((summary) => summary.verdict !== 'INCOMPLETE').length;
  const sent = summaries.reduce((sum, { calls }) => sum + calls.sent, 0);
  return lines([
    '',
    `${verdict}: all ${summaries.length} inputs together`,
    '',
    ...rowLines(summaries.map(({ rows }) => rows).reduce(added), []),
    line('calls', `${grouped(sent)} sent in this run`),
    line('inputs', `${complete} finished, ${summaries.length - complete} not`),
  ]);
};

const added = (a: RowCounts, b: RowCounts): RowCounts => ({
  read: a.read + b.read,
  ok: a.ok + b.ok,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  pending: a.pending + b.pending,
  unchanged: a.unchanged + b.unchanged,
  lowered: a.lowered + b.lowered,
  totalUnknown: a.totalUnknown + b.totalUnknown,
});
