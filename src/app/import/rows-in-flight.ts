/**
 * The rows that were taken to be sent and have no outcome yet. Their number is bounded, which bounds memory, the
 * checkpoint and what a crash repeats. One producer enters rows; each row leaves when its work ends.
 */
export class RowsInFlight {
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

  leave(): void {
    this.#count -= 1;
    if (this.#count < this.#most) this.#room?.();
    if (this.#count === 0) this.#empty?.();
  }

  /** Resolves when there is room for one more row; undefined when there is room now. */
  room(): Promise<void> | undefined {
    if (this.#count < this.#most) return undefined;
    return new Promise((resolve) => (this.#room = resolve));
  }

  /** Resolves when the last row has left. */
  async empty(): Promise<void> {
    if (this.#count > 0) await new Promise<void>((resolve) => (this.#empty = resolve));
  }
}
