import { ACCOUNT_MAX_BYTES, GROUP_ID_MAX_BYTES } from './rules.ts';

/** The largest prime below 2^32. */
const PRIME = 4_294_967_291;
const WORDS = 4;
const NOTHING = new Float64Array(WORDS);

/** So many random 32-bit numbers make a hash. */
export const RANDOM_WORDS = (GROUP_ID_MAX_BYTES + ACCOUNT_MAX_BYTES) * WORDS;

/**
 * 128 bits that stand for a group, or for a (GroupId, Member_Account), so that a table of ten million needs no texts.
 *
 * Each of the four words is the sum of every character's code times a random number of its place, modulo a prime. For two
 * texts that differ in some place, whatever else they hold, one value in 4,294,967,291 of that place's random number makes
 * the sums equal; so all four words are equal with a chance of 1 in 3.4e38, also for texts that somebody has chosen, as
 * long as the random numbers are not known to him. Ten million pairs are 5e13 pairs of pairs: the chance that any two
 * different ones are taken for the same is below 1.5e-25. That is what "exact" means for duplicates.
 */
export class KeyHash {
  readonly #groupFactors: Float64Array;
  readonly #accountFactors: Float64Array;
  readonly #sums = new Float64Array(WORDS);
  readonly #key = new Uint32Array(WORDS);
  /** files mostly come group by group */
  #groupId = '';
  readonly #groupSums = new Float64Array(WORDS);

  /** @param random - RANDOM_WORDS numbers of a good source, new for every run */
  constructor(random: Uint32Array) {
    const factors = Float64Array.from(random, (word) => word % PRIME);
    this.#groupFactors = factors.subarray(0, GROUP_ID_MAX_BYTES * WORDS);
    this.#accountFactors = factors.subarray(GROUP_ID_MAX_BYTES * WORDS, RANDOM_WORDS);
  }

  /** @param groupId - of a valid row @returns four words, which stand until the next call */
  ofGroup(groupId: string): Uint32Array {
    this.#enterGroup(groupId);
    return this.#reduce(this.#groupSums);
  }

  /** Both of a valid row. @returns four words, which stand until the next call */
  ofPair(groupId: string, account: string): Uint32Array {
    this.#enterGroup(groupId);
    sumUp(account, this.#accountFactors, this.#groupSums, this.#sums);
    return this.#reduce(this.#sums);
  }

  #enterGroup(groupId: string): void {
    if (groupId === this.#groupId) return;
    sumUp(groupId, this.#groupFactors, NOTHING, this.#groupSums);
    this.#groupId = groupId;
  }

  #reduce(sums: Float64Array): Uint32Array {
    for (let word = 0; word < WORDS; word += 1) this.#key[word] = remainder(sums[word] as number);
    return this.#key;
  }
}

/** Adds to the sums of `from` what the ID gives. Four variables are twice as fast as a loop over four sums. */
const sumUp = (id: string, factors: Float64Array, from: Float64Array, sums: Float64Array): void => {
  // A place without a random number would make every sum NaN, and every row the same.
  if (id.length * WORDS > factors.length) throw new Error(`an ID of ${id.length} characters in a valid row`);
  let sum0 = from[0] as number;
  let sum1 = from[1] as number;
  let sum2 = from[2] as number;
  let sum3 = from[3] as number;
  for (let at = 0, place = 0; at < id.length; at += 1, place += WORDS) {
    const code = id.charCodeAt(at);
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

// Exact: eighty codes of 7 bits times 32 bits are below 2^46, and no quotient of such a sum is nearer to a whole number
// than the 2^-32 by which a double at 2^14 can still tell them apart.
const remainder = (sum: number): number => sum - Math.floor(sum / PRIME) * PRIME;
