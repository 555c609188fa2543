import { Column } from './column.ts';

const LEAST_SLOTS = 1024;
const MOST_LOAD = 0.75;

/**
 * A set of 128-bit keys, numbered from 0 in the order in which they came. The keys stand in columns that grow without
 * copying; where a key is found stands in an index of its own, which can be thrown away before a larger one is made from
 * the keys. So a key takes 16 bytes, and 7 to 14 of index.
 */
export class KeyTable {
  readonly #columns = [new Column(), new Column(), new Column(), new Column()] as const;
  /** of each slot: 0 where it is free, else 8 bits of its key, which spare most looks at the key itself */
  #tags = new Uint8Array(LEAST_SLOTS);
  /** of each slot that is taken: the number of its key */
  #numbers = new Uint32Array(LEAST_SLOTS);

  get size(): number {
    return this.#columns[0].length;
  }

  /**
   * @param key - four words
   * @returns the key's number; it is new when that is the size the table had before
   */
  enter(key: Uint32Array): number {
    const word0 = key[0] as number;
    const word1 = key[1] as number;
    const tag = tagOf(word1);
    const tags = this.#tags;
    const mask = tags.length - 1;
    let slot = placeOf(word0) & mask;
    while (tags[slot] !== 0) {
      if (tags[slot] === tag) {
        const number = this.#numbers[slot] as number;
        if (this.#isAt(number, key)) return number;
      }
      slot = (slot + 1) & mask;
    }
    const number = this.size;
    this.#columns[0].push(word0);
    this.#columns[1].push(word1);
    this.#columns[2].push(key[2] as number);
    this.#columns[3].push(key[3] as number);
    tags[slot] = tag;
    this.#numbers[slot] = number;
    if (this.size > tags.length * MOST_LOAD) this.#grow();
    return number;
  }

  #isAt(number: number, key: Uint32Array): boolean {
    const [column0, column1, column2, column3] = this.#columns;
    return (
      column0.at(number) === key[0] &&
      column1.at(number) === key[1] &&
      column2.at(number) === key[2] &&
      column3.at(number) === key[3]
    );
  }

  #grow(): void {
    const slots = this.#tags.length * 2;
    this.#tags = new Uint8Array(0);
    this.#numbers = new Uint32Array(0);
    const tags = new Uint8Array(slots);
    const numbers = new Uint32Array(slots);
    const [column0, column1] = this.#columns;
    for (let number = 0; number < column0.length; number += 1) {
      let slot = placeOf(column0.at(number)) & (slots - 1);
      while (tags[slot] !== 0) slot = (slot + 1) & (slots - 1);
      tags[slot] = tagOf(column1.at(number));
      numbers[slot] = number;
    }
    this.#tags = tags;
    this.#numbers = numbers;
  }
}

// The finalizer of MurmurHash3: keys that lie close together, as those of user_1 and user_2 may, are spread. It maps no
// two words to one.
const placeOf = (word: number): number => {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & 0x7fffffff;
};

const tagOf = (word: number): number => word & 0xff || 1;
