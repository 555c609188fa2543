import { FatalReplyError } from '../../core/errors.ts';
import { replyRule } from '../../core/target/reply-codes.ts';

const MANY = 20;

/**
 * Refusals that a lack of rights gives as well as a wrong row (10007: "no permission", for an account that is no admin
 * and for a member who is not in the group). They are not believed until a row is set after them: so long the rows stay
 * unsettled. When many come one after the other, somebody has to find out.
 */
export class RefusalQuarantine {
  readonly #isOff: boolean;
  #held: (() => void)[] = [];
  #errorCode = 0;
  #message = '';

  /** @param isOff - the user said how many failures are too many: every refusal is believed */
  constructor(isOff: boolean) {
    this.#isOff = isOff;
  }

  /**
   * @param settle - what to do with the row when its refusal is believed
   * @returns whether the row is held back
   */
  holds(errorCode: number | null, message: string, settle: () => void): boolean {
    if (this.#isOff || errorCode === null || !replyRule(errorCode).doubtful) return false;
    this.#held.push(settle);
    this.#errorCode = errorCode;
    this.#message = message;
    return true;
  }

  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  /** Whether it is time to find out: at the twentieth in a row, the fortieth, and so on. */
  get isDue(): boolean {
    return this.isHolding && this.#held.length % MANY === 0;
  }

  /** A row was set: those that were held back were refused for their own sake. */
  believe(): void {
    const held = this.#held;
    this.#held = [];
    for (const settle of held) settle();
  }

  /** @param what - was refused, so that no refusal is believed */
  toError(what: string): FatalReplyError {
    const { meaning, remedy } = replyRule(this.#errorCode);
    return new FatalReplyError(
      `${what} refused with code ${this.#errorCode} (${meaning}): ${this.#message}`,
      `${remedy} If the rows themselves are wrong, give --max-failures: then each such row is counted as failed.`,
      this.#errorCode,
    );
  }

  /** How many rows are held back. */
  get length(): number {
    return this.#held.length;
  }
}
