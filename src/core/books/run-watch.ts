import { RECOVERY_PER_SECOND } from '../pace/pacing.ts';
import type { RunEvent } from '../ports.ts';
import type { FailureClass } from '../target/outcome.ts';
import type { RowCounts } from './ledger.ts';
import type { RunCommand } from './summary.ts';

/** What a run is doing. Times are milliseconds since 1970. */
export type RunDoing =
  | { readonly kind: 'proving' | 'sending' | 'asking' | 'stopping' }
  /** the rate is 0, as somebody asked */
  | { readonly kind: 'paused' }
  /** the target said "too frequent" not long ago */
  | { readonly kind: 'slowed'; readonly perSecond: number }
  /** nothing gets through, or Redis is away */
  | { readonly kind: 'waiting'; readonly sinceMs: number }
  /** the target asked for a pause */
  | { readonly kind: 'pausing'; readonly untilMs: number };

export type FailureKind = {
  readonly class: FailureClass;
  readonly errorCode: number | null;
  /** in this run */
  readonly count: number;
};

/** What there is to see of a command while it runs. */
export type RunView = {
  readonly command: RunCommand;
  /** the one in hand, and how many there are */
  readonly input: { readonly path: string; readonly at: number; readonly of: number };
  readonly rows: RowCounts;
  readonly answeredRows: number;
  /** 0 to 1, of the input in hand; undefined while nobody knows its size */
  readonly share: number | undefined;
  /** calls of the last ten seconds under the limit that holds; undefined in the first one */
  readonly perSecond: number | undefined;
  /** what holds just now */
  readonly limitPerSecond: number;
  readonly concurrencyPerSecond: number | undefined;
  /**
   * by the last minutes under the limit that holds, without what was done before; of the input in hand, or as far as the run may go. Undefined
   * where pending rows get no answer
   */
  readonly secondsLeft: number | undefined;
  readonly doing: RunDoing;
  /** the latest first */
  readonly failures: readonly FailureKind[];
  /** over the inputs that are finished, and the one in hand; undefined where there is one */
  readonly total: { readonly done: number; readonly failed: number; readonly finished: number } | undefined;
};

type Sample = {
  readonly atMs: number;
  readonly callsSent: number;
  readonly doneBytes: number;
  readonly settledRows: number;
};

const RATE_OVER_MS = 10_000;
const LEFT_OVER_MS = 300_000;
const SAMPLE_EVERY_MS = 5000;

/** Follows the events of a command. Its memory does not grow with the run. */
export class RunWatch {
  readonly #inputs: number;
  readonly #mostRows: number | undefined;
  /** by the inputs that are finished */
  #rowsSent = 0;
  #limitPerSecond: number;
  #command: RunCommand = 'import';
  #path = '';
  #begun = 0;
  #rows: RowCounts | undefined;
  #progress: Extract<RunEvent, { type: 'progress' }> | undefined;
  #samples: Sample[] = [];
  /** for the time left: further apart, and over minutes */
  #farSamples: Sample[] = [];
  #isProving = false;
  #isStopping = false;
  #slowed: { readonly perSecond: number; readonly untilMs: number } | undefined;
  #waitingSinceMs: number | undefined;
  #pauseUntilMs = Number.NEGATIVE_INFINITY;
  readonly #failures = new Map<string, FailureKind>();
  readonly #ending = new Map<string, RowCounts>();
  #finished = { done: 0, failed: 0, inputs: 0 };

  /**
   * @param inputs - how many the command has
   * @param limitPerSecond - until another one is asked for
   * @param mostRows - that are sent before it stops; undefined where all are
   */
  constructor(inputs: number, limitPerSecond: number, mostRows?: number) {
    this.#mostRows = mostRows;
    this.#inputs = inputs;
    this.#limitPerSecond = limitPerSecond;
  }

  /** @param nowMs - on the clock of the run @param wallMs - since 1970 */
  see(event: RunEvent, nowMs: number, wallMs: number): void {
    switch (event.type) {
      case 'started':
        // Its last calls are under way while the next input is begun.
        if (this.#rows) this.#ending.set(this.#path, this.#rows);
        this.#command = event.command;
        this.#path = event.input;
        this.#begun += 1;
        this.#rows = event.rows;
        this.#progress = undefined;
        this.#samples = [];
        this.#farSamples = [];
        this.#isProving = event.resumed;
        break;
      case 'progress':
        this.#rows = event.rows;
        this.#progress = event;
        if (event.callsSent > 0) this.#isProving = false;
        this.#sample({
          atMs: nowMs,
          callsSent: event.callsSent,
          doneBytes: event.doneBytes,
          settledRows: event.rows.read - event.rows.pending,
        });
        break;
      case 'row-failed': {
        const { class: failureClass, errorCode } = event.failure;
        const key = `${failureClass} ${errorCode}`;
        const count = (this.#failures.get(key)?.count ?? 0) + 1;
        this.#failures.delete(key);
        this.#failures.set(key, { class: failureClass, errorCode, count });
        break;
      }
      case 'rate-limited': {
        const backMs = ((this.#limitPerSecond - event.perSecond) / (this.#limitPerSecond * RECOVERY_PER_SECOND)) * 1000;
        this.#slowed = { perSecond: event.perSecond, untilMs: nowMs + backMs };
        break;
      }
      case 'rate-changed':
        this.#limitPerSecond = event.perSecond;
        this.#slowed = undefined;
        // What went on under the limit before it says nothing of this one.
        this.#samples = [];
        this.#farSamples = [];
        break;
      case 'pause-asked':
        this.#pauseUntilMs = wallMs + event.ms;
        break;
      case 'waiting':
        this.#waitingSinceMs ??= wallMs;
        break;
      case 'back':
      case 'opened':
        this.#waitingSinceMs = undefined;
        break;
      case 'stopping':
        this.#isStopping = true;
        break;
      case 'finished': {
        if ('rowsSent' in event.summary) this.#rowsSent += event.summary.rowsSent;
        const { ok, failed, skipped } = event.summary.rows;
        const { done, failed: before, inputs } = this.#finished;
        this.#finished = { done: done + ok + skipped, failed: before + failed, inputs: inputs + 1 };
        if (!this.#ending.delete(event.summary.input.path)) this.#rows = undefined;
        break;
      }
    }
  }

  /** @returns undefined before the first input is begun, and between two of them */
  view(nowMs: number, wallMs: number): RunView | undefined {
    const rows = this.#rows;
    if (!rows) return undefined;
    const { answeredRows = 0, sizeBytes, doneBytes = 0, concurrencyPerSecond } = this.#progress ?? {};
    const { done, failed, inputs: finished } = this.#finished;
    return {
      command: this.#command,
      input: { path: this.#path, at: this.#begun, of: this.#inputs },
      rows,
      answeredRows,
      share: shareOf(doneBytes, sizeBytes),
      perSecond: this.#perSecond(),
      limitPerSecond: this.#limitPerSecond,
      concurrencyPerSecond: concurrencyPerSecond ?? undefined,
      secondsLeft: this.#secondsLeft(sizeBytes),
      doing: this.#doing(nowMs, wallMs),
      failures: [...this.#failures.values()].reverse(),
      total: this.#inputs > 1 ? inAll({ done, failed, finished }, [rows, ...this.#ending.values()]) : undefined,
    };
  }

  #sample(sample: Sample): void {
    this.#samples = [...this.#samples.filter(({ atMs }) => atMs > sample.atMs - RATE_OVER_MS), sample];
    const last = this.#farSamples.at(-1);
    if (last && sample.atMs - last.atMs < SAMPLE_EVERY_MS) return;
    this.#farSamples = [...this.#farSamples.filter(({ atMs }) => atMs > sample.atMs - LEFT_OVER_MS), sample];
  }

  /** Between two samples there may be one call more than so much time has room for. */
  #perSecond(): number | undefined {
    const perSecond = rateOf(this.#samples, ({ callsSent }) => callsSent);
    return perSecond === undefined ? undefined : Math.min(perSecond, this.#limitPerSecond);
  }

  #secondsLeft(sizeBytes: number | undefined): number | undefined {
    const last = this.#samples.at(-1);
    if (!last || sizeBytes === undefined || this.#limitPerSecond === 0) return undefined;
    const samples = [...this.#farSamples, last];
    const bytesPerSecond = rateOf(samples, ({ doneBytes }) => doneBytes);
    if (!bytesPerSecond) return undefined;
    const toEnd = Math.max(0, sizeBytes - last.doneBytes) / bytesPerSecond;
    const settledPerSecond = rateOf(this.#samples, ({ settledRows }) => settledRows) ?? 0;
    // Audits settle their rows by the block, and answers come in between.
    const pending = this.#command === 'import' ? (this.#rows?.pending ?? 0) : 0;
    // Rows that get no answer hold up the end, however few they are, and nobody knows for how long.
    if (pending > 0 && settledPerSecond <= 0) return undefined;
    const toSettle = pending === 0 ? 0 : pending / settledPerSecond;
    const callsPerSecond = rateOf(samples, ({ callsSent }) => callsSent);
    if (this.#mostRows === undefined || !callsPerSecond) return Math.max(toEnd, toSettle);
    return Math.min(
      Math.max(toEnd, toSettle),
      Math.max(0, this.#mostRows - this.#rowsSent - last.callsSent) / callsPerSecond,
    );
  }

  #doing(nowMs: number, wallMs: number): RunDoing {
    if (this.#isStopping) return { kind: 'stopping' };
    if (this.#limitPerSecond === 0) return { kind: 'paused' };
    if (this.#waitingSinceMs !== undefined) return { kind: 'waiting', sinceMs: this.#waitingSinceMs };
    if (this.#pauseUntilMs > wallMs) return { kind: 'pausing', untilMs: this.#pauseUntilMs };
    if (this.#isProving) return { kind: 'proving' };
    if (this.#slowed && nowMs < this.#slowed.untilMs) return { kind: 'slowed', perSecond: this.#slowed.perSecond };
    return { kind: this.#command === 'import' ? 'sending' : 'asking' };
  }
}

const inAll = (of: NonNullable<RunView['total']>, inHand: readonly RowCounts[]): RunView['total'] =>
  inHand.reduce(
    ({ done, failed, finished }, rows) => ({
      done: done + rows.ok + rows.skipped,
      failed: failed + rows.failed,
      finished,
    }),
    of,
  );

/** @returns undefined within the first second */
const rateOf = (samples: readonly Sample[], of: (sample: Sample) => number): number | undefined => {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < 1000) return undefined;
  return ((of(last) - of(first)) * 1000) / (last.atMs - first.atMs);
};

const shareOf = (doneBytes: number, sizeBytes: number | undefined): number | undefined => {
  if (sizeBytes === undefined) return undefined;
  return sizeBytes > 0 ? Math.min(1, doneBytes / sizeBytes) : 1;
};
