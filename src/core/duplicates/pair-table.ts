import { KEY_WORDS } from './key-hash.ts';

// 10 MB, of which a small input touches little; it is enough for a million pairs.
const LEAST_SLOTS = 1 << 21;
const MOST_LOAD = 0.75;

const CHUNK_BITS = 16;
const WITHIN_CHUNK = (1 << CHUNK_BITS) - 1;
/** four words of its key, then its line and its count */
const WORDS = 6;
const LINE = 4;
const UNREAD = 5;

/** The lowest bit of an entry's second word. */
const IS_FIRST = 1;

/** Lines are kept in 32 bits. */
export const MOST_LINES = 2 ** 32 - 1;

/** What `enter` returns for a pair that was not there. */
export const NEW_PAIR = -1;

/**
 * The pairs of an input by their keys, each with the line and the count of one row. They are numbered from 0 in the
 * order in which they came. A pair takes 24 bytes, and 7 to 14 in the index.
 *
 * Groups are counted without a table of their own: the first pair of a group is stored under the two words of its group
 * and two words of its own, every other pair under its own four words. So each pair has one place, and there are as
 * many groups as first pairs.
 *
 * The chance of an error, for ten million pairs in as many groups: a pair is compared with the first pair of its group
 * by two words (1e7 times 5.4e-20), and with all others by four, so two different pairs are taken for one with a chance
 * below 1e-12. The number of groups is one too small with a chance below 6e-6 (1e-7 for a million groups), because
 * groups are compared by two words less the bit that marks a first pair.
 *
 * Entries grow by chunks, without copying. The index is separate, so the old one can be dropped before a larger one is
 * built from the entries.
 */
export class PairTable {
  // Signed, because V8 would put half of all unsigned words on the heap.
  readonly #chunks: Int32Array[] = [];
  #size = 0;
  #groups = 0;
  // Without tags, looking at the entries at once: 565 instead of 375 ns a pair for 10M pairs (bench pieces).
  /** of each slot: 0 where it is free, else 8 bits of its key, which save most looks at the key itself */
  #tags = new Uint8Array(LEAST_SLOTS);
  /** of each slot that is taken: the number of its pair */
  #numbers = new Uint32Array(LEAST_SLOTS);
  // biome-ignore lint/correctness/noUnusedPrivateClassMembers: the compiler drops reads whose result is not kept
  #touched = 0;

  get size(): number {
    return this.#size;
  }

  /** how many groups the pairs have */
  get groups(): number {
    return this.#groups;
  }

  /**
   * Loads the places that `enter` will look at first. They are scattered over the index; here the processor fetches
   * many of them at once, in `enter` one after the other: 375 instead of 500 ns a pair for 10M pairs (bench pieces).
   *
   * @param keys - KEY_WORDS words each
   */
  touch(keys: Int32Array, count: number): void {
    const tags = this.#tags;
    const numbers = this.#numbers;
    const mask = tags.length - 1;
    let touched = 0;
    for (let at = 0; at < count * KEY_WORDS; at += KEY_WORDS) {
      const ofGroup = placeOf(keys[at] as number) & mask;
      const ofPair = placeOf(keys[at + 2] as number) & mask;
      touched ^= (tags[ofGroup] as number) ^ (numbers[ofGroup] as number);
      touched ^= (tags[ofPair] as number) ^ (numbers[ofPair] as number);
    }
    this.#touched = touched;
  }

  /**
   * @param keys - of KEY_WORDS words each
   * @param at - where in them the key of the pair begins
   * @param line - of the row, at most MOST_LINES; kept, with the count, when the pair is new
   * @returns NEW_PAIR, or the number under which the pair stands already
   */
  enter(keys: Int32Array, at: number, line: number, unread: number): number {
    const word2 = keys[at + 4] as number;
    const word3 = keys[at + 5] as number;
    let word0 = keys[at] as number;
    let word1 = (keys[at + 1] as number) | IS_FIRST;
    let slot = this.#seek(placeOf(word0), word0, word1);
    if (this.#tags[slot] === 0) {
      this.#groups += 1;
    } else {
      if (this.#endsIn(slot, word2, word3)) return this.#numbers[slot] as number;
      word0 = keys[at + 2] as number;
      word1 = (keys[at + 3] as number) & ~IS_FIRST;
      slot = this.#seek(placeOf(word0), word0, word1);
      while (this.#tags[slot] !== 0) {
        if (this.#endsIn(slot, word2, word3)) return this.#numbers[slot] as number;
        slot = this.#seek(slot + 1, word0, word1);
      }
    }
    this.#tags[slot] = tagOf(word1);
    this.#numbers[slot] = this.#push(word0, word1, word2, word3, line, unread);
    if (this.#size > this.#tags.length * MOST_LOAD) this.#grow();
    return NEW_PAIR;
  }

  lineOf(number: number): number {
    return (this.#chunkOf(number)[placeInChunk(number) + LINE] as number) >>> 0;
  }

  unreadOf(number: number): number {
    return this.#chunkOf(number)[placeInChunk(number) + UNREAD] as number;
  }

  /** From now on another row stands for the pair. */
  replace(number: number, line: number, unread: number): void {
    const chunk = this.#chunkOf(number);
    chunk[placeInChunk(number) + LINE] = line;
    chunk[placeInChunk(number) + UNREAD] = unread;
  }

  /** @returns the first slot, from the given one on, whose entry begins with these words; else the next free one */
  #seek(from: number, word0: number, word1: number): number {
    const tags = this.#tags;
    const numbers = this.#numbers;
    const mask = tags.length - 1;
    const tag = tagOf(word1);
    let slot = from & mask;
    for (let found = tags[slot]; found !== 0; found = tags[slot]) {
      if (found === tag) {
        const number = numbers[slot] as number;
        const chunk = this.#chunkOf(number);
        const at = placeInChunk(number);
        if (chunk[at] === word0 && chunk[at + 1] === word1) return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** @returns whether the entry of a slot that is taken ends in these words */
  #endsIn(slot: number, word2: number, word3: number): boolean {
    const number = this.#numbers[slot] as number;
    const chunk = this.#chunkOf(number);
    const at = placeInChunk(number);
    return chunk[at + 2] === word2 && chunk[at + 3] === word3;
  }

  #push(word0: number, word1: number, word2: number, word3: number, line: number, unread: number): number {
    const number = this.#size;
    const at = placeInChunk(number);
    if (at === 0) this.#chunks.push(new Int32Array(WORDS << CHUNK_BITS));
    const chunk = this.#chunkOf(number);
    chunk[at] = word0;
    chunk[at + 1] = word1;
    chunk[at + 2] = word2;
    chunk[at + 3] = word3;
    chunk[at + LINE] = line;
    chunk[at + UNREAD] = unread;
    this.#size += 1;
    return number;
  }

  #chunkOf(number: number): Int32Array {
    return this.#chunks[number >>> CHUNK_BITS] as Int32Array;
  }

  #grow(): void {
    const slots = this.#tags.length * 2;
    this.#tags = new Uint8Array(0);
    this.#numbers = new Uint32Array(0);
    const tags = new Uint8Array(slots);
    const numbers = new Uint32Array(slots);
    for (let number = 0; number < this.#size; number += 1) {
      const chunk = this.#chunkOf(number);
      const at = placeInChunk(number);
      let slot = placeOf(chunk[at] as number) & (slots - 1);
      while (tags[slot] !== 0) slot = (slot + 1) & (slots - 1);
      tags[slot] = tagOf(chunk[at + 1] as number);
      numbers[slot] = number;
    }
    this.#tags = tags;
    this.#numbers = numbers;
  }
}

const placeInChunk = (number: number): number => (number & WITHIN_CHUNK) * WORDS;

// The finalizer of MurmurHash3 spreads keys that lie close together, as those of user_1 and user_2 may. It maps no two
// words to one.
const placeOf = (word: number): number => {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & 0x7fffffff;
};

const tagOf = (word: number): number => word & 0xff || 1;
