import type { FailureCount, RowCounts } from '../../core/books/ledger.ts';
import {
  type CountsBySource,
  callsOfImport,
  type Example,
  meanPerSecond,
  type RunCommand,
  type RunFiles,
  type RunSummary,
  type Verdict,
} from '../../core/books/summary.ts';
import { targetText } from '../../core/target/target.ts';

/** What `--json` prints and `summary.json` holds: docs/scripting.md. Durations in seconds, times ISO 8601 UTC. */
export type SummaryJson = {
  readonly command: RunCommand;
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly reason: string | null;
  readonly rehearsal: boolean;
  readonly target: string;
  readonly input: { readonly path: string; readonly sizeBytes: number | null; readonly doneBytes: number };
  readonly rows: RowsJson;
  readonly failures: readonly FailureCount[];
  readonly calls: { readonly sent: number; readonly retried: number; readonly rateLimited: number };
  readonly rate: { readonly limit: number; readonly mean: number | null; readonly peakPerSecond: number };
  readonly resumed: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationS: number;
  /** of the questions asked beside, by command */
  readonly reads: readonly ReadsJson[];
  /** of `check` and `verify`: a few rows of each class */
  readonly examples?: readonly Example[];
  /** of `verify` */
  readonly countSources?: readonly CountsBySource[];
  /** of `check`: what the import will take at least */
  readonly import?: { readonly calls: number; readonly durationS: number };
  readonly files: Omit<RunFiles, 'lowered'> & { readonly lowered: string | null; readonly report: null };
};

/** `lowered` is null where no group's total was looked up; `totalUnknown` are ok rows of groups whose total was not. */
export type RowsJson = Omit<RowCounts, 'lowered'> & { readonly lowered: number | null };

export const rowsObject = (rows: RowCounts): RowsJson => ({ ...rows, lowered: knownLowered(rows) ?? null });

/** @returns undefined where nobody knows */
export const knownLowered = ({ ok, lowered, totalUnknown }: RowCounts): number | undefined =>
  ok > 0 && totalUnknown === ok ? undefined : lowered;

export const summaryObject = (summary: RunSummary): SummaryJson => {
  const { calls, earlyEnd } = summary;
  const mean = meanPerSecond(calls);
  return {
    command: summary.command,
    verdict: summary.verdict,
    exitCode: summary.exitCode,
    reason: earlyEnd ? earlyEndText(earlyEnd) : null,
    rehearsal: summary.target.kind === 'simulator',
    target: targetText(summary.target),
    input: { ...summary.input, sizeBytes: summary.input.sizeBytes ?? null },
    rows: rowsObject(summary.rows),
    failures: summary.failures,
    calls: { sent: calls.sent, retried: calls.retried, rateLimited: calls.rateLimited },
    rate: {
      limit: summary.limitPerSecond,
      mean: mean === null ? null : rounded(mean),
      peakPerSecond: calls.peakPerSecond,
    },
    resumed: summary.resumed,
    startedAt: new Date(summary.startedAtMs).toISOString(),
    finishedAt: new Date(summary.finishedAtMs).toISOString(),
    durationS: rounded(Math.max(0, summary.finishedAtMs - summary.startedAtMs) / 1000),
    reads: summary.reads.map(readsObject),
    ...auditObject(summary),
    files: filesObject(summary.files),
  };
};

const auditObject = (summary: RunSummary): Partial<SummaryJson> => {
  const { command, examples, countSources, limitPerSecond } = summary;
  if (command === 'import') return {};
  if (command === 'verify') return { examples, countSources };
  const calls = callsOfImport(summary);
  return { examples, import: { calls, durationS: rounded(calls / limitPerSecond) } };
};

type ReadsJson = { readonly command: string } & SummaryJson['calls'] & { readonly peakPerSecond: number };

const readsObject = ({ command, calls }: RunSummary['reads'][number]): ReadsJson => {
  const { sent, retried, rateLimited, peakPerSecond } = calls;
  return { command, sent, retried, rateLimited, peakPerSecond };
};

export const filesObject = (files: RunFiles): SummaryJson['files'] => ({
  ...files,
  lowered: files.lowered ?? null,
  report: null,
});

export const summaryJson = (summary: RunSummary): string => `${JSON.stringify(summaryObject(summary), null, 2)}\n`;

export const earlyEndText = (earlyEnd: NonNullable<RunSummary['earlyEnd']>): string =>
  earlyEnd.kind === 'error' ? earlyEnd.error.message : '--limit was reached';

const rounded = (value: number): number => Math.round(value * 100) / 100;
