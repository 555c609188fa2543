import type { RowCounts } from '../../core/books/ledger.ts';
import {
  callsLeftOf,
  callsOf,
  type ImportFiles,
  knownLowered,
  type Rate,
  type RunCommand,
  type RunFiles,
  type RunSummary,
  rateOf,
  ratesOf,
} from '../../core/books/summary.ts';
import type { TimUnreadError } from '../../core/errors/error.ts';
import type { Target } from '../../core/target/target.ts';
import { escapedJson } from '../../core/text/text.ts';
import { type Messages, reasonText, told } from '../../messages/messages.ts';
import { earlyEndText } from '../early-end.ts';
import type { FilesJson, RateJson, ReadsJson, RowsJson, SummaryJson } from './schema.ts';

export const rowsObject = (rows: RowCounts): RowsJson => ({ ...rows, lowered: knownLowered(rows) ?? null });

export const summaryObject = (summary: RunSummary, messages: Messages): SummaryJson => {
  const { earlyEnd } = summary;
  const calls = callsOf(summary);
  const rate = rateOf(summary);
  return {
    command: summary.command,
    verdict: summary.verdict,
    exitCode: summary.exitCode,
    reason: earlyEnd ? earlyEndText(earlyEnd, messages) : null,
    rehearsal: summary.target.kind === 'simulator',
    target: messages.report.target(summary.target),
    input: { ...summary.input, sizeBytes: summary.input.sizeBytes ?? null },
    rows: rowsObject(summary.rows),
    failures: [...summary.failures],
    calls: { sent: calls.sent, retried: calls.retried, rateLimited: calls.rateLimited },
    rate: {
      ...rateObject(rate),
      concurrencyPerSecond: rate.concurrencyPerSecond === undefined ? null : rounded(rate.concurrencyPerSecond),
    },
    resumed: summary.resumed,
    takenOver: summary.takenOver ?? null,
    ...timesObject(summary.startedAtMs, summary.finishedAtMs),
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
  if (summary.command === 'verify') return { examples, countSources: [...summary.countSources] };
  const calls = callsLeftOf(summary);
  return { examples, import: { calls, durationS: rounded(calls / summary.limitPerSecond) } };
};

const readsObject = ({ command, limitPerSecond, calls }: RunSummary['reads'][number]): ReadsJson => {
  const { sent, retried, rateLimited } = calls;
  return { command, sent, retried, rateLimited, ...rateObject(ratesOf(limitPerSecond, calls)) };
};

const rateObject = ({ limit, mean, peak }: Rate): RateJson => ({
  limit,
  mean: mean === null ? null : cutOff(mean),
  peakPerSecond: cutOff(peak),
});

/** Two decimals, never rounded up: a peak of 0.126 a second is not above its limit. */
const cutOff = (perSecond: number): number => Math.floor(perSecond * 100 + 1e-6) / 100;

export const filesObject = (files: RunFiles | ImportFiles): FilesJson => {
  const { checkpoint, failures, log, report = null } = files;
  return { checkpoint, failures, lowered: 'lowered' in files ? files.lowered : null, log, report };
};

/** Of an input of which a command has not read the first row. Numbers that nobody knows are null. */
export type Unread = {
  readonly command: RunCommand;
  readonly path: string;
  /** why it ended */
  readonly error: TimUnreadError;
  readonly target: Target;
  readonly limitPerSecond: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly files: RunFiles | ImportFiles;
};

export const unreadObject = (unread: Unread, messages: Messages): SummaryJson => {
  const { command, error, target, limitPerSecond, path, startedAtMs, finishedAtMs, files } = unread;
  return {
    command,
    verdict: 'INCOMPLETE',
    exitCode: error.exitCode,
    reason: told(messages, error).text,
    rehearsal: target.kind === 'simulator',
    target: messages.report.target(target),
    input: { path, sizeBytes: null, doneBytes: null, atEnd: null },
    rows: NOBODY_KNOWS,
    failures: null,
    calls: { sent: 0, retried: 0, rateLimited: 0 },
    rate: { limit: limitPerSecond, mean: null, peakPerSecond: 0, concurrencyPerSecond: null },
    resumed: null,
    takenOver: null,
    ...timesObject(startedAtMs, finishedAtMs),
    reads: [],
    examples: [],
    ...(command === 'check' ? { import: { calls: null, durationS: null } } : {}),
    ...(command === 'verify' ? { countSources: [] } : {}),
    files: filesObject(files),
  };
};

const NOBODY_KNOWS: RowsJson = {
  read: null,
  ok: null,
  failed: null,
  skipped: null,
  pending: null,
  unchanged: null,
  lowered: null,
  totalUnknown: null,
};

const timesObject = (startedAtMs: number, finishedAtMs: number) => ({
  startedAt: new Date(startedAtMs).toISOString(),
  finishedAt: new Date(finishedAtMs).toISOString(),
  durationS: rounded(Math.max(0, finishedAtMs - startedAtMs) / 1000),
});

export const summaryJson = (summary: RunSummary, messages: Messages): string => {
  const { earlyEnd } = summary;
  const fact = earlyEnd?.kind === 'error' ? { fact: earlyEnd.error.fact } : {};
  return `${escapedJson(JSON.stringify({ ...summaryObject(summary, messages), ...fact }, null, 2))}\n`;
};

/** Of seconds and rates, to two decimals. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;
