import { FatalReplyError } from '../../core/errors.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { isKnownCode } from '../../core/target/reply-codes.ts';

const MOST_IN_A_ROW = 20;

/** Stops the run after many rows in a row were refused with the same undocumented code: that is no chance. */
export class UnknownCodeLimit {
  #code: number | null = null;
  #count = 0;

  rowSet(): void {
    this.#count = 0;
  }

  /** @throws FatalReplyError at the twentieth such row in a row */
  rowFailed({ errorCode, reason }: Failure): void {
    if (errorCode === null || isKnownCode(errorCode)) {
      this.#count = 0;
      return;
    }
    this.#count = errorCode === this.#code ? this.#count + 1 : 1;
    this.#code = errorCode;
    if (this.#count < MOST_IN_A_ROW) return;
    throw new FatalReplyError({ kind: 'unknown-code', count: MOST_IN_A_ROW, errorCode, because: reason });
  }
}
