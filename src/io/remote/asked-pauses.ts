import type { AskedPause } from '../../core/pace/retry-after.ts';
import type { Clock, OnEvent, Pace } from '../../core/ports.ts';

// Hundreds of calls may be in flight, and each of their replies asks for the same.
const SAME_MS = 1000;

/** Keeps to what replies ask for by `Retry-After`. */
export class AskedPauses {
  readonly #clock: Clock;
  readonly #onEvent: OnEvent;
  readonly #paces: readonly Pace[];
  #toldUntilMs = Number.NEGATIVE_INFINITY;

  readonly #mostMs: number;

  /**
   * @param paces - of all commands of the connection
   * @param mostMs - a longer pause is asked about again after this time
   */
  constructor(clock: Clock, onEvent: OnEvent, paces: readonly Pace[], mostMs: number) {
    this.#mostMs = mostMs;
    this.#clock = clock;
    this.#onEvent = onEvent;
    this.#paces = paces;
  }

  /** @param ofCommand - the pace of the command whose reply it is; 503 speaks for all of them */
  keep({ status, ms: askedMs }: AskedPause, ofCommand: Pace): void {
    const ms = Math.min(askedMs, this.#mostMs);
    for (const pace of status === 503 ? this.#paces : [ofCommand]) pace.hold(ms);
    const untilMs = this.#clock.nowMs() + ms;
    if (untilMs <= this.#toldUntilMs + SAME_MS) return;
    this.#toldUntilMs = untilMs;
    this.#onEvent({ type: 'pause-asked', status, ms });
  }
}
