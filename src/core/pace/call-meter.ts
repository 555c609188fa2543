import { type FixedInFlight, perSecondAllowed } from './in-flight.ts';

/** What one run did on the wire. `peakPerSecond` is the most calls that were started in any 1000 ms. */
export type CallStats = {
  readonly sent: number;
  readonly retried: number;
  readonly rateLimited: number;
  /** replies that show that the target takes our calls: neither fatal nor a transport failure */
  readonly answered: number;
  readonly peakPerSecond: number;
  /** calls a second that a fixed number of calls in flight allows, where it keeps the pace down; undefined where it does not */
  readonly concurrencyPerSecond?: number | undefined;
  /** start of the first and the last call, milliseconds on the run's clock; undefined before the first call */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
};

/** What one command of the API did in this run. */
export type CommandStats = { readonly command: string; readonly calls: CallStats };

/** Several commands together; the peak is the largest of theirs. */
export const joinStats = (all: readonly CallStats[]): CallStats => ({
  sent: sum(all.map(({ sent }) => sent)),
  retried: sum(all.map(({ retried }) => retried)),
  rateLimited: sum(all.map(({ rateLimited }) => rateLimited)),
  answered: sum(all.map(({ answered }) => answered)),
  peakPerSecond: Math.max(0, ...all.map(({ peakPerSecond }) => peakPerSecond)),
  concurrencyPerSecond: all.map((one) => one.concurrencyPerSecond).reduce(earlier, undefined),
  firstMs: all.map(({ firstMs }) => firstMs).reduce(earlier, undefined),
  lastMs: all.map(({ lastMs }) => lastMs).reduce(later, undefined),
});

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const earlier = (a: number | undefined, b: number | undefined) => (a === undefined || (b ?? a) < a ? b : a);
const later = (a: number | undefined, b: number | undefined) => (a === undefined || (b ?? a) > a ? b : a);

/** Counts the calls of one command in a run. Progress, log and summary all read it. */
export class CallMeter {
  readonly #inFlight: FixedInFlight | undefined;
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

  /** @param inFlight - undefined where the calls in flight follow the pace */
  constructor(inFlight?: FixedInFlight) {
    this.#inFlight = inFlight;
  }

  /** @param isRepeat - the same row was called before in this run */
  started(nowMs: number, isRepeat: boolean): void {
    this.#sent += 1;
    if (isRepeat) this.#retried += 1;
    this.#firstMs ??= nowMs;
    this.#lastMs = nowMs;
    this.#starts.push(nowMs);
    while ((this.#starts[this.#oldest] ?? nowMs) <= nowMs - 1000) this.#oldest += 1;
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

  /** @param tookMs - what the connection and the reply of a call took */
  replied(tookMs: number): void {
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
      peakPerSecond: this.#peak,
      concurrencyPerSecond:
        this.#inFlight && perSecondAllowed(this.#inFlight, this.#sent, this.#tookMs / this.#replies),
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
    };
  }
}
