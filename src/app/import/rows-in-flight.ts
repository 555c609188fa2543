// Rows of a group in trouble stand aside, so that others find room: more than any group but a Community has members.
const MOST_ASIDE = 10_000;

/**
 * The rows that were taken to be sent and have no outcome yet. Their number is bounded, which bounds memory, the
 * checkpoint and what a crash repeats. One producer enters rows; each row leaves when its work ends.
 */
export class RowsInFlight {
  #aside = 0;
  readonly #most: number;
  #count = 0;
  #room: (() => void) | undefined;
  #empty: (() => void) | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  enter(): void {
    this.#count += 1;
  }

  /** @returns whether the row now stands aside: then it must leave from there */
  stepAside(): boolean {
    if (this.#aside >= MOST_ASIDE) return false;
    this.#aside += 1;
    this.#count -= 1;
    if (this.#count < this.#most) this.#room?.();
    return true;
  }

  leave(isAside: boolean): void {
    if (isAside) this.#aside -= 1;
    else this.#count -= 1;
    if (this.#count < this.#most) this.#room?.();
    if (this.#count + this.#aside === 0) this.#empty?.();
  }

  /** Resolves when there is room for one more row; undefined when there is room now. */
  room(): Promise<void> | undefined {
    if (this.#count < this.#most) return undefined;
    return new Promise((resolve) => (this.#room = resolve));
  }

  /** Resolves when the last row has left. */
  async empty(): Promise<void> {
    if (this.#count + this.#aside > 0) await new Promise<void>((resolve) => (this.#empty = resolve));
  }
}
