import type { InputRow } from '../../core/row/row.ts';
import { unreadable } from '../../core/row/rules.ts';
import type { PrefixHash } from './bytes/prefix-hash.ts';
import { type Block, PROBLEM_OF_FAULT } from './records/record-cutter.ts';
import type { RecordParser } from './records/record-format.ts';

/** Turns the records of blocks into rows: numbers and places them, and feeds the hash of the input. */
export class RowMaker {
  readonly #parser: RecordParser;
  readonly #hash: PrefixHash | undefined;
  readonly #places: 'line' | 'index';
  #number: number;

  constructor(parser: RecordParser, firstNumber: number, hash: PrefixHash | undefined, places: 'line' | 'index') {
    this.#places = places;
    this.#parser = parser;
    this.#number = firstNumber;
    this.#hash = hash;
  }

  make(block: Block): InputRow[] {
    const rows: InputRow[] = [];
    const proof = this.#hash?.enterBlock(block);
    const parseRecord = this.#parser.parse(block);
    for (const span of block.spans) {
      const checked = span.fault ? unreadable(PROBLEM_OF_FAULT[span.fault]) : parseRecord(span);
      if (!checked) continue;
      rows.push({
        number: this.#number++,
        line: span.line,
        nextLine: span.nextLine,
        startByte: span.startByte,
        endByte: span.endByte,
        values: checked.values,
        row: checked.row,
        problems: checked.problems,
        proof: proof?.upTo(span.endByte),
        ...(this.#places === 'index' ? { index: this.#number - 2 } : {}),
      });
    }
    return rows;
  }
}
