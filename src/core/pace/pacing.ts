/** The vendor's limit of `set_unread_msg_num`: calls per second and app. Source: docs/api.md, "Rate limits". */
export const VENDOR_CALLS_PER_SECOND = 200;

/** The vendor's limit of `account_check`. Source: docs/api.md, "Rate limits". */
export const ACCOUNT_CHECKS_PER_SECOND = 100;

const SECOND_MS = 1000;

/**
 * A call waits this much longer than a second after the write of the one that many calls before it, because two calls
 * do not take equally long to the target.
 */
export const GUARD_MS = 2;

/**
 * Time between two calls, milliseconds. 0.35 % longer than the limit asks for, 3.5 ms a second: timers fire up to a
 * millisecond late, and a late call must not push the one a second after it against the guard.
 */
export const spacingMs = (perSecond: number): number => (SECOND_MS / perSecond) * 1.0035;

/**
 * A call that a timer started late does not delay the next one, up to this. Whatever is later is lost: nothing is caught
 * up after a stall.
 */
const MOST_LATE_MS = 100;

/** How many calls any 1000 ms may see. */
const mostInAnySecond = (perSecond: number): number => Math.max(1, Math.floor(perSecond));

/** The right to make one call. It must be told what became of it. */
export type Slot = {
  /** Call this right after the call was written to its socket. @returns that moment, milliseconds on the run's clock */
  written(): number;
  /** No call was made, and none will be. */
  unused(): void;
};

/** When a call was written, milliseconds; infinite while that is ahead, negative infinity where there is none. */
export type Write = { atMs: number };

/**
 * When the next call may start. The spacing is what is aimed at. The times of the last calls, as many as one second may
 * see, make the limit a promise: a call starts when the oldest of them was written more than a second ago. One whose
 * write is still ahead counts as not yet over, so no stall between slot and write can bring two seconds together.
 */
export class Schedule {
  /** the last calls, the one before all others at `#next` */
  #writes: Write[] = [];
  #windowMs = 0;
  #next = 0;
  #dueMs = Number.NEGATIVE_INFINITY;

  /** @param perSecond - most calls in any 1000 ms; below 1, calls are 1 / perSecond seconds apart */
  constructor(perSecond: number) {
    this.limit(perSecond);
  }

  /**
   * Another limit holds from now on. The calls of the last second count for it too, so the change brings no burst.
   *
   * @param perSecond - as in the constructor
   */
  limit(perSecond: number): void {
    const most = mostInAnySecond(perSecond);
    const inOrder = [...this.#writes.slice(this.#next), ...this.#writes.slice(0, this.#next)].slice(-most);
    const unused = Array.from({ length: most - inOrder.length }, () => ({ atMs: Number.NEGATIVE_INFINITY }));
    this.#writes = [...unused, ...inOrder];
    this.#next = 0;
    this.#windowMs = Math.max(SECOND_MS, SECOND_MS / perSecond) + GUARD_MS;
  }

  /** Nobody was waiting until now: what was not used is not saved up. */
  begin(nowMs: number): void {
    this.#dueMs = Math.max(this.#dueMs, nowMs);
  }

  /**
   * @param laterMs - how long after it is due the call is to start
   * @returns milliseconds until a call may start, 0 when it may now; infinite while a call is not written
   */
  waitMs(nowMs: number, laterMs = 0): number {
    return Math.max(
      0,
      this.#dueMs + laterMs - nowMs,
      (this.#writes[this.#next] as Write).atMs + this.#windowMs - nowMs,
    );
  }

  /**
   * Takes the slot of a call that starts now.
   *
   * @param perSecond - the rate that is aimed at just now
   * @returns the call, for `settle`
   */
  take(nowMs: number, perSecond: number): Write {
    this.#dueMs = Math.max(this.#dueMs, nowMs - MOST_LATE_MS) + spacingMs(perSecond);
    const write = { atMs: Number.POSITIVE_INFINITY };
    this.#writes[this.#next] = write;
    this.#next = (this.#next + 1) % this.#writes.length;
    return write;
  }

  /** @param writtenMs - when the call was written; negative infinity when there was none */
  settle(write: Write, writtenMs: number): void {
    write.atMs = writtenMs;
  }

  /** No call starts before this. */
  hold(untilMs: number): void {
    this.#dueMs = Math.max(this.#dueMs, untilMs);
  }
}

const CUT_TO = 0.8;
/** Of the limit: how fast a rate comes back after a slow-down. */
export const RECOVERY_PER_SECOND = 0.05;

// Said again within this time, it is no accident of one second, but less than the limit is free, and for how long nobody knows.
const AGAIN_MS = 10_000;
const LEAST_SHARE = 1 / 200;
// Of the limit. Less would sink to nothing where others use the limit in waves.
const LEAST_STEP = 0.01;

/**
 * The rate that is aimed at just now. A reply that says "too frequent" lowers it to 80 %, at most once a second. It comes
 * back by 5 % of the limit a second. Where it is said again and again, by 5 % of what is left, at least 1 % of the limit, and
 * twice as much with each second in which it is not: so it follows what is free, and finds it again.
 */
export class RateGovernor {
  readonly limit: number;
  #perSecond: number;
  #cutMs = Number.NEGATIVE_INFINITY;
  #isCutAgain = false;
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
    this.#perSecond = Math.max(this.#perSecond * CUT_TO, this.limit * LEAST_SHARE);
    this.#isCutAgain = nowMs - this.#cutMs < AGAIN_MS;
    this.#cutMs = nowMs;
    this.#changedMs = nowMs;
    return true;
  }

  /** To be called now and then while calls are made. @returns whether the rate changed */
  recover(nowMs: number): boolean {
    if (this.#perSecond === this.limit || nowMs - this.#changedMs < SECOND_MS) return false;
    this.#perSecond = Math.min(this.limit, this.#perSecond + this.#step(nowMs - this.#cutMs));
    this.#changedMs = nowMs;
    return true;
  }

  #step(sinceCutMs: number): number {
    const most = RECOVERY_PER_SECOND * this.limit;
    if (!this.#isCutAgain || sinceCutMs >= AGAIN_MS) return most;
    const least = Math.max(LEAST_STEP * this.limit, RECOVERY_PER_SECOND * this.#perSecond);
    return Math.min(most, least * 2 ** (Math.floor(sinceCutMs / SECOND_MS) - 1));
  }
}
