import type { Row } from '../row.ts';
import { Tally } from './tally.ts';

const LENGTHS: ReadonlySet<number> = new Set([3, 5, 6, 8, 9, 10, 11, 12]);
const WORD = /^(?:(?:grand |sub[- ]?)?totals?|sum|all|overall)$/i;

/** Rows that a report puts below the others: a word in the place of an ID, and the sum of the counts above. */
export class Totals {
  readonly tally = new Tally('unread');
  #all = 0;
  /** since the last such row */
  #part = 0;

  observe({ groupId, account, unread }: Row, text: string, line: number): void {
    const isWord = (id: string): boolean => LENGTHS.has(id.length) && WORD.test(id);
    if (unread > 0 && (unread === this.#all || unread === this.#part) && (isWord(groupId) || isWord(account))) {
      this.tally.add(text, line);
      this.#part = 0;
      return;
    }
    this.#all += unread;
    this.#part += unread;
  }
}
