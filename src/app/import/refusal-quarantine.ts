import { FatalReplyError } from '../../core/errors.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { replyRule } from '../../core/target/reply-codes.ts';

const MANY = 20;

/**
 * Holds refusals that may come from a wrong row or from missing rights. For example 10007, "no permission": the account
 * is no admin, or the member is not in the group. Such a refusal is believed once another row is set after it;
 * until then its row stays unsettled. When many come in a row, the run must find out which of the two it is.
 */
export class RefusalQuarantine {
  readonly #isOff: boolean;
  #held: (() => void)[] = [];
  #last: Failure | undefined;

  /** @param isOff - the user set a failure limit, so every refusal is believed at once */
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

  /** Whether the run must find out the cause now: at the twentieth refusal in a row, the fortieth, and so on. */
  get isDue(): boolean {
    return this.isHolding && this.#held.length % MANY === 0;
  }

  /** A row was set, so the account has its rights: every refusal held here is about its own row. */
  release(): void {
    const held = this.#held;
    this.#held = [];
    for (const settle of held) settle();
  }

  /** @param isKnownGoodRefused - a row that had been set before was refused too, so no refusal is believed */
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
