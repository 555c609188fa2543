import { FatalReplyError } from '../../core/errors.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { replyRule } from '../../core/target/reply-codes.ts';

const MANY = 20;

/**
 * Refusals that a lack of rights explains as well as a wrong row (10007: "no permission", for an account that is no admin
 * and for a member who is not in the group). They are not believed until a row is set after them; until then their rows
 * stay unsettled. When many come one after the other, the run must find out which it is.
 */
export class RefusalQuarantine {
  readonly #isOff: boolean;
  #held: (() => void)[] = [];
  #last: Failure | undefined;

  /** @param isOff - the user said how many failures are too many: every refusal is believed */
  constructor(isOff: boolean) {
    this.#isOff = isOff;
  }

  /**
   * @param settle - what to do with the row when its refusal is believed
   * @returns whether the row is held back
   */
  holds(failure: Failure, settle: () => void): boolean {
    const { errorCode } = failure;
    if (this.#isOff || errorCode === null || !replyRule(errorCode).doubtful) return false;
    this.#held.push(settle);
    this.#last = failure;
    return true;
  }

  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  /** Whether it is time to find out: at the twentieth in a row, the fortieth, and so on. */
  get isDue(): boolean {
    return this.isHolding && this.#held.length % MANY === 0;
  }

  /** A row was set: those that are held were refused for their own sake. */
  release(): void {
    const held = this.#held;
    this.#held = [];
    for (const settle of held) settle();
  }

  /** @param isKnownGoodRefused - a row that had been set before was refused as well, so no refusal is believed */
  toError(isKnownGoodRefused: boolean): FatalReplyError {
    const last = this.#last;
    if (!last || last.errorCode === null) throw new Error('nothing is in quarantine');
    return new FatalReplyError({
      kind: 'rows-refused',
      count: this.#held.length,
      isKnownGoodRefused,
      errorCode: last.errorCode,
      because: last.reason,
    });
  }
}
