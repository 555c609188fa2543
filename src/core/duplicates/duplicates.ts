import type { Duplicate } from '../errors/rows-error.ts';
import type { KeyHash } from './key-hash.ts';
import { Pairs, type PlacedRow } from './pairs.ts';

/** Which rows of one (GroupId, Member_Account) are sent; `error`: none of the input if it has duplicates. */
export type DuplicateRule = 'last' | 'first' | 'max' | 'error';

/** Duplicates that are listed; all of them are counted. */
const LISTED = 20;

/** Counts the rows whose pair stands in an earlier row too, and keeps the first of them to show. */
export class DuplicateCount {
  readonly #pairs: Pairs;
  readonly #examples: Duplicate[] = [];
  #count = 0;
  #differing = 0;

  constructor(hash: KeyHash) {
    this.#pairs = new Pairs(hash);
  }

  get count(): number {
    return this.#count;
  }

  /** how many of them ask for another count than the first row of their pair */
  get differing(): number {
    return this.#differing;
  }

  /** how many groups the rows have */
  get groups(): number {
    return this.#pairs.table.groups;
  }

  get examples(): readonly Duplicate[] {
    return this.#examples;
  }

  /** To be called for all rows, block by block, in the order of the input. */
  see(block: readonly PlacedRow[]): void {
    const { table } = this.#pairs;
    this.#pairs.enter(block, (known, row, place, { index, input }) => {
      this.#count += 1;
      if (row.unread !== table.unreadOf(known)) this.#differing += 1;
      if (this.#examples.length >= LISTED) return;
      const first = { firstLine: table.lineOf(known), firstUnread: table.unreadOf(known) };
      if (input === undefined) {
        this.#examples.push({ ...row, line: place, ...first, ...(index === undefined ? {} : { by: 'index' }) });
      } else {
        const firstLine = first.firstLine + 1;
        this.#examples.push({ ...row, ...first, line: place + 1, firstLine, by: 'row', input });
      }
    });
  }
}
