/**
 * The rows of all inputs of a command that were taken and have no outcome yet. An input may begin while the last calls of the
 * one before it are under way, so that no call waits at the border.
 */
export class RowsUnderWay {
  readonly #few: number;
  #count = 0;
  #hasSet = false;
  #waiting: (() => void)[] = [];

  /** @param few - rows that are made within the time that an input takes to begin */
  constructor(few: number) {
    this.#few = few;
  }

  enter(): void {
    this.#count += 1;
  }

  leave(): void {
    this.#count -= 1;
    this.#look();
  }

  /** A row was set: the target takes rows of this command. */
  rowSet(): void {
    this.#hasSet = true;
  }

  /** Resolves when few are under way, and one has been set. Where none is, perhaps none can be: no input begins early. */
  few(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#look();
    });
  }

  #look(): void {
    if (!this.#hasSet || this.#count > this.#few) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
