import { InputError } from '../errors/input-error.ts';
import { type InputRow, placeOf, type Row } from '../row/row.ts';
import { KEY_WORDS, type KeyHash } from './key-hash.ts';
import { MOST_LINES, NEW_PAIR, PairTable } from './pair-table.ts';

export type PlacedRow = Pick<InputRow, 'row' | 'line' | 'index' | 'place' | 'standsBefore' | 'input'>;

// What these rows touch in the index, about 100 KB, fits into the cache of one core.
const ROWS_AT_ONCE = 512;

/**
 * The pairs of an input in a table. Rows are entered a few hundred at a time: 265 instead of 380 ns a pair for 1M pairs
 * (bench pieces), because the table can touch the places of all of them first.
 */
export class Pairs {
  readonly table = new PairTable();
  readonly #hash: KeyHash;
  readonly #keys = new Int32Array(ROWS_AT_ONCE * KEY_WORDS);

  constructor(hash: KeyHash) {
    this.#hash = hash;
  }

  /**
   * @param block - consecutive rows of the input, on lines up to MOST_LINES; invalid ones are passed over
   * @param onKnown - called for each row whose pair is in the table already, before the next row is entered
   */
  enter(
    block: readonly PlacedRow[],
    onKnown: (known: number, row: Row, place: number, placed: PlacedRow) => void,
  ): void {
    for (let start = 0; start < block.length; start += ROWS_AT_ONCE) {
      const end = Math.min(start + ROWS_AT_ONCE, block.length);
      this.#hashSome(block, start, end);
      this.#enterSome(block, start, end, onKnown);
    }
  }

  #hashSome(block: readonly PlacedRow[], start: number, end: number): void {
    let count = 0;
    for (let at = start; at < end; at += 1) {
      const { row } = block[at] as PlacedRow;
      if (row) this.#hash.write(row, this.#keys, count++ * KEY_WORDS);
    }
    this.table.touch(this.#keys, count);
  }

  #enterSome(
    block: readonly PlacedRow[],
    start: number,
    end: number,
    onKnown: (known: number, row: Row, place: number, placed: PlacedRow) => void,
  ): void {
    let count = 0;
    for (let at = start; at < end; at += 1) {
      const placed = block[at] as PlacedRow;
      const { row } = placed;
      if (!row) continue;
      const place = placeOf(placed);
      const known = this.table.enter(this.#keys, count++ * KEY_WORDS, place, row.unread);
      if (known !== NEW_PAIR) onKnown(known, row, place, placed);
    }
  }
}

/** @throws InputError where a line number does not fit into the table: no result is better than a wrong one */
export const refuseLinesBeyond = (path: string, block: readonly PlacedRow[], mostLines = MOST_LINES): void => {
  const last = block.at(-1);
  if (!last || placeOf(last) <= mostLines) return;
  throw new InputError({ kind: 'too-many-lines', path, mostLines });
};
