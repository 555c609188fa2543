import { ReadsRefusedError } from '../core/errors.ts';
import { isAboutAccount } from '../core/finding.ts';
import type { Answer } from '../core/outcome.ts';

const MOST_IN_A_ROW = 20;

/** Questions refused one after the other, and not for the sake of what was asked about: the target takes none. */
export class RefusalStreak {
  #length = 0;

  /**
   * @returns the answer as it is
   * @throws ReadsRefusedError at the twentieth refusal in a row
   */
  seen<T>(answer: Answer<T>): Answer<T> {
    if (answer.kind === 'ok') this.#length = 0;
    if (answer.kind !== 'failed' || answer.failure.class !== 'refused' || isAboutAccount(answer.failure)) return answer;
    this.#length += 1;
    if (this.#length < MOST_IN_A_ROW) return answer;
    throw new ReadsRefusedError(MOST_IN_A_ROW, answer.failure.errorCode, answer.failure.message);
  }
}
