import { describe, expect, test } from 'vitest';
import { KEY_WORDS, KeyHash, RANDOM_WORDS } from '../../../src/core/duplicates/key-hash.ts';
import { newHash } from '../../support/hash.ts';

const keyOf = (hash: KeyHash, groupId: string, account: string): { group: number[]; pair: number[] } => {
  const words = new Int32Array(KEY_WORDS);
  hash.write({ groupId, account }, words, 0);
  const unsigned = [...new Uint32Array(words.buffer)];
  return { group: unsigned.slice(0, 2), pair: unsigned.slice(2) };
};

describe('the key of a pair', () => {
  test('is the same for the same pair, whatever was hashed between', () => {
    const hash = newHash();
    const before = keyOf(hash, 'g1', 'alice');
    keyOf(hash, 'g2', 'alice');
    keyOf(hash, 'g3', 'bob');
    expect(keyOf(hash, 'g1', 'alice')).toEqual(before);
  });

  test('has a part for the group alone, whoever the account is', () => {
    const hash = newHash();
    const before = keyOf(hash, 'g1', 'alice').group;
    expect(keyOf(hash, 'g1', 'bob').group).toEqual(before);
    expect(keyOf(hash, 'g2', 'bob').group.filter((word, at) => word === before[at])).toEqual([]);
  });

  test.each([
    ['g1', 'alice', 'g1', 'alicf'],
    ['g1', 'alice', 'g1', 'alcie'],
    ['g1', 'alice', 'g2', 'alice'],
    ['g1', 'alice', 'alice', 'g1'],
    ['ab', 'c', 'a', 'bc'],
    ['ab', 'c', 'ba', 'c'],
    ['abc', 'd', 'ab', 'cd'],
    ['g', 'a', 'g', 'aa'],
    ['g', 'a', 'g', 'a '],
    ['g', 'aa', 'g', 'aa '],
    ['~'.repeat(48), '~'.repeat(32), '~'.repeat(48), `${'~'.repeat(31)}}`],
  ])('%s, %s is another one than %s, %s in every word', (groupId, account, otherGroupId, otherAccount) => {
    const hash = newHash();
    const key = keyOf(hash, groupId, account).pair;
    const other = keyOf(hash, otherGroupId, otherAccount).pair;
    expect(key.filter((word, at) => word === other[at])).toEqual([]);
  });

  test.each([
    { groupId: '~'.repeat(48), account: 'z'.repeat(32) },
    { groupId: '~'.repeat(47), account: 'z' },
    { groupId: 'g', account: 'al' },
  ])('of $groupId, $account sums two characters at a time', ({ groupId, account }) => {
    // The largest factors there are come near the end, where an inexact sum would show.
    const random = Uint32Array.from({ length: RANDOM_WORDS }, (_, at) => 4_294_967_290 - ((at * 40_503) % 65_536));
    const sumOf = (id: string, from: number, word: number): bigint => {
      let sum = 0n;
      for (let at = 0; at < id.length; at += 2) {
        const second = at + 1 < id.length ? id.charCodeAt(at + 1) : 0;
        sum += BigInt(id.charCodeAt(at) * 128 + second) * BigInt(random[(from + at / 2) * 4 + word] ?? 0);
      }
      return sum;
    };
    const expected = [0, 1, 2, 3].map((word) => {
      const group = sumOf(groupId, 0, word);
      return { group: group % 4_294_967_291n, pair: (group + sumOf(account, 24, word)) % 4_294_967_291n };
    });
    const key = keyOf(new KeyHash(random), groupId, account);
    expect(key.group.map(BigInt)).toEqual(expected.slice(0, 2).map(({ group }) => group));
    expect(key.pair.map(BigInt)).toEqual(expected.map(({ pair }) => pair));
  });

  test('of an ID longer than the rules allow is a bug, and no key', () => {
    expect(() => keyOf(newHash(), 'g'.repeat(49), 'a')).toThrow(/49 characters/);
    expect(() => keyOf(newHash(), 'g', 'a'.repeat(33))).toThrow(/33 characters/);
  });
});
