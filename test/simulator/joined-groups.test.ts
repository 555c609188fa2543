import { describe, expect, test } from 'vitest';
import type { GroupSpec } from '../../src/simulator/groups.ts';
import { simulate } from '../support/simulator.ts';
import { ask, type Reply } from '../support/simulator-call.ts';

const GROUPS: readonly GroupSpec[] = [
  { groupId: 'public', type: 'Public', messages: 9, members: ['ann', 'bob'], unread: { bob: 4 } },
  { groupId: 'work', type: 'Work', messages: 2, members: ['ann', 'bob'] },
  { groupId: 'inactive', type: 'Private', messages: 2, members: ['ann', 'bob'], isActive: false },
  { groupId: 'live', type: 'AVChatRoom', messages: 2, members: ['bob'] },
  { groupId: 'meeting', type: 'Meeting', messages: 2, members: ['bob'] },
  { groupId: 'open', type: 'Community', messages: 2 },
];

const idsOf = ({ GroupIdList }: Reply): string[] => GroupIdList.map(({ GroupId }: { GroupId: string }) => GroupId);

describe('get_joined_group_list', () => {
  const joined = async (body: object) =>
    ask(await simulate({ groups: GROUPS }), 'get_joined_group_list', { Member_Account: 'bob', ...body });

  test.each([
    {
      name: 'leaves out inactive Private groups and AVChatRooms',
      body: {},
      ids: ['open', 'public', 'work', 'meeting'],
    },
    {
      name: 'WithNoActiveGroups: inactive Private groups too',
      body: { WithNoActiveGroups: 1 },
      ids: ['open', 'public', 'work', 'inactive', 'meeting'],
    },
    {
      name: 'WithHugeGroups: AVChatRooms too',
      body: { WithHugeGroups: 1 },
      ids: ['open', 'public', 'work', 'live', 'meeting'],
    },
    { name: 'GroupType: only this one', body: { GroupType: 'ChatRoom' }, ids: ['meeting'] },
    {
      name: 'GroupType Private with inactive ones',
      body: { GroupType: 'Private', WithNoActiveGroups: 1 },
      ids: ['work', 'inactive'],
    },
    { name: 'of who is in no described group: those for all', body: { Member_Account: 'zoe' }, ids: ['open'] },
  ])('$name', async ({ body, ids }) => {
    const reply = await joined(body);
    expect(idsOf(reply)).toEqual(ids);
    expect(reply).toMatchObject({ ErrorCode: 0, TotalCount: ids.length });
  });

  test.each([
    { Limit: 2, Offset: 0, ids: ['open', 'public'] },
    { Limit: 2, Offset: 2, ids: ['work', 'meeting'] },
    { Limit: 3, Offset: 3, ids: ['meeting'] },
    { Limit: 5000, Offset: 4, ids: [] },
    { Offset: 1, ids: ['public', 'work', 'meeting'] },
  ])('the page Limit $Limit, Offset $Offset: $ids, and TotalCount is 4', async ({ ids, ...page }) => {
    const reply = await joined(page);
    expect(idsOf(reply)).toEqual(ids);
    expect(reply.TotalCount).toBe(4);
  });

  test('without a filter tells nothing but GroupId', async () => {
    expect((await joined({ Limit: 1 })).GroupIdList).toEqual([{ GroupId: 'open' }]);
  });

  test('its filters tell what they name of the group and of the member', async () => {
    const ResponseFilter = {
      GroupBaseInfoFilter: ['Type', 'NextMsgSeq', 'LastMsgTime'],
      SelfInfoFilter: ['MsgSeq', 'Role'],
    };
    expect((await joined({ Limit: 1, Offset: 1, ResponseFilter })).GroupIdList).toEqual([
      {
        GroupId: 'public',
        Type: 'Public',
        LastMsgTime: 1_600_000_000,
        NextMsgSeq: 10,
        SelfInfo: { Role: 'Admin', MsgSeq: 5 }, // 9 messages, 4 unread
      },
    ]);
  });

  test('a reply of more than 1 MB is refused, its pages are not', async () => {
    const groups = Array.from({ length: 5000 }, (_, at): GroupSpec => {
      return { groupId: `${'g'.repeat(44)}${at}`, type: 'Public', messages: 1, members: ['bob'] };
    });
    const simulator = await simulate({ groups });
    const body = {
      Member_Account: 'bob',
      ResponseFilter: { GroupBaseInfoFilter: ['Name', 'Type', 'NextMsgSeq', 'LastMsgTime', 'CreateTime', 'MemberNum'] },
    };
    expect(await ask(simulator, 'get_joined_group_list', body)).toEqual({
      ActionStatus: 'FAIL',
      ErrorCode: 10018,
      ErrorInfo: expect.any(String),
    });
    const page = await ask(simulator, 'get_joined_group_list', { ...body, Limit: 2500 });
    expect(page).toMatchObject({ ErrorCode: 0, TotalCount: 5000 });
    expect(page.GroupIdList).toHaveLength(2500);
    expect(simulator.state().reads).toMatchObject([{ errorCode: 10018 }, { errorCode: 0 }]);
  });
});

test('a group that everybody is in is listed once, also after a call has named the account there', async () => {
  const simulator = await simulate({ groups: GROUPS });
  await ask(simulator, 'get_role_in_group', { GroupId: 'open', User_Account: ['zoe'] });
  expect(idsOf(await ask(simulator, 'get_joined_group_list', { Member_Account: 'zoe' }))).toEqual(['open']);
});

describe('where no groups are described', () => {
  test.each([
    { command: 'set_unread_msg_num', body: { GroupId: 'g7', Member_Account: 'bob', UnreadMsgNum: 1 } },
    { command: 'get_role_in_group', body: { GroupId: 'g7', User_Account: ['eve', 'bob'] } },
    { command: 'get_specified_group_member_info', body: { GroupId: 'g7', Member_List_Account: ['bob'] } },
  ])('a group is joined once $command has named it with the account', async ({ command, body }) => {
    const simulator = await simulate();
    const joined = () => ask(simulator, 'get_joined_group_list', { Member_Account: 'bob' });
    expect(await joined()).toMatchObject({ ErrorCode: 0, TotalCount: 0, GroupIdList: [] });
    await ask(simulator, command, body);
    await ask(simulator, command, body);
    await ask(simulator, 'get_role_in_group', { GroupId: 'other', User_Account: ['eve'] });
    expect(idsOf(await joined())).toEqual(['g7']);
  });

  test('being named sets no count', async () => {
    const simulator = await simulate();
    await ask(simulator, 'get_role_in_group', { GroupId: 'g7', User_Account: ['bob'] });
    expect(simulator.state().unread).toEqual([]);
  });
});
