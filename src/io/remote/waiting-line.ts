type Waiter<T> = {
  readonly signal: AbortSignal;
  readonly isWanted: () => boolean;
  readonly settle: (value: T | undefined) => void;
};

const always = (): boolean => true;

/** Callers that wait for something that comes one at a time, in the order in which they came. */
export class WaitingLine<T> {
  #waiters: Waiter<T>[] = [];
  // One listener for each signal, not for each waiter: hundreds of rows of one run wait at once.
  readonly #followed = new Map<AbortSignal, () => void>();
  #isClosed = false;

  get length(): number {
    return this.#waiters.length;
  }

  /**
   * @param signal - its abort ends the wait
   * @param isWanted - asked when it is the caller's turn
   * @returns what the caller is served; undefined when the signal aborts, or the caller no longer wants it
   */
  wait(signal: AbortSignal, isWanted: () => boolean = always): Promise<T | undefined> {
    return new Promise((settle) => {
      if (signal.aborted || this.#isClosed) {
        settle(undefined);
        return;
      }
      if (!this.#followed.has(signal)) this.#follow(signal);
      this.#waiters.push({ signal, isWanted, settle });
    });
  }

  /** Serves the first in line who still wants it. @returns whether there was one */
  serve(value: T): boolean {
    for (;;) {
      const waiter = this.#waiters.shift();
      if (!waiter) return false;
      const isWanted = waiter.isWanted();
      waiter.settle(isWanted ? value : undefined);
      if (isWanted) return true;
    }
  }

  /** Ends all waits, now and later. */
  close(): void {
    this.#isClosed = true;
    for (const [signal, onAbort] of this.#followed) signal.removeEventListener('abort', onAbort);
    this.#followed.clear();
    for (const { settle } of this.#waiters.splice(0)) settle(undefined);
  }

  #follow(signal: AbortSignal): void {
    const onAbort = (): void => {
      this.#followed.delete(signal);
      const dismissed = this.#waiters.filter((waiter) => waiter.signal === signal);
      this.#waiters = this.#waiters.filter((waiter) => waiter.signal !== signal);
      for (const { settle } of dismissed) settle(undefined);
    };
    this.#followed.set(signal, onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
  }
}
