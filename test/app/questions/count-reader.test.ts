import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CountReader } from '../../../src/app/questions/count-reader.ts';
import { ReadsRefusedError } from '../../../src/core/errors/target-error.ts';
import { type Pair, pairKey } from '../../../src/core/row/row.ts';
import type { Group } from '../../../src/core/target/group.ts';
import { readAllByMember } from '../../../src/core/target/read-plan.ts';
import { fuzzRuns } from '../../support/fuzz.ts';
import { MemoryTarget, names, UNSENT, unanswered } from '../../support/memory-target.ts';

const all = (groupIds: readonly string[], accounts: readonly string[]): Pair[] =>
  groupIds.flatMap((groupId) => accounts.map((account) => ({ groupId, account })));

const countsOf = async (target: MemoryTarget, pairs: readonly Pair[], plan?: typeof readAllByMember) => {
  const told = new Map<string, Group>();
  const found = await new CountReader(target.reads, (groupId, group) => told.set(groupId, group)).read(pairs, plan);
  const of = (groupId: string, account: string) => found.get(pairKey({ groupId, account }));
  return { found, of, told };
};
const countOf = (count: number, source = 'NextMsgSeq - 1 - MsgSeq') => ({
  kind: 'count',
  presents: [{ count, source }],
});

describe('the counts', () => {
  test('of many members of a group are read fifty a call, with one call for fifty groups', async () => {
    const target = new MemoryTarget().fill(['g', 'h'], names('u', 120), 99, (at) => at % 100);
    const { of, found } = await countsOf(target, all(['g', 'h'], names('u', 120)));
    expect(target.askedOf('groups')).toEqual([['g', 'h']]);
    expect(target.askedOf('readSeqs').map((accounts) => accounts.length)).toEqual([50, 50, 20, 50, 50, 20]);
    expect(target.asked).toHaveLength(7);
    expect(found.size).toBe(240);
    expect(of('h', 'u70')).toMatchObject(countOf(70));
  });

  test('of a member of many groups are read with one call', async () => {
    const target = new MemoryTarget().fill(names('g', 120), ['bob'], 9, () => 4);
    const { of, told } = await countsOf(target, all(names('g', 120), ['bob']));
    expect(target.asked).toEqual([{ question: 'joinedGroups', of: ['bob'] }]);
    expect(of('g7', 'bob')).toMatchObject(countOf(4));
    expect(told.get('g119')).toMatchObject({ kind: 'found', total: 9 });
  });

  test('of a pair that stands twice are asked for once', async () => {
    const target = new MemoryTarget().fill(['g'], ['u'], 9);
    await countsOf(target, [...all(['g'], ['u']), ...all(['g'], ['u'])]);
    expect(target.askedOf('readSeqs')).toEqual([['u']]);
  });

  test('are the same whichever way they are read', async () => {
    const shape = fc.record({
      groups: fc.integer({ min: 1, max: 8 }),
      users: fc.integer({ min: 1, max: 8 }),
      seed: fc.nat(1000),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ groups, users, seed }) => {
        const target = new MemoryTarget();
        for (const [at, groupId] of names('g', groups).entries()) {
          if ((at + seed) % 5 === 0) continue; // gone
          const members = names('u', users).filter((_, user) => (user + at + seed) % 3 > 0);
          target.fill([groupId], members, at * 3, (user) => Math.min(at * 3, user));
          if ((at + seed) % 7 === 0) target.groups.set(groupId, { type: 'AVChatRoom', total: 5, counts: new Map() });
        }
        const pairs = all(names('g', groups), names('u', users));
        const ways = [await countsOf(target, pairs), await countsOf(target, pairs, readAllByMember)];
        const [one, other] = ways.map(({ found }) => new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1))));
        expect(one).toEqual(other);
        expect(one?.size).toBe(pairs.length);
      }),
      { numRuns: fuzzRuns(60) },
    );
  });
});

describe.each([
  { way: 'by group', plan: undefined },
  { way: 'by member', plan: readAllByMember },
])('read $way', ({ plan }) => {
  test('a group that is gone or keeps no count is told, with the reason', async () => {
    const target = new MemoryTarget();
    target.groups.set('room', { type: 'ChatRoom', total: 9, counts: new Map([['bob', 0]]) });
    const { of, told } = await countsOf(target, all(['gone', 'room'], ['bob']), plan);
    expect(of('gone', 'bob')).toMatchObject({ kind: 'group', failure: { class: 'group_refused', errorCode: 10010 } });
    expect(of('room', 'bob')).toMatchObject({ kind: 'group', failure: { class: 'unsupported_group' } });
    expect(target.askedOf('readSeqs')).toEqual([]);
    expect([...told.keys()].sort((a, b) => (a < b ? -1 : 1))).toEqual(['gone', 'room']);
  });

  test('who is not in the group is no member', async () => {
    const target = new MemoryTarget().fill(['g'], ['bob'], 9);
    const { of } = await countsOf(target, all(['g'], ['bob', 'eve']), plan);
    expect(of('g', 'eve')).toEqual({ kind: 'not-member' });
    expect(of('g', 'bob')).toMatchObject(countOf(0));
  });

  test('a reply without any count is unknown, not zero', async () => {
    const target = new MemoryTarget().fill(['g'], ['bob'], 9);
    target.tell = {};
    expect((await countsOf(target, all(['g'], ['bob']), plan)).of('g', 'bob')).toMatchObject({
      kind: 'unknown',
      failure: { class: 'unknown', errorCode: null },
    });
  });

  test('a halted run leaves out what it did not ask', async () => {
    const target = new MemoryTarget().fill(['g'], ['bob'], 9);
    target.instead = () => UNSENT;
    expect((await countsOf(target, all(['g'], ['bob']), plan)).found.size).toBe(0);
  });

  test('after a moment’s trouble the counts are unknown, with its code', async () => {
    const target = new MemoryTarget().fill(['g'], ['bob'], 9);
    target.instead = ({ question }) => (question === 'groups' ? undefined : unanswered('exhausted', 10002));
    const { of } = await countsOf(target, all(['g'], ['bob']), plan);
    expect(of('g', 'bob')).toMatchObject({ kind: 'unknown', failure: { class: 'unknown', errorCode: 10002 } });
  });
});

test('by member a count is told in every way that the reply has it', async () => {
  const target = new MemoryTarget().fill(['g'], ['bob'], 9, () => 4);
  target.tell.UnreadMsgNum = (count) => count + 1;
  const { of } = await countsOf(target, all(['g'], ['bob']), readAllByMember);
  expect(of('g', 'bob')).toMatchObject({
    presents: [
      { count: 5, source: 'UnreadMsgNum' },
      { count: 4, source: 'NextMsgSeq - 1 - MsgSeq' },
    ],
  });
});

describe('a call that is refused', () => {
  /** Refuses every call that names one of the accounts. */
  const spoiledBy = (target: MemoryTarget, spoilers: ReadonlySet<string>, errorCode = 10019): MemoryTarget => {
    target.instead = ({ question, of }) =>
      question !== 'groups' && of.some((account) => spoilers.has(account))
        ? unanswered('refused', errorCode)
        : undefined;
    return target;
  };

  test('because of one account is halved until only that one is unknown', async () => {
    const target = spoiledBy(
      new MemoryTarget().fill(['g'], names('u', 50), 99, (at) => at),
      new Set(['u17']),
    );
    const { of, found } = await countsOf(target, all(['g'], names('u', 50)));
    expect([...found.values()].filter(({ kind }) => kind === 'count')).toHaveLength(49);
    expect(of('g', 'u17')).toMatchObject({ kind: 'unknown', failure: { errorCode: 10019 } });
    expect(of('g', 'u18')).toMatchObject(countOf(18));
    expect(target.askedOf('readSeqs').length).toBeLessThanOrEqual(13); // 1 + 2 for each of 6 halvings
  });

  test('is not halved after a moment’s trouble: the same would come again', async () => {
    const target = new MemoryTarget().fill(['g'], names('u', 50), 99);
    target.instead = ({ question }) => (question === 'readSeqs' ? unanswered('exhausted', null as never) : undefined);
    await countsOf(target, all(['g'], names('u', 50)));
    expect(target.askedOf('readSeqs')).toHaveLength(1);
  });

  test('twenty times in a row ends the asking: the target takes no questions', async () => {
    const target = new MemoryTarget().fill(names('g', 30), ['bob'], 9);
    target.instead = ({ question }) => (question === 'groups' ? undefined : unanswered('refused', 10026));
    const reading = countsOf(target, all(['g0'], names('u', 40)), readAllByMember);
    await expect(reading).rejects.toBeInstanceOf(ReadsRefusedError);
    await expect(countsOf(target, all(names('g', 30), names('u', 40)))).rejects.toMatchObject({
      fact: { kind: 'questions-refused', count: 20, errorCode: 10026 },
    });
  });

  test('nineteen times in a row does not, and an answer begins the count anew', async () => {
    const accounts = names('u', 57);
    const bad = new Set(accounts.filter((_, at) => at % 20 < 19));
    const target = spoiledBy(
      new MemoryTarget().fill(['g'], accounts, 9, () => 2),
      bad,
      10004,
    );
    const { of } = await countsOf(target, all(['g'], accounts), readAllByMember);
    expect(of('g', 'u19')).toMatchObject(countOf(2));
    expect(of('g', 'u56')).toMatchObject({ kind: 'unknown' });
  });

  test('twenty times over several windows of rows counts as well', async () => {
    const target = new MemoryTarget().fill(['g'], ['bob'], 9);
    const counts = new CountReader(target.reads);
    target.instead = () => undefined;
    await counts.read(all(['g'], ['bob']));
    target.instead = () => unanswered('refused', 10026);
    for (let window = 1; window < 20; window += 1) await counts.read(all(['g'], ['bob']));
    await expect(counts.read(all(['g'], ['bob']))).rejects.toBeInstanceOf(ReadsRefusedError);
  });

  test('for the groups themselves tells nobody anything of them: whoever needs them asks, and says so', async () => {
    const target = new MemoryTarget().fill(['g'], ['bob'], 9);
    target.instead = ({ question }) => (question === 'groups' ? unanswered('refused', 10026) : undefined);
    const told: string[] = [];
    const counts = new CountReader(target.reads, (groupId) => told.push(groupId));
    await expect(counts.read(all(['g'], ['bob']))).rejects.toBeInstanceOf(ReadsRefusedError);
    expect(told).toEqual([]);
  });
});
