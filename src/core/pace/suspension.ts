// Far above what a busy machine holds a timer back.
const LONGEST_GAP_MS = 5000;

/** Whoever looks at a clock every second sees no gap in it, unless its process was suspended. */
export const LOOK_EVERY_MS = 1000;

/** Finds out when a process was suspended: by `SIGSTOP`, or with its whole machine. */
export class Suspension {
  #seenMs: number;
  #wokeAtMs = Number.NEGATIVE_INFINITY;

  /** @param nowMs - monotonic clock */
  constructor(nowMs: number) {
    this.#seenMs = nowMs;
  }

  /** Call this every `LOOK_EVERY_MS`. @returns when the process last went on; far in the past where it never stood still */
  look(nowMs: number): number {
    if (nowMs - this.#seenMs > LONGEST_GAP_MS) this.#wokeAtMs = nowMs;
    this.#seenMs = nowMs;
    return this.#wokeAtMs;
  }
}
