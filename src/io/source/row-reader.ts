import type { Place } from '../../core/books/ledger.ts';
import { InputBrokeOffError } from '../../core/errors/broken-off-error.ts';
import { InputChangedError } from '../../core/errors/rows-error.ts';
import type { RowSource } from '../../core/ports.ts';
import type { InputRemark, ReadingDoubt } from '../../core/row/remark.ts';
import type { InputRow } from '../../core/row/row.ts';
import type { Suspector } from '../../core/row/suspicion/suspector.ts';
import type { PrefixHash } from './bytes/prefix-hash.ts';
import type { Cutter, OpenedRecords } from './records/record-format.ts';
import type { RowMaker } from './row-maker.ts';
import { beginsWithLineBreak, type Content } from './text/content.ts';
import type { UndecodedLines } from './text/undecoded-lines.ts';

// What becomes rows at once. Larger blocks only keep more rows in memory.
const BLOCK_BYTES = 64 * 1024;
// What is read at once where nothing is to be proven. With proofs every byte that was read must be in the hash.
const PIECE_BYTES = 512 * 1024;
const LF = 0x0a;

export type RowReaderOptions = {
  readonly path: string;
  /** stands at `start` */
  readonly content: Content;
  readonly records: Pick<OpenedRecords<unknown>, 'openCutter' | 'looksWholeCutOff' | 'places'>;
  readonly toRows: RowMaker;
  /** sees every row */
  readonly suspector: Suspector;
  readonly undecoded: UndecodedLines;
  /** what was noticed when the input was opened */
  readonly doubts: readonly ReadingDoubt[];
  readonly start: Place;
  /** is fed by `toRows`; undefined where nothing is to be proven */
  readonly hash: PrefixHash | undefined;
  /** the hash up to where an earlier run saw the input; undefined where none has, or nothing is to be proven */
  readonly proven: PrefixHash | undefined;
  /** where that ends */
  readonly provenBytes: number | undefined;
  /** waits until nobody writes to the input; false where somebody does. By default its end is its end */
  readonly isQuiet?: (() => Promise<boolean>) | undefined;
  /** the line before `start` has no line break */
  readonly isLineOpen: boolean;
};

/** The rows of an input from one place to its end, and from there on when it has grown. */
export class RowReader implements RowSource {
  readonly start: Place;
  readonly #options: RowReaderOptions;
  #line: number;
  /** the last line read had no line break; the next byte must be one */
  #isLineOpen: boolean;
  #cutter: Cutter | undefined;
  #hasEnded = false;

  constructor(options: RowReaderOptions) {
    this.#options = options;
    this.start = options.start;
    this.#isLineOpen = options.isLineOpen;
    this.#line = options.start.line - (options.isLineOpen ? 1 : 0);
  }

  sizeBytes(): Promise<number | undefined> {
    return this.#options.content.sizeBytes();
  }

  get places(): RowSource['places'] {
    return this.#options.records.places;
  }

  get readBytes(): number {
    const { content } = this.#options;
    return content.inputBytes(content.byte);
  }

  inputBytes(textBytes: number): number {
    return this.#options.content.inputBytes(textBytes);
  }

  get isLastLineOpen(): boolean {
    return this.#isLineOpen && this.#options.records.looksWholeCutOff;
  }

  remarks(): readonly InputRemark[] {
    const { undecoded, suspector, toRows, start, doubts } = this.#options;
    const bytes = this.#cutter?.padding.nuls ?? 0;
    const padding: InputRemark[] = bytes > 0 ? [{ kind: 'padding', bytes }] : [];
    const behind = this.#options.content.bytesBehind;
    const behindArchive: InputRemark[] = behind > 0 ? [{ kind: 'bytes-behind-archive', bytes: behind }] : [];
    return [
      ...behindArchive,
      ...doubts,
      ...undecoded.remarks(),
      ...toRows.remarks(),
      ...padding,
      ...suspector.judge(this.#hasEnded && start.row === 1),
    ];
  }

  hasGrown(): Promise<boolean> {
    return this.#options.content.hasGrown();
  }

  async prove(): Promise<void> {
    const { content, proven } = this.#options;
    const read = this.read();
    if (read) await content.prove(proven && proven.bytes > read.bytes ? proven.copy() : read);
  }

  /** The hash of all bytes that were read so far; undefined where nothing is to be proven. */
  read(): PrefixHash | undefined {
    const read = this.#options.hash?.copy();
    // A part of the next record may be read already.
    if (read && this.#cutter) read.update(this.#cutter.carry);
    return read;
  }

  async *rows(): AsyncGenerator<readonly InputRow[]> {
    const { path, content, provenBytes } = this.#options;
    // The proven part is cut as if the input ended there, because it once did. What was added since must not change
    // where its records end, for example by closing a quote that was open at the end.
    if (provenBytes !== undefined && content.byte < provenBytes) {
      yield* this.#part(provenBytes);
      // Of many inputs in one run this is one before that place.
      if (content.byte < provenBytes) return;
    }
    if (this.#isLineOpen && !(await beginsWithLineBreak(content))) {
      throw new InputChangedError({ kind: 'last-line-grown', path });
    }
    yield* this.#part(Number.POSITIVE_INFINITY);
  }

  async *#part(to: number): AsyncGenerator<readonly InputRow[]> {
    const { path, content, records, toRows, hash } = this.#options;
    // Small inputs are in the first piece.
    let pieceBytes = BLOCK_BYTES;
    const startByte = content.byte;
    const cutter = records.openCutter({ byte: startByte, line: this.#line });
    this.#cutter = cutter;
    for (let isLast = false; !isLast; ) {
      const piece = fitted(await content.take(Buffer.allocUnsafe(Math.min(pieceBytes, to - content.byte))));
      if (!hash && piece.length === pieceBytes) pieceBytes = PIECE_BYTES;
      isLast = piece.length === 0 && !(to === Number.POSITIVE_INFINITY && (await this.#goesOn(cutter)));
      if (piece.length === 0 && !isLast) continue;
      if (!isLast) this.#isLineOpen = records.places === 'line' && piece.at(-1) !== LF;
      for (let at = 0; at < piece.length; at += BLOCK_BYTES) {
        const rows = this.#observed(toRows.make(cutter.cut(piece.subarray(at, at + BLOCK_BYTES), false)));
        if (rows.length > 0) yield rows;
      }
      if (!isLast) continue;
      const rows = this.#observed(toRows.make(cutter.cut(piece, true)));
      this.#hasEnded = to === Number.POSITIVE_INFINITY;
      if (cutter.padding.hasAny) this.#isLineOpen = false;
      // A last line without a line break was counted as a whole one; a line break that follows now belongs to it.
      if (content.byte > startByte) this.#line = cutter.line - (this.#isLineOpen ? 1 : 0);
      if (rows.length > 0) yield rows;
      if (to === Number.POSITIVE_INFINITY && cutter.isArrayOpen) {
        throw new InputBrokeOffError({ kind: 'array-not-closed', path, line: cutter.line });
      }
    }
  }

  /** A last line without a line break may be cut off where a writer's buffer ended, and still look like a row. */
  async #goesOn(cutter: Cutter): Promise<boolean> {
    const { content, records, isQuiet } = this.#options;
    if (!isQuiet || records.places !== 'line' || cutter.carry.length === 0) return false;
    return !(await isQuiet()) || (await content.hasGrown());
  }

  #observed(rows: InputRow[]): InputRow[] {
    const { suspector } = this.#options;
    for (const row of rows) suspector.observe(row);
    return rows;
  }
}

/** Rows keep their block in memory: of many small inputs that must not be a whole buffer for each. */
const fitted = (piece: Buffer): Buffer =>
  piece.length > 0 && piece.length < piece.buffer.byteLength / 4 && piece.length < BLOCK_BYTES / 4
    ? Buffer.from(piece)
    : piece;
