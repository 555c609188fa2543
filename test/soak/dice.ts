import { seededRandom } from '../../src/simulator/random.ts';

/** Random draws for one round: the same seed gives the same round. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** @returns a number, at least 0 and below 1 */
  share(): number {
    return this.#random();
  }

  /** @returns a whole number, at least 0 and below `limit` */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** @returns a whole number, both ends included */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  hits(share: number): boolean {
    return this.#random() < share;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }
}
