import { Column } from './column.ts';
import type { KeyHash } from './key-hash.ts';
import { KeyTable } from './key-table.ts';
import type { Row } from './row.ts';

/** Lines are kept in 32 bits. */
export const MOST_LINES = 2 ** 32 - 1;

/** What `enter` returns for a pair that was not there. */
export const NEW_PAIR = -1;

/**
 * Every (GroupId, Member_Account) of an input, each with the line and the count of one row: 24 bytes for each pair, and
 * the index of KeyTable. Exact in the sense of KeyHash.
 */
export class PairTable {
  readonly #hash: KeyHash;
  readonly #keys = new KeyTable();
  readonly #lines = new Column();
  readonly #unread = new Column();

  constructor(hash: KeyHash) {
    this.#hash = hash;
  }

  get size(): number {
    return this.#keys.size;
  }

  /**
   * @param line - of the row, at most MOST_LINES; kept when the pair is new
   * @returns NEW_PAIR, or the number under which the pair stands already
   */
  enter({ groupId, account, unread }: Row, line: number): number {
    const number = this.#keys.enter(this.#hash.ofPair(groupId, account));
    if (number !== this.#lines.length) return number;
    this.#lines.push(line);
    this.#unread.push(unread);
    return NEW_PAIR;
  }

  lineOf(number: number): number {
    return this.#lines.at(number);
  }

  unreadOf(number: number): number {
    return this.#unread.at(number);
  }

  /** From now on another row stands for the pair. */
  replace(number: number, line: number, unread: number): void {
    this.#lines.set(number, line);
    this.#unread.set(number, unread);
  }
}
