import type { RowCounts } from '../../core/books/ledger.ts';
import type { RunCommand, RunSummary, Verdict } from '../../core/books/summary.ts';
import type { TimUnreadError } from '../../core/errors.ts';
import { grouped, printable } from '../../core/text/text.ts';
import { auditHeadline, auditRowLines, unknownIn } from './audit-text.ts';
import { folded, line, lines, rowLines } from './verdict-text.ts';

/** Inputs whose turn never came, because what ended the run of an earlier one ended them all. */
export const unbegunIn = (summaries: readonly RunSummary[]): ReadonlySet<RunSummary> => {
  const ended = new Set<TimUnreadError>();
  const unbegun = new Set<RunSummary>();
  for (const summary of summaries) {
    const { earlyEnd, rows } = summary;
    if (earlyEnd?.kind !== 'error') continue;
    if (rows.read === 0 && ended.has(earlyEnd.error)) unbegun.add(summary);
    ended.add(earlyEnd.error);
  }
  return unbegun;
};

/**
 * What becomes of several inputs together, below the verdicts of each.
 *
 * @param verdict - the worst of theirs
 * @param next - commands for all of them, ready to paste; `verify` is undefined after a rehearsal
 */
export const totalText = (
  summaries: readonly RunSummary[],
  verdict: Verdict,
  next: { readonly resume: string; readonly import: string; readonly verify: string | undefined },
): string => {
  const sent = summaries.reduce((sum, { calls }) => sum + calls.sent, 0);
  const rows = summaries.map((summary) => summary.rows).reduce(added);
  const command = summaries[0]?.command ?? 'import';
  const isImport = command === 'import';
  const unknown = unknownIn(summaries.flatMap(({ failures }) => failures));
  return lines([
    '',
    `${isImport ? verdict : auditHeadline(command, { verdict, rows, unknown })}: all ${summaries.length} inputs together`,
    '',
    ...(isImport ? rowLines(rows, [], verdict !== 'INCOMPLETE') : auditRowLines(command, rows, unknown)),
    line(isImport ? 'calls' : 'reads', `${grouped(sent)} ${isImport ? 'sent in this run' : 'calls in this run'}`),
    ...inputLines(summaries),
    ...nextLines(command, verdict, next),
  ]);
};

const nextLines = (
  command: RunCommand,
  verdict: Verdict,
  next: { readonly resume: string; readonly import: string; readonly verify: string | undefined },
): string[] => {
  if (verdict === 'INCOMPLETE') {
    return [
      ...folded('next', 'what stopped is told above, with what to do; then the same command goes on:'),
      line('', next.resume),
    ];
  }
  if (command === 'check') return [line('next', 'import them:'), line('', next.import)];
  if (command === 'verify' || !next.verify) return [];
  return [line('next', 'read the counts back, to prove them:'), line('', next.verify)];
};

const inputLines = (summaries: readonly RunSummary[]): string[] => {
  const early = summaries.filter(({ verdict }) => verdict === 'INCOMPLETE');
  const unbegun = unbegunIn(summaries);
  const stopped = early.filter((summary) => !unbegun.has(summary));
  return [
    line(
      'inputs',
      `${summaries.length - early.length} finished, ${stopped.length} stopped early, ${unbegun.size} not begun`,
    ),
    ...named('stopped early', stopped),
    ...named('not begun', [...unbegun]),
  ];
};

const NAMED = 20;

const named = (what: string, summaries: readonly RunSummary[]): string[] => {
  if (summaries.length === 0) return [];
  const names = summaries.slice(0, NAMED).map(({ input }) => printable(input.path));
  const more = summaries.length > NAMED ? `, … and ${summaries.length - NAMED} more` : '';
  return folded('', `${what}: ${names.join(', ')}${more}`);
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
