import { InputBrokeOffError } from '../errors/broken-off-error.ts';
import { ExitCode } from '../errors/error.ts';
import type { RowCounts } from './ledger.ts';
import { callsOf, type RunCommand, type RunSummary, unknownIn, type Verdict } from './summary.ts';

/** The runs over several inputs, taken together. */
export type RunTotal = {
  readonly command: RunCommand;
  /** the worst of their verdicts */
  readonly verdict: Verdict;
  readonly inputs: number;
  readonly rows: RowCounts;
  /** how many of `rows.failed` could not be judged */
  readonly unknown: number;
  readonly callsSent: number;
  readonly isRehearsal: boolean;
  /** nothing but `--limit` ended a run early */
  readonly isLimited: boolean;
  readonly finished: number;
  /** paths of the inputs whose run ended early */
  readonly stopped: readonly string[];
  /** paths of the inputs that were never begun */
  readonly notBegun: readonly string[];
};

/** @param summaries - of one command, in the order of the inputs; at least one */
export const totalOf = (summaries: readonly RunSummary[]): RunTotal => {
  const early = summaries.filter(({ verdict }) => verdict === 'INCOMPLETE');
  const notBegun = unbegunIn(summaries);
  return {
    command: summaries[0]?.command ?? 'import',
    verdict: worstOf(summaries).verdict,
    inputs: summaries.length,
    rows: summaries.map(({ rows }) => rows).reduce(added),
    unknown: unknownIn(summaries.flatMap(({ failures }) => failures)),
    callsSent: summaries.reduce((sum, summary) => sum + callsOf(summary).sent, 0),
    isRehearsal: summaries.every(({ target }) => target.kind === 'simulator'),
    isLimited: early.length > 0 && early.every(({ earlyEnd }) => earlyEnd?.kind === 'limit'),
    finished: summaries.length - early.length,
    stopped: early.filter((summary) => !notBegun.has(summary)).map(({ input }) => input.path),
    notBegun: [...notBegun].map(({ input }) => input.path),
  };
};

/** Inputs that were never begun, because the command ended before them. One input alone is shown all the same. */
export const unbegunIn = (summaries: readonly RunSummary[]): ReadonlySet<RunSummary> =>
  new Set(
    summaries.filter(
      ({ begun, verdict, rows }) => !begun && verdict === 'INCOMPLETE' && rows.read === 0 && summaries.length > 1,
    ),
  );

/** The worst end, in this order: all runs ended, one run ended early, rows failed, success. */
export const worstOf = (
  summaries: readonly RunSummary[],
): { readonly verdict: Verdict; readonly exitCode: ExitCode } => {
  const allEarly = summaries.filter(({ verdict }) => verdict === 'INCOMPLETE');
  const early = allEarly.find(({ earlyEnd }) => !isBrokeOff(earlyEnd)) ?? allEarly[0];
  const withFailures = summaries.find(({ verdict }) => verdict === 'COMPLETE WITH FAILURES');
  return early ?? withFailures ?? { verdict: 'COMPLETE', exitCode: ExitCode.ok };
};

const isBrokeOff = (end: RunSummary['earlyEnd']): boolean =>
  end?.kind === 'error' && end.error instanceof InputBrokeOffError;

export const added = (a: RowCounts, b: RowCounts): RowCounts => ({
  read: a.read + b.read,
  ok: a.ok + b.ok,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  pending: a.pending + b.pending,
  unchanged: a.unchanged + b.unchanged,
  ...(a.otherShard || b.otherShard ? { otherShard: (a.otherShard ?? 0) + (b.otherShard ?? 0) } : {}),
  lowered: a.lowered + b.lowered,
  totalUnknown: a.totalUnknown + b.totalUnknown,
});
