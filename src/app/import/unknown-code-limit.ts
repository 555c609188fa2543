import { FatalReplyError } from '../../core/errors.ts';
import { isKnownCode } from '../../core/target/reply-codes.ts';

const MOST_IN_A_ROW = 20;

/** Rows refused one after the other with the same code that no document lists: more than chance, so the run stops. */
export class UnknownCodeLimit {
  #code: number | null = null;
  #length = 0;

  /**
   * @param errorCode - of the reply that settled a row; null where there was none
   * @throws FatalReplyError at the twentieth in a row
   */
  see(errorCode: number | null, message: string): void {
    if (errorCode === null || isKnownCode(errorCode)) {
      this.#length = 0;
      return;
    }
    this.#length = errorCode === this.#code ? this.#length + 1 : 1;
    this.#code = errorCode;
    if (this.#length < MOST_IN_A_ROW) return;
    throw new FatalReplyError(
      `${MOST_IN_A_ROW} rows in a row were refused with code ${errorCode}, which no document lists: ${message}`,
      'Look the code up at the vendor’s page of error codes. The refused rows stand in failures.csv; the same command goes on with the rest.',
      errorCode,
    );
  }
}
