/** A row fails after this many times as many attempts as others needed that got through. */
const MARGIN = 3;

/** As a multiple of what the user allows: a row that never gets through must end. */
const MOST = 8;

/**
 * After how many attempts a row fails. Where others get through only after many, as with one bad server of several, as many
 * do not show that a row is at fault.
 */
export class AttemptLimit {
  readonly #allowed: number;
  #mostInVain = 0;

  /** @param allowed - attempts of a row where others get through at once */
  constructor(allowed: number) {
    this.#allowed = allowed;
  }

  /** @param inVain - attempts of a row before the one that got through */
  gotThrough(inVain: number): void {
    if (inVain > this.#mostInVain) this.#mostInVain = inVain;
  }

  get attempts(): number {
    return Math.max(this.#allowed, Math.min(MARGIN * this.#mostInVain, MOST * this.#allowed));
  }
}
