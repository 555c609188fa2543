import { ReadsRefusedError } from '../../core/errors.ts';
import type { Answer, Failure } from '../../core/target/outcome.ts';
import { type ReplyRule, replyRule } from '../../core/target/reply-codes.ts';

const MOST_IN_A_ROW = 20;

type Refusals = { count: number; hasAnswered: boolean; last: Failure | undefined };

/**
 * Stops the run where the target refuses the questions of a command one after the other: then what was asked about tells
 * nothing. A refusal that names the account that was asked for is as good as an answer.
 */
export class RefusalLimit {
  readonly #refusals = new Map<string, Refusals>();

  /**
   * @param command - as the target may allow or forbid it
   * @returns the answer as it is
   * @throws ReadsRefusedError at the twentieth refusal in a row
   */
  seen<T>(command: string, answer: Answer<T>): Answer<T> {
    const refusals = this.#refusals.get(command) ?? { count: 0, hasAnswered: false, last: undefined };
    this.#refusals.set(command, refusals);
    if (answer.kind === 'ok' || isOfAccount(answer)) {
      refusals.count = 0;
      refusals.hasAnswered = true;
    } else if (answer.kind === 'failed' && answer.failure.class === 'refused') {
      refusals.count += 1;
      refusals.last = answer.failure;
      if (refusals.count >= MOST_IN_A_ROW) throw errorOf(refusals.count, answer.failure);
    }
    return answer;
  }

  /**
   * To be called before anything is made of the refusals.
   *
   * @throws ReadsRefusedError where a command has answered nothing yet, and refused something
   */
  requireAnswers(): void {
    for (const { count, hasAnswered, last } of this.#refusals.values()) {
      if (!hasAnswered && count > 0 && last) throw errorOf(count, last);
    }
  }
}

/** Whether the question was refused because there is no such account. */
export const isOfAccount = (answer: Answer<unknown>): boolean => ruleOf(answer)?.ofAccount === true;

/** Whether it was refused because it may not be asked at all. */
export const isOfCommand = (answer: Answer<unknown>): boolean => ruleOf(answer)?.ofCommand === true;

const ruleOf = (answer: Answer<unknown>): ReplyRule | undefined =>
  answer.kind === 'failed' && answer.failure.errorCode !== null ? replyRule(answer.failure.errorCode) : undefined;

const errorOf = (length: number, last: Failure): ReadsRefusedError =>
  new ReadsRefusedError({
    kind: 'questions-refused',
    count: length,
    errorCode: last.errorCode,
    because: last.reason,
  });
