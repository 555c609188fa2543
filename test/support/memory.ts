import type { CheckRowsPlan } from '../../src/app/audit/check.ts';
import { type ImportRowsPlan, importRows } from '../../src/app/import/import-rows.ts';
import type { RunDeps } from '../../src/app/run/run.ts';
import type { ResumePoint, Snapshot } from '../../src/core/books/ledger.ts';
import type { RunSummary } from '../../src/core/books/summary.ts';
import type { Clock, Journal, ReadApi, RemoteApi, RowSource, RunEvent } from '../../src/core/ports.ts';
import type { InputRow, Row } from '../../src/core/row/row.ts';
import type { Failure, Outcome } from '../../src/core/target/outcome.ts';
import { systemClock } from '../../src/io/clock.ts';

/** Rows from memory, a few to a block. */
export const memorySource = (rows: readonly InputRow[]): RowSource => {
  const sizeBytes = rows.at(-1)?.endByte ?? 10;
  return {
    start: { row: 1, line: 2, byte: 10 },
    async *rows() {
      for (let at = 0; at < rows.length; at += 7) yield rows.slice(at, at + 7);
    },
    sizeBytes: async () => sizeBytes,
    readBytes: sizeBytes,
    inputBytes: (textBytes) => textBytes,
    places: 'line',
    isLastLineOpen: false,
    remarks: () => [],
    hasGrown: async () => false,
    prove: async () => {},
  };
};

/** A journal that keeps everything in memory. */
export class MemoryJournal implements Journal {
  readonly resumed: ResumePoint | undefined;
  readonly wasFinished = false;
  readonly failures: { number: number; failure: Failure }[] = [];
  readonly snapshots: Snapshot[] = [];
  isBound = false;
  isComplete = false;

  constructor(resumed?: ResumePoint) {
    this.resumed = resumed;
  }

  readonly lowered: { number: number; total: number }[] = [];

  lower(row: InputRow, total: number): void {
    this.lowered.push({ number: row.number, total });
  }

  fail(row: InputRow, failure: Failure): void {
    this.failures.push({ number: row.number, failure });
  }

  async save(snapshot: Snapshot): Promise<void> {
    this.snapshots.push(snapshot);
  }

  isFull(): boolean {
    return false;
  }

  bindTarget(): void {
    this.isBound = true;
  }

  async finish(_summary: RunSummary, snapshot: Snapshot, isComplete: boolean): Promise<void> {
    this.snapshots.push(snapshot);
    this.isComplete = isComplete;
  }
}

export type Answer = (row: Row, isWanted: () => boolean) => Promise<Outcome>;

/** A remote that notes what it is called with. */
export const memoryRemote = (answer: Answer): { remote: RemoteApi; calls: Row[] } => {
  const calls: Row[] = [];
  const call = async (row: Row, isWanted: () => boolean): Promise<Outcome> => {
    if (!isWanted()) return { kind: 'unsent', attempts: 0 };
    calls.push(row);
    return answer(row, isWanted);
  };
  const remote: RemoteApi = {
    setUnread: (row, { isWanted }) => call(row, isWanted),
    setAgain: call,
    stats: () => ({
      sent: calls.length,
      retried: 0,
      rateLimited: 0,
      answered: calls.length,
      peakPerSecond: 0,
      meanPerSecond: null,
    }),
  };
  return { remote, calls };
};

export const planOf = (given: Partial<ImportRowsPlan> = {}): ImportRowsPlan => ({
  inputPath: 'rows.csv',
  files: { checkpoint: 'checkpoint.json', failures: 'failures.csv', lowered: 'lowered.csv', log: 'log.jsonl' },
  checkGroups: false,
  onlyChanges: false,
  ratePerSecond: 200,
  concurrency: 4,
  maxFailures: undefined,
  limit: undefined,
  target: { kind: 'simulator' },
  ...given,
});

const notAsked = (): never => {
  throw new Error('nothing was to be asked');
};

const NEVER = new AbortController().signal;

/** A target that must not be written to. */
const NO_WRITES: RemoteApi = memoryRemote(() => {
  throw new Error('nothing was to be written');
}).remote;

/** A target that must not be asked anything. */
export const NO_READS: ReadApi = {
  groups: notAsked,
  roles: notAsked,
  readSeqs: notAsked,
  joinedGroups: notAsked,
  accounts: notAsked,
  stats: () => [],
};

/** Runs `importRows` over rows in memory. @param answer - the remote */
export const importInMemory = async (
  rows: readonly InputRow[],
  answer: Answer,
  given: {
    plan?: Partial<ImportRowsPlan>;
    journal?: MemoryJournal;
    reads?: ReadApi;
    clock?: Clock;
    signal?: AbortSignal;
  } = {},
) => {
  const journal = given.journal ?? new MemoryJournal();
  const events: RunEvent[] = [];
  const { remote, calls } = memoryRemote(answer);
  const deps = {
    source: memorySource(rows),
    connection: { forRun: () => ({ remote, reads: given.reads ?? NO_READS }), targetTimeAt: () => undefined },
    journal,
    clock: given.clock ?? systemClock,
    onEvent: (event: RunEvent) => events.push(event),
  };
  const summary = await importRows(planOf(given.plan), deps, given.signal ?? NEVER);
  return { summary, journal, calls, events };
};

export const ok: Outcome = { kind: 'ok', attempts: 1 };

export const refusal = (errorCode: number, failureClass: Failure['class'] = 'refused'): Outcome => ({
  kind: 'failed',
  failure: { class: failureClass, errorCode, reason: { code: 'reply', errorCode, said: '' }, attempts: 1 },
});

/** The plan of `check` and `verify` in memory. */
export const auditPlanOf = (): CheckRowsPlan => ({
  inputPath: 'rows.csv',
  files: { checkpoint: 'checkpoint.json', failures: 'found.csv', log: 'log.jsonl' },
  ratePerSecond: 200,
  target: { kind: 'simulator' },
});

/** Runs `check` or `verify` over rows in memory. */
export const auditInMemory = async <Summary extends RunSummary>(
  rows: readonly InputRow[],
  reads: ReadApi,
  runOne: (deps: RunDeps, signal: AbortSignal) => Promise<Summary>,
  given: { journal?: MemoryJournal; signal?: AbortSignal } = {},
) => {
  const journal = given.journal ?? new MemoryJournal();
  const events: RunEvent[] = [];
  const deps: RunDeps = {
    source: memorySource(rows),
    connection: { forRun: () => ({ remote: NO_WRITES, reads }), targetTimeAt: () => undefined },
    journal,
    clock: systemClock,
    onEvent: (event) => events.push(event),
  };
  const summary = await runOne(deps, given.signal ?? NEVER);
  const found = journal.failures.map(({ number, failure }) => `${number} ${failure.class}`);
  return { summary, journal, events, found };
};
