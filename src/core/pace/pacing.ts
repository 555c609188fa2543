/** The vendor's limit of `set_unread_msg_num`: calls per second and app. Source: docs/api.md, "Rate limits". */
export const VENDOR_CALLS_PER_SECOND = 200;

/** The vendor's limit of `account_check`. Source: docs/api.md, "Rate limits". */
export const ACCOUNT_CHECKS_PER_SECOND = 100;

const SECOND_MS = 1000;

/**
 * A start waits this much longer than a second after the one that many starts before it. Scheduling and the network lie
 * between a start by our clock and its arrival. Measured against a local server, 6 ms keep all but a few calls in ten
 * thousand within the limit there too.
 */
export const GUARD_MS = 6;

/**
 * Time between two starts, milliseconds. Half a percent longer than the limit asks for: timers fire up to a millisecond
 * late, and a late start must not push the next one against the limit.
 */
export const spacingMs = (perSecond: number): number => (SECOND_MS / perSecond) * 1.005;

/** How many starts any 1000 ms may see. */
export const mostInAnySecond = (perSecond: number): number => Math.max(1, Math.floor(perSecond));

/**
 * The times of the last starts, as many as one second may see. It makes the limit a promise: however late or early
 * timers fire, a start waits until the oldest of them is a second and the guard old.
 */
export class StartLog {
  readonly #startsMs: Float64Array;
  readonly #windowMs: number;
  #next = 0;

  /** @param perSecond - most starts in any 1000 ms; below 1, starts are 1 / perSecond seconds apart */
  constructor(perSecond: number) {
    this.#startsMs = new Float64Array(mostInAnySecond(perSecond)).fill(Number.NEGATIVE_INFINITY);
    this.#windowMs = Math.max(SECOND_MS, SECOND_MS / perSecond);
  }

  /** @returns milliseconds until a start is allowed, 0 when it is allowed now */
  waitMs(nowMs: number): number {
    const oldest = this.#startsMs[this.#next] ?? Number.NEGATIVE_INFINITY;
    return Math.max(0, oldest + this.#windowMs + GUARD_MS - nowMs);
  }

  record(nowMs: number): void {
    this.#startsMs[this.#next] = nowMs;
    this.#next = (this.#next + 1) % this.#startsMs.length;
  }
}

const CUT_TO = 0.8;
const RECOVERY_PER_SECOND = 0.05;

/**
 * The rate that is aimed at just now. A reply that says "too frequent" lowers it to 80 %, at most once a second. It
 * comes back by 5 % of the limit a second.
 */
export class RateGovernor {
  readonly limit: number;
  #perSecond: number;
  #cutMs = Number.NEGATIVE_INFINITY;
  #changedMs = Number.NEGATIVE_INFINITY;

  /** @param limit - calls per second, above 0 */
  constructor(limit: number) {
    this.limit = limit;
    this.#perSecond = limit;
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  /** @returns whether the rate changed */
  onRateLimited(nowMs: number): boolean {
    if (nowMs - this.#cutMs < SECOND_MS) return false;
    this.#perSecond *= CUT_TO;
    this.#cutMs = nowMs;
    this.#changedMs = nowMs;
    return true;
  }

  /** To be called now and then while calls are made. @returns whether the rate changed */
  recover(nowMs: number): boolean {
    if (this.#perSecond === this.limit || nowMs - this.#changedMs < SECOND_MS) return false;
    this.#perSecond = Math.min(this.limit, this.#perSecond + RECOVERY_PER_SECOND * this.limit);
    this.#changedMs = nowMs;
    return true;
  }
}
