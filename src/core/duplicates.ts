import type { KeyHash } from './key-hash.ts';
import { NEW_PAIR, PairTable } from './pair-table.ts';
import type { Row } from './row.ts';

/** Which rows of one (GroupId, Member_Account) are sent: `--on-duplicate`. */
export const DUPLICATE_RULES = ['last', 'first', 'max', 'error'] as const;
export type DuplicateRule = (typeof DUPLICATE_RULES)[number];

/** A row whose pair stands in an earlier one too, and that earlier one. */
export type Duplicate = {
  readonly groupId: string;
  readonly account: string;
  readonly line: number;
  readonly unread: number;
  /** of the first row of the pair */
  readonly firstLine: number;
  readonly firstUnread: number;
};

/** For example `line 7: "g1", "alice", 5 (first on line 2: 3)`. */
export const duplicateText = ({ groupId, account, line, unread, firstLine, firstUnread }: Duplicate): string =>
  `line ${line}: "${groupId}", "${account}", ${unread} (first on line ${firstLine}: ${firstUnread})`;

/** Duplicates that are listed; all of them are counted. */
const LISTED = 20;

/** Counts the rows whose pair stands in an earlier row too, and keeps the first of them to show. */
export class DuplicateCount {
  readonly #hash: KeyHash;
  readonly #pairs = new PairTable();
  readonly #examples: Duplicate[] = [];
  #count = 0;

  constructor(hash: KeyHash) {
    this.#hash = hash;
  }

  get count(): number {
    return this.#count;
  }

  /** how many groups the rows have */
  get groups(): number {
    return this.#pairs.groups;
  }

  get examples(): readonly Duplicate[] {
    return this.#examples;
  }

  /** To be called for every valid row, in the order of the input. @param line - at most MOST_LINES */
  see(row: Row, line: number): void {
    const known = this.#pairs.enter(this.#hash.of(row.groupId, row.account), line, row.unread);
    if (known === NEW_PAIR) return;
    this.#count += 1;
    if (this.#examples.length >= LISTED) return;
    const [firstLine, firstUnread] = [this.#pairs.lineOf(known), this.#pairs.unreadOf(known)];
    this.#examples.push({ ...row, line, firstLine, firstUnread });
  }
}
