/** What must be closed after a command, in reverse order of opening. */
export class Closers {
  readonly #closers: (() => Promise<void> | void)[] = [];

  readonly add = (close: () => Promise<void> | void): void => {
    this.#closers.push(close);
  };

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).toReversed()) await close();
  }
}
