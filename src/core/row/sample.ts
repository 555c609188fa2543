/** How many rows to look at: a number, or a share of all. */
export type SampleSize =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'percent'; readonly percent: number };

/**
 * Picks rows spread evenly over an input of known length: one at random from each of equal stretches. The same seed
 * always picks the same rows, so a run can go on in the middle.
 */
export class Sample {
  readonly #picks: number;
  readonly #rows: number;
  readonly #seed: number;
  #stretch = 0;

  /**
   * @param rows - to choose from
   * @param seed - any whole number
   */
  constructor(size: SampleSize, rows: number, seed: number) {
    this.#rows = rows;
    this.#picks = size.kind === 'rows' ? Math.min(size.rows, rows) : Math.ceil((rows * size.percent) / 100);
    this.#seed = seed;
  }

  /** To be asked in ascending order, with gaps or without. @param index - of the row, from 0 to below `rows` */
  has(index: number): boolean {
    while (this.#stretch < this.#picks && this.#pickOf(this.#stretch) < index) this.#stretch += 1;
    return this.#stretch < this.#picks && this.#pickOf(this.#stretch) === index;
  }

  /** Within the stretch, so that no two stretches pick the same row. */
  #pickOf(stretch: number): number {
    const start = Math.floor((stretch * this.#rows) / this.#picks);
    const end = Math.floor(((stretch + 1) * this.#rows) / this.#picks);
    return start + Math.floor(scattered(stretch, this.#seed) * (end - start));
  }
}

/** From 0 to below 1: the finalizer of MurmurHash3 over both numbers. */
const scattered = (stretch: number, seed: number): number => {
  let mixed = Math.imul(stretch ^ Math.imul(seed, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
};
