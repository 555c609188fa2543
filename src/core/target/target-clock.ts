/** The target's time at one instant, milliseconds since 1970: it lies between these. */
export type TargetTime = { readonly earliestMs: number; readonly latestMs: number };

// A `Date` header has whole seconds, and a server may take it from a cache.
const DATE_GRAIN_MS = 1000;
const SMALLEST_SKEW_MS = 2000;

/**
 * The target's clock, measured from the `Date` of its replies against a monotonic clock, so that no jump of the wall clock
 * changes what is known. Each reply bounds the time; together they bound it to about a second.
 *
 * @see RFC 9110, 6.6.1: `Date` is when the reply was made
 */
export class TargetClock {
  #date = '';
  /** the target's time less that of the monotonic clock */
  #from = Number.NEGATIVE_INFINITY;
  #to = Number.POSITIVE_INFINITY;

  /**
   * @param date - of the header of a reply
   * @param sentMs - when its call began, on the monotonic clock
   * @param receivedMs - when it came, on the same clock
   * @returns whether it tells anything new
   */
  note(date: string, sentMs: number, receivedMs: number): boolean {
    if (date === this.#date) return false;
    this.#date = date;
    const targetMs = Date.parse(date);
    if (Number.isNaN(targetMs)) return false;
    const from = targetMs - receivedMs;
    const to = targetMs + DATE_GRAIN_MS - sentMs;
    const isSame = from <= this.#to && to >= this.#from;
    // Else one of the clocks was set, or the monotonic one stood still while the machine slept.
    this.#from = isSame ? Math.max(from, this.#from) : from;
    this.#to = isSame ? Math.min(to, this.#to) : to;
    return true;
  }

  /** @param nowMs - on the monotonic clock @returns undefined before the first reply */
  at(nowMs: number): TargetTime | undefined {
    if (this.#to === Number.POSITIVE_INFINITY) return undefined;
    return { earliestMs: nowMs + this.#from, latestMs: nowMs + this.#to };
  }
}

/**
 * @param wallMs - what this machine's clock shows at an instant, milliseconds since 1970
 * @param target - the target's time at that instant
 * @returns by how much this machine's clock is ahead, milliseconds; 0 where both may agree. What is stamped with it is never
 *   put later than it was on the target's clock
 */
export const aheadOf = (wallMs: number, { earliestMs, latestMs }: TargetTime): number =>
  wallMs > earliestMs - SMALLEST_SKEW_MS && wallMs < latestMs + SMALLEST_SKEW_MS ? 0 : Math.round(wallMs - earliestMs);
