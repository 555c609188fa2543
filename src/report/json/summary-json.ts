import type { FailureCount, RowCounts } from '../../core/books/ledger.ts';
import {
  type CountsBySource,
  callsOf,
  callsOfImport,
  type Example,
  type ImportFiles,
  knownLowered,
  meanPerSecond,
  type RunCommand,
  type RunFiles,
  type RunSummary,
  type TakenOver,
  type Verdict,
} from '../../core/books/summary.ts';
import type { Reason } from '../../core/target/reason.ts';
import { escapedJson } from '../../core/text/text.ts';
import { type Messages, reasonText } from '../../messages/messages.ts';
import { earlyEndText } from '../early-end.ts';

/** What `--json` prints and `summary.json` holds: docs/scripting.md. Durations in seconds, times ISO 8601 UTC. */
export type SummaryJson = {
  readonly command: RunCommand;
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly reason: string | null;
  readonly rehearsal: boolean;
  readonly target: string;
  readonly input: {
    readonly path: string;
    readonly inputs?: number;
    readonly sizeBytes: number | null;
    readonly doneBytes: number;
  };
  readonly rows: RowsJson;
  readonly failures: readonly FailureCount[];
  readonly calls: { readonly sent: number; readonly retried: number; readonly rateLimited: number };
  /** `concurrencyPerSecond`: what a fixed number of calls in flight allows, where it keeps the pace down */
  readonly rate: {
    readonly limit: number;
    readonly mean: number | null;
    readonly peakPerSecond: number;
    readonly concurrencyPerSecond: number | null;
  };
  readonly resumed: boolean;
  readonly takenOver: TakenOver | null;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationS: number;
  /** the reads, by command */
  readonly reads: readonly ReadsJson[];
  /** of `check` and `verify`: a few rows of each class; of `import`: one of each class and code that failed in this run */
  readonly examples: readonly ExampleJson[];
  /** of `import --only-changes` that ended by itself and skipped no row: why */
  readonly wroteAll?: { readonly code: Reason['code']; readonly message: string };
  /** of `verify` */
  readonly countSources?: readonly CountsBySource[];
  /** of `check`: what the import will take at least */
  readonly import?: { readonly calls: number; readonly durationS: number };
  readonly files: FilesJson;
};

type ExampleJson = Omit<Example, 'reason'> & { readonly message: string };

/**
 * `lowered` is null when no total of a group was looked up. `totalUnknown` are ok rows of groups without a known total.
 */
export type RowsJson = Omit<RowCounts, 'lowered'> & { readonly lowered: number | null };

export const rowsObject = (rows: RowCounts): RowsJson => ({ ...rows, lowered: knownLowered(rows) ?? null });

export const summaryObject = (summary: RunSummary, messages: Messages): SummaryJson => {
  const { earlyEnd } = summary;
  const calls = callsOf(summary);
  const mean = meanPerSecond(calls);
  return {
    command: summary.command,
    verdict: summary.verdict,
    exitCode: summary.exitCode,
    reason: earlyEnd ? earlyEndText(earlyEnd, messages) : null,
    rehearsal: summary.target.kind === 'simulator',
    target: messages.report.target(summary.target),
    input: { ...summary.input, sizeBytes: summary.input.sizeBytes ?? null },
    rows: rowsObject(summary.rows),
    failures: summary.failures,
    calls: { sent: calls.sent, retried: calls.retried, rateLimited: calls.rateLimited },
    rate: {
      limit: summary.limitPerSecond,
      mean: mean === null ? null : rounded(mean),
      peakPerSecond: calls.peakPerSecond,
      concurrencyPerSecond: calls.concurrencyPerSecond === undefined ? null : rounded(calls.concurrencyPerSecond),
    },
    resumed: summary.resumed,
    takenOver: summary.takenOver ?? null,
    startedAt: new Date(summary.startedAtMs).toISOString(),
    finishedAt: new Date(summary.finishedAtMs).toISOString(),
    durationS: rounded(Math.max(0, summary.finishedAtMs - summary.startedAtMs) / 1000),
    reads: summary.reads.map(readsObject),
    ...ownObject(summary, messages),
    files: filesObject(summary.files),
  };
};

const ownObject = (
  summary: RunSummary,
  messages: Messages,
): Pick<SummaryJson, 'examples' | 'wroteAll' | 'countSources' | 'import'> => {
  const examples = (summary.examples ?? []).map(({ reason, ...example }) => ({
    ...example,
    message: reasonText(messages, reason),
  }));
  if (summary.command === 'import') {
    const { wroteAll } = summary;
    if (!wroteAll || summary.earlyEnd) return { examples };
    return { examples, wroteAll: { code: wroteAll.code, message: reasonText(messages, wroteAll) } };
  }
  if (summary.command === 'verify') return { examples, countSources: summary.countSources };
  const calls = callsOfImport(summary);
  return { examples, import: { calls, durationS: rounded(calls / summary.limitPerSecond) } };
};

type ReadsJson = { readonly command: string } & SummaryJson['calls'] & { readonly peakPerSecond: number };

const readsObject = ({ command, calls }: RunSummary['reads'][number]): ReadsJson => {
  const { sent, retried, rateLimited, peakPerSecond } = calls;
  return { command, sent, retried, rateLimited, peakPerSecond };
};

type FilesJson = RunFiles & { readonly lowered: string | null; readonly report: null };

export const filesObject = (files: RunFiles | ImportFiles): FilesJson => {
  const { checkpoint, failures, log } = files;
  return { checkpoint, failures, lowered: 'lowered' in files ? files.lowered : null, log, report: null };
};

export const summaryJson = (summary: RunSummary, messages: Messages): string => {
  const { earlyEnd } = summary;
  const fact = earlyEnd?.kind === 'error' ? { fact: earlyEnd.error.fact } : {};
  return `${escapedJson(JSON.stringify({ ...summaryObject(summary, messages), ...fact }, null, 2))}\n`;
};

const rounded = (value: number): number => Math.round(value * 100) / 100;
