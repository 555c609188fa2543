import type { Answer, Failure } from '../../core/target/outcome.ts';
import { chunksOf } from '../../core/target/read-plan.ts';
import { isOfCommand } from './refusal-limit.ts';

/** So many names are refused one by one, and none is answered: then it is not a few of them that spoil the lists. */
const MOST_SPOILT = 8;

/** @param isOfOneName - the list was halved, and the refusal may be about this name only */
export type ToldPart<T> = (names: readonly string[], answer: Answer<T>, isOfOneName: boolean) => void;

/**
 * Questions about lists of names, such as the members of one group. A list that is refused is halved until the names
 * that spoil it are found: what the API does with names that do not exist is not confirmed.
 */
export class AskedInParts<T> {
  readonly #ask: (names: readonly string[]) => Promise<Answer<T>>;
  readonly #canBeOfOneName: (failure: Failure) => boolean;
  /** names refused one by one, and how many of them in a row */
  #spoilt = 0;
  #inARow = 0;
  #hasAnswered = false;

  /** @param canBeOfOneName - whether such a refusal may come from one of the names */
  constructor(
    ask: (names: readonly string[]) => Promise<Answer<T>>,
    canBeOfOneName = (failure: Failure): boolean => failure.class === 'refused',
  ) {
    this.#ask = ask;
    this.#canBeOfOneName = canBeOfOneName;
  }

  /** @param told - receives the answer to each part, until all names are in one */
  ask(names: readonly string[], told: ToldPart<T>): Promise<void> {
    return this.#askPart(names, told, false);
  }

  async #askPart(names: readonly string[], told: ToldPart<T>, isHalf: boolean): Promise<void> {
    const answer = await this.#ask(names);
    if (answer.kind === 'ok') {
      this.#hasAnswered = true;
      this.#inARow = 0;
    }
    if (answer.kind !== 'failed' || isOfCommand(answer) || !this.#canBeOfOneName(answer.failure)) {
      told(names, answer, false);
      return;
    }
    if (names.length > 1 && (this.#hasAnswered || this.#spoilt < MOST_SPOILT)) {
      for (const half of chunksOf(names, Math.ceil(names.length / 2))) await this.#askPart(half, told, true);
      return;
    }
    this.#spoilt += 1;
    this.#inARow += 1;
    told(names, answer, isHalf && this.#inARow === 1);
  }
}
