import { pairKey, type RowValues } from '../../core/row/row.ts';

type PairEnd = { end: Promise<void>; rows: number };

/**
 * Rows of the same (GroupId, Member_Account) one after the other, in the order of the file: each waits until the one
 * before it is settled. Rows of different pairs know nothing of each other.
 */
export class PairQueue {
  readonly #lanes = new Map<string, PairEnd>();

  /**
   * Runs `work` when its predecessor has ended; at once, and without a promise of its own, when there is none and
   * `work` is not asynchronous.
   *
   * @param work - neither throws nor rejects
   */
  run(values: RowValues, work: () => Promise<void> | undefined): void {
    const key = pairKey(values);
    const before = this.#lanes.get(key);
    const current = before ? before.end.then(work) : work();
    if (!current) return;
    const lane = before ?? { end: current, rows: 0 };
    lane.rows += 1;
    lane.end = current.then(() => {
      lane.rows -= 1;
      if (lane.rows === 0) this.#lanes.delete(key);
    });
    this.#lanes.set(key, lane);
  }

  /** @param values - of a row at work @returns whether a later one of its pair waits for it */
  isFollowed(values: RowValues): boolean {
    return (this.#lanes.get(pairKey(values))?.rows ?? 0) > 1;
  }
}
