import { ExitCode, type TimUnreadError } from '../errors.ts';
import type { CallStats, CommandStats } from '../pace/call-meter.ts';
import type { CountSource } from '../target/group.ts';
import type { FailureClass } from '../target/outcome.ts';
import type { Target } from '../target/target.ts';
import type { FailureCount, RowCounts } from './ledger.ts';

export type Verdict = 'COMPLETE' | 'COMPLETE WITH FAILURES' | 'INCOMPLETE';

/** Why a run ended before the end of its input. */
export type EarlyEnd = { readonly kind: 'error'; readonly error: TimUnreadError } | { readonly kind: 'limit' };

/** The files of a run that users are pointed to. */
export type RunFiles = {
  readonly checkpoint: string;
  readonly failures: string;
  /** undefined where the command keeps none */
  readonly lowered: string | undefined;
  readonly log: string;
};

/** The commands that go through an input with the target's help. */
export type RunCommand = 'import' | 'check' | 'verify';

/** A row of the input that is not right, to be shown. */
export type Example = {
  readonly class: FailureClass;
  readonly line: number;
  readonly groupId: string;
  readonly account: string;
  readonly message: string;
};

export type CountsBySource = { readonly source: CountSource; readonly count: number };

/** One run over one input; what the verdict, `summary.json` and `--json` are made of. */
export type RunSummary = {
  readonly command: RunCommand;
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  readonly earlyEnd: EarlyEnd | undefined;
  readonly input: { readonly path: string; readonly sizeBytes: number | undefined; readonly doneBytes: number };
  /** since row 1 of the input, over all resumed runs */
  readonly rows: RowCounts;
  readonly failures: readonly FailureCount[];
  /** rows that this run has taken in hand to send them; `--limit` counts them */
  readonly rowsSent: number;
  /** of this run: the writes of `import`, all reads of the others */
  readonly calls: CallStats;
  /** a few rows of each class that this run has found; empty for `import` */
  readonly examples: readonly Example[];
  /** how the counts that `verify` compared were read, and how many in each way; empty for the others */
  readonly countSources: readonly CountsBySource[];
  /** by command */
  readonly reads: readonly CommandStats[];
  /** `--rate` */
  readonly limitPerSecond: number;
  readonly resumed: boolean;
  readonly target: Target;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly files: RunFiles;
};

/** @returns the verdict and the exit status that goes with it */
export const judge = (rows: RowCounts, earlyEnd: EarlyEnd | undefined): { verdict: Verdict; exitCode: ExitCode } => {
  if (earlyEnd) {
    return {
      verdict: 'INCOMPLETE',
      exitCode: earlyEnd.kind === 'error' ? earlyEnd.error.exitCode : ExitCode.stoppedEarly,
    };
  }
  return rows.failed > 0
    ? { verdict: 'COMPLETE WITH FAILURES', exitCode: ExitCode.rowsFailed }
    : { verdict: 'COMPLETE', exitCode: ExitCode.ok };
};

/** @returns calls per second between the first and the last call, or null where there were fewer than two */
export const meanPerSecond = (calls: CallStats): number | null => {
  if (calls.firstMs === undefined || calls.lastMs === undefined || calls.lastMs <= calls.firstMs) return null;
  return ((calls.sent - 1) * 1000) / (calls.lastMs - calls.firstMs);
};

/** Rows that an import would send: all but those that fail without a call. */
export const callsOfImport = ({ rows, failures }: Pick<RunSummary, 'rows' | 'failures'>): number =>
  rows.ok + failures.filter((failure) => !WITHOUT_A_CALL.has(failure.class)).reduce((sum, { count }) => sum + count, 0);

const WITHOUT_A_CALL: ReadonlySet<FailureClass> = new Set(['invalid', 'group_refused', 'unsupported_group']);
