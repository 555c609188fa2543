import { describe, expect, test } from 'vitest';
import type { GroupSpec, ReadBack } from '../../src/simulator/groups.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { control, simulate, unreadOf } from '../support/simulator.ts';
import { ask } from '../support/simulator-call.ts';

const GROUPS: readonly GroupSpec[] = [
  { groupId: 'g1', type: 'Public', messages: 9, members: ['bob'] },
  { groupId: 'meeting', type: 'Meeting', messages: 9, members: ['bob'] },
  { groupId: 'live', type: 'AVChatRoom', messages: 9, members: ['bob'] },
];

const set = (simulator: Simulator, groupId: string, count: number) =>
  ask(simulator, 'set_unread_msg_num', { GroupId: groupId, Member_Account: 'bob', UnreadMsgNum: count });

/** The entry of one group in the list of joined groups. */
const readBack = async (simulator: Simulator, groupId = 'g1') => {
  const { GroupIdList } = await ask(simulator, 'get_joined_group_list', {
    Member_Account: 'bob',
    WithHugeGroups: 1,
    ResponseFilter: {
      GroupBaseInfoFilter: ['NextMsgSeq'],
      SelfInfoFilter: ['MsgSeq', 'UnreadMsgNum'],
    },
  });
  const { NextMsgSeq, SelfInfo } = GroupIdList.find(({ GroupId }: { GroupId: string }) => GroupId === groupId);
  return { NextMsgSeq, ...SelfInfo };
};

describe('after a count of 4 is set in a group of 9 messages', () => {
  test.each<{ mode: ReadBack; before: object; after: object }>([
    { mode: 'seq', before: { NextMsgSeq: 10, MsgSeq: 9 }, after: { NextMsgSeq: 10, MsgSeq: 5 } }, // 9 − 4
    {
      mode: 'unread',
      before: { NextMsgSeq: 10, MsgSeq: 9, UnreadMsgNum: 0 },
      after: { NextMsgSeq: 10, MsgSeq: 5, UnreadMsgNum: 4 },
    },
    { mode: 'unrelated', before: { NextMsgSeq: 10, MsgSeq: 9 }, after: { NextMsgSeq: 10, MsgSeq: 9 } },
  ])('read-back $mode tells $after', async ({ mode, before, after }) => {
    const simulator = await simulate({ groups: GROUPS, readBack: mode });
    expect(await readBack(simulator)).toEqual(before);
    await set(simulator, 'g1', 4);
    expect(await readBack(simulator)).toEqual(after);
    const { MemberList } = await ask(simulator, 'get_specified_group_member_info', {
      GroupId: 'g1',
      Member_List_Account: ['bob'],
      MemberInfoFilter: ['MsgSeq'],
    });
    expect(MemberList).toEqual([{ Member_Account: 'bob', MsgSeq: (after as { MsgSeq: number }).MsgSeq }]);
    expect(unreadOf(simulator).get('g1 bob')).toBe(4);
  });
});

test('UnreadMsgNum is told only to who asks for it', async () => {
  const simulator = await simulate({ groups: GROUPS, readBack: 'unread' });
  const { GroupIdList } = await ask(simulator, 'get_joined_group_list', {
    Member_Account: 'bob',
    ResponseFilter: { SelfInfoFilter: ['MsgSeq'] },
  });
  expect(GroupIdList[0]).toEqual({ GroupId: 'g1', SelfInfo: { MsgSeq: 9 } });
});

test('a count above the messages reads back as the messages', async () => {
  const simulator = await simulate({ groups: GROUPS, readBack: 'unread' });
  expect((await set(simulator, 'g1', 1000)).ErrorCode).toBe(0);
  expect(await readBack(simulator)).toEqual({ NextMsgSeq: 10, MsgSeq: 0, UnreadMsgNum: 9 });
});

test.each(['meeting', 'live'])('%s keeps no count: setting succeeds and moves nothing', async (groupId) => {
  const simulator = await simulate({ groups: GROUPS, readBack: 'unread' });
  const before = await readBack(simulator, groupId);
  expect((await set(simulator, groupId, 4)).ErrorCode).toBe(0);
  expect(await readBack(simulator, groupId)).toEqual(before);
  expect(before).toEqual({ NextMsgSeq: 10, MsgSeq: 9, UnreadMsgNum: 0 });
});

describe('new messages', () => {
  const send = (simulator: Simulator, newMessages: object[]) => control(simulator, { newMessages });

  test('raise NextMsgSeq and LastMsgTime, and are unread by everybody', async () => {
    const simulator = await simulate({ groups: GROUPS, readBack: 'unread' });
    await set(simulator, 'g1', 4);
    const beforeS = Math.floor(Date.now() / 1000);
    await send(simulator, [{ groupId: 'g1', count: 2 }]);
    expect(await readBack(simulator)).toEqual({ NextMsgSeq: 12, MsgSeq: 5, UnreadMsgNum: 6 });
    const { GroupInfo } = await ask(simulator, 'get_group_info', { GroupIdList: ['g1', 'live'] });
    expect(GroupInfo[0].LastMsgTime).toBeGreaterThanOrEqual(beforeS);
    expect(GroupInfo[0].LastMsgTime).toBeLessThanOrEqual(Date.now() / 1000);
    expect(GroupInfo[1].LastMsgTime).toBe(1_600_000_000);
  });

  test.each<{ mode: ReadBack; groupId: string; told: object }>([
    { mode: 'unread', groupId: 'g1', told: { NextMsgSeq: 12, MsgSeq: 9, UnreadMsgNum: 2 } },
    { mode: 'unread', groupId: 'meeting', told: { NextMsgSeq: 12, MsgSeq: 9, UnreadMsgNum: 0 } },
    { mode: 'unrelated', groupId: 'g1', told: { NextMsgSeq: 12, MsgSeq: 9 } },
  ])('move no MsgSeq: read-back $mode tells $told of $groupId', async ({ mode, groupId, told }) => {
    const simulator = await simulate({ groups: GROUPS, readBack: mode });
    await send(simulator, [{ groupId, count: 2 }]);
    expect(await readBack(simulator, groupId)).toMatchObject(told);
  });

  test('raise what a count can be set to', async () => {
    const simulator = await simulate({ groups: GROUPS });
    await send(simulator, [{ groupId: 'g1', count: 2 }]);
    await set(simulator, 'g1', 1000);
    expect(unreadOf(simulator).get('g1 bob')).toBe(11);
  });

  test('of a group that does not exist are refused', async () => {
    const response = await send(await simulate({ groups: GROUPS }), [{ groupId: 'gone', count: 1 }]);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/no group gone/);
  });
});
