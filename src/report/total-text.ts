import type { RowCounts } from '../core/ledger.ts';
import type { RunSummary, Verdict } from '../core/summary.ts';
import { grouped } from '../core/text.ts';
import { surveyHeadline, surveyRowLines, unknownIn } from './survey-text.ts';
import { line, lines, rowLines } from './verdict-text.ts';

/**
 * What becomes of several inputs together, below the verdicts of each.
 *
 * @param verdict - the worst of theirs
 */
export const totalText = (summaries: readonly RunSummary[], verdict: Verdict): string => {
  const complete = summaries.filter((summary) => summary.verdict !== 'INCOMPLETE').length;
  const sent = summaries.reduce((sum, { calls }) => sum + calls.sent, 0);
  const rows = summaries.map((summary) => summary.rows).reduce(added);
  const command = summaries[0]?.command ?? 'import';
  const isImport = command === 'import';
  const unknown = unknownIn(summaries.flatMap(({ failures }) => failures));
  return lines([
    '',
    `${isImport ? verdict : surveyHeadline(command, { verdict, rows, unknown })}: all ${summaries.length} inputs together`,
    '',
    ...(isImport ? rowLines(rows, []) : surveyRowLines(command, rows, unknown)),
    line(isImport ? 'calls' : 'reads', `${grouped(sent)} ${isImport ? 'sent in this run' : 'calls in this run'}`),
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
