import type { RowValues } from '../core/row.ts';

/**
 * Rows of the same (GroupId, Member_Account) one after the other, in the order of the file: each waits until the one
 * before it is settled. Rows of different pairs know nothing of each other.
 */
export class Lanes {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Runs `work` when its predecessor has ended; at once, and without a promise of its own, when there is none and
   * `work` is not asynchronous.
   *
   * @param work - neither throws nor rejects
   */
  run(values: RowValues, work: () => Promise<void> | undefined): void {
    const key = `${values.groupId}\n${values.account}`;
    const previous = this.#last.get(key);
    const current = previous ? previous.then(work) : work();
    if (!current) return;
    const done: Promise<void> = current.then(() => {
      if (this.#last.get(key) === done) this.#last.delete(key);
    });
    this.#last.set(key, done);
  }
}
