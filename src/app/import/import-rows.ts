import { Ledger } from '../../core/books/ledger.ts';
import type { RunSummary } from '../../core/books/summary.ts';
import { TooManyFailuresError } from '../../core/errors.ts';
import type { RemoteApi } from '../../core/ports.ts';
import { type InputRow, isSamePair, isToBeSet, type Row } from '../../core/row/row.ts';
import { isLowered } from '../../core/target/finding.ts';
import type { Failure, Outcome } from '../../core/target/outcome.ts';
import type { Counts } from '../questions/count-reader.ts';
import { GroupCache } from '../questions/group-cache.ts';
import { prefetch } from '../run/prefetch.ts';
import { type Pass, type RunDeps, type RunPlan, run } from '../run/run.ts';
import type { ReadingEnd } from '../run/summarise.ts';
import { exceeds, type FailureLimit, failureLimitText } from './failure-limit.ts';
import { PairQueue } from './pair-queue.ts';
import { Preflight, type PreflightPlan } from './preflight.ts';
import { RefusalQuarantine } from './refusal-quarantine.ts';
import { RowsInFlight } from './rows-in-flight.ts';
import { UnknownCodeLimit } from './unknown-code-limit.ts';

export type ImportRowsPlan = Omit<RunPlan, 'command'> &
  PreflightPlan & {
    /** most calls in flight */
    readonly concurrency: number;
    readonly maxFailures: FailureLimit | undefined;
    /** most rows to send in this run */
    readonly limit: number | undefined;
  };

export type ImportRowsDeps = RunDeps & { readonly remote: RemoteApi };

// Rows in hand for each call in flight: enough that rows which wait for their next try, or for an earlier row of the
// same member, keep no slot empty.
const ROWS_PER_CALL = 4;
const FULL_JOURNAL_WAIT_MS = 10;

/**
 * Sets the unread count of every row of one input that is not settled yet; `halt` and what is returned as in `run`.
 */
export const importRows = async (
  plan: ImportRowsPlan,
  deps: ImportRowsDeps,
  halt: AbortController,
): Promise<RunSummary> => {
  const { source, remote, journal, clock, onEvent, words } = deps;
  const halted = halt.signal;
  const ledger = new Ledger(journal.resumed ?? source.start);
  const window = new RowsInFlight(plan.concurrency * ROWS_PER_CALL);
  const lanes = new PairQueue();
  const groups = new GroupCache();
  const ahead = new Preflight(plan, deps, groups);
  const streak = new UnknownCodeLimit();
  const doubt = new RefusalQuarantine(plan.maxFailures !== undefined);
  /** the last row that was set, unless a later one of its pair has come since: to set it again changes nothing */
  let knownGood = journal.resumed?.knownGood ?? undefined;
  let rowsSent = 0;
  /** rows that are set first, to find out whether counts that are read can be believed, and those that were */
  let probes: ReadonlySet<InputRow> = new Set();
  let written: Row[] = [];

  const haltFor = (error: unknown): void => halt.abort(error);

  const readRows = async (): Promise<ReadingEnd> => {
    const sizes = { ...ahead.sizes, first: Math.max(1, Math.min(ahead.sizes.first, plan.limit ?? ahead.sizes.first)) };
    for await (const { rows, known } of prefetch(source.rows(), sizes, (some) => ahead.of(some), clock, haltFor)) {
      const end = await takeWindow(rows, known);
      if (end) return end;
    }
    return 'end of input';
  };

  /** @returns undefined when the reading goes on */
  const takeWindow = async (rows: readonly InputRow[], counts: Counts): Promise<ReadingEnd | undefined> => {
    probes = ahead.probes(rows, counts);
    written = [];
    const others: InputRow[] = [];
    for (const input of rows) {
      const end = await whenThereIsRoom(input, counts);
      if (end) return end;
      if (!ledger.read(input)) continue;
      if (probes.size > 0 && !probes.has(input)) others.push(input);
      else hand(input, counts);
    }
    if (probes.size === 0) return undefined;
    await window.empty();
    await ahead.calibrate(written, counts, halted);
    for (const input of others) {
      const end = await whenThereIsRoom(input, counts);
      if (end) return end;
      hand(input, counts);
    }
    return undefined;
  };

  const whenThereIsRoom = async (input: InputRow, counts: Counts): Promise<ReadingEnd | undefined> => {
    if (window.isFull) await window.room();
    while (journal.isFull() && (await clock.sleep(FULL_JOURNAL_WAIT_MS, halted)));
    if (halted.aborted) return 'halted';
    if (rowsSent !== plan.limit || ledger.isSettled(input.number) || !isForTarget(input, counts)) return undefined;
    return 'limit';
  };

  /** A row that costs a call. */
  const isForTarget = (input: InputRow, counts: Counts): boolean =>
    isToBeSet(input) && !groups.isRefused(input.row.groupId) && !ahead.isUnchanged(input, counts);

  const hand = (input: InputRow, counts: Counts): void => {
    if (isForTarget(input, counts)) rowsSent += 1;
    if (knownGood && isSamePair(input.values, knownGood)) knownGood = undefined;
    window.enter();
    lanes.run(input.values, () => take(input, counts));
  };

  /** @returns undefined when nothing had to be waited for; never rejects */
  const take = (input: InputRow, counts: Counts): Promise<void> | undefined => {
    let sending: Promise<void> | undefined;
    try {
      sending = settleOrSend(input, counts);
    } catch (error) {
      haltFor(error);
    }
    if (sending) return sending.catch(haltFor).then(() => window.leave());
    window.leave();
    return undefined;
  };

  const settleOrSend = (input: InputRow, counts: Counts): Promise<void> | undefined => {
    if (!input.row) {
      const message = input.problems.map(words.problem).join('; ');
      settleFailed(input, { class: 'invalid', errorCode: null, message, attempts: 0 });
      return undefined;
    }
    if (input.supersededByLine !== undefined) {
      ledger.settleSkipped(input, 'superseded');
      onEvent({ type: 'row-skipped', line: input.line, supersededByLine: input.supersededByLine });
      return undefined;
    }
    const groupFailure = groups.failureOf(input.row.groupId, 0);
    if (groupFailure) {
      settleFailed(input, groupFailure);
      return undefined;
    }
    if (ahead.isUnchanged(input, counts)) {
      ledger.settleSkipped(input, 'unchanged');
      onEvent({ type: 'row-unchanged', line: input.line });
      return undefined;
    }
    return send(input, input.row);
  };

  const send = async (input: InputRow, row: Row): Promise<void> => {
    const isWanted = (): boolean => !halted.aborted && !groups.isRefused(row.groupId);
    let outcome = await remote.setUnread(row, isWanted);
    // Its group was refused, and forgotten again, while it waited.
    while (outcome.kind === 'unsent' && isWanted()) outcome = await remote.setUnread(row, isWanted);
    conclude(input, row, outcome);
    if (doubt.isDue) await resolveDoubt();
  };

  const conclude = (input: InputRow, row: Row, outcome: Outcome): void => {
    switch (outcome.kind) {
      case 'unsent': {
        const groupFailure = groups.failureOf(row.groupId, outcome.attempts);
        if (groupFailure) settleFailed(input, groupFailure);
        return;
      }
      case 'ok':
        settleOk(input, row, outcome.attempts);
        if (!lanes.isFollowed(input.values)) knownGood = row;
        doubt.believe();
        streak.see(0, '');
        return;
      case 'failed': {
        const { failure } = outcome;
        if (failure.class === 'group_refused') groups.refuse(row.groupId, failure);
        if (doubt.holds(failure.errorCode, failure.message, () => settleFailed(input, failure))) return;
        settleFailed(input, failure);
        streak.see(failure.errorCode, failure.message);
      }
    }
  };

  /**
   * Refusals that many rows share may be the run's own trouble: rights that it never had, or has lost. A row that was set
   * before tells, when it is set once more.
   *
   * @throws FatalReplyError when it is refused as well, or when nothing was ever set
   */
  const resolveDoubt = async (): Promise<void> => {
    if (!knownGood) {
      if (ledger.counts().ok === 0) throw doubt.toError(`the first ${doubt.length} rows were all`);
      doubt.believe();
      return;
    }
    const outcome = await remote.setUnread(knownGood, () => !halted.aborted);
    if (outcome.kind === 'ok') doubt.believe();
    else if (outcome.kind === 'failed' && doubt.isHolding) {
      throw doubt.toError(`${doubt.length} rows in a row, and then one that had been set before, were`);
    }
  };

  const settleOk = (input: InputRow, row: Row, attempts: number): void => {
    const total = groups.totalOf(row.groupId);
    const isCut = isLowered(row, total);
    ledger.settleOk(input, total === undefined ? 'total unknown' : isCut ? 'lowered' : 'as asked');
    if (isCut) journal.lower(input, total);
    onEvent({ type: 'row-ok', line: input.line, attempts, ...(isCut ? { loweredTo: total } : {}) });
    if (probes.has(input)) written.push(row);
  };

  const settleFailed = (input: InputRow, failure: Failure): void => {
    ledger.settleFailed(input, failure);
    journal.fail(input, failure);
    onEvent({ type: 'row-failed', line: input.line, failure });
    stopAtTooManyFailures();
  };

  const stopAtTooManyFailures = (): void => {
    const { maxFailures } = plan;
    if (maxFailures === undefined || !exceeds(ledger.counts(), maxFailures)) return;
    halt.abort(new TooManyFailuresError(ledger.counts().failed, failureLimitText(maxFailures)));
  };

  stopAtTooManyFailures();
  const pass: Pass = {
    ledger,
    readRows,
    empty: () => window.empty(),
    atEnd: async () => {
      if (!doubt.isHolding) return;
      // Of a short input in which nothing could be set nobody can tell more.
      if (knownGood) await resolveDoubt();
      else doubt.believe();
    },
    knownGood: () => knownGood,
    calls: () => remote.stats(),
    rowsSent: () => rowsSent,
  };
  return run({ ...plan, command: 'import' }, deps, pass, halt);
};
