// The documents say "200 calls a second" and do not name the window. A strict sliding second would refuse calls that
// only the scheduling of this machine pushed together. So a few more calls are allowed, and all above the limit are
// counted.
const TOLERANCE = 1.05;

/** Counts calls per sliding second, as a server sees them. */
export class Arrivals {
  readonly #limit: number;
  readonly #all = new SlidingSecond();
  readonly #admitted = new SlidingSecond();
  #total = 0;
  #overLimit = 0;
  #peak = 0;

  /** @param limit - calls per second; more calls, beyond some tolerance, are refused */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @returns whether the call is within the limit */
  admit(nowMs: number): boolean {
    this.#total += 1;
    const inLastSecond = this.#all.add(nowMs);
    this.#peak = Math.max(this.#peak, inLastSecond);
    if (inLastSecond > this.#limit) this.#overLimit += 1;
    if (this.#admitted.count(nowMs) + 1 > this.#limit * TOLERANCE) return false;
    this.#admitted.add(nowMs);
    return true;
  }

  /** `overLimit`: calls that made more than the limit in the second that ended with them */
  stats(): { total: number; overLimit: number; peak: number } {
    return { total: this.#total, overLimit: this.#overLimit, peak: this.#peak };
  }
}

class SlidingSecond {
  #timesMs: number[] = [];
  #oldest = 0;

  add(nowMs: number): number {
    this.#timesMs.push(nowMs);
    return this.count(nowMs);
  }

  count(nowMs: number): number {
    while ((this.#timesMs[this.#oldest] ?? nowMs) <= nowMs - 1000) this.#oldest += 1;
    if (this.#oldest > 1024 && this.#oldest * 2 > this.#timesMs.length) {
      this.#timesMs = this.#timesMs.slice(this.#oldest);
      this.#oldest = 0;
    }
    return this.#timesMs.length - this.#oldest;
  }
}
