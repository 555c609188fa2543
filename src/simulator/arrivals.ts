// The documents say "200 calls a second" and not over which window. A sliding second taken strictly would refuse calls
// that only the scheduling of this machine pushed together, so a little more is let in; what was more is counted.
const TOLERANCE = 1.05;

/** Calls per sliding second, as a server sees them. */
export class Arrivals {
  readonly #limit: number;
  readonly #all = new SlidingSecond();
  readonly #admitted = new SlidingSecond();
  #total = 0;
  #overLimit = 0;
  #peak = 0;

  /** @param limit - calls per second; above it, with some tolerance, they are refused */
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

  /** `overLimit`: calls that found more than the limit in their last second, themselves included */
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
