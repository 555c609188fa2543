import { InputChangedError } from '../../core/errors.ts';
import type { Place } from '../../core/ledger.ts';
import type { RowSource } from '../../core/ports.ts';
import type { InputRow } from '../../core/row.ts';
import type { FileBytes } from './file-bytes.ts';
import type { PrefixHash } from './prefix-hash.ts';
import { RecordCutter } from './records.ts';
import type { RowMaker } from './row-maker.ts';

const CHUNK_BYTES = 64 * 1024;
const LF = 0x0a;
const CR = 0x0d;

export type RowReaderOptions = {
  readonly bytes: FileBytes;
  readonly toRows: RowMaker;
  /** of CSV, one byte; undefined where quotes mean nothing (JSONL) */
  readonly delimiter: number | undefined;
  readonly start: Place;
  /** goes along with `toRows`; undefined where nothing is to be proven */
  readonly hash: PrefixHash | undefined;
  /** where the proven part ends; undefined where none is */
  readonly provenBytes: number | undefined;
};

/** The rows of a file from one place to its end, and on from there when it has grown meanwhile. */
export class RowReader implements RowSource {
  readonly start: Place;
  readonly #options: RowReaderOptions;
  #byte: number;
  #line: number;
  /** the last line read had no line break; the next byte must be one */
  #isLineOpen = false;

  constructor(options: RowReaderOptions) {
    this.#options = options;
    this.start = options.start;
    this.#byte = options.start.byte;
    this.#line = options.start.line;
  }

  get readBytes(): number {
    return this.#byte;
  }

  sizeBytes(): Promise<number> {
    return this.#options.bytes.sizeBytes();
  }

  async prove(): Promise<void> {
    const { bytes, hash } = this.#options;
    if (hash) await bytes.prove(hash.copy());
  }

  async *rows(): AsyncGenerator<readonly InputRow[]> {
    const { bytes, provenBytes } = this.#options;
    // The proven part is cut as if the input ended behind it: it did once, and what has been added since must not change
    // where its records end, say by closing a quote that was never closed.
    if (provenBytes !== undefined && this.#byte < provenBytes) yield* this.#part(provenBytes);
    if (this.#isLineOpen && !(await this.#goesOnWithLineBreak())) {
      throw new InputChangedError(bytes.path, 'it has grown in the middle of its last line, which was read already');
    }
    yield* this.#part(Number.POSITIVE_INFINITY);
  }

  async *#part(to: number): AsyncGenerator<readonly InputRow[]> {
    const { bytes, toRows, delimiter } = this.#options;
    const cutter = new RecordCutter({ byte: this.#byte, line: this.#line }, delimiter);
    for (let at = this.#byte; ; ) {
      const chunk = await bytes.readAt(Buffer.allocUnsafe(Math.min(CHUNK_BYTES, to - at)), at);
      at += chunk.length;
      const isLast = chunk.length === 0;
      // Where it was cut off is no end of a record.
      if (isLast) await bytes.refuseShorter();
      else this.#isLineOpen = chunk.at(-1) !== LF;
      const rows = toRows.make(cutter.cut(chunk, isLast));
      if (isLast && at > this.#byte) {
        this.#byte = at;
        // A last line without a line break was counted as a whole one; the break that follows now is its own.
        this.#line = cutter.line - (this.#isLineOpen ? 1 : 0);
      }
      if (rows.length > 0) yield rows;
      if (isLast) return;
    }
  }

  async #goesOnWithLineBreak(): Promise<boolean> {
    const [next, afterNext] = await this.#options.bytes.readAt(Buffer.alloc(2), this.#byte);
    return next === undefined || next === LF || (next === CR && afterNext === LF);
  }
}
