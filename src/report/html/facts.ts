import type { FailureCount, RowCounts } from '../../core/books/ledger.ts';
import type { ExampleRow, RunCommand, TakenOver } from '../../core/books/summary.ts';
import type { TimelineState } from '../../core/books/timeline.ts';
import type { Fact } from '../../core/errors/error.ts';
import type { Shard } from '../../core/row/shard.ts';
import type { Target } from '../../core/target/target.ts';

/** What a file of failed rows says beyond the counts. `isExact`: there were so few groups that all were counted. */
export type FailedRows = {
  readonly examples: readonly ExampleRow[];
  readonly groups: readonly { readonly groupId: string; readonly rows: number }[];
  readonly isExact: boolean;
};

/** How far one command is with an input. */
export type StepFacts = {
  readonly isFinished: boolean;
  /** false: the import has saved since */
  readonly isLatest: boolean;
  readonly savedAt: string;
  readonly rows: RowCounts;
  readonly failures: readonly FailureCount[];
  readonly failed: FailedRows;
  /** that are done by the word of a folder which this user did not make here */
  readonly takenOver: TakenOver | undefined;
};

/** What only the import knows. Of a run in shares each of them knows its own. */
export type ImportEvidence = {
  readonly startedAt: string | undefined;
  readonly target: Target | undefined;
  readonly proven: { readonly bytes: number; readonly sha256: string } | undefined;
  readonly sizeBytes: number | undefined;
  /** flags that a run that goes on repeats, and how the input is read; no secret is a flag */
  readonly settings: Readonly<Record<string, unknown>>;
};

export type ImportStepFacts = StepFacts & {
  readonly rehearsal: boolean;
  readonly evidence: ImportEvidence | undefined;
};

/** Of the last run of the import, as its summary has it. */
export type LastRun = {
  readonly stopped: { readonly text: string; readonly fact: Fact | undefined } | undefined;
  readonly callsSent: number | undefined;
  readonly peakPerSecond: number | undefined;
  readonly limitPerSecond: number | undefined;
};

/** What corrected copies on the same page have set of the rows that had failed. */
export type Corrected = {
  readonly rows: number;
  /** rows that the import had not set, that `verify` found; those of them that are right are read back from the copies */
  readonly foundBefore: number;
};

/** Everything that a page says about one input. */
export type InputFacts = {
  readonly path: string;
  /** the input on the same page whose failed rows it has, corrected */
  readonly copyOf?: string;
  readonly corrected?: Corrected;
  /** where this is one share of its rows */
  readonly shard: Shard | undefined;
  /** where several processes take a share of the rows each; the steps are those of all of them together */
  readonly shares: readonly InputFacts[];
  readonly running: RunCommand | undefined;
  readonly import: ImportStepFacts | undefined;
  readonly check: StepFacts | undefined;
  readonly verify: StepFacts | undefined;
  readonly last: LastRun | undefined;
  readonly timeline: TimelineState | undefined;
};

export type PageFacts = {
  readonly inputs: readonly InputFacts[];
  readonly version: string;
  /** when the page is written, milliseconds since 1970 */
  readonly writtenAtMs: number;
};

export type PageVerdict =
  | 'running'
  | 'incomplete'
  | 'not-begun'
  | 'failures'
  | 'different'
  | 'complete'
  | 'verified'
  | 'no-rows';

/** What is worst comes first; an input without rows says nothing about the others. */
const ORDER: readonly PageVerdict[] = [
  'running',
  'incomplete',
  'not-begun',
  'failures',
  'different',
  'complete',
  'verified',
  'no-rows',
];

/** What one input has come to. A verify counts only where nothing was imported after it, and where it is finished. */
export const pageVerdict = ({ running, import: imported, verify, corrected }: InputFacts): PageVerdict => {
  if (running === 'import') return 'running';
  if (!imported || (imported.rows.read === 0 && !imported.isFinished)) return 'not-begun';
  if (!imported.isFinished) return 'incomplete';
  if (imported.rows.read === 0) return 'no-rows';
  if (imported.rows.failed > (corrected?.rows ?? 0)) return 'failures';
  if (!verify?.isFinished || !verify.isLatest) return 'complete';
  return verify.rows.failed > (corrected?.foundBefore ?? 0) ? 'different' : 'verified';
};

/** Of several inputs of which one has not begun, the others have. */
export const worstVerdict = (verdicts: readonly PageVerdict[]): PageVerdict => {
  const worst = ORDER.find((one) => verdicts.includes(one)) ?? 'not-begun';
  return worst === 'not-begun' && verdicts.some((one) => one !== worst) ? 'incomplete' : worst;
};
