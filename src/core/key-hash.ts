import { ACCOUNT_MAX_BYTES, GROUP_ID_MAX_BYTES } from './rules.ts';

/** The largest prime below 2^32. */
const PRIME = 4_294_967_291;
const WORDS = 4;
const NOTHING = new Float64Array(WORDS);

/** Characters are taken two by two. */
const GROUP_PLACES = GROUP_ID_MAX_BYTES / 2;
const ACCOUNT_PLACES = ACCOUNT_MAX_BYTES / 2;

/** So many random 32-bit numbers make a hash. */
export const RANDOM_WORDS = (GROUP_PLACES + ACCOUNT_PLACES) * WORDS;

/** What stands for a (GroupId, Member_Account): 128 bits of its group, and as many of both. */
export type Key = { readonly group: Uint32Array; readonly pair: Uint32Array };

/**
 * The keys of rows, so that a table of ten million needs no texts.
 *
 * Each of the four words is the sum of what stands in every place (two characters, 14 bits) times a random number of that
 * place, modulo a prime. For two texts that differ in some place, whatever else they hold, one value in 4,294,967,291 of
 * that place's random number makes the sums equal; so n words are equal with a chance of one in the n-th power of that,
 * also for texts that somebody has chosen, as long as the random numbers are not known to him.
 */
export class KeyHash {
  readonly #groupFactors: Float64Array;
  readonly #accountFactors: Float64Array;
  /** files mostly come group by group */
  #groupId = '';
  readonly #groupSums = new Float64Array(WORDS);
  readonly #pairSums = new Float64Array(WORDS);
  readonly #key = { group: new Uint32Array(WORDS), pair: new Uint32Array(WORDS) };

  /** @param random - RANDOM_WORDS numbers of a good source, new for every run */
  constructor(random: Uint32Array) {
    const factors = Float64Array.from(random, (word) => word % PRIME);
    this.#groupFactors = factors.subarray(0, GROUP_PLACES * WORDS);
    this.#accountFactors = factors.subarray(GROUP_PLACES * WORDS, RANDOM_WORDS);
  }

  /** Both of a valid row. @returns what stands until the next call */
  of(groupId: string, account: string): Key {
    if (groupId !== this.#groupId) {
      sumUp(groupId, this.#groupFactors, NOTHING, this.#groupSums);
      reduce(this.#groupSums, this.#key.group);
      this.#groupId = groupId;
    }
    sumUp(account, this.#accountFactors, this.#groupSums, this.#pairSums);
    reduce(this.#pairSums, this.#key.pair);
    return this.#key;
  }
}

/** Adds to the sums of `from` what the ID gives. Four variables are twice as fast as a loop over four sums. */
const sumUp = (id: string, factors: Float64Array, from: Float64Array, sums: Float64Array): void => {
  const { length } = id;
  // A place without a random number would make every sum NaN, and every row the same.
  if (length * WORDS > factors.length * 2) throw new Error(`an ID of ${length} characters in a valid row`);
  let sum0 = from[0] as number;
  let sum1 = from[1] as number;
  let sum2 = from[2] as number;
  let sum3 = from[3] as number;
  for (let at = 0, place = 0; at < length; at += 2, place += WORDS) {
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

const reduce = (sums: Float64Array, words: Uint32Array): void => {
  words[0] = remainder(sums[0] as number);
  words[1] = remainder(sums[1] as number);
  words[2] = remainder(sums[2] as number);
  words[3] = remainder(sums[3] as number);
};

// Exact: forty codes of 14 bits times 32 bits are below 2^52, and no quotient of such a sum is nearer to a whole number
// than 2^-32, while a double below 2^20 still tells 2^-33 apart.
const remainder = (sum: number): number => sum - Math.floor(sum / PRIME) * PRIME;
