import { describe, expect, test } from 'vitest';
import { KeyHash, RANDOM_WORDS } from '../../src/core/key-hash.ts';
import { newHash } from '../support/hash.ts';

const textOf = (key: Uint32Array): string => key.join(' ');

describe('the hash of a pair', () => {
  test('is the same for the same pair, whatever was hashed between', () => {
    const hash = newHash();
    const before = textOf(hash.ofPair('g1', 'alice'));
    hash.ofGroup('g2');
    hash.ofPair('g3', 'bob');
    expect(textOf(hash.ofPair('g1', 'alice'))).toBe(before);
  });

  test.each([
    ['g1', 'alice', 'g1', 'alicf'],
    ['g1', 'alice', 'g2', 'alice'],
    ['g1', 'alice', 'alice', 'g1'],
    ['ab', 'c', 'a', 'bc'],
    ['ab', 'c', 'ba', 'c'],
    ['g', 'a', 'g', 'aa'],
    ['~'.repeat(48), '~'.repeat(32), '~'.repeat(48), `${'~'.repeat(31)}}`],
  ])('%s, %s is another one than %s, %s in every word', (groupId, account, otherGroupId, otherAccount) => {
    const hash = newHash();
    const key = [...hash.ofPair(groupId, account)];
    const other = [...hash.ofPair(otherGroupId, otherAccount)];
    expect(key.filter((word, at) => word === other[at])).toEqual([]);
  });

  test('has the sum of codes times random numbers modulo the prime in each word', () => {
    const random = Uint32Array.from({ length: RANDOM_WORDS }, (_, at) => (at * 2_654_435_761) % 2 ** 32);
    const [groupId, account] = ['~'.repeat(48), 'z'.repeat(32)];
    const sums = [0n, 0n, 0n, 0n];
    [...groupId, ...account].forEach((character, place) => {
      for (let word = 0; word < 4; word += 1) {
        const factor = BigInt(random[place * 4 + word] ?? 0) % 4_294_967_291n;
        sums[word] = (sums[word] ?? 0n) + BigInt(character.charCodeAt(0)) * factor;
      }
    });
    const words = [...new KeyHash(random).ofPair(groupId, account)].map(BigInt);
    expect(words).toEqual(sums.map((sum) => sum % 4_294_967_291n));
  });

  test('of an ID longer than the rules allow is a bug, and no hash', () => {
    expect(() => newHash().ofPair('g'.repeat(49), 'a')).toThrow(/49 characters/);
    expect(() => newHash().ofPair('g', 'a'.repeat(33))).toThrow(/33 characters/);
  });
});
