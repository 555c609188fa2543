import { ReadsRefusedError } from '../../core/errors.ts';
import type { Answer, Failure } from '../../core/target/outcome.ts';
import { type ReplyRule, replyRule } from '../../core/target/reply-codes.ts';

const MOST_IN_A_ROW = 20;

type Refusals = { count: number; hasAnswered: boolean; last: Failure | undefined };

/**
 * Stops the run when the target refuses many questions of one command in a row: then the rows cannot be judged. A
 * refusal that names the account in question counts as an answer.
 */
export class RefusalLimit {
  readonly #refusals = new Map<string, Refusals>();

  /**
   * @param command - a name for one API command: the target allows or forbids each on its own
   * @returns the answer, unchanged
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
   * Call this before any conclusion from the refusals.
   *
   * @throws ReadsRefusedError when a command has refused a question and answered none so far
   */
  requireAnswers(): void {
    for (const { count, hasAnswered, last } of this.#refusals.values()) {
      if (!hasAnswered && count > 0 && last) throw errorOf(count, last);
    }
  }
}

/** Whether the question was refused because the account does not exist. */
export const isOfAccount = (answer: Answer<unknown>): boolean => ruleOf(answer)?.ofAccount === true;

/** Whether the question was refused because this app may not call the command. */
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
