import type { Example } from '../../core/books/summary.ts';
import { TooManyFailuresError } from '../../core/errors/target-error.ts';
import { type InputRow, type Row, whereOf } from '../../core/row/row.ts';
import { isLowered } from '../../core/target/finding.ts';
import type { GroupDoubt } from '../../core/target/group-doubt.ts';
import type { Failure, Outcome } from '../../core/target/outcome.ts';
import type { Counts } from '../questions/count-reader.ts';
import type { GroupCache } from '../questions/group-cache.ts';
import type { RowWindow } from '../run/prefetch.ts';
import type { Run, RunDeps } from '../run/run.ts';
import type { ReadingEnd } from '../run/summarise.ts';
import { decide, type KnownTarget } from './decide.ts';
import { addSettled, exceeds, type FailureLimit, type SettledCounts } from './failure-limit.ts';
import { GroupRefusals } from './group-refusals.ts';
import { PairQueue } from './pair-queue.ts';
import type { Preflight } from './preflight.ts';
import { RefusalQuarantine } from './refusal-quarantine.ts';
import { RowsInFlight } from './rows-in-flight.ts';
import type { RowsUnderWay } from './rows-under-way.ts';
import { Standstill } from './standstill.ts';
import { UnknownCodeLimit } from './unknown-code-limit.ts';
import { UnprovenRefusals } from './unproven-refusals.ts';

export type SenderPlan = {
  /** most calls in flight */
  readonly concurrency: number;
  readonly maxFailures: FailureLimit | undefined;
  /** most rows to send in this run */
  readonly limit: number | undefined;
};

export type RunInTurn = {
  /** of the rows that are settled by now */
  readonly counts: () => SettledCounts;
  /** Stops the run where too many rows of all inputs have failed. */
  readonly stopAtTooManyFailures: () => void;
  /** resolves when none of its rows is under way any more */
  readonly ended: Promise<void>;
};

/** What the runs over the inputs of one command share: they follow each other without a pause between them. */
export type Turn = {
  /** @returns the settled rows of the other inputs, of earlier runs too: `maxFailures` counts over all of them */
  readonly others: () => SettledCounts;
  readonly begun: (run: RunInTurn) => void;
  /** resolves when no row of any input that has begun is under way any more */
  readonly allEnded: () => Promise<void>;
  /** A row of this input has failed. */
  readonly failed: () => void;
  /** All rows are taken: the next input may begin. */
  readonly taken: () => void;
  readonly pairs: PairQueue;
  readonly underWay: RowsUnderWay;
};

// Some rows wait for their next attempt or for an earlier row of their pair. Four rows per call still use every slot.
const ROWS_PER_CALL = 4;

/** A group that is refused although it is there may be found by the next server that is asked. */
const SEND_AGAIN_MS = 1000;

const NO_PROBES: ReadonlySet<InputRow> = new Set();

/** Takes rows in the order of the input, sends those that need it, and settles all of them. */
export class RowSender {
  readonly #plan: SenderPlan;
  readonly #run: Run;
  readonly #deps: Pick<RunDeps, 'journal' | 'onEvent' | 'clock'>;
  readonly #groups: GroupCache;
  readonly #preflight: Preflight;
  readonly #inFlight: RowsInFlight;
  #markEnded = (): void => {};
  readonly #pairs: PairQueue;
  readonly #turn: Turn | undefined;
  readonly #standstill: Standstill;
  readonly #quarantine: RefusalQuarantine;
  readonly #unproven: UnprovenRefusals;
  readonly #groupRefusals: GroupRefusals;
  readonly #unknownCodes = new UnknownCodeLimit();
  #pausing: Promise<boolean> | undefined;
  #rowsSent = 0;
  readonly #examples = new Map<string, Example>();
  /** the rows of the current window that are sent first and read back, and which of them were set */
  #probes = NO_PROBES;
  #probesSet: Row[] = [];

  constructor(
    plan: SenderPlan,
    run: Run,
    deps: Pick<RunDeps, 'journal' | 'onEvent' | 'clock'>,
    groups: GroupCache,
    doubt: GroupDoubt,
    preflight: Preflight,
    turn?: Turn,
  ) {
    this.#plan = plan;
    this.#turn = turn;
    this.#pairs = turn?.pairs ?? new PairQueue();
    this.#run = run;
    this.#deps = deps;
    this.#groups = groups;
    this.#preflight = preflight;
    this.#inFlight = new RowsInFlight(plan.concurrency * ROWS_PER_CALL);
    this.#groupRefusals = new GroupRefusals(
      groups,
      doubt,
      (groupId) => preflight.lookUpAgain(groupId),
      () => run.ledger.hasSet,
    );
    this.#quarantine = new RefusalQuarantine(plan.maxFailures !== undefined, run.reads, deps.clock);
    this.#unproven = new UnprovenRefusals(
      () => run.ledger.hasSet || (turn?.others().ok ?? 0) > 0 || plan.maxFailures !== undefined,
      () => groups.hasFound,
    );
    this.#standstill = new Standstill(deps, run.remote, this.#pairs);
    this.#standstill.begin(run.stop);
    const stopAtTooManyFailures = (): void => this.#stopAtTooManyFailures();
    const ended = new Promise<void>((resolve) => {
      this.#markEnded = resolve;
    });
    turn?.begun({ counts: () => run.ledger.counts(), stopAtTooManyFailures, ended });
    // A finished import is none that stops, unless rows were added.
    if (!deps.journal.wasFinished) stopAtTooManyFailures();
  }

  /** the first row that failed of each class and code */
  get examples(): readonly Example[] {
    return [...this.#examples.values()];
  }

  /** rows that this run has begun to send */
  get rowsSent(): number {
    return this.#rowsSent;
  }

  /** @returns why no further row is taken; undefined after all rows of the window were taken */
  async sendWindow({ rows, known: counts }: RowWindow<Counts>): Promise<ReadingEnd | undefined> {
    this.#stopAtTooManyFailures();
    const known = this.#known(counts);
    const probes = new Set(this.#preflight.probes(rows, counts));
    if (probes.size === 0) return this.#takeAll(rows, known, NO_PROBES);
    this.#probes = probes;
    const end = await this.#takeAll(rows, known, probes);
    if (end) return end;
    for (;;) {
      await this.#inFlight.empty();
      const set = this.#probesSet.splice(0);
      await this.#preflight.calibrate(set, counts, this.#run.signal);
      // Probes that were refused prove nothing: others take their places.
      const others = rows.filter((input) => !probes.has(input) && this.#run.ledger.isUnsettled(input));
      const more = this.#preflight.probes(others, counts);
      if (set.length === 0 || more.size === 0) break;
      for (const input of more) {
        const laterEnd = await this.#roomOrEnd(input, known);
        if (laterEnd) return laterEnd;
        probes.add(input);
        this.#take(input, known);
      }
    }
    this.#probes = NO_PROBES;
    for (const input of rows) {
      if (probes.has(input) || !this.#run.ledger.isUnsettled(input)) continue;
      const laterEnd = await this.#roomOrEnd(input, known);
      if (laterEnd) return laterEnd;
      this.#take(input, known);
    }
    return undefined;
  }

  /** Resolves when nothing is under way any more. */
  async end(): Promise<void> {
    await this.drain().finally(() => this.#markEnded());
    await this.#standstill.end();
  }

  /** Resolves when no row is in flight. */
  drain(): Promise<void> {
    return this.#inFlight.empty();
  }

  /**
   * Called when every row is settled but those whose refusal is not believed yet: no further row can show its cause.
   *
   * @throws FatalReplyError
   */
  async endQuarantine(): Promise<void> {
    this.#unproven.end();
    await this.#quarantine.judge(true);
  }

  /** @param probes - if not empty, only these rows are taken now; the others are only read */
  async #takeAll(
    rows: readonly InputRow[],
    known: KnownTarget,
    probes: ReadonlySet<InputRow>,
  ): Promise<ReadingEnd | undefined> {
    for (const input of rows) {
      const end = await this.#roomOrEnd(input, known);
      if (end) return end;
      if (!this.#run.ledger.read(input)) continue;
      if (probes.size === 0 || probes.has(input)) this.#take(input, known);
    }
    return undefined;
  }

  /** Waits for room among the rows in flight and in the journal. @returns why this row is not taken */
  async #roomOrEnd(input: InputRow, known: KnownTarget): Promise<ReadingEnd | undefined> {
    const { signal, ledger } = this.#run;
    const room = this.#inFlight.room();
    if (room) await room;
    const journalRoom = this.#run.journalRoom();
    if (journalRoom) await journalRoom;
    if (signal.aborted) return 'halted';
    if (this.#rowsSent !== this.#plan.limit || ledger.isSettled(input)) return undefined;
    return decide(input, known).fate === 'send' ? 'limit' : undefined;
  }

  #take(input: InputRow, known: KnownTarget): void {
    const decision = decide(input, known);
    switch (decision.fate) {
      case 'other shard':
        this.#run.ledger.settleSkipped(input, 'other shard');
        break;
      case 'invalid':
        this.#settleFailed(input, decision.failure);
        break;
      case 'group refused':
        this.#settleRefused(input, decision.row, decision.failure);
        break;
      case 'superseded':
        this.#run.ledger.settleSkipped(input, 'superseded');
        this.#deps.onEvent({ type: 'row-skipped', ...whereOf(input), supersededByLine: decision.byLine });
        break;
      case 'unchanged':
        this.#run.ledger.settleSkipped(input, 'unchanged');
        this.#deps.onEvent({ type: 'row-unchanged', ...whereOf(input) });
        break;
      case 'send':
        this.#send(input, decision.row);
    }
  }

  #send(input: InputRow, row: Row): void {
    this.#rowsSent += 1;
    this.#inFlight.enter();
    this.#turn?.underWay.enter();
    this.#pairs.run(row, async () => {
      let isAside = false;
      const onHeld = (): void => {
        isAside ||= this.#inFlight.stepAside();
      };
      try {
        await this.#sendInTurn(input, row, onHeld);
      } catch (error) {
        this.#run.stop(error);
      }
      this.#inFlight.leave(isAside);
      this.#turn?.underWay.leave();
    });
  }

  async #sendInTurn(input: InputRow, row: Row, onHeld: () => void): Promise<void> {
    const isWanted = (): boolean => !this.#run.signal.aborted && !this.#groups.isRefused(row.groupId);
    const onTrouble = (): void => this.#standstill.troubled();
    const caller = { isWanted, onHeld, onTrouble };
    let earlierAttempts = 0;
    for (let tries = 1; ; tries += 1) {
      const { remote } = this.#run;
      let outcome = await remote.setUnread(row, { ...caller, isAgain: tries > 1 });
      // The group was refused while the row waited, and the cache has forgotten that since.
      while (outcome.kind === 'unsent' && isWanted()) {
        outcome = await remote.setUnread(row, { ...caller, isAgain: tries > 1 || outcome.attempts > 0 });
      }
      outcome = withAttempts(outcome, earlierAttempts);
      const refused = isOfGroup(outcome) ? await this.#groupRefusals.judge(row.groupId, tries) : 'row';
      if (refused !== 'again') {
        this.#conclude(input, row, outcome, refused === 'group');
        break;
      }
      earlierAttempts = attemptsOf(outcome);
      // A row of a run that is stopping stays pending.
      if (!(await this.#pause())) break;
    }
    if (this.#quarantine.isDue) await this.#quarantine.judge(false);
  }

  /** At most a second, which rows that wait at the same time share. @returns false where the run is stopping */
  #pause(): Promise<boolean> {
    this.#pausing ??= this.#deps.clock.sleep(SEND_AGAIN_MS, this.#run.signal).finally(() => {
      this.#pausing = undefined;
    });
    return this.#pausing;
  }

  /** @param isOfWholeGroup - the failure speaks for all rows of the group */
  #conclude(input: InputRow, row: Row, outcome: Outcome, isOfWholeGroup: boolean): void {
    switch (outcome.kind) {
      case 'unsent': {
        const failure = this.#groups.failureOf(row.groupId, outcome.attempts);
        if (failure) this.#settleRefused(input, row, failure);
        return;
      }
      case 'ok':
        this.#settleOk(input, row, outcome.attempts);
        this.#unproven.rowSet();
        this.#groupRefusals.rowSet(row.groupId);
        this.#quarantine.rowSet(row);
        this.#unknownCodes.rowSet();
        return;
      case 'failed': {
        const { failure } = outcome;
        if (isOfWholeGroup || failure.reason.code === 'group-in-trouble') {
          this.#groups.refuse(row.groupId, failure);
        }
        if (this.#quarantine.holds(row, failure, (believed) => this.#settleFailed(input, believed))) return;
        if (!this.#settleRefused(input, row, failure)) return;
        if (this.#unknownCodes.rowFailed(row.groupId, failure)) this.#groups.refuse(row.groupId, failure);
      }
    }
  }

  #settleOk(input: InputRow, row: Row, attempts: number): void {
    const { journal, onEvent } = this.#deps;
    const total = this.#groups.totalOf(row.groupId);
    const lowered = isLowered(row, total);
    this.#standstill.rowSet(input, row);
    this.#turn?.underWay.rowSet();
    this.#standstill.settled();
    this.#run.ledger.settleOk(input, total === undefined ? 'total unknown' : lowered ? 'lowered' : 'as asked');
    if (lowered) journal.lower(input, total);
    onEvent({ type: 'row-ok', ...whereOf(input), attempts, ...(lowered ? { loweredTo: total } : {}) });
    if (this.#probes.has(input)) this.#probesSet.push(row);
  }

  /** @returns whether the row has failed; else its refusal is not believed yet */
  #settleRefused(input: InputRow, row: Row, failure: Failure): boolean {
    if (this.#unproven.holds(row, failure, (believed) => this.#settleFailed(input, believed))) return false;
    this.#settleFailed(input, failure);
    return true;
  }

  #settleFailed(input: InputRow, failure: Failure): void {
    this.#keepExample(input, failure);
    this.#standstill.settled();
    this.#run.ledger.settleFailed(input, failure);
    this.#deps.journal.fail(input, failure);
    this.#deps.onEvent({ type: 'row-failed', ...whereOf(input), failure });
    this.#stopAtTooManyFailures();
    this.#turn?.failed();
  }

  #keepExample({ line, input, index, sheet, values }: InputRow, failure: Failure): void {
    const key = `${failure.class} ${failure.errorCode}`;
    if (this.#examples.has(key)) return;
    const { groupId, account } = values;
    const { class: failureClass, errorCode, reason } = failure;
    this.#examples.set(key, { class: failureClass, errorCode, line, input, index, sheet, groupId, account, reason });
  }

  #stopAtTooManyFailures(): void {
    const { maxFailures } = this.#plan;
    const counts = this.#settled();
    if (maxFailures === undefined || !exceeds(counts, maxFailures)) return;
    this.#run.stop(new TooManyFailuresError({ kind: 'too-many-failures', failed: counts.failed, limit: maxFailures }));
  }

  #settled(): SettledCounts {
    const own = this.#run.ledger.counts();
    return this.#turn ? addSettled(own, this.#turn.others()) : own;
  }

  /** Why the run was halted. Rows in flight may have failed after there were too many: all of them are counted. */
  async haltReason(): Promise<unknown> {
    const { reason } = this.#run.signal;
    if (!(reason instanceof TooManyFailuresError)) return reason;
    await this.#turn?.allEnded();
    return new TooManyFailuresError({ ...reason.fact, failed: this.#settled().failed });
  }

  #known(counts: Counts): KnownTarget {
    return {
      failureOfGroup: (groupId) => this.#groups.failureOf(groupId),
      isUnchanged: (row) => this.#preflight.isUnchanged(row, counts),
    };
  }
}

const isOfGroup = (outcome: Outcome): boolean => outcome.kind === 'failed' && outcome.failure.class === 'group_refused';

const attemptsOf = (outcome: Outcome): number =>
  outcome.kind === 'failed' ? outcome.failure.attempts : outcome.attempts;

const withAttempts = (outcome: Outcome, more: number): Outcome => {
  if (more === 0) return outcome;
  const attempts = attemptsOf(outcome) + more;
  return outcome.kind === 'failed'
    ? { ...outcome, failure: { ...outcome.failure, attempts } }
    : { ...outcome, attempts };
};
