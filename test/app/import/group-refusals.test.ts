import { expect, test } from 'vitest';
import { GroupRefusals } from '../../../src/app/import/group-refusals.ts';
import { GroupCache } from '../../../src/app/questions/group-cache.ts';
import type { Group } from '../../../src/core/target/group.ts';

const FOUND: Group = { kind: 'found', type: 'Public', total: 9, lastMessageAtS: undefined };
const GONE: Group = { kind: 'refused', errorCode: 10010, said: '' };
const UNKNOWN: Group = { kind: 'unknown', reason: { code: 'group-left-out' } };

const refusalsOf = (known: Group | undefined, now: Group | undefined) => {
  const groups = new GroupCache();
  if (known) groups.add('g', known);
  let asked = 0;
  const refusals = new GroupRefusals(
    groups,
    async () => {
      asked += 1;
      return now;
    },
    () => true,
  );
  return { refusals, asked: () => asked };
};

test.each([
  { name: 'nothing is known of the group', known: undefined, now: FOUND, refused: 'group', asked: 0 },
  { name: 'the look-up had no answer', known: UNKNOWN, now: FOUND, refused: 'group', asked: 0 },
  { name: 'it was found, and is gone now', known: FOUND, now: GONE, refused: 'group', asked: 1 },
  { name: 'it was found, and still is', known: FOUND, now: FOUND, refused: 'again', asked: 1 },
  { name: 'it was found, and nobody can be asked', known: FOUND, now: undefined, refused: 'again', asked: 1 },
])('$name: the first refusal is of: $refused', async ({ known, now, refused, asked }) => {
  const of = refusalsOf(known, now);
  expect(await of.refusals.judge('g', 1)).toBe(refused);
  expect(of.asked()).toBe(asked);
});

test('a group of which a row was set is there, also where it was not looked up', async () => {
  const { refusals } = refusalsOf(undefined, undefined);
  refusals.rowSet('g');
  expect(await refusals.judge('g', 1)).toBe('again');
});

test('the third refusal of one row is its own, and rows that are refused at the same time share one question', async () => {
  const { refusals, asked } = refusalsOf(FOUND, FOUND);
  expect(await Promise.all([1, 2, 3].map(() => refusals.judge('g', 1)))).toEqual(['again', 'again', 'again']);
  expect(asked()).toBe(1);
  expect(await refusals.judge('g', 2)).toBe('again');
  expect(await refusals.judge('g', 3)).toBe('row');
});

test('six repeats in a row that are refused speak for the group; one row that is set takes that back', async () => {
  const { refusals } = refusalsOf(FOUND, FOUND);
  for (let repeat = 1; repeat <= 5; repeat += 1) expect(await refusals.judge('g', 2)).toBe('again');
  refusals.rowSet('g');
  for (let repeat = 1; repeat <= 5; repeat += 1) expect(await refusals.judge('g', 2)).toBe('again');
  expect(await refusals.judge('g', 2)).toBe('group');
});

test('before any row is set one reply is enough: all groups may be refused alike', async () => {
  const groups = new GroupCache();
  groups.add('g', FOUND);
  const refusals = new GroupRefusals(
    groups,
    async () => FOUND,
    () => false,
  );
  expect(await refusals.judge('g', 1)).toBe('group');
});
