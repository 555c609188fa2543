import type { Pair } from '../row/row.ts';
import { ACCOUNT_MAX_BYTES, GROUP_ID_MAX_BYTES } from '../row/rules.ts';

/** The largest prime below 2^32. */
const PRIME = 4_294_967_291;
const SUMS = 4;
const NOTHING = new Float64Array(SUMS);

/** Characters are taken two by two. */
const GROUP_PLACES = GROUP_ID_MAX_BYTES / 2;
const ACCOUNT_PLACES = ACCOUNT_MAX_BYTES / 2;

/** How many random 32-bit numbers a hash needs. */
export const RANDOM_WORDS = (GROUP_PLACES + ACCOUNT_PLACES) * SUMS;

/** A key is two words for the group, then four for the (GroupId, Member_Account), 32 bits each. */
export const KEY_WORDS = 6;

/**
 * Makes keys of rows, so that a table of ten million pairs holds no texts.
 *
 * A word is a sum modulo a prime: two characters (14 bits) are one place, and each place is multiplied by a random
 * number of its own. If two texts differ in a place, only one of 4,294,967,291 values of its random number makes their
 * sums equal. So n words agree with a chance of one in the n-th power of that. This also holds for texts that an
 * attacker chooses, as long as he does not know the random numbers.
 */
export class KeyHash {
  readonly #groupFactors: Float64Array;
  readonly #accountFactors: Float64Array;
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
    sumUp(groupId, this.#groupFactors, NOTHING, group);
    sumUp(account, this.#accountFactors, group, pair);
    words[at] = remainder(group[0] as number);
    words[at + 1] = remainder(group[1] as number);
    words[at + 2] = remainder(pair[0] as number);
    words[at + 3] = remainder(pair[1] as number);
    words[at + 4] = remainder(pair[2] as number);
    words[at + 5] = remainder(pair[3] as number);
  }
}

// Four variables, not a loop over four sums: 265 instead of 300 ns a pair (bench pieces, 1M pairs).
/** Adds to the sums of `from` what the ID gives. */
const sumUp = (id: string, factors: Float64Array, from: Float64Array, sums: Float64Array): void => {
  const { length } = id;
  // A place without a random number would make every sum NaN, and all rows equal.
  if (length * SUMS > factors.length * 2) throw new Error(`an ID of ${length} characters in a valid row`);
  let sum0 = from[0] as number;
  let sum1 = from[1] as number;
  let sum2 = from[2] as number;
  let sum3 = from[3] as number;
  for (let at = 0, place = 0; at < length; at += 2, place += SUMS) {
    // IDs hold no NUL, so this tells an odd length from an even one.
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

// Exact: forty products of 14 and 32 bits stay below 2^52. The quotient is a whole number or at least 2^-32 away from
// one, and a double below 2^20 resolves 2^-33.
const remainder = (sum: number): number => sum - Math.floor(sum / PRIME) * PRIME;
