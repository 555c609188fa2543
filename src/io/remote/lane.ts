import pLimit from 'p-limit';
import { WaitingLine } from './waiting-line.ts';

/** Bounds the calls in flight of one kind. */
export class Lane {
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #line = new WaitingLine<() => void>();

  /** @param places - most calls in flight, 1 or more */
  constructor(places: number) {
    this.#limit = pLimit(places);
  }

  /**
   * Does the work in a place of its own.
   *
   * @param signal - its abort ends the wait for a place, but no work that has begun
   * @returns undefined when there was no place before the signal aborted
   */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
    const turn = this.#line.wait(signal);
    void this.#limit(this.#offerPlace);
    const leave = await turn;
    if (!leave) return undefined;
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Ends all waits. */
  close(): void {
    this.#limit.clearQueue();
    this.#line.close();
  }

  /** The place goes to the first in line, and is free again at once where nobody waits any longer. */
  readonly #offerPlace = (): Promise<void> =>
    new Promise((leave) => {
      if (!this.#line.serve(leave)) leave();
    });
}
