import { FatalReplyError } from '../core/errors.ts';
import { replyRule } from '../core/reply-codes.ts';

const MOST_HELD = 20;

/**
 * Refusals that a wrong setting gives as well as a wrong row (10007: "no permission", for an account that is no admin
 * and for a member who is not in the group). Until some row has been set they are not believed: the rows stay
 * unsettled, and when nothing but such refusals came, the run stops and no row has failed.
 */
export class Doubt {
  #held: (() => void)[] = [];
  #isOver: boolean;

  /** @param isOff - rows were set before, or the user said how many failures are too many: every refusal is believed */
  constructor(isOff: boolean) {
    this.#isOver = isOff;
  }

  /**
   * @param settle - what to do with the row when the doubt is over
   * @returns whether the row is held back
   * @throws FatalReplyError when nothing but doubtful refusals came
   */
  holds(errorCode: number | null, message: string, settle: () => void): boolean {
    if (this.#isOver || errorCode === null) return false;
    const rule = replyRule(errorCode);
    if (!rule.doubtful) return false;
    this.#held.push(settle);
    if (this.#held.length < MOST_HELD) return true;
    throw new FatalReplyError(
      `the first ${MOST_HELD} rows were all refused with code ${errorCode} (${rule.meaning}): ${message}`,
      `${rule.remedy} If the rows themselves are wrong, give --max-failures: then each such row is counted as failed.`,
      errorCode,
    );
  }

  /** A row was set, or the input is at its end: what was held back is settled now. */
  end(): void {
    this.#isOver = true;
    const held = this.#held;
    this.#held = [];
    for (const settle of held) settle();
  }
}
