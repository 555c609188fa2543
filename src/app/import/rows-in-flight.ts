/**
 * The rows in hand: read, and not yet settled. Bounding them bounds memory, the checkpoint and what a crash repeats.
 * One producer enters; whoever finishes a row leaves.
 */
export class RowsInFlight {
  readonly #size: number;
  #held = 0;
  #room: (() => void) | undefined;
  #empty: (() => void) | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  get isFull(): boolean {
    return this.#held >= this.#size;
  }

  enter(): void {
    this.#held += 1;
  }

  leave(): void {
    this.#held -= 1;
    if (!this.isFull) this.#room?.();
    if (this.#held === 0) this.#empty?.();
  }

  /** Resolves when there is room for one more. */
  async room(): Promise<void> {
    if (this.isFull) await new Promise<void>((resolve) => (this.#room = resolve));
  }

  /** Resolves when the last row has left. */
  async empty(): Promise<void> {
    if (this.#held > 0) await new Promise<void>((resolve) => (this.#empty = resolve));
  }
}
