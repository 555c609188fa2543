const FIRST_BYTES = 4096;

/** Whole numbers from 0 that lie close together, as those of rows and lines do: each takes one bit. */
export class NumberSet {
  #bits = new Uint8Array(FIRST_BYTES);
  #largest = -1;

  /** -1 where there is none */
  get largest(): number {
    return this.#largest;
  }

  add(number: number): void {
    const at = Math.floor(number / 8);
    if (at >= this.#bits.length) {
      const bits = new Uint8Array(Math.max(at + 1, this.#bits.length * 2));
      bits.set(this.#bits);
      this.#bits = bits;
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (number % 8));
    this.#largest = Math.max(this.#largest, number);
  }

  delete(number: number): void {
    if (!this.has(number)) return;
    const at = Math.floor(number / 8);
    this.#bits[at] = (this.#bits[at] ?? 0) & ~(1 << (number % 8));
    if (number === this.#largest) while (this.#largest >= 0 && !this.has(this.#largest)) this.#largest -= 1;
  }

  has(number: number): boolean {
    return ((this.#bits[Math.floor(number / 8)] ?? 0) & (1 << (number % 8))) !== 0;
  }
}
