import { placeOf, type Row } from '../row/row.ts';
import type { KeyHash } from './key-hash.ts';
import { Pairs, type PlacedRow } from './pairs.ts';

/** The rows that another row of their pair supersedes, by line: eight bytes each. */
export class SupersededLines {
  readonly #lines: Uint32Array;
  readonly #byLines: Uint32Array;

  /** @param pairs - sorted; the line that is left out in the upper 32 bits, the line that supersedes it in the lower */
  constructor(pairs: BigUint64Array) {
    this.#lines = Uint32Array.from(pairs, (pair) => Number(pair >> 32n));
    this.#byLines = Uint32Array.from(pairs, (pair) => Number(pair & 0xffff_ffffn));
  }

  get count(): number {
    return this.#lines.length;
  }

  /** @returns how many of them stand before a line */
  countBefore(line: number): number {
    return this.#at(line);
  }

  /** @returns the line of the row that is sent instead; undefined for a row that is sent itself */
  byLine(line: number): number | undefined {
    const at = this.#at(line);
    return this.#lines[at] === line ? this.#byLines[at] : undefined;
  }

  /** @returns where the line stands, or would stand */
  #at(line: number): number {
    let first = 0;
    let behind = this.#lines.length;
    while (first < behind) {
      const middle = (first + behind) >>> 1;
      if ((this.#lines[middle] as number) < line) first = middle + 1;
      else behind = middle;
    }
    return first;
  }
}

export type SupersedingRule = 'first' | 'max' | 'last';

/** Finds the rows that another row of their pair supersedes. */
export class SupersededFinder {
  readonly #rule: SupersedingRule;
  readonly #pairs: Pairs;
  readonly #lines: number[] = [];
  readonly #pairNumbers: number[] = [];
  /** from which line on rows are read late, and before which line they stand */
  readonly #late: { readonly from: number; readonly before: number }[] = [];

  /** @param rule - the first row of a pair is sent, the last, or the first of those with the largest count */
  constructor(rule: SupersedingRule, hash: KeyHash) {
    this.#rule = rule;
    this.#pairs = new Pairs(hash);
  }

  /** To be called for all rows, block by block, in the order in which they are read. */
  see(block: readonly PlacedRow[]): void {
    const { table } = this.#pairs;
    const [first] = block;
    if (first?.standsBefore !== undefined) this.#late.push({ from: placeOf(first), before: first.standsBefore });
    this.#pairs.enter(block, (known, row, line) => {
      if (this.#supersedes(row, line, known)) {
        this.#lines.push(table.lineOf(known));
        table.replace(known, line, row.unread);
      } else {
        this.#lines.push(line);
      }
      this.#pairNumbers.push(known);
    });
  }

  #supersedes({ unread }: Row, line: number, known: number): boolean {
    const { table } = this.#pairs;
    const isBehind = this.#orderOf(line) >= this.#orderOf(table.lineOf(known));
    if (this.#rule === 'last') return isBehind;
    const largest = table.unreadOf(known);
    return this.#rule === 'max' && unread !== largest ? unread > largest : !isBehind;
  }

  /** @returns where the line stands among all; half a line before the one that follows it, where it is read late */
  #orderOf(line: number): number {
    const late = this.#late.findLast(({ from }) => from <= line);
    return late ? late.before - 0.5 : line;
  }

  /** Each with the row that supersedes it in the end: the largest count so far may have been exceeded later. */
  found(): SupersededLines {
    const pairs = new BigUint64Array(this.#lines.length);
    for (let at = 0; at < pairs.length; at += 1) {
      const byLine = this.#pairs.table.lineOf(this.#pairNumbers[at] as number);
      pairs[at] = (BigInt(this.#lines[at] as number) << 32n) | BigInt(byLine);
    }
    return new SupersededLines(pairs.sort());
  }
}
