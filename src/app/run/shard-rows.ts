import type { Place, SetAside } from '../../core/books/ledger.ts';
import type { RowSource } from '../../core/ports.ts';
import type { InputRemark } from '../../core/row/remark.ts';
import type { InputRow } from '../../core/row/row.ts';

/** The rows of an input, with a mark on each row that is in another share. */
export class ShardRows implements RowSource {
  readonly start: Place;
  readonly places: RowSource['places'];
  readonly #source: RowSource;
  readonly #isOurs: (row: InputRow) => boolean;

  /** @param isOurs - whether a row is in the share of this process */
  constructor(source: RowSource, isOurs: (row: InputRow) => boolean) {
    this.start = source.start;
    this.places = source.places;
    this.#source = source;
    this.#isOurs = isOurs;
  }

  async *rows(): AsyncGenerator<readonly InputRow[]> {
    for await (const block of this.#source.rows()) {
      yield block.map((row) => (this.#isOurs(row) ? row : { ...row, isOfOtherShard: true as const }));
    }
  }

  sizeBytes(): Promise<number | undefined> {
    return this.#source.sizeBytes();
  }

  inputBytes(textBytes: number): number {
    return this.#source.inputBytes(textBytes);
  }

  get readBytes(): number {
    return this.#source.readBytes;
  }

  get isLastLineOpen(): boolean {
    return this.#source.isLastLineOpen;
  }

  remarks(): readonly InputRemark[] {
    return this.#source.remarks();
  }

  hasGrown(): Promise<boolean> {
    return this.#source.hasGrown();
  }

  prove(): Promise<void> {
    return this.#source.prove();
  }

  setAside(): readonly SetAside[] {
    return this.#source.setAside?.() ?? [];
  }

  onBreak(tell: Parameters<NonNullable<RowSource['onBreak']>>[0]): void {
    this.#source.onBreak?.(tell);
  }
}
