import type { FailureCount, RowCounts } from '../../src/core/books/ledger.ts';
import {
  type CheckSummary,
  type CommonFacts,
  type EarlyEnd,
  type Example,
  type ImportSummary,
  judge,
  type VerifySummary,
} from '../../src/core/books/summary.ts';
import type { CallStats } from '../../src/core/pace/call-meter.ts';
import type { Validation } from '../../src/core/row/validation.ts';
import type { Target } from '../../src/core/target/target.ts';

export const REAL: Target = { kind: 'tim', sdkappid: 1400000001, endpoint: 'https://console.tim.qq.com' };
export const REHEARSAL: Target = { kind: 'simulator' };

/** What a test sets; everything else is from a run of 13 s that reached its end. */
export type Given = {
  readonly path?: string;
  readonly rows?: Partial<RowCounts>;
  readonly failures?: readonly FailureCount[];
  readonly earlyEnd?: EarlyEnd;
  readonly target?: Target;
  readonly resumed?: boolean;
  readonly begun?: boolean;
  readonly wasFinished?: boolean;
  readonly sizeBytes?: number | undefined;
  readonly doneBytes?: number;
  readonly calls?: Partial<CallStats>;
  readonly examples?: readonly Example[];
  readonly countSources?: VerifySummary['countSources'];
};

/** @returns counts that hold `read = ok + failed + skipped + pending` */
export const rowsOf = (given: Partial<RowCounts>): RowCounts => {
  const { ok = 0, failed = 0, skipped = 0, pending = 0 } = given;
  const read = ok + failed + skipped + pending;
  return { read, ok, failed, skipped, pending, unchanged: 0, lowered: 0, totalUnknown: 0, ...given };
};

/** @returns calls at an even pace, from second 0.1 of the run to its end */
export const callsOf = (sent: number, given: Partial<CallStats> = {}): CallStats => ({
  sent,
  retried: 0,
  rateLimited: 0,
  answered: sent,
  peakPerSecond: Math.min(sent, 198),
  meanPerSecond: sent > 0 ? Math.min(sent, 197.5) : null,
  ...given,
});

const countFailed = (failures: readonly FailureCount[]): number => failures.reduce((sum, { count }) => sum + count, 0);

const commonOf = (given: Given): CommonFacts => {
  const { path = 'members.csv', failures = [], earlyEnd, target = REAL, resumed = false } = given;
  const rows = rowsOf({ failed: countFailed(failures), ...given.rows });
  const sizeBytes = 'sizeBytes' in given ? given.sizeBytes : 65_536;
  return {
    ...judge(rows, earlyEnd),
    earlyEnd,
    stoppedBy: earlyEnd?.kind === 'error' ? earlyEnd.error : undefined,
    input: { path, sizeBytes, doneBytes: given.doneBytes ?? sizeBytes ?? 0, atEnd: earlyEnd === undefined },
    rows,
    failures,
    reads: [{ command: 'get_group_info', limitPerSecond: 200, calls: callsOf(Math.min(12, rows.read)) }],
    limitPerSecond: 200,
    resumed,
    wasFinished: given.wasFinished ?? false,
    begun: given.begun ?? true,
    target,
    startedAtMs: Date.UTC(2026, 10, 25, 8, 0, 0),
    finishedAtMs: Date.UTC(2026, 10, 25, 8, 0, 13, 250),
  };
};

export const importOf = (given: Given = {}): ImportSummary => {
  const common = commonOf(given);
  const { rows, input } = common;
  const folder = `${input.path === '-' ? './stdin' : input.path}.tim-unread`;
  const sent = given.wasFinished ? 0 : rows.ok + rows.failed;
  return {
    ...common,
    command: 'import',
    rowsSent: sent,
    calls: callsOf(sent, given.calls),
    files: {
      checkpoint: `${folder}/checkpoint.json`,
      failures: `${folder}/failures.csv`,
      lowered: `${folder}/lowered.csv`,
      log: `${folder}/log.jsonl`,
    },
  };
};

const auditOf = (command: 'check' | 'verify', given: Given) => {
  const common = commonOf(given);
  const folder = `${common.input.path}.tim-unread`;
  return {
    ...common,
    examples: given.examples ?? [],
    files: {
      checkpoint: `${folder}/${command}-checkpoint.json`,
      failures: `${folder}/${command}.csv`,
      log: `${folder}/log.jsonl`,
    },
  };
};

export const checkOf = (given: Given & Pick<Partial<CheckSummary>, 'imported'> = {}): CheckSummary => ({
  ...auditOf('check', given),
  command: 'check',
  imported: given.imported,
});

export const verifyOf = (given: Given = {}): VerifySummary => ({
  ...auditOf('verify', given),
  command: 'verify',
  countSources: given.countSources ?? [],
});

export const validationOf = (
  rows: Partial<Validation['rows']>,
  given: Partial<Omit<Validation, 'rows'>> = {},
): Validation => {
  const { valid = 0, invalid = 0, duplicate = 0 } = rows;
  return {
    path: 'members.csv',
    sizeBytes: 65_536,
    rows: { read: valid + invalid, valid, invalid, duplicate },
    groups: Math.min(valid, 12),
    problems: [],
    differing: 0,
    duplicates: [],
    isLastLineOpen: false,
    remarks: [],
    brokeOff: undefined,
    ...given,
  };
};
