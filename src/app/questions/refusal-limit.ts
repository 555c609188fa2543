import { ReadsRefusedError } from '../../core/errors.ts';
import type { Answer, Failure } from '../../core/target/outcome.ts';
import { type ReplyRule, replyRule } from '../../core/target/reply-codes.ts';

const MOST_IN_A_ROW = 20;

type Streak = { length: number; hasAnswered: boolean; last: Failure | undefined };

/**
 * Questions that the target refuses, command by command: where it takes none, what was asked about tells nothing. A refusal
 * that names the account that was asked for is as good as an answer.
 */
export class RefusalLimit {
  readonly #streaks = new Map<string, Streak>();

  /**
   * @param command - as the target may allow or forbid it
   * @returns the answer as it is
   * @throws ReadsRefusedError at the twentieth refusal in a row
   */
  seen<T>(command: string, answer: Answer<T>): Answer<T> {
    const streak = this.#streaks.get(command) ?? { length: 0, hasAnswered: false, last: undefined };
    this.#streaks.set(command, streak);
    if (answer.kind === 'ok' || isOfAccount(answer)) {
      streak.length = 0;
      streak.hasAnswered = true;
    } else if (answer.kind === 'failed' && answer.failure.class === 'refused') {
      streak.length += 1;
      streak.last = answer.failure;
      if (streak.length >= MOST_IN_A_ROW) throw errorOf(streak);
    }
    return answer;
  }

  /**
   * To be called before anything is made of the refusals.
   *
   * @throws ReadsRefusedError where a command has answered nothing yet, and refused something
   */
  believe(): void {
    for (const streak of this.#streaks.values()) {
      if (!streak.hasAnswered && streak.length > 0) throw errorOf(streak);
    }
  }
}

/** Whether the question was refused because there is no such account. */
export const isOfAccount = (answer: Answer<unknown>): boolean => ruleOf(answer)?.ofAccount === true;

/** Whether it was refused because it may not be asked at all. */
export const isOfCommand = (answer: Answer<unknown>): boolean => ruleOf(answer)?.ofCommand === true;

const ruleOf = (answer: Answer<unknown>): ReplyRule | undefined =>
  answer.kind === 'failed' && answer.failure.errorCode !== null ? replyRule(answer.failure.errorCode) : undefined;

const errorOf = ({ length, last }: Streak): ReadsRefusedError =>
  new ReadsRefusedError(length, last?.errorCode ?? null, last?.message ?? '');
