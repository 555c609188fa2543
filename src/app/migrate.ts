import { InputBrokeOffError, TimUnreadError, TooManyFailuresError } from '../core/errors.ts';
import { Ledger, type Snapshot } from '../core/ledger.ts';
import type { Failure, Outcome } from '../core/outcome.ts';
import type { Clock, Journal, OnEvent, RemoteApi, RowSource } from '../core/ports.ts';
import { type InputRow, isSamePair, type Row } from '../core/row.ts';
import type { RunFiles, RunSummary } from '../core/summary.ts';
import { type Target, targetText } from '../core/target.ts';
import { summaryJson } from '../report/summary-json.ts';
import { Doubt } from './doubt.ts';
import { exceeds, type FailureLimit, failureLimitText } from './failure-limit.ts';
import { Lanes } from './lanes.ts';
import { RefusedGroups } from './refused-groups.ts';
import { keepSaving } from './saver.ts';
import { UnknownCodeStreak } from './streak.ts';
import { type ReadingEnd, summarise } from './summarise.ts';
import { keepWatching } from './watcher.ts';
import { Window } from './window.ts';

export type MigratePlan = {
  readonly inputPath: string;
  readonly files: RunFiles;
  readonly ratePerSecond: number;
  /** most calls in flight */
  readonly concurrency: number;
  readonly maxFailures: FailureLimit | undefined;
  /** most rows to send in this run */
  readonly limit: number | undefined;
  readonly target: Target;
};

export type MigrateDeps = {
  readonly source: RowSource;
  readonly remote: RemoteApi;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly onEvent: OnEvent;
};

// Rows in hand for each call in flight: enough that rows which wait for their next try, or for an earlier row of the
// same member, keep no slot empty.
const ROWS_PER_CALL = 4;
const FULL_JOURNAL_WAIT_MS = 10;

/**
 * Sets the unread count of every row of one input that is not settled yet.
 *
 * @param halt - the run's switch: aborted from outside by a signal, from inside by whatever ends the run early; its
 *   reason is the error. Calls in flight are still answered and recorded.
 * @returns the summary; refused rows and early ends stand in it
 * @throws only what is a bug
 */
export const migrate = async (plan: MigratePlan, deps: MigrateDeps, halt: AbortController): Promise<RunSummary> => {
  const { source, remote, journal, clock, onEvent } = deps;
  const halted = halt.signal;
  const startedAtMs = clock.wallMs();
  const resumed = journal.resumed !== undefined;
  const ledger = new Ledger(journal.resumed ?? source.start);
  const window = new Window(plan.concurrency * ROWS_PER_CALL);
  const lanes = new Lanes();
  const refusedGroups = new RefusedGroups();
  const streak = new UnknownCodeStreak();
  const doubt = new Doubt(plan.maxFailures !== undefined);
  /** the last row that was set, unless a later one of its pair has come since: to set it again changes nothing */
  let knownGood = journal.resumed?.knownGood ?? undefined;
  let rowsSent = 0;

  /** To an end of the input that nothing was added behind while the last rows were on their way. */
  const readAll = async (): Promise<ReadingEnd> => {
    // Other inputs may have come before this one: what was looked at then need not be what is there now.
    await source.prove();
    for (;;) {
      const readingEnd = await readRows();
      await window.empty();
      if (readingEnd !== 'end of input') return readingEnd;
      if (doubt.isHolding && !halted.aborted) {
        // Of a short input in which nothing could be set nobody can tell more.
        if (knownGood) await resolveDoubt();
        else doubt.believe();
      }
      await source.prove();
      if (halted.aborted || !(await source.hasGrown())) return readingEnd;
    }
  };

  const readRows = async (): Promise<ReadingEnd> => {
    for await (const block of source.rows()) {
      for (const input of block) {
        if (window.isFull) await window.room();
        while (journal.isFull() && (await clock.sleep(FULL_JOURNAL_WAIT_MS, halted)));
        if (halted.aborted) return 'halted';
        const isForTarget = input.row && input.supersededByLine === undefined;
        if (rowsSent === plan.limit && isForTarget && !ledger.isSettled(input.number)) return 'limit';
        if (!ledger.read(input)) continue;
        if (isForTarget) rowsSent += 1;
        if (knownGood && isSamePair(input.values, knownGood)) knownGood = undefined;
        window.enter();
        lanes.run(input.values, () => take(input));
      }
    }
    return 'end of input';
  };

  /** @returns undefined when nothing had to be waited for; never rejects */
  const take = (input: InputRow): Promise<void> | undefined => {
    let sending: Promise<void> | undefined;
    try {
      sending = settleOrSend(input);
    } catch (error) {
      halt.abort(error);
    }
    if (sending) return sending.catch((error: unknown) => halt.abort(error)).then(() => window.leave());
    window.leave();
    return undefined;
  };

  const settleOrSend = (input: InputRow): Promise<void> | undefined => {
    if (!input.row) {
      const message = input.problems.map((problem) => problem.message).join('; ');
      settleFailed(input, { class: 'invalid', errorCode: null, message, attempts: 0 });
      return undefined;
    }
    if (input.supersededByLine !== undefined) {
      ledger.settleSkipped(input);
      onEvent({ type: 'row-skipped', line: input.line, supersededByLine: input.supersededByLine });
      return undefined;
    }
    const groupFailure = refusedGroups.failureOf(input.row.groupId, 0);
    if (!groupFailure) return send(input, input.row);
    settleFailed(input, groupFailure);
    return undefined;
  };

  const send = async (input: InputRow, row: Row): Promise<void> => {
    const isWanted = (): boolean => !halted.aborted && !refusedGroups.has(row.groupId);
    let outcome = await remote.setUnread(row, isWanted);
    // Its group was refused, and forgotten again, while it waited.
    while (outcome.kind === 'unsent' && isWanted()) outcome = await remote.setUnread(row, isWanted);
    conclude(input, row, outcome);
    if (doubt.isDue) await resolveDoubt();
  };

  const conclude = (input: InputRow, row: Row, outcome: Outcome): void => {
    switch (outcome.kind) {
      case 'unsent': {
        const groupFailure = refusedGroups.failureOf(row.groupId, outcome.attempts);
        if (groupFailure) settleFailed(input, groupFailure);
        return;
      }
      case 'ok':
        settleOk(input, outcome.attempts);
        if (!lanes.isFollowed(input.values)) knownGood = row;
        doubt.believe();
        streak.see(0, '');
        return;
      case 'failed': {
        const { failure } = outcome;
        if (failure.class === 'group_refused') refusedGroups.add(row.groupId, failure);
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

  const settleOk = (input: InputRow, attempts: number): void => {
    ledger.settleOk(input);
    onEvent({ type: 'row-ok', line: input.line, attempts });
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

  const bindTarget = (): void => {
    if (remote.stats().answered > 0) journal.bindTarget();
  };

  const takeSnapshot = (): Snapshot => {
    const snapshot = ledger.snapshot();
    return { ...snapshot, doneBytes: source.inputBytes(snapshot.doneBytes), knownGood: knownGood ?? null };
  };

  const save = async (): Promise<void> => {
    bindTarget();
    const snapshot = takeSnapshot();
    await journal.save(snapshot);
    const { counts: rows, doneBytes } = snapshot;
    onEvent({ type: 'progress', rows, doneBytes, sizeBytes: await source.sizeBytes() });
  };

  if (!halted.aborted && plan.limit !== 0) {
    const target = targetText(plan.target);
    onEvent({ type: 'started', input: plan.inputPath, target, resumed, rows: ledger.counts() });
  }
  stopAtTooManyFailures();
  const haltFor = (error: unknown): void => halt.abort(error);
  const endSaving = keepSaving(save, clock, haltFor);
  const endWatching = keepWatching(source, clock, haltFor);
  const readingEnd = await readAll().catch(async (error: unknown): Promise<ReadingEnd> => {
    // What was read before is as good as ever, and is sent.
    if (error instanceof InputBrokeOffError) await window.empty();
    haltFor(error);
    return 'halted';
  });
  await window.empty();
  await endWatching();
  await endSaving();
  bindTarget();

  if (halted.aborted && !(halted.reason instanceof TimUnreadError)) {
    // A bug. What is settled is kept; that it cannot be kept would be the lesser news.
    await journal.save(takeSnapshot()).catch(() => {});
    throw halted.reason;
  }
  const { doneBytes } = takeSnapshot();
  const facts = {
    inputPath: plan.inputPath,
    sizeBytes: await source.sizeBytes(),
    doneBytes,
    readBytes: source.readBytes,
    files: plan.files,
    rowsSent,
    calls: remote.stats(),
    ratePerSecond: plan.ratePerSecond,
    resumed,
    target: plan.target,
    startedAtMs,
    finishedAtMs: clock.wallMs(),
  };
  let summary = summarise(ledger, readingEnd, halted.reason, facts);
  try {
    const snapshot = { ...takeSnapshot(), doneBytes: summary.input.doneBytes };
    await journal.finish(summaryJson(summary), snapshot, summary.earlyEnd === undefined);
  } catch (error) {
    if (!(error instanceof TimUnreadError)) throw error;
    halt.abort(error);
    summary = summarise(ledger, readingEnd, error, facts);
  }
  onEvent({ type: 'finished', summary });
  return summary;
};
