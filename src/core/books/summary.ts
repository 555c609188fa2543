import { ExitCode, type TimUnreadError } from '../errors/error.ts';
import { type CallCounts, type CallStats, type CommandStats, sumCalls } from '../pace/call-meter.ts';
import type { SheetRow } from '../row/row.ts';
import type { FailureClass } from '../target/outcome.ts';
import type { CountSource, Reason } from '../target/reason.ts';
import type { Target } from '../target/target.ts';
import type { FailureCount, RowCounts } from './ledger.ts';

export type Verdict = 'COMPLETE' | 'COMPLETE WITH FAILURES' | 'INCOMPLETE';

/** Why a run ended before the end of its input. */
export type EarlyEnd = { readonly kind: 'error'; readonly error: TimUnreadError } | { readonly kind: 'limit' };

/** The files of a run that its output names. */
export type RunFiles = {
  readonly checkpoint: string;
  readonly failures: string;
  readonly log: string;
  /** undefined where it was not written */
  readonly report?: string;
};

export type ImportFiles = RunFiles & { readonly lowered: string };

/** The commands that read an input and call the target. */
export type RunCommand = 'import' | 'check' | 'verify';

/** An example of a failed row, to show to users. */
export type Example = {
  readonly class: FailureClass;
  readonly errorCode?: number | null;
  readonly line: number;
  /** where many inputs are one run: the one that it stands in */
  readonly input?: string | undefined;
  /** where several rows may stand on a line */
  readonly index?: number | undefined;
  /** where the lines of the input are those of several sheets */
  readonly sheet?: SheetRow | undefined;
  readonly groupId: string;
  readonly account: string;
  readonly reason: Reason;
};

/** One failed row of a class and code, as its file has it. */
export type ExampleRow = {
  readonly class: FailureClass;
  readonly errorCode: number | null;
  readonly line: string;
  /** where many inputs are one run */
  readonly input?: string;
  readonly groupId: string;
  readonly account: string;
  /** in the language of the run that wrote it */
  readonly message: string;
  /** what it says; undefined where that does not follow from the row */
  readonly reason?: Reason | undefined;
};

/** Where many inputs are one run: how many have rows that failed, and those with the most of them. */
export type FailedInputs = {
  readonly inputs: number;
  readonly most: readonly { readonly input: string; readonly failed: number }[];
};

export type CountsBySource = { readonly source: CountSource; readonly count: number };

/**
 * Rows that are taken as done because a state folder says so which this user did not make on this machine: a folder that was
 * copied, or forged. `from` is what the folder says of its maker.
 */
export type TakenOver = {
  readonly rows: number;
  readonly from: { readonly user: string; readonly host: string } | null;
};

/** Facts of one run over one input, for every command. */
export type CommonFacts = {
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  readonly earlyEnd: EarlyEnd | undefined;
  /** what stopped the run, even if every row was settled by then; undefined when nothing did */
  readonly stoppedBy: TimUnreadError | undefined;
  readonly input: {
    readonly path: string;
    /** how many are in the folder `path`, where many inputs are one run */
    readonly inputs?: number;
    readonly sizeBytes: number | undefined;
    readonly doneBytes: number;
    /** `rows.read` are all rows of the input */
    readonly atEnd: boolean;
  };
  readonly rows: RowCounts;
  readonly failures: readonly FailureCount[];
  /** the reads of this run, by API command */
  readonly reads: readonly CommandStats[];
  /** `--rate` */
  readonly limitPerSecond: number;
  readonly resumed: boolean;
  readonly takenOver?: TakenOver | undefined;
  /** an earlier run had settled every row that the input had then */
  readonly wasFinished: boolean;
  /** false where the command ended before it: nothing was asked and nothing was sent for this input */
  readonly begun: boolean;
  readonly target: Target;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
};

/** Facts of `import` only. */
export type ImportFacts = {
  readonly command: 'import';
  /** rows that this run has begun to send; `--limit` counts them */
  readonly rowsSent: number;
  /** one row of each class and code that failed in this run */
  readonly examples?: readonly Example[];
  /** of a run that reads counts first, and wrote every row that it took: why */
  readonly wroteAll?: Reason;
  /** the writes of this run */
  readonly calls: CallStats;
  readonly files: ImportFiles;
};

/** How far the import of an input is. */
export type Imported = Pick<ImportSummary, 'verdict' | 'rows' | 'failures'>;

/** Facts of `check` only. */
export type CheckFacts = {
  readonly command: 'check';
  /** before it; undefined where none has begun */
  readonly imported?: Imported | undefined;
  /** a few rows of each class that this run has found */
  readonly examples: readonly Example[];
  readonly files: RunFiles;
};

/** Facts of `verify` only. */
export type VerifyFacts = {
  readonly command: 'verify';
  /** a few rows of each class that this run has found */
  readonly examples: readonly Example[];
  /** how many of the compared counts were read in each way */
  readonly countSources: readonly CountsBySource[];
  readonly files: RunFiles;
};

export type CommandFacts = ImportFacts | CheckFacts | VerifyFacts;

export type ImportSummary = CommonFacts & ImportFacts;
export type CheckSummary = CommonFacts & CheckFacts;
export type VerifySummary = CommonFacts & VerifyFacts;
export type AuditSummary = CheckSummary | VerifySummary;

/** One run over one input. The verdict, `summary.json` and `--json` are made from it. */
export type RunSummary = ImportSummary | AuditSummary;

/** @returns the verdict, and the exit status that belongs to it */
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

/** The calls that matter for the command: the writes of `import`, all reads of `check` and `verify`. */
export const callsOf = (summary: RunSummary): CallCounts =>
  summary.command === 'import' ? summary.calls : sumCalls(summary.reads.map(({ calls }) => calls));

/** Calls per second of one and the same calls: `mean <= peak <= limit`. */
export type Rate = {
  readonly limit: number;
  readonly mean: number | null;
  readonly peak: number;
  /** see `CallStats` */
  readonly concurrencyPerSecond: number | undefined;
};

/** The rate of the command of the API that counts: the write of `import`; of `check` and `verify` the read with most calls. */
export const rateOf = (summary: RunSummary): Rate => {
  if (summary.command === 'import') return ratesOf(summary.limitPerSecond, summary.calls);
  const [first, ...others] = summary.reads;
  if (!first) return { limit: summary.limitPerSecond, mean: null, peak: 0, concurrencyPerSecond: undefined };
  const busiest = others.reduce((a, b) => (b.calls.sent > a.calls.sent ? b : a), first);
  return ratesOf(busiest.limitPerSecond, busiest.calls);
};

export const ratesOf = (limit: number, { meanPerSecond, peakPerSecond, concurrencyPerSecond }: CallStats): Rate => ({
  limit,
  mean: meanPerSecond,
  peak: peakPerSecond,
  concurrencyPerSecond,
});

/** @returns how many rows were lowered; undefined when no total of a group was looked up */
export const knownLowered = ({ ok, lowered, totalUnknown }: RowCounts): number | undefined =>
  ok > 0 && totalUnknown === ok ? undefined : lowered;

/** All rows but those that fail without a call. */
const callsOfImport = ({ rows, failures }: Pick<RunSummary, 'rows' | 'failures'>): number =>
  rows.ok + countOf(failures, (failureClass) => !WITHOUT_A_CALL.has(failureClass));

/** How many rows an import would still send. */
export const callsLeftOf = ({
  rows,
  failures,
  imported,
}: Pick<CheckSummary, 'rows' | 'failures' | 'imported'>): number => {
  if (!imported) return callsOfImport({ rows, failures });
  return isImported(rows, imported) ? 0 : Math.max(0, callsOfImport({ rows, failures }) - callsOfImport(imported));
};

/** @param rows - of the whole input, which may have grown since */
export const isImported = ({ read }: RowCounts, { verdict, rows }: Imported): boolean =>
  verdict !== 'INCOMPLETE' && read <= rows.read;

const WITHOUT_A_CALL: ReadonlySet<FailureClass> = new Set(['invalid', 'group_refused', 'unsupported_group']);

/** How many failed rows could not be judged. */
export const unknownIn = (failures: readonly FailureCount[]): number =>
  countOf(failures, (failureClass) => UNKNOWN_CLASSES.has(failureClass));

export const UNKNOWN_CLASSES: ReadonlySet<FailureClass> = new Set(['unknown', 'exhausted']);

export const countOf = (
  failures: readonly FailureCount[],
  isCounted: (failureClass: FailureClass) => boolean,
): number => failures.filter((failure) => isCounted(failure.class)).reduce((sum, { count }) => sum + count, 0);
