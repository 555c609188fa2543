import { expect, test } from 'vitest';
import { GroupRefusals } from '../../../src/app/import/group-refusals.ts';
import { GroupCache } from '../../../src/app/questions/group-cache.ts';
import type { Group } from '../../../src/core/target/group.ts';
import { GroupDoubt } from '../../../src/core/target/group-doubt.ts';

const FOUND: Group = { kind: 'found', type: 'Public', total: 9, lastMessageAtS: undefined };
const GONE: Group = { kind: 'refused', errorCode: 10010, said: '' };
const UNKNOWN: Group = { kind: 'unknown', reason: { code: 'group-left-out' } };

const refusalsOf = (known: Group | undefined, now: Group | undefined, hasSet = true) => {
  const groups = new GroupCache();
  if (known) groups.add('g', known);
  const doubt = new GroupDoubt();
  let asked = 0;
  const lookUpAgain = async () => {
    asked += 1;
    return now;
  };
  const refusals = new GroupRefusals(groups, doubt, lookUpAgain, () => hasSet);
  /** What becomes of so many rows that are refused one after the other. */
  const refusedTimes = async (times: number): Promise<string[]> => {
    const judged: string[] = [];
    for (let row = 0; row < times; row += 1) judged.push(await refusals.judge('g', 1));
    return judged;
  };
  return { refusals, groups, doubt, asked: () => asked, refusedTimes };
};

test.each([
  { name: 'nothing is known of the group', known: undefined, now: FOUND, refused: 'again', asked: 0 },
  { name: 'the look-up had no answer', known: UNKNOWN, now: FOUND, refused: 'again', asked: 0 },
  { name: 'it was found, and is gone now', known: FOUND, now: GONE, refused: 'group', asked: 1 },
  { name: 'it was found, and still is', known: FOUND, now: FOUND, refused: 'again', asked: 1 },
  { name: 'it was found, and nobody can be asked', known: FOUND, now: undefined, refused: 'again', asked: 1 },
])('$name: the first refusal is of: $refused', async ({ known, now, refused, asked }) => {
  const of = refusalsOf(known, now);
  expect(await of.refusals.judge('g', 1)).toBe(refused);
  expect(of.asked()).toBe(asked);
});

test.each([
  { name: 'of which nothing is known', known: undefined, now: FOUND, hasSet: true, after: 4 },
  { name: 'that the target names all the same', known: FOUND, now: FOUND, hasSet: true, after: 12 },
  { name: 'before any row is set', known: FOUND, now: FOUND, hasSet: false, after: 4 },
])('a group $name is refused after $after refusals in a row, of whichever of its rows', async (of) => {
  const { refusedTimes } = refusalsOf(of.known, of.now, of.hasSet);
  expect(await refusedTimes(of.after)).toEqual([...Array(of.after - 1).fill('again'), 'group']);
});

test('a row of it that is set takes the refusals before it back, and shows that the target contradicts itself', async () => {
  const { refusals, doubt, refusedTimes } = refusalsOf(undefined, undefined);
  await refusedTimes(3);
  refusals.rowSet('g');
  expect(doubt.isInDoubt).toBe(true);
  expect(await refusedTimes(12)).toEqual([...Array(11).fill('again'), 'group']);
});

test('a row of a group that was taken for gone shows that it is there, and its other rows are sent', () => {
  const { refusals, groups, doubt } = refusalsOf(GONE, undefined);
  expect(groups.isRefused('g')).toBe(true);
  refusals.rowSet('g');
  expect({ isRefused: groups.isRefused('g'), isInDoubt: doubt.isInDoubt }).toEqual({
    isRefused: false,
    isInDoubt: true,
  });
});

test('what is refused again and again while others of its group are set is the row’s', async () => {
  const { refusals } = refusalsOf(FOUND, FOUND);
  for (let tries = 1; tries < 12; tries += 1) {
    expect(await refusals.judge('g', tries)).toBe('again');
    refusals.rowSet('g');
  }
  expect(await refusals.judge('g', 12)).toBe('row');
});

test('rows that are refused at the same time share one question', async () => {
  const { refusals, asked } = refusalsOf(FOUND, FOUND);
  expect(await Promise.all([1, 2, 3].map(() => refusals.judge('g', 1)))).toEqual(['again', 'again', 'again']);
  expect(asked()).toBe(1);
});
