import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Pair, pairKey } from '../../../src/core/row/row.ts';
import { planReads, type ReadPlan, readAllByMember } from '../../../src/core/target/read-plan.ts';
import { fuzzRuns } from '../../support/fuzz.ts';

/** Every one of the accounts in every one of the groups. */
const all = (groupIds: readonly string[], accounts: readonly string[]): Pair[] =>
  groupIds.flatMap((groupId) => accounts.map((account) => ({ groupId, account })));
const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const callsOf = ({ byGroup, byMember }: ReadPlan, membersPerCall: number) => ({
  byGroup: sum([...byGroup.values()].map((accounts) => Math.ceil(accounts.length / membersPerCall))),
  byMember: byMember.size,
});

const pairsIn = ({ byGroup, byMember }: ReadPlan): Pair[] => [
  ...[...byGroup].flatMap(([groupId, accounts]) => accounts.map((account) => ({ groupId, account }))),
  ...[...byMember].flatMap(([account, groupIds]) => groupIds.map((groupId) => ({ groupId, account }))),
];

describe('the calls that read a set of pairs', () => {
  test.each([
    { name: 'nothing', pairs: [], calls: { byGroup: 0, byMember: 0 } },
    {
      name: 'a group with 120 members', // 120 / 50 = 2.4, against 120 by member
      pairs: all(['g'], names('u', 120)),
      calls: { byGroup: 3, byMember: 0 },
    },
    {
      name: 'a member in 120 groups', // one call, against 120 by group
      pairs: all(names('g', 120), ['u']),
      calls: { byGroup: 0, byMember: 1 },
    },
    {
      name: '100 members in each of 100 groups', // by group 100 x 2
      pairs: all(names('g', 100), names('u', 100)),
      calls: { byGroup: 0, byMember: 100 },
    },
    {
      name: '49 members in each of 48 groups', // by member 49
      pairs: all(names('g', 48), names('u', 49)),
      calls: { byGroup: 48, byMember: 0 },
    },
    {
      name: 'a large group, and a hundred small ones that two members share', // all by group 104, all by member 202
      pairs: [...all(['large'], names('u', 200)), ...all(names('small', 100), ['x', 'y'])],
      calls: { byGroup: 4, byMember: 2 },
    },
    {
      name: 'as many calls either way', // by group, whose calls bring smaller replies
      pairs: all(['g'], ['u']),
      calls: { byGroup: 1, byMember: 0 },
    },
  ])('of $name: $calls', ({ pairs, calls }) => {
    expect(callsOf(planReads(pairs, 50), 50)).toEqual(calls);
  });

  test('a group is read in one way, so that the members of a call are next to each other in the input', () => {
    const { byGroup } = planReads(all(['g', 'h'], names('u', 3)), 50);
    expect([...byGroup]).toEqual([
      ['g', ['u0', 'u1', 'u2']],
      ['h', ['u0', 'u1', 'u2']],
    ]);
  });
});

describe('of any pairs', () => {
  const pair = fc.record({
    groupId: fc.integer({ min: 0, max: 12 }).map((group) => `g${group}`),
    account: fc.integer({ min: 0, max: 30 }).map((user) => `u${user}`),
  });
  const pairs = fc.uniqueArray(pair, { selector: pairKey, maxLength: 200 });
  const perCall = fc.integer({ min: 1, max: 60 });

  test('each stands in the plan exactly once, and no other does', () => {
    fc.assert(
      fc.property(pairs, perCall, (given, membersPerCall) => {
        for (const plan of [planReads(given, membersPerCall), readAllByMember(given)]) {
          const planned = pairsIn(plan).map(pairKey);
          expect(planned).toHaveLength(given.length);
          expect(new Set(planned)).toEqual(new Set(given.map(pairKey)));
        }
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  test('the plan takes no more calls than all by group, and no more than all by member', () => {
    fc.assert(
      fc.property(pairs, perCall, (given, membersPerCall) => {
        const { byGroup, byMember } = callsOf(planReads(given, membersPerCall), membersPerCall);
        const groupIds = [...new Set(given.map(({ groupId }) => groupId))];
        const sizes = groupIds.map((id) => given.filter(({ groupId }) => groupId === id).length);
        const allByGroup = sum(sizes.map((size) => Math.ceil(size / membersPerCall)));
        expect(byGroup + byMember).toBeLessThanOrEqual(allByGroup);
        expect(byGroup + byMember).toBeLessThanOrEqual(callsOf(readAllByMember(given), membersPerCall).byMember);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  test('the same pairs have the same plan', () => {
    fc.assert(
      fc.property(pairs, perCall, (given, membersPerCall) => {
        expect(planReads(given, membersPerCall)).toEqual(planReads([...given], membersPerCall));
      }),
      { numRuns: fuzzRuns(50) },
    );
  });
});
