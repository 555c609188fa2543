import { type Pair, pairKey } from '../../core/row/row.ts';

type Tail = { end: Promise<void>; rows: number };

/**
 * Sends rows of the same (GroupId, Member_Account) one after the other, in the order of the input: each waits until the
 * row before it has its outcome. Rows of different pairs do not wait for each other.
 */
export class PairQueue {
  readonly #tails = new Map<string, Tail>();

  /** Whether a row of the pair is under way. */
  has(pair: Pair): boolean {
    return this.#tails.has(pairKey(pair));
  }

  /** Runs `work` at once, or after the row of the pair that came before. @param work - neither throws nor rejects */
  run(pair: Pair, work: () => Promise<void>): void {
    const key = pairKey(pair);
    const before = this.#tails.get(key);
    const current = before ? before.end.then(work) : work();
    const tail = before ?? { end: current, rows: 0 };
    tail.rows += 1;
    tail.end = current.then(() => {
      tail.rows -= 1;
      if (tail.rows === 0) this.#tails.delete(key);
    });
    this.#tails.set(key, tail);
  }
}
