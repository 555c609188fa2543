import { JournalError, TimUnreadError, TooManyFailuresError } from '../core/errors.ts';
import { Ledger } from '../core/ledger.ts';
import type { Failure, Outcome } from '../core/outcome.ts';
import type { Clock, Journal, OnEvent, RemoteApi, RowSource } from '../core/ports.ts';
import type { InputRow, Row } from '../core/row.ts';
import { type EarlyEnd, judge, type RunFiles, type RunSummary } from '../core/summary.ts';
import { summaryJson } from '../report/summary-json.ts';
import { Doubt } from './doubt.ts';
import { exceeds, type FailureLimit, failureLimitText } from './failure-limit.ts';
import { Lanes } from './lanes.ts';
import { RefusedGroups } from './refused-groups.ts';
import { keepSaving } from './saver.ts';
import { UnknownCodeStreak } from './streak.ts';
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
  readonly rehearsal: boolean;
};

export type MigrateDeps = {
  readonly source: RowSource;
  readonly remote: RemoteApi;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly onEvent: OnEvent;
};

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
  const startedAtMs = clock.wallMs();
  const ledger = new Ledger(journal.resumed ?? source.start);
  const window = new Window(plan.concurrency * 4);
  const lanes = new Lanes();
  const refusedGroups = new RefusedGroups();
  const streak = new UnknownCodeStreak();
  const doubt = new Doubt(plan.maxFailures !== undefined);
  let rowsSent = 0;
  const halted = halt.signal;
  halted.addEventListener('abort', () => onEvent({ type: 'stopping', reason: halted.reason }), { once: true });

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

  /** What a row meets on its way: the rules, its group's fate, the calls, the books. */
  const take = (input: InputRow): Promise<void> | undefined => {
    if (!input.row) {
      const message = input.problems.map((problem) => problem.message).join('; ');
      settleFailed(input, { class: 'invalid', errorCode: null, message, attempts: 0 });
      return;
    }
    const groupFailure = refusedGroups.failureOf(input.row.groupId, 0);
    if (groupFailure) {
      settleFailed(input, groupFailure);
      return;
    }
    return send(input, input.row);
  };

  const send = async (input: InputRow, row: Row): Promise<void> => {
    const isWanted = (): boolean => !halted.aborted && !refusedGroups.has(row.groupId);
    try {
      conclude(input, row, await remote.setUnread(row, isWanted));
    } catch (error) {
      halt.abort(error);
    }
  };

  const conclude = (input: InputRow, row: Row, outcome: Outcome): void => {
    if (outcome.kind === 'unsent') {
      const groupFailure = refusedGroups.failureOf(row.groupId, outcome.attempts);
      if (groupFailure) settleFailed(input, groupFailure);
      return;
    }
    if (outcome.kind === 'ok') {
      journal.bindTarget();
      settleOk(input, outcome.attempts);
      doubt.end();
      streak.see(0, '');
      return;
    }
    const { failure } = outcome;
    if (failure.errorCode !== null) journal.bindTarget();
    if (failure.class === 'group_refused') refusedGroups.add(row.groupId, failure);
    if (doubt.holds(failure.errorCode, failure.message, () => settleFailed(input, failure))) return;
    settleFailed(input, failure);
    streak.see(failure.errorCode, failure.message);
  };

  /** @returns true at the end of the input, false where `--limit` or the halt came first */
  const readRows = async (): Promise<boolean> => {
    for await (const block of source.rows()) {
      for (const input of block) {
        if (window.isFull) await window.room();
        while (journal.isFull() && (await clock.sleep(FULL_JOURNAL_WAIT_MS, halted)));
        if (halted.aborted) return false;
        if (rowsSent === plan.limit && input.row && !ledger.isSettled(input.number)) return false;
        if (!ledger.read(input)) continue;
        if (input.row) rowsSent += 1;
        window.enter();
        lanes.run(input.values, () => {
          const taken = take(input);
          if (taken) return taken.then(() => window.leave());
          window.leave();
          return undefined;
        });
      }
    }
    return true;
  };

  const save = async (): Promise<void> => {
    const snapshot = ledger.snapshot();
    await journal.save(snapshot);
    onEvent({
      type: 'progress',
      rows: snapshot.counts,
      doneBytes: snapshot.next.byte,
      sizeBytes: await source.sizeBytes(),
    });
  };

  const summarise = async (isAtEnd: boolean): Promise<RunSummary> => {
    const rows = ledger.counts();
    const earlyEnd = earlyEndOf(halted, isAtEnd && rows.pending === 0);
    const sizeBytes = await source.sizeBytes();
    return {
      command: 'import',
      ...judge(rows, earlyEnd),
      earlyEnd,
      input: { path: plan.inputPath, sizeBytes, doneBytes: earlyEnd ? ledger.doneBytes() : sizeBytes },
      rows,
      failures: ledger.failures(),
      rowsSent,
      calls: remote.stats(),
      limitPerSecond: plan.ratePerSecond,
      resumed: journal.resumed !== undefined,
      rehearsal: plan.rehearsal,
      startedAtMs,
      finishedAtMs: clock.wallMs(),
      files: plan.files,
    };
  };

  onEvent({ type: 'started', input: plan.inputPath, resumed: journal.resumed !== undefined, rows: ledger.counts() });
  stopAtTooManyFailures();
  const endSaving = keepSaving(save, clock, (error) => halt.abort(error));
  const isAtEnd = await readRows().catch((error: unknown) => {
    halt.abort(error);
    return false;
  });
  await window.empty();
  if (isAtEnd && !halted.aborted) doubt.end();
  await endSaving();

  let summary = await summarise(isAtEnd);
  try {
    await journal.finish(summaryJson(summary), ledger.snapshot(), summary.earlyEnd === undefined);
  } catch (error) {
    halt.abort(error);
    summary = await summarise(isAtEnd);
  }
  if (halted.aborted && !(halted.reason instanceof TimUnreadError)) throw halted.reason;
  onEvent({ type: 'finished', summary });
  return summary;
};

/** A halt that came when every row was settled already is none, unless the books could not be written. */
const earlyEndOf = (halted: AbortSignal, isAllSettled: boolean): EarlyEnd | undefined => {
  const { reason } = halted;
  if (reason instanceof JournalError) return { kind: 'error', error: reason };
  if (isAllSettled) return undefined;
  return reason instanceof TimUnreadError ? { kind: 'error', error: reason } : { kind: 'limit' };
};
