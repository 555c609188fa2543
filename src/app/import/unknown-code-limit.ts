import { FatalReplyError } from '../../core/errors/target-error.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { isKnownCode } from '../../core/target/reply-codes.ts';

const MOST_IN_A_ROW = 20;

/**
 * Stops the run after many rows in a row were refused with the same undocumented code: that is no chance. Where all of
 * them are of one group, and rows were set before, it is the group's trouble.
 */
export class UnknownCodeLimit {
  #code: number | null = null;
  #count = 0;
  readonly #groups = new Set<string>();
  #hasSet = false;

  rowSet(): void {
    this.#count = 0;
    this.#hasSet = true;
  }

  /**
   * @returns whether the group is in trouble: then none of its rows needs to be sent
   * @throws FatalReplyError at the twentieth such row in a row
   */
  rowFailed(groupId: string, { errorCode, reason }: Failure): boolean {
    if (errorCode === null || isKnownCode(errorCode)) {
      this.#count = 0;
      return false;
    }
    this.#count = errorCode === this.#code ? this.#count + 1 : 1;
    this.#code = errorCode;
    if (this.#count === 1) this.#groups.clear();
    this.#groups.add(groupId);
    if (this.#count < MOST_IN_A_ROW) return false;
    if (this.#hasSet && this.#groups.size === 1) return true;
    throw new FatalReplyError({ kind: 'unknown-code', count: MOST_IN_A_ROW, errorCode, because: reason });
  }
}
