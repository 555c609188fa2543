import type { Pair } from '../row/row.ts';
import { ACCOUNT_MAX_BYTES, GROUP_ID_MAX_BYTES } from '../row/rules.ts';

/** The largest prime below 2^32. */
const PRIME = 4_294_967_291;
const SUMS = 4;
const NOTHING = new Float64Array(SUMS);

/** Characters are taken two by two. */
const GROUP_PLACES = GROUP_ID_MAX_BYTES / 2;
const ACCOUNT_PLACES = ACCOUNT_MAX_BYTES / 2;

/** So many random 32-bit numbers make a hash. */
export const RANDOM_WORDS = (GROUP_PLACES + ACCOUNT_PLACES) * SUMS;

/** A key is two words of its group, then four of the (GroupId, Member_Account), 32 bits each. */
export const KEY_WORDS = 6;

/**
 * The keys of rows, so that a table of ten million needs no texts.
 *
 * Each word is the sum of what stands in every place (two characters, 14 bits) times a random number of that
 * place, modulo a prime. For two texts that differ in some place, whatever else they hold, one value in 4,294,967,291 of
 * that place's random number makes the sums equal; so n words are equal with a chance of one in the n-th power of that,
 * also for texts that somebody has chosen, as long as the random numbers are not known to him.
 */
export class KeyHash {
  readonly #groupFactors: Float64Array;
  readonly #accountFactors: Float64Array;
  /** files mostly come group by group */
  #groupId = '';
  readonly #groupSums = new Float64Array(SUMS);
  readonly #pairSums = new Float64Array(SUMS);

  /** @param random - RANDOM_WORDS numbers of a good source, new for every run */
  constructor(random: Uint32Array) {
    const factors = Float64Array.from(random, (word) => word % PRIME);
    this.#groupFactors = factors.subarray(0, GROUP_PLACES * SUMS);
    this.#accountFactors = factors.subarray(GROUP_PLACES * SUMS, RANDOM_WORDS);
  }

  /** Writes the key of a valid row to `words`, from `at` on. */
  write({ groupId, account }: Pair, words: Int32Array, at: number): void {
    const [group, pair] = [this.#groupSums, this.#pairSums];
    if (groupId !== this.#groupId) {
      sumUp(groupId, this.#groupFactors, NOTHING, group);
      this.#groupId = groupId;
    }
    sumUp(account, this.#accountFactors, group, pair);
    words[at] = remainder(group[0] as number);
    words[at + 1] = remainder(group[1] as number);
    words[at + 2] = remainder(pair[0] as number);
    words[at + 3] = remainder(pair[1] as number);
    words[at + 4] = remainder(pair[2] as number);
    words[at + 5] = remainder(pair[3] as number);
  }
}

/** Adds to the sums of `from` what the ID gives. Four variables are twice as fast as a loop over four sums. */
const sumUp = (id: string, factors: Float64Array, from: Float64Array, sums: Float64Array): void => {
  const { length } = id;
  // A place without a random number would make every sum NaN, and every row the same.
  if (length * SUMS > factors.length * 2) throw new Error(`an ID of ${length} characters in a valid row`);
  let sum0 = from[0] as number;
  let sum1 = from[1] as number;
  let sum2 = from[2] as number;
  let sum3 = from[3] as number;
  for (let at = 0, place = 0; at < length; at += 2, place += SUMS) {
    // No ID has a NUL, so an odd length is told from an even one.
    const second = at + 1 < length ? id.charCodeAt(at + 1) : 0;
    const code = id.charCodeAt(at) * 128 + second;
    sum0 += code * (factors[place] as number);
    sum1 += code * (factors[place + 1] as number);
    sum2 += code * (factors[place + 2] as number);
    sum3 += code * (factors[place + 3] as number);
  }
  sums[0] = sum0;
  sums[1] = sum1;
  sums[2] = sum2;
  sums[3] = sum3;
};

// Exact: forty codes of 14 bits times 32 bits are below 2^52, and no quotient of such a sum is nearer to a whole number
// than 2^-32, while a double below 2^20 still tells 2^-33 apart.
const remainder = (sum: number): number => sum - Math.floor(sum / PRIME) * PRIME;
