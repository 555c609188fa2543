const CHUNK_BITS = 16;
const CHUNK_LENGTH = 1 << CHUNK_BITS;
const WITHIN_CHUNK = CHUNK_LENGTH - 1;

/** Whole numbers from 0 to 4,294,967,295, four bytes each. It grows by a chunk at a time: nothing is copied or doubled. */
export class Column {
  readonly #chunks: Uint32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length & WITHIN_CHUNK;
    if (at === 0) this.#chunks.push(new Uint32Array(CHUNK_LENGTH));
    const chunk = this.#chunks[this.#chunks.length - 1] as Uint32Array;
    chunk[at] = value;
    this.#length += 1;
  }

  /** @param index - below `length` */
  at(index: number): number {
    const chunk = this.#chunks[index >>> CHUNK_BITS] as Uint32Array;
    return chunk[index & WITHIN_CHUNK] as number;
  }

  /** @param index - below `length` */
  set(index: number, value: number): void {
    const chunk = this.#chunks[index >>> CHUNK_BITS] as Uint32Array;
    chunk[index & WITHIN_CHUNK] = value;
  }
}
