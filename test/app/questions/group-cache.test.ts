import { describe, expect, test } from 'vitest';
import { GroupCache } from '../../../src/app/questions/group-cache.ts';
import type { Group } from '../../../src/core/target/group.ts';

const found = (given: { type?: string; total?: number | undefined } = {}): Group => ({
  kind: 'found',
  type: 'Public',
  total: 9,
  lastMessageAtS: undefined,
  ...given,
});
const unknown: Group = { kind: 'unknown', reason: { code: 'group-left-out' } };
const MOST = 100_000;

describe('what is known of a group', () => {
  test.each([
    { name: 'one that keeps a count', group: found(), failure: undefined, total: 9 },
    { name: 'one whose total is not told', group: found({ total: undefined }), failure: undefined, total: undefined },
    { name: 'one that nobody could tell of', group: unknown, failure: undefined, total: undefined },
    {
      name: 'one that is gone',
      group: { kind: 'refused', errorCode: 10010, said: 'does not exist' } as const,
      failure: {
        class: 'group_refused',
        errorCode: 10010,
        reason: { code: 'not-sent', because: { code: 'reply', errorCode: 10010, said: 'does not exist' } },
        attempts: 2,
      },
      total: undefined,
    },
    {
      name: 'one that keeps none',
      group: found({ type: 'AVChatRoom' }),
      failure: { class: 'unsupported_group', errorCode: null, attempts: 2 },
      total: 9,
    },
  ])('$name', ({ group, failure, total }) => {
    const groups = new GroupCache();
    groups.add('g', group);
    if (failure) expect(groups.failureOf('g', 2)).toMatchObject(failure);
    else expect(groups.failureOf('g', 2)).toBeUndefined();
    expect(groups.isRefused('g')).toBe(failure !== undefined);
    expect(groups.totalOf('g')).toBe(total);
    expect(groups.recalls('g')).toBe(true);
    expect(groups.recalls('h')).toBe(false);
  });

  test('is what the reply to a row says, where that came later', () => {
    const groups = new GroupCache();
    groups.add('g', found());
    const reason = { code: 'reply', errorCode: 10010, said: 'gone' } as const;
    groups.refuse('g', { class: 'group_refused', errorCode: 10010, reason, attempts: 1 });
    expect(groups.failureOf('g', 0)).toEqual({
      class: 'group_refused',
      errorCode: 10010,
      reason: { code: 'earlier-row-refused', because: reason },
      attempts: 0,
    });
  });

  test('is not forgotten for a later question to which nobody could tell', () => {
    const groups = new GroupCache();
    groups.add('g', found({ total: 4 }));
    groups.add('live', found({ type: 'AVChatRoom' }));
    for (const groupId of ['g', 'live']) groups.add(groupId, unknown);
    expect(groups.totalOf('g')).toBe(4);
    expect(groups.isRefused('live')).toBe(true);
  });
});

describe('of more groups than are remembered', () => {
  const fill = (groups: GroupCache, count: number): void => {
    for (let at = 0; at < count; at += 1) groups.add(`other${at}`, found());
  };

  test('the oldest is forgotten first, so that memory stays flat', () => {
    const groups = new GroupCache();
    groups.add('first', found());
    groups.add('second', found());
    fill(groups, MOST - 2);
    expect(groups.totalOf('first')).toBe(9);
    groups.add('one more', found());
    expect(groups.totalOf('first')).toBeUndefined();
    expect(groups.totalOf('second')).toBe(9);
  });

  test('one that a window of rows has asked for again is there when its rows come', () => {
    const groups = new GroupCache();
    groups.add('live', found({ type: 'AVChatRoom' }));
    fill(groups, MOST - 1);
    expect(groups.recalls('live')).toBe(true);
    groups.add('one more', found());
    expect(groups.isRefused('live')).toBe(true);
  });
});
