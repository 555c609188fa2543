/** Asked about one row after the other, in the order of the input: so each answer costs the same, however many ranges there are. */
export class SettledRanges {
  readonly #ranges: readonly (readonly [first: number, last: number])[];
  #at = 0;

  /** @param ranges - each behind the one before it */
  constructor(ranges: readonly (readonly [first: number, last: number])[]) {
    this.#ranges = ranges;
  }

  /** @returns the parts of them that lie behind a row */
  behind(row: number): [first: number, last: number][] {
    return this.#ranges.filter(([, last]) => last > row).map(([first, last]) => [Math.max(first, row + 1), last]);
  }

  /** @param row - not before the one that was asked about last */
  has(row: number): boolean {
    for (;;) {
      const range = this.#ranges[this.#at];
      if (!range || row < range[0]) return false;
      if (row <= range[1]) return true;
      this.#at += 1;
    }
  }
}
