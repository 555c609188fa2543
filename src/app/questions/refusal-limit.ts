import { ReadsRefusedError } from '../../core/errors/target-error.ts';
import type { Answer, Failure } from '../../core/target/outcome.ts';
import { type ReplyRule, replyRule } from '../../core/target/reply-codes.ts';

const MOST_IN_A_ROW = 20;

/** A refusal of one group or account may be its own. Where two are refused and none is answered, it is the command's. */
const FEWEST_OF_COMMAND = 2;

type Refusals = {
  /** in a row, of the command itself */
  count: number;
  /** groups or accounts refused in a row */
  readonly of: Set<string>;
  hasAnswered: boolean;
  last: Failure | undefined;
};

/**
 * Stops the run when the target refuses the questions of one command about many groups or accounts in a row: then the
 * rows cannot be judged. The refusals of one group are its own, however many they are. A refusal that names the account
 * in question counts as an answer.
 */
export class RefusalLimit {
  readonly #refusals = new Map<string, Refusals>();

  /**
   * @param command - a name for one API command: the target allows or forbids each on its own
   * @param of - the group or account that the question is about
   * @returns the answer, unchanged
   * @throws ReadsRefusedError at the twentieth refusal in a row
   */
  seen<T>(command: string, of: string, answer: Answer<T>): Answer<T> {
    const refusals = this.#refusals.get(command) ?? { count: 0, of: new Set(), hasAnswered: false, last: undefined };
    this.#refusals.set(command, refusals);
    if (answer.kind === 'ok' || isOfAccount(answer)) {
      refusals.count = 0;
      refusals.of.clear();
      refusals.hasAnswered = true;
    } else if (answer.kind === 'failed' && answer.failure.class === 'refused') {
      if (isOfCommand(answer)) refusals.count += 1;
      refusals.of.add(of);
      refusals.last = answer.failure;
      const most = Math.max(refusals.count, refusals.of.size);
      if (most >= MOST_IN_A_ROW) throw errorOf(most, answer.failure);
    }
    return answer;
  }

  /**
   * Call this before any conclusion from the refusals.
   *
   * @throws ReadsRefusedError when a command was refused as such, or for several groups or accounts, and has answered
   *   no question so far; or when that is so of all commands together
   */
  requireAnswers(): void {
    let refused = 0;
    for (const { count, of, hasAnswered, last } of this.#refusals.values()) {
      if (hasAnswered || !last) continue;
      refused += of.size;
      const isOfAll = [...this.#refusals.values()].every((one) => !one.hasAnswered) && refused >= FEWEST_OF_COMMAND;
      if (count > 0 || of.size >= FEWEST_OF_COMMAND || isOfAll) throw errorOf(Math.max(count, refused), last);
    }
  }
}

/** Whether the question was refused because the account does not exist. */
export const isOfAccount = (answer: Answer<unknown>): boolean => ruleOf(answer)?.ofAccount === true;

/** Whether the question was refused because this app may not call the command. */
export const isOfCommand = (answer: Answer<unknown>): boolean => ruleOf(answer)?.ofCommand === true;

export const isOfCommandCode = (failure: Failure): boolean => ruleOfCode(failure)?.ofCommand === true;

const ruleOf = (answer: Answer<unknown>): ReplyRule | undefined =>
  answer.kind === 'failed' ? ruleOfCode(answer.failure) : undefined;

const ruleOfCode = ({ errorCode }: Failure): ReplyRule | undefined =>
  errorCode === null ? undefined : replyRule(errorCode);

const errorOf = (length: number, last: Failure): ReadsRefusedError =>
  new ReadsRefusedError({
    kind: 'questions-refused',
    count: length,
    errorCode: last.errorCode,
    because: last.reason,
  });
