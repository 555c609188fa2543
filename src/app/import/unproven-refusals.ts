import { FatalReplyError } from '../../core/errors/target-error.ts';
import type { Row } from '../../core/row/row.ts';
import { CommonCauseJudge } from '../../core/target/common-cause.ts';
import type { Failure } from '../../core/target/outcome.ts';
import type { Reason } from '../../core/target/reason.ts';

/**
 * Holds the refused rows of a run in which no row was ever set, neither by it nor by the runs before it. Once one is set,
 * each refusal is believed. Until then one answer to all of them ends the run, and they stay pending.
 */
export class UnprovenRefusals {
  readonly #hasSet: () => boolean;
  readonly #hasFoundGroup: () => boolean;
  readonly #judge = new CommonCauseJudge();
  #held: (() => void)[] = [];

  /**
   * @param hasSet - whether a row was ever set
   * @param hasFoundGroup - whether a look-up has found a group
   */
  constructor(hasSet: () => boolean, hasFoundGroup: () => boolean) {
    this.#hasSet = hasSet;
    this.#hasFoundGroup = hasFoundGroup;
  }

  /**
   * @param settle - called when the refusal is believed
   * @returns whether the row is held back
   * @throws FatalReplyError where all that were refused have a common cause
   */
  holds(row: Row, failure: Failure, settle: (failure: Failure) => void): boolean {
    if (failure.errorCode === null || failure.class === 'exhausted' || this.#hasSet()) return false;
    // The look-up tells groups apart.
    if (failure.reason.code === 'not-sent' && this.#hasFoundGroup()) return false;
    this.#held.push(() => settle(failure));
    this.#follow(this.#judge.refused(row, failure));
    return true;
  }

  /** A row was set. */
  rowSet(): void {
    if (this.#held.length > 0) this.#believe();
  }

  /**
   * Call this when no further row comes.
   *
   * @throws FatalReplyError
   */
  end(): void {
    if (this.#held.length > 0) this.#follow(this.#judge.judge());
  }

  #follow(verdict: ReturnType<CommonCauseJudge['refused']>): void {
    if (verdict === undefined) return;
    if (verdict === 'none') {
      this.#believe();
      return;
    }
    const { of, count, failure } = verdict;
    throw new FatalReplyError({
      kind: 'all-refused',
      of,
      count,
      errorCode: failure.errorCode as number,
      because: ownReason(failure.reason),
    });
  }

  #believe(): void {
    const held = this.#held;
    this.#held = [];
    this.#judge.forget();
    for (const settle of held) settle();
  }
}

/** @returns what the target said, without what followed for the last row */
const ownReason = (reason: Reason): Reason =>
  reason.code === 'not-sent' || reason.code === 'earlier-row-refused' ? reason.because : reason;
