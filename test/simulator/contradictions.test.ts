import { expect, test } from 'vitest';
import type { ApiCommand } from '../../src/simulator/commands.ts';
import type { Contradiction } from '../../src/simulator/contradictions.ts';
import { simulate, unreadOf } from '../support/simulator.ts';
import { ask } from '../support/simulator-call.ts';

const GROUPS = [{ groupId: 'g1', type: 'Public', messages: 9, members: ['ann', 'bob'], unread: { bob: 4 } }] as const;
const JOINED = {
  Member_Account: 'bob',
  ResponseFilter: { GroupBaseInfoFilter: ['NextMsgSeq'], SelfInfoFilter: ['MsgSeq'] },
};

test.each<{ kind: Contradiction; command: ApiCommand; body: object; told: object }>([
  {
    kind: 'fail-0',
    command: 'get_role_in_group',
    body: { GroupId: 'g1', User_Account: ['bob'] },
    told: { ActionStatus: 'FAIL', ErrorCode: 0, UserIdList: [{ Member_Account: 'bob', Role: 'Admin' }] },
  },
  {
    kind: 'next-seq-0',
    command: 'get_group_info',
    body: { GroupIdList: ['g1'], ResponseFilter: { GroupBaseInfoFilter: ['NextMsgSeq'] } },
    told: { GroupInfo: [{ GroupId: 'g1', NextMsgSeq: 0 }] },
  },
  {
    kind: 'seq-beyond',
    command: 'get_specified_group_member_info',
    body: { GroupId: 'g1', Member_List_Account: ['bob'], MemberInfoFilter: ['MsgSeq'] },
    told: { MemberList: [{ Member_Account: 'bob', MsgSeq: 1_000_005 }] },
  },
  {
    kind: 'two-counts',
    command: 'get_joined_group_list',
    body: JOINED,
    told: { GroupIdList: [{ NextMsgSeq: 10, SelfInfo: { MsgSeq: 5, UnreadMsgNum: 5 } }] },
  },
  {
    kind: 'other-group',
    command: 'get_specified_group_member_info',
    body: { GroupId: 'g1', Member_List_Account: ['bob'] },
    told: { GroupId: 'other-g1', MemberList: [{ Member_Account: 'bob' }] },
  },
  {
    kind: 'other-member',
    command: 'account_check',
    body: { CheckItem: [{ UserID: 'bob' }] },
    told: { ResultItem: [{ UserID: 'other-bob', AccountStatus: 'Imported' }] },
  },
  {
    kind: 'short-page',
    command: 'get_role_in_group',
    body: { GroupId: 'g1', User_Account: ['ann', 'bob', 'eve'] },
    told: { UserIdList: [{ Member_Account: 'ann' }, { Member_Account: 'bob' }] },
  },
  {
    kind: 'left-out',
    command: 'get_joined_group_list',
    body: JOINED,
    told: { TotalCount: 1, GroupIdList: [] },
  },
  {
    kind: 'odd-role',
    command: 'get_role_in_group',
    body: { GroupId: 'g1', User_Account: ['bob', 'eve'] },
    told: {
      UserIdList: [
        { Member_Account: 'bob', Role: 'Moderator' },
        { Member_Account: 'eve', Role: 'NotMember' },
      ],
    },
  },
  {
    kind: 'spoilt',
    command: 'get_role_in_group',
    body: { GroupId: 'g1', User_Account: ['bob', 'eve'] },
    told: { ActionStatus: 'FAIL', ErrorCode: 10004 },
  },
  {
    kind: 'spoilt',
    command: 'get_role_in_group',
    body: { GroupId: 'g1', User_Account: ['bob'] },
    told: { ActionStatus: 'OK', ErrorCode: 0 },
  },
  {
    kind: 'no-members',
    command: 'get_role_in_group',
    body: { GroupId: 'g1', User_Account: ['bob'] },
    told: { UserIdList: [{ Member_Account: 'bob', Role: 'NotMember' }] },
  },
  {
    kind: 'no-groups',
    command: 'get_group_info',
    body: { GroupIdList: ['g1'] },
    told: { ErrorCode: 10010, GroupInfo: [{ GroupId: 'g1', ErrorCode: 10010 }] },
  },
])('--fault $kind:100%@$command', async ({ kind, command, body, told }) => {
  const simulator = await simulate({ groups: GROUPS, faults: [{ kind, share: 1, command }] });
  expect(await ask(simulator, command, body)).toMatchObject(told);
});

test.each(['fail-0', 'no-status'] as const)('--fault %s sets nothing', async (kind) => {
  const simulator = await simulate({ groups: GROUPS, faults: [{ kind, share: 1 }] });
  const reply = await ask(simulator, 'set_unread_msg_num', { GroupId: 'g1', Member_Account: 'bob', UnreadMsgNum: 7 });
  expect([reply.ActionStatus, reply.ErrorCode]).toEqual([kind === 'fail-0' ? 'FAIL' : undefined, 0]);
  expect(unreadOf(simulator).get('g1 bob')).toBe(4);
  expect(simulator.state().calls).toMatchObject([{ isApplied: false }]);
});

test('--fault no-groups sets nothing', async () => {
  const simulator = await simulate({ groups: GROUPS, faults: [{ kind: 'no-groups', share: 1 }] });
  const body = { GroupId: 'g1', Member_Account: 'bob', UnreadMsgNum: 7 };
  expect(await ask(simulator, 'set_unread_msg_num', body)).toMatchObject({ ActionStatus: 'FAIL', ErrorCode: 10010 });
  expect(unreadOf(simulator).get('g1 bob')).toBe(4);
});
