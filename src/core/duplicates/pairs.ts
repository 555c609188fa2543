import { InputError } from '../errors.ts';
import type { InputRow, Row } from '../row/row.ts';
import { KEY_WORDS, type KeyHash } from './key-hash.ts';
import { MOST_LINES, NEW_PAIR, PairTable } from './pair-table.ts';

export type PlacedRow = Pick<InputRow, 'row' | 'line'>;

// What so many rows look at in the index of the table stays in a processor's own cache, about 100 KB.
const ROWS_AT_ONCE = 512;

/**
 * The pairs of an input, in a table that the rows are entered in some hundred at a time: with a million pairs that takes
 * half of the time it takes one by one.
 */
export class Pairs {
  readonly table = new PairTable();
  readonly #hash: KeyHash;
  readonly #keys = new Int32Array(ROWS_AT_ONCE * KEY_WORDS);

  constructor(hash: KeyHash) {
    this.#hash = hash;
  }

  /**
   * @param block - of rows that follow each other in the input, on lines up to MOST_LINES; those that are invalid are
   *   passed over
   * @param onKnown - told of each row whose pair has a number in the table already, before the next row is entered
   */
  enter(block: readonly PlacedRow[], onKnown: (known: number, row: Row, line: number) => void): void {
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
    onKnown: (known: number, row: Row, line: number) => void,
  ): void {
    let count = 0;
    for (let at = start; at < end; at += 1) {
      const { row, line } = block[at] as PlacedRow;
      if (!row) continue;
      const known = this.table.enter(this.#keys, count++ * KEY_WORDS, line, row.unread);
      if (known !== NEW_PAIR) onKnown(known, row, line);
    }
  }
}

/** @throws InputError where lines do not fit into the table of pairs: no wrong number is better than one */
export const refuseLinesBeyond = (path: string, block: readonly PlacedRow[], mostLines = MOST_LINES): void => {
  const last = block.at(-1);
  if (!last || last.line <= mostLines) return;
  throw new InputError({ kind: 'too-many-lines', path, mostLines });
};
