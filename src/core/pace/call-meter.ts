import { type FixedInFlight, perSecondAllowed } from './in-flight.ts';

/** What one run did on the wire, by one command. */
export type CallStats = CallCounts & {
  /** replies that show that the target takes our calls: neither fatal nor a transport failure */
  readonly answered: number;
  /**
   * calls per second from the first call to the last, where a second that has begun counts as a whole one; null before
   * the first call. So it is never above the peak, and in a run of less than a second it is the peak.
   */
  readonly meanPerSecond: number | null;
  /** the most calls that were started in any 1000 ms; below a limit of one a second in the time that one call takes */
  readonly peakPerSecond: number;
  /** calls a second that a fixed number of calls in flight allows, where it keeps the pace down; undefined where it does not */
  readonly concurrencyPerSecond?: number | undefined;
};

export type CallCounts = {
  readonly sent: number;
  /** of those sent: every call of a row or question after its first */
  readonly retried: number;
  readonly rateLimited: number;
};

/** What one command of the API did in this run. */
export type CommandStats = {
  readonly command: string;
  /** calls per second that it may make */
  readonly limitPerSecond: number;
  readonly calls: CallStats;
};

/** The calls of several commands together. They have no common rate: each has its own limit. */
export const sumCalls = (all: readonly CallCounts[]): CallCounts => ({
  sent: sum(all.map(({ sent }) => sent)),
  retried: sum(all.map(({ retried }) => retried)),
  rateLimited: sum(all.map(({ rateLimited }) => rateLimited)),
});

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Who else wants to know when calls were written, and what their replies took. Times are of the monotonic clock. */
export interface CallRecord {
  started(nowMs: number): void;
  replied(startedMs: number, tookMs: number): void;
}

/** Counts the calls of one command in a run. Progress, log and summary all read it. */
export class CallMeter {
  readonly #inFlight: FixedInFlight | undefined;
  readonly #record: CallRecord | undefined;
  #sent = 0;
  #retried = 0;
  #rateLimited = 0;
  #answered = 0;
  #peak = 0;
  #firstMs: number | undefined;
  #lastMs: number | undefined;
  #starts: number[] = [];
  #oldest = 0;
  #replies = 0;
  #tookMs = 0;
  readonly #windowMs: number;

  /**
   * @param limitPerSecond - below one call a second, a second is too short to measure in
   * @param inFlight - undefined where the calls in flight follow the pace
   */
  constructor(limitPerSecond = 1, inFlight?: FixedInFlight, record?: CallRecord) {
    this.#record = record;
    this.#windowMs = Math.max(1000, 1000 / limitPerSecond);
    this.#inFlight = inFlight;
  }

  /** @param isRepeat - the same row was called before in this run */
  started(nowMs: number, isRepeat: boolean): void {
    this.#sent += 1;
    this.#record?.started(nowMs);
    if (isRepeat) this.#retried += 1;
    this.#firstMs ??= nowMs;
    this.#lastMs = nowMs;
    this.#starts.push(nowMs);
    while ((this.#starts[this.#oldest] ?? nowMs) <= nowMs - this.#windowMs) this.#oldest += 1;
    this.#peak = Math.max(this.#peak, this.#starts.length - this.#oldest);
    // Starts older than a second are dropped in bulk: the array stays at about two seconds of calls.
    if (this.#oldest > 1024 && this.#oldest * 2 > this.#starts.length) {
      this.#starts = this.#starts.slice(this.#oldest);
      this.#oldest = 0;
    }
  }

  answered(): void {
    this.#answered += 1;
  }

  /**
   * @param tookMs - what the connection and the reply of a call took
   * @param startedMs - when it was written
   */
  replied(tookMs: number, startedMs: number): void {
    this.#record?.replied(startedMs, tookMs);
    this.#replies += 1;
    this.#tookMs += tookMs;
  }

  rateLimited(): void {
    this.#rateLimited += 1;
  }

  stats(): CallStats {
    return {
      sent: this.#sent,
      retried: this.#retried,
      rateLimited: this.#rateLimited,
      answered: this.#answered,
      meanPerSecond: this.#mean(),
      peakPerSecond: (this.#peak * 1000) / this.#windowMs,
      concurrencyPerSecond:
        this.#inFlight && perSecondAllowed(this.#inFlight, this.#sent, this.#tookMs / this.#replies),
    };
  }

  #mean(): number | null {
    if (this.#firstMs === undefined || this.#lastMs === undefined) return null;
    const windows = Math.floor((this.#lastMs - this.#firstMs) / this.#windowMs) + 1;
    return (this.#sent * 1000) / (windows * this.#windowMs);
  }
}
