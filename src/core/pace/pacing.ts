/** The vendor's limit of `set_unread_msg_num`: calls per second and app. Source: docs/api.md, "Rate limits". */
export const VENDOR_CALLS_PER_SECOND = 200;

/** The vendor's limit of `account_check`. Source: docs/api.md, "Rate limits". */
export const ACCOUNT_CHECKS_PER_SECOND = 100;

const SECOND_MS = 1000;

/**
 * How much longer than a second the last calls must have taken before the next one starts. Between a start by our clock
 * and the arrival at a server lie scheduling and the network; measured against a local server, 6 ms keep all but a few
 * calls in ten thousand inside the limit there too.
 */
export const GUARD_MS = 6;

/**
 * Time between two starts: half a percent longer than the limit asks for, because timers fire up to a millisecond late
 * and the lateness of one start must not press on the next.
 */
export const spacingMs = (perSecond: number): number => (SECOND_MS / perSecond) * 1.005;

/** How many starts any 1000 ms may see. */
export const mostInAnySecond = (perSecond: number): number => Math.max(1, Math.floor(perSecond));

/**
 * The times of the last calls, as many as one second may see. It is what makes the limit a promise: whatever the timers
 * did, a start waits until the one `capacity` before it is a second and a guard old.
 */
export class StartLog {
  readonly #startsMs: Float64Array;
  readonly #windowMs: number;
  #next = 0;

  /** @param perSecond - most starts in any 1000 ms; below one, the start before must be that much longer ago */
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
 * The rate of the moment: the limit, less what replies that say "too frequent" have taken from it. Down to 80 % at most
 * once a second, back by 5 % of the limit a second.
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
