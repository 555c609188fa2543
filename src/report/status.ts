import type { FailureCount, RowCounts } from '../core/books/ledger.ts';
import type { FailedInputs, ImportFiles, RunCommand, RunFiles, TakenOver, Verdict } from '../core/books/summary.ts';
import { ExitCode, type Fact } from '../core/errors/error.ts';
import type { StateHolder } from '../core/errors/state-error.ts';
import type { Shard } from '../core/row/shard.ts';
import type { Target } from '../core/target/target.ts';
import { type AuditKnown, type Beside, type InputNow, isUnbegun, type Known, type Stop } from './next-steps/known.ts';

/** What the state folder of one input says, and what the input is now. */
export type Status = Pick<Beside, 'failedBefore' | 'overruled'> & {
  readonly path: string;
  readonly now: InputNow;
  /** where many inputs are one run */
  readonly inputs?: { readonly all: number; readonly failed: FailedInputs | undefined };
  /** where several processes take a share of the rows each */
  readonly shares?: readonly ShareStatus[];
  /** the process that is at work in the folder; undefined where none is */
  readonly running: Running | undefined;
  /** the import; undefined when none has begun */
  readonly run: RunStatus | undefined;
  readonly check: AuditStatus | undefined;
  readonly verify: AuditStatus | undefined;
};

/** What the folder of one share says; `rows` are undefined where it has not begun. */
export type ShareStatus = {
  readonly shard: Shard;
  readonly stateDir: string;
  readonly verdict: StatusVerdict;
  readonly rows: RowCounts | undefined;
  readonly holder: StateHolder | undefined;
};

export type Running = {
  readonly command: RunCommand;
  /** undefined when it has not written its name yet */
  readonly holder: StateHolder | undefined;
  /** the outage that it waits for the end of; times ISO 8601 UTC */
  readonly waiting?: { readonly reason: string; readonly since: string; readonly until: string } | undefined;
  /** since when its rate is 0; ISO 8601 UTC */
  readonly pausedSince?: string | undefined;
  /** when it began, where it has saved nothing since: it reads the input first; ISO 8601 UTC */
  readonly readingSince?: string | undefined;
  /** rows settled per second, over the second in which it was looked at; undefined when nothing was saved in it */
  readonly perSecond: number | undefined;
  /** seconds that the rest of the input takes at that rate; undefined when nobody can tell */
  readonly etaS: number | undefined;
  /** of the input, in the same second; undefined where none were done in it */
  readonly bytesPerSecond?: number | undefined;
};

export type RunStatus = {
  readonly verdict: Verdict;
  readonly savedAt: string;
  readonly rehearsal: boolean;
  /** undefined before the first reply */
  readonly target: Target | undefined;
  readonly rows: RowCounts;
  readonly failures: readonly FailureCount[];
  readonly takenOver?: TakenOver | undefined;
  readonly sizeBytes: number | undefined;
  readonly doneBytes: number;
  /** `rows.read` are all rows that the input had; undefined where nobody knows */
  readonly atEnd: boolean | undefined;
  readonly nextLine: number;
  /** of a run in shares those of the whole: a share keeps its log and its checkpoint in its own folder */
  readonly files: ImportFiles | Pick<RunFiles, 'failures' | 'report'>;
  /** undefined where the run is complete */
  readonly stop: Stop | undefined;
  /** what the run said when it stopped, in English; undefined where it said nothing */
  readonly reason: string | undefined;
  /** what happened then, for words of any language; undefined where nothing is known of it */
  readonly fact?: Fact | undefined;
};

export type AuditStatus = AuditKnown & { readonly savedAt: string; readonly takenOver?: TakenOver | undefined };

/** How fast all inputs go together, and how long the rest of them takes; undefined where nobody can tell. */
export const paceOfAll = (statuses: readonly Status[]): Pick<Running, 'perSecond' | 'etaS'> => {
  const running = statuses.flatMap((status) => status.running ?? []);
  const sum = (of: (one: Running) => number | undefined): number | undefined =>
    running.reduce((all, one) => all + (of(one) ?? 0), 0) || undefined;
  const bytesPerSecond = sum((one) => one.bytesPerSecond);
  const left = statuses.map(({ run }) => (run?.sizeBytes === undefined ? Number.NaN : run.sizeBytes - run.doneBytes));
  const bytes = left.reduce((all, one) => all + one, 0);
  return {
    perSecond: sum(({ perSecond }) => perSecond),
    etaS: bytesPerSecond === undefined || Number.isNaN(bytes) ? undefined : bytes / bytesPerSecond,
  };
};

export type StatusVerdict = Verdict | 'NOT STARTED' | 'RUNNING';

/** What becomes of a status: the verdict, and the exit status that belongs to it. */
export const judgeStatus = (status: Status): { readonly verdict: StatusVerdict; readonly exitCode: ExitCode } => {
  const { run, running, now, verify } = status;
  if (running) return { verdict: 'RUNNING', exitCode: ExitCode.stoppedEarly };
  if (!run || isUnbegun(run)) return { verdict: 'NOT STARTED', exitCode: ExitCode.stoppedEarly };
  // Rows that the input has now are not settled.
  if (run.verdict === 'INCOMPLETE' || now === 'grown' || now === 'edited') {
    return { verdict: 'INCOMPLETE', exitCode: ExitCode.stoppedEarly };
  }
  const { verdict } = run;
  // What was read back last counts, if it was every row.
  if (verify?.isLatest && verify.isFinished && verify.rows.read > 0) {
    if (verify.rows.failed > 0) return { verdict, exitCode: ExitCode.rowsFailed };
    if (verify.rows.ok >= run.rows.ok) return { verdict, exitCode: ExitCode.ok };
  }
  return { verdict, exitCode: verdict === 'COMPLETE' ? ExitCode.ok : ExitCode.rowsFailed };
};

/** What the next step depends on. */
export const knownOf = ({ path, now, running, run, check, verify, failedBefore, overruled }: Status): Known => ({
  path,
  now,
  isRunning: running !== undefined,
  import: run && {
    path,
    verdict: run.verdict,
    rows: run.rows,
    failures: run.failures,
    failuresPath: run.files.failures,
    stop: run.stop,
  },
  imported: run && { ...run, failuresPath: run.files.failures },
  check,
  verify,
  failedBefore,
  overruled,
});
