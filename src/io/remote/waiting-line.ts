/** A waiter in line, and the item it brought. */
export type Waiter<Item, Value> = {
  readonly item: Item;
  readonly signal: AbortSignal;
  /** ends the wait */
  readonly settle: (value: Value | undefined | Promise<Value>) => void;
};

/** Waiters in the order of arrival. When a signal aborts, its waiters leave the line. */
export class WaitingLine<Item, Value> {
  #waiters: Waiter<Item, Value>[] = [];
  // One listener for each signal, not for each waiter: hundreds of rows of one run wait at once.
  readonly #followed = new Map<AbortSignal, () => void>();
  #isClosed = false;

  get length(): number {
    return this.#waiters.length;
  }

  /** @returns what the waiter is settled with; undefined when the signal aborts or the line is closed */
  wait(signal: AbortSignal, item: Item): Promise<Value | undefined> {
    return new Promise((settle) => {
      if (signal.aborted || this.#isClosed) {
        settle(undefined);
        return;
      }
      if (!this.#followed.has(signal)) this.#follow(signal);
      this.#waiters.push({ item, signal, settle });
    });
  }

  /** Removes the first waiter from the line. The caller must settle it. */
  shift(): Waiter<Item, Value> | undefined {
    return this.#waiters.shift();
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
