import { Ledger, type Snapshot } from '../../core/books/ledger.ts';
import type { CommandFacts, CommonFacts, RunSummary } from '../../core/books/summary.ts';
import { InputBrokeOffError } from '../../core/errors/broken-off-error.ts';
import { TimUnreadError } from '../../core/errors/error.ts';
import { InputError } from '../../core/errors/input-error.ts';
import type { Clock, Journal, OnEvent, ReadApi, RemoteApi, RowSource, TargetConnection } from '../../core/ports.ts';
import type { InputRow } from '../../core/row/row.ts';
import type { Target } from '../../core/target/target.ts';
import { aheadOf } from '../../core/target/target-clock.ts';
import { type EndBackground, keepSaving, keepWatching } from './background.ts';
import { prefetch, type RowWindow, type WindowSizes } from './prefetch.ts';
import { type ReadingEnd, summarise } from './summarise.ts';

export type RunPlan = {
  readonly inputPath: string;
  /** how many inputs are one run; undefined where it is one */
  readonly inputs?: number | undefined;
  /** of the command that matters: the writes of `import`, each read command of `check` and `verify` */
  readonly ratePerSecond: number;
  readonly target: Target;
  /** the command is at its end, as with `--limit`: nothing is asked and nothing is sent for this input */
  readonly isLeftOut?: boolean;
};

export type RunDeps = {
  readonly source: RowSource;
  readonly connection: TargetConnection;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly onEvent: OnEvent;
};

/** Rows whose answers are there, but not those of rows before them; bytes as rows count them. */
export type Answered = { readonly rows: number; readonly bytes: number };

// Failed rows can be read faster than they can be written down.
const FULL_JOURNAL_WAIT_MS = 10;

/**
 * One run over one input: it keeps the ledger, saves it repeatedly, and ends early when it must. Each command decides
 * what becomes of the rows.
 */
export class Run {
  readonly ledger: Ledger;
  /** Aborted when the run must end early; its reason is the error. Calls in flight are still answered and recorded. */
  readonly signal: AbortSignal;
  readonly remote: RemoteApi;
  readonly reads: ReadApi;
  readonly #command: RunSummary['command'];
  readonly #plan: RunPlan;
  readonly #deps: RunDeps;
  readonly #halt = new AbortController();
  /** Aborted when nobody works on what is asked about any more. */
  readonly #left = new AbortController();
  readonly #startedAtMs: number;
  readonly #startMs: number;
  #begun: boolean;
  #answered = (): Answered => ({ rows: 0, bytes: 0 });
  readonly #endBackground: readonly EndBackground[];
  /** the signal from outside may see many runs */
  readonly #letGo: () => void;

  /**
   * @param outer - ends the run from outside: a signal from the user, or the error that ended the run over an earlier
   *   input
   */
  constructor(command: RunSummary['command'], plan: RunPlan, deps: RunDeps, outer: AbortSignal) {
    const { source, journal, connection, clock, onEvent } = deps;
    this.#command = command;
    this.#plan = plan;
    this.#deps = deps;
    this.signal = this.#halt.signal;
    const onAbort = (): void => {
      this.stop(outer.reason);
    };
    if (outer.aborted) this.#halt.abort(outer.reason);
    else outer.addEventListener('abort', onAbort, { once: true });
    this.#letGo = () => outer.removeEventListener('abort', onAbort);
    this.ledger = new Ledger(journal.resumed ?? source.start);
    const { remote, reads } = connection.forRun(this.signal, command === 'import', {
      questions: this.#left.signal,
    });
    this.remote = remote;
    this.reads = reads;
    this.#startedAtMs = clock.wallMs();
    this.#startMs = clock.nowMs();
    this.#begun = !this.signal.aborted && plan.isLeftOut !== true;
    if (this.#begun) {
      const { inputPath: input, target } = plan;
      const { wasFinished } = journal;
      const resumed = journal.resumed !== undefined;
      onEvent({ type: 'started', command, input, target, resumed, wasFinished, rows: this.ledger.counts() });
    }
    source.onBreak?.((input, reason) => onEvent({ type: 'input-broke-off', input, reason }));
    this.#endBackground = [keepWatching(source, clock, this.stop), keepSaving(() => this.#save(), clock, this.stop)];
  }

  /** Ends the run early. @returns how reading ended because of that */
  readonly stop = (error: unknown): ReadingEnd => {
    if (!this.signal.aborted) {
      const hasCalled = this.remote.stats().sent > 0 || this.reads.stats().some(({ calls }) => calls.sent > 0);
      this.#deps.onEvent({ type: 'stopping', reason: error as Error, hasCalled });
      this.#halt.abort(error);
    }
    return 'halted';
  };

  /**
   * The remaining rows in windows, up to the end that the input has when it is reached. While one window is worked on,
   * the next is read and asked about.
   *
   * @param onTaken - called when all of them were read
   */
  windows<T>(
    sizes: WindowSizes,
    prepare: (rows: readonly InputRow[]) => Promise<T>,
    onTaken = (): void => {},
  ): AsyncGenerator<RowWindow<T>> {
    const { source, clock } = this.#deps;
    const onLeft = (): void => this.#left.abort();
    return prefetch(rowsOf(source, onTaken), sizes, prepare, { clock, onFailure: this.stop, onLeft }, this.signal);
  }

  /** @param answered - what progress counts beside the settled rows */
  showAnswered(answered: () => Answered): void {
    this.#answered = answered;
  }

  /** Resolves when few enough failures wait to be written; undefined when that is so now. */
  journalRoom(): Promise<void> | undefined {
    return this.#deps.journal.isFull() ? this.#waitForJournal() : undefined;
  }

  /** @throws InputChangedError when what was read no longer stands in the input */
  prove(): Promise<void> {
    return this.#deps.source.prove();
  }

  /** Call this when all rows are settled. @returns whether the input has grown since its end was reached */
  async hasGrown(): Promise<boolean> {
    await this.prove();
    return !this.signal.aborted && (await this.#deps.source.hasGrown());
  }

  /**
   * Saves for the last time and returns the summary, also after refused rows and early ends.
   *
   * @param haltReason - why the run was halted, as it is told; undefined when it was not
   * @throws only for a bug
   */
  async finish<Own extends CommandFacts>(
    readingEnd: ReadingEnd,
    own: Own,
    haltReason: unknown = this.signal.reason,
  ): Promise<CommonFacts & Own> {
    const { source, journal, clock, onEvent } = this.#deps;
    for (const end of this.#endBackground) await end();
    this.#letGo();
    this.#bindTarget();
    if (this.signal.aborted && !(this.signal.reason instanceof TimUnreadError)) {
      // The reason is a bug. Settled rows are saved; the bug is the more important news if that fails.
      await journal.save(this.#snapshot()).catch(() => {});
      throw this.signal.reason;
    }
    const { inputPath, inputs, ratePerSecond, target } = this.#plan;
    const facts = {
      inputPath,
      inputs,
      ratePerSecond: Math.max(ratePerSecond, this.#deps.connection.mostPerSecond?.() ?? 0),
      target,
      sizeBytes: await source.sizeBytes(),
      doneBytes: this.#snapshot().doneBytes,
      readBytes: source.readBytes,
      reads: this.reads.stats().filter(({ calls }) => calls.sent > 0),
      resumed: journal.resumed !== undefined,
      takenOver: journal.takenOver,
      wasFinished: journal.wasFinished,
      begun: this.#begun,
      startedAtMs: this.#startedAtMs,
      // The wall clock may have been set meanwhile.
      finishedAtMs: this.#startedAtMs + clock.nowMs() - this.#startMs,
    };
    let summary = summarise(this.ledger, readingEnd, haltReason, facts, own);
    try {
      const snapshot = { ...this.#snapshot(), doneBytes: summary.input.doneBytes };
      await journal.finish(summary, snapshot, summary.earlyEnd === undefined);
    } catch (error) {
      if (!(error instanceof TimUnreadError)) throw error;
      this.stop(error);
      summary = summarise(this.ledger, readingEnd, error, facts, own);
    }
    onEvent({ type: 'finished', summary: summary as RunSummary });
    return summary;
  }

  async #waitForJournal(): Promise<void> {
    const { journal, clock } = this.#deps;
    while (journal.isFull() && (await clock.sleep(FULL_JOURNAL_WAIT_MS, this.signal)));
  }

  async #save(): Promise<void> {
    const { source, journal, onEvent } = this.#deps;
    this.#bindTarget();
    const snapshot = this.#snapshot();
    await journal.save(snapshot);
    const { counts: rows } = snapshot;
    const answered = this.#answered();
    const doneBytes = Math.max(snapshot.doneBytes, source.inputBytes(this.ledger.doneBytes() + answered.bytes));
    const { callsSent, concurrencyPerSecond } = this.#pace();
    const pacePerSecond = this.#command === 'import' ? this.#deps.connection.pacePerSecond?.() : undefined;
    const sizeBytes = await source.sizeBytes();
    const answeredRows = answered.rows;
    onEvent({
      type: 'progress',
      rows,
      callsSent,
      answeredRows,
      doneBytes,
      sizeBytes,
      concurrencyPerSecond,
      pacePerSecond,
    });
  }

  /** Of the writes, or of the questions that a run which only asks has most of: each has a limit of its own. */
  #pace(): { readonly callsSent: number; readonly concurrencyPerSecond: number | undefined } {
    const writes = this.remote.stats();
    if (this.#command === 'import')
      return { callsSent: writes.sent, concurrencyPerSecond: writes.concurrencyPerSecond };
    const reads = this.reads.stats().map(({ calls }) => calls);
    const { concurrencyPerSecond } = reads.find((calls) => calls.concurrencyPerSecond !== undefined) ?? {};
    return { callsSent: Math.max(0, ...reads.map(({ sent }) => sent)), concurrencyPerSecond };
  }

  #snapshot(): Snapshot {
    const snapshot = this.ledger.snapshot();
    // The header alone is nothing done.
    const bytes = snapshot.counts.read === 0 ? 0 : this.#deps.source.inputBytes(snapshot.doneBytes);
    // Rows that an earlier run settled ahead of a pending one count, also before they are read once more.
    const doneBytes = Math.max(bytes, this.#deps.journal.resumed?.doneBytes ?? 0);
    const setAside = this.#deps.source.setAside?.() ?? [];
    return { ...snapshot, doneBytes, ...(setAside.length > 0 ? { setAside } : {}) };
  }

  #bindTarget(): void {
    const calls = [this.remote.stats(), ...this.reads.stats().map((stats) => stats.calls)];
    if (!calls.some(({ answered }) => answered > 0)) return;
    const targetTime = this.#deps.connection.targetTimeAt(this.#startMs);
    this.#deps.journal.bindTarget(targetTime && aheadOf(this.#startedAtMs, targetTime));
  }
}

/** An archive may turn out to unpack too far. Calls may have gone out by then: the run ends early, rows are pending. */
async function* rowsOf(source: RowSource, onTaken: () => void): AsyncGenerator<readonly InputRow[]> {
  try {
    yield* source.rows();
    onTaken();
  } catch (error) {
    const isUnreadable = error instanceof InputError && error.fact.kind === 'input-unreadable';
    throw isUnreadable ? new InputBrokeOffError(error.fact.why, { cause: error }) : error;
  }
}
