import type { Place, SetAside } from '../../core/books/ledger.ts';
import type { DuplicateRule } from '../../core/duplicates/duplicates.ts';
import { DuplicateCount } from '../../core/duplicates/duplicates.ts';
import type { KeyHash } from '../../core/duplicates/key-hash.ts';
import { refuseLinesBeyond } from '../../core/duplicates/pairs.ts';
import { SupersededFinder, type SupersededLines } from '../../core/duplicates/superseded.ts';
import { InputBrokeOffError } from '../../core/errors/broken-off-error.ts';
import { DuplicateRowsError, InputChangedError } from '../../core/errors/rows-error.ts';
import type { RowSource } from '../../core/ports.ts';
import type { InputRemark } from '../../core/row/remark.ts';
import { type InputRow, placeOf } from '../../core/row/row.ts';

export type DeduplicatedRowsOptions = {
  readonly path: string;
  readonly rule: DuplicateRule;
  /** opens the same input once more, from its first row on */
  readonly openScan: () => Promise<RowSource>;
  readonly newHash: () => KeyHash;
  /** called after every block of a scan, with the bytes done */
  readonly onScan: (doneBytes: number) => void;
  /** ends a scan, which then throws its reason */
  readonly halted: AbortSignal;
};

/**
 * The rows of an input, with a mark on each row that another row of its pair supersedes. The whole input is scanned
 * before the first row is yielded, and again after the input has grown. If the input breaks off, the rows before the
 * break are marked by the readable part.
 */
export class DeduplicatedRows implements RowSource {
  readonly start: Place;
  readonly #source: RowSource;
  readonly #options: DeduplicatedRowsOptions;
  #scanned: RowSource;
  #superseded: SupersededLines | undefined;
  /** end of the last row that the scan saw */
  #scannedBytes = 0;
  /** the iterator over the source; it lives across several calls of `rows` */
  #blocks: AsyncIterator<readonly InputRow[]> | undefined;
  /** rows already read that stand after the last row that the scan saw */
  #beyond: readonly InputRow[] = [];
  /** valid rows: in the whole input, and before `start` */
  #valid = { all: 0, beforeStart: 0 };

  private constructor(source: RowSource, options: DeduplicatedRowsOptions, scanned: RowSource) {
    this.start = source.start;
    this.#source = source;
    this.#options = options;
    this.#scanned = scanned;
  }

  /**
   * @param source - begins where the run begins or resumes
   * @throws DuplicateRowsError when the rule is `error` and a pair stands in two rows
   */
  static async open(source: RowSource, options: DeduplicatedRowsOptions): Promise<DeduplicatedRows> {
    const marked = new DeduplicatedRows(source, options, await options.openScan());
    const found = await marked.#scan();
    if (found && found.count > 0)
      throw new DuplicateRowsError({
        kind: 'duplicate-rows',
        path: options.path,
        count: found.count,
        examples: found.examples,
      });
    return marked;
  }

  /** Rows to be set, that is valid and not superseded: in the whole input, and before `start`. */
  get toBeSet(): { readonly all: number; readonly beforeStart: number } {
    const { all, beforeStart } = this.#valid;
    return {
      all: all - (this.#superseded?.count ?? 0),
      beforeStart: beforeStart - (this.#superseded?.countBefore(this.#startPlace) ?? 0),
    };
  }

  get #startPlace(): number {
    const { row, line } = this.start;
    return this.#source.places === 'index' ? row - 1 : line;
  }

  get places(): RowSource['places'] {
    return this.#source.places;
  }

  get readBytes(): number {
    return this.#source.readBytes;
  }

  sizeBytes(): Promise<number | undefined> {
    return this.#source.sizeBytes();
  }

  inputBytes(textBytes: number): number {
    return this.#source.inputBytes(textBytes);
  }

  remarks(): readonly InputRemark[] {
    return this.#source.remarks();
  }

  get isLastLineOpen(): boolean {
    return this.#source.isLastLineOpen;
  }

  async hasGrown(): Promise<boolean> {
    return this.#beyond.length > 0 || this.#source.hasGrown();
  }

  setAside(): readonly SetAside[] {
    return this.#source.setAside?.() ?? [];
  }

  onBreak(tell: Parameters<NonNullable<RowSource['onBreak']>>[0]): void {
    this.#source.onBreak?.(tell);
  }

  /** Both the scan and the run must have read what still stands in the input. */
  async prove(): Promise<void> {
    await this.#source.prove();
    await this.#scanned.prove();
  }

  /**
   * Yields rows up to the end that the scan saw. Rows added since come with the next call, which scans again. By then
   * all rows yielded so far are settled, so a new row of the same pair is judged on its own.
   */
  async *rows(): AsyncGenerator<readonly InputRow[]> {
    if (this.#beyond.length > 0) await this.#scanGrown();
    for (let block = await this.#next(); block; block = await this.#next()) {
      const firstBeyond = block.findIndex((row) => row.endByte > this.#scannedBytes);
      const within = firstBeyond < 0 ? block : block.slice(0, firstBeyond);
      this.#beyond = firstBeyond < 0 ? [] : block.slice(firstBeyond);
      if (within.length > 0) yield within.map((row) => this.#mark(row));
      if (this.#beyond.length > 0) return;
    }
  }

  async #next(): Promise<readonly InputRow[] | undefined> {
    const held = this.#beyond;
    this.#beyond = [];
    if (held.length > 0) return held;
    this.#blocks ??= this.#source.rows()[Symbol.asyncIterator]();
    const next = await this.#blocks.next();
    if (!next.done) return next.value;
    this.#blocks = undefined;
    return undefined;
  }

  #mark(row: InputRow): InputRow {
    const supersededByLine = row.row && this.#superseded?.byLine(placeOf(row));
    return supersededByLine === undefined ? row : { ...row, supersededByLine };
  }

  async #scanGrown(): Promise<void> {
    const { path, openScan } = this.#options;
    this.#superseded = undefined;
    this.#scanned = await openScan();
    const found = await this.#scan();
    if (!found || found.count === 0) return;
    throw new InputChangedError({ kind: 'duplicates-added', path });
  }

  /**
   * @throws InputBrokeOffError when the rows read may be wrong, before anything is sent; and with `--on-duplicate
   *   error`, which sends nothing of an input that was not read to its end
   */
  async *#readable(): AsyncGenerator<readonly InputRow[]> {
    try {
      yield* this.#scanned.rows();
    } catch (error) {
      if (!(error instanceof InputBrokeOffError) || error.isCorrupt || this.#options.rule === 'error') throw error;
    }
  }

  /** @returns the duplicates, for `--on-duplicate error` only */
  async #scan(): Promise<DuplicateCount | undefined> {
    const { path, rule, newHash, onScan, halted } = this.#options;
    this.#valid = { all: 0, beforeStart: 0 };
    const finder = rule === 'error' ? new DuplicateCount(newHash()) : new SupersededFinder(rule, newHash());
    for await (const block of this.#readable()) {
      halted.throwIfAborted();
      refuseLinesBeyond(path, block);
      finder.see(block);
      for (const { row, number } of block) {
        if (!row) continue;
        this.#valid.all += 1;
        if (number < this.start.row) this.#valid.beforeStart += 1;
      }
      this.#scannedBytes = block.at(-1)?.endByte ?? this.#scannedBytes;
      onScan(this.#scanned.inputBytes(this.#scannedBytes));
    }
    halted.throwIfAborted();
    if (finder instanceof DuplicateCount) return finder;
    this.#superseded = finder.found();
    return undefined;
  }
}
