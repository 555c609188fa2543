import { describe, expect, test } from 'vitest';
import type { GroupSpec } from '../../src/simulator/groups.ts';
import { simulate } from '../support/simulator.ts';
import { ask } from '../support/simulator-call.ts';

const GROUPS: readonly GroupSpec[] = [
  { groupId: 'g1', type: 'Public', messages: 9, members: ['ann', 'bob', 'eve'], lastMessageAt: 1_650_000_000 },
  { groupId: 'work', type: 'Work', messages: 0, members: ['bob'] },
  { groupId: 'meeting', type: 'Meeting', messages: 5, members: ['bob'] },
  { groupId: 'live', type: 'AVChatRoom', messages: 5, members: ['bob'] },
];
const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

describe('get_group_info', () => {
  const info = async (body: unknown) => ask(await simulate({ groups: GROUPS }), 'get_group_info', body);

  test('without a filter tells every base field and the members', async () => {
    const { ErrorCode, GroupInfo } = await info({ GroupIdList: ['g1'] });
    expect(ErrorCode).toBe(0);
    expect(GroupInfo).toEqual([
      {
        GroupId: 'g1',
        ErrorCode: 0,
        ErrorInfo: '',
        Type: 'Public',
        Name: 'g1',
        Introduction: '',
        Notification: '',
        FaceUrl: '',
        Owner_Account: 'ann',
        CreateTime: 1_500_000_000,
        LastInfoTime: 1_500_000_000,
        LastMsgTime: 1_650_000_000,
        NextMsgSeq: 10,
        MemberNum: 3,
        MaxMemberNum: 6000,
        ApplyJoinOption: 'FreeAccess',
        MuteAllMember: 'Off',
        MemberList: [
          expect.objectContaining({ Member_Account: 'ann', Role: 'Owner', MsgSeq: 9 }),
          expect.objectContaining({ Member_Account: 'bob', Role: 'Admin', MsgSeq: 9 }),
          expect.objectContaining({ Member_Account: 'eve', Role: 'Member', MsgSeq: 9 }),
        ],
      },
    ]);
  });

  const OK = { GroupId: 'g1', ErrorCode: 0, ErrorInfo: '' };
  test.each([
    {
      name: 'GroupBaseInfoFilter: these fields and no members',
      filter: { GroupBaseInfoFilter: ['Type', 'NextMsgSeq', 'NoSuchField'] },
      told: { ...OK, Type: 'Public', NextMsgSeq: 10 },
    },
    {
      name: 'MemberInfoFilter: members with these fields, and no base fields',
      filter: { MemberInfoFilter: ['Role'] },
      told: {
        ...OK,
        MemberList: [
          { Member_Account: 'ann', Role: 'Owner' },
          { Member_Account: 'bob', Role: 'Admin' },
          { Member_Account: 'eve', Role: 'Member' },
        ],
      },
    },
    { name: 'an empty ResponseFilter: nothing but the group', filter: {}, told: OK },
  ])('$name', async ({ filter, told }) => {
    expect((await info({ GroupIdList: ['g1'], ResponseFilter: filter })).GroupInfo).toEqual([told]);
  });

  test('types come back under their older names', async () => {
    const { GroupInfo } = await info({
      GroupIdList: ['g1', 'work', 'meeting', 'live'],
      ResponseFilter: { GroupBaseInfoFilter: ['Type'] },
    });
    expect(GroupInfo.map(({ Type }: { Type: string }) => Type)).toEqual([
      'Public',
      'Private',
      'ChatRoom',
      'AVChatRoom',
    ]);
  });

  test('groups are judged one by one, and the outer code misleads', async () => {
    const reply = await info({
      GroupIdList: ['gone', 'g1', '@TGS#_c@TOPIC#_t', '群'],
      ResponseFilter: { GroupBaseInfoFilter: ['NextMsgSeq'] },
    });
    expect(reply).toMatchObject({ ActionStatus: 'FAIL', ErrorCode: 10010 });
    expect(reply.GroupInfo).toEqual([
      { GroupId: 'gone', ErrorCode: 10010, ErrorInfo: expect.stringMatching(/exist/) },
      { GroupId: 'g1', ErrorCode: 0, ErrorInfo: '', NextMsgSeq: 10 },
      { GroupId: '@TGS#_c@TOPIC#_t', ErrorCode: 10015, ErrorInfo: expect.stringMatching(/invalid/) },
      { GroupId: '群', ErrorCode: 10015, ErrorInfo: expect.stringMatching(/invalid/) },
    ]);
  });

  test('of nobody’s group has no owner', async () => {
    const { GroupInfo } = await ask(await simulate(), 'get_group_info', { GroupIdList: ['any'] });
    expect(GroupInfo).toMatchObject([{ Type: 'Public', NextMsgSeq: 100_001, Owner_Account: '', MemberList: [] }]);
  });
});

describe('get_role_in_group', () => {
  const role = async (body: unknown) => ask(await simulate({ groups: GROUPS }), 'get_role_in_group', body);

  test('tells owner, admin, member and who is none, in the order asked for', async () => {
    const { UserIdList } = await role({ GroupId: 'g1', User_Account: ['eve', 'nobody', 'ann', 'bob'] });
    expect(UserIdList).toEqual([
      { Member_Account: 'eve', Role: 'Member' },
      { Member_Account: 'nobody', Role: 'NotMember' },
      { Member_Account: 'ann', Role: 'Owner' },
      { Member_Account: 'bob', Role: 'Admin' },
    ]);
  });

  test.each([
    { GroupId: 'live', code: 10007 },
    { GroupId: 'meeting', code: 0 },
    { GroupId: 'gone', code: 10010 },
    { GroupId: '@TGS#_c@TOPIC#_t', code: 10015 },
  ])('of $GroupId: $code', async ({ GroupId, code }) =>
    expect((await role({ GroupId, User_Account: ['bob'] })).ErrorCode).toBe(code),
  );
});

describe('get_specified_group_member_info', () => {
  const members = async (body: object) =>
    ask(await simulate({ groups: GROUPS, readBack: 'unread' }), 'get_specified_group_member_info', {
      GroupId: 'g1',
      ...body,
    });

  test('without a filter tells everything but an unread count, and leaves out who is not a member', async () => {
    expect(await members({ Member_List_Account: ['bob', 'nobody'] })).toEqual({
      ActionStatus: 'OK',
      ErrorCode: 0,
      ErrorInfo: '',
      GroupId: 'g1',
      MemberList: [
        {
          Member_Account: 'bob',
          Role: 'Admin',
          JoinTime: 1_500_000_000,
          MsgFlag: 'AcceptAndNotify',
          MsgSeq: 9,
          LastSendMsgTime: 0,
          MuteUntil: 0,
          NameCard: '',
        },
      ],
    });
  });

  test('MemberInfoFilter tells only what it names, never an unread count', async () => {
    const { MemberList } = await members({
      Member_List_Account: ['bob'],
      MemberInfoFilter: ['MsgSeq', 'UnreadMsgNum'],
    });
    expect(MemberList).toEqual([{ Member_Account: 'bob', MsgSeq: 9 }]);
  });

  test('MemberRoleFilter tells only members of these roles', async () => {
    const { MemberList } = await members({
      Member_List_Account: ['ann', 'bob', 'eve'],
      MemberInfoFilter: [],
      MemberRoleFilter: ['Owner', 'Member'],
    });
    expect(MemberList).toEqual([{ Member_Account: 'ann' }, { Member_Account: 'eve' }]);
  });

  test.each([
    { GroupId: 'live', code: 10007 },
    { GroupId: 'gone', code: 10010 },
    { GroupId: '', code: 10015 },
  ])('of "$GroupId": $code', async ({ GroupId, code }) =>
    expect((await members({ GroupId, Member_List_Account: ['bob'] })).ErrorCode).toBe(code),
  );
});

describe('account_check', () => {
  test('knows the accounts that are named and the members of described groups', async () => {
    const groups: GroupSpec[] = [...GROUPS, { groupId: 'open', type: 'Public', messages: 5, unread: { liz: 1 } }];
    const simulator = await simulate({ groups, accounts: ['zoe'] });
    const { ResultItem } = await ask(simulator, 'account_check', {
      CheckItem: ['zoe', 'eve', 'liz', 'nobody'].map((UserID) => ({ UserID })),
    });
    expect(ResultItem).toEqual([
      { UserID: 'zoe', ResultCode: 0, ResultInfo: '', AccountStatus: 'Imported' },
      { UserID: 'eve', ResultCode: 0, ResultInfo: '', AccountStatus: 'Imported' },
      { UserID: 'liz', ResultCode: 0, ResultInfo: '', AccountStatus: 'Imported' },
      { UserID: 'nobody', ResultCode: 0, ResultInfo: '', AccountStatus: 'NotImported' },
    ]);
  });

  test('knows everybody where no accounts are named', async () => {
    const { ResultItem } = await ask(await simulate(), 'account_check', { CheckItem: [{ UserID: 'nobody' }] });
    expect(ResultItem).toMatchObject([{ AccountStatus: 'Imported' }]);
  });
});

describe('an account that is not imported', () => {
  test.each([
    {
      command: 'set_unread_msg_num',
      body: { GroupId: 'open', Member_Account: 'nobody', UnreadMsgNum: 1 },
      code: 10019,
    },
    {
      command: 'set_unread_msg_num',
      body: { GroupId: 'gone', Member_Account: 'nobody', UnreadMsgNum: 1 },
      code: 10010,
    },
    { command: 'get_joined_group_list', body: { Member_Account: 'nobody' }, code: 10019 },
  ])('$command $body: $code', async ({ command, body, code }) => {
    const simulator = await simulate({ groups: [{ groupId: 'open', type: 'Public', messages: 5 }], accounts: ['zoe'] });
    expect((await ask(simulator, command, body)).ErrorCode).toBe(code);
  });

  test('is in no group, also where everybody is', async () => {
    const simulator = await simulate({ accounts: ['zoe'] });
    const { UserIdList } = await ask(simulator, 'get_role_in_group', {
      GroupId: 'any',
      User_Account: ['zoe', 'nobody'],
    });
    expect(UserIdList).toEqual([
      { Member_Account: 'zoe', Role: 'Member' },
      { Member_Account: 'nobody', Role: 'NotMember' },
    ]);
  });
});

describe('a body is refused', () => {
  const cases: [command: string, body: unknown, code: number][] = [
    ['get_group_info', {}, 10004],
    ['get_group_info', { GroupIdList: [] }, 10004],
    ['get_group_info', { GroupIdList: 'g1' }, 10004],
    ['get_group_info', { GroupIdList: ['g1', 7] }, 10004],
    ['get_group_info', { GroupIdList: ['g1'], ResponseFilter: [] }, 10004],
    ['get_group_info', { GroupIdList: ['g1'], ResponseFilter: { GroupBaseInfoFilter: 'Type' } }, 10004],
    ['get_group_info', { GroupIdList: ['g1'], ResponseFilter: { MemberInfoFilter: [7] } }, 10004],
    ['get_role_in_group', { User_Account: ['bob'] }, 10004],
    ['get_role_in_group', { GroupId: 'g1' }, 10004],
    ['get_role_in_group', { GroupId: 'g1', User_Account: [] }, 10004],
    ['get_role_in_group', { GroupId: 'g1', User_Account: ['bob', ''] }, 10004],
    ['get_role_in_group', { GroupId: 'g1', User_Account: ['bob', 7] }, 60015],
    ['get_specified_group_member_info', { Member_List_Account: ['bob'] }, 10004],
    ['get_specified_group_member_info', { GroupId: 'g1', Member_List_Account: 'bob' }, 10004],
    ['get_specified_group_member_info', { GroupId: 'g1', Member_List_Account: [7] }, 60015],
    [
      'get_specified_group_member_info',
      { GroupId: 'g1', Member_List_Account: ['bob'], MemberInfoFilter: 'Role' },
      10004,
    ],
    ['get_specified_group_member_info', { GroupId: 'g1', Member_List_Account: ['bob'], MemberRoleFilter: {} }, 10004],
    ['get_joined_group_list', {}, 10004],
    ['get_joined_group_list', { Member_Account: 7 }, 60015],
    ['get_joined_group_list', { Member_Account: 'bob', Limit: 0 }, 10004],
    ['get_joined_group_list', { Member_Account: 'bob', Limit: '20' }, 10004],
    ['get_joined_group_list', { Member_Account: 'bob', Limit: 5001 }, 10004],
    ['get_joined_group_list', { Member_Account: 'bob', Offset: -1 }, 10004],
    ['get_joined_group_list', { Member_Account: 'bob', GroupType: 'Work' }, 10004],
    ['get_joined_group_list', { Member_Account: 'bob', WithNoActiveGroups: true }, 10004],
    ['get_joined_group_list', { Member_Account: 'bob', WithHugeGroups: 2 }, 10004],
    ['get_joined_group_list', { Member_Account: 'bob', ResponseFilter: { SelfInfoFilter: 'Role' } }, 10004],
    ['account_check', {}, 70402],
    ['account_check', { CheckItem: ['bob'] }, 70402],
    ['account_check', { CheckItem: [{}] }, 70402],
    ['account_check', { CheckItem: [{ UserID: 7 }] }, 60015],
    ...['get_group_info', 'get_role_in_group', 'get_specified_group_member_info', 'get_joined_group_list'].map(
      (command): [string, unknown, number] => [command, [], 60003],
    ),
    ['account_check', [], 60003],
  ];

  test.each(cases)('%s %j: %i', async (command, body, code) => {
    const reply = await ask(await simulate({ groups: GROUPS }), command, body);
    expect(reply).toMatchObject({ ActionStatus: 'FAIL', ErrorCode: code });
  });
});

describe('so many in one call are taken, and one more is refused', () => {
  test.each([
    { command: 'get_group_info', most: 50, code: 10004, bodyOf: (ids: string[]) => ({ GroupIdList: ids }) },
    { command: 'get_role_in_group', most: 500, code: 10005, bodyOf: (ids: string[]) => ({ User_Account: ids }) },
    {
      command: 'get_specified_group_member_info',
      most: 50,
      code: 10005,
      bodyOf: (ids: string[]) => ({ Member_List_Account: ids }),
    },
    {
      command: 'account_check',
      most: 100,
      code: 70206,
      bodyOf: (ids: string[]) => ({ CheckItem: ids.map((UserID) => ({ UserID })) }),
    },
  ])('$command: $most, then $code', async ({ command, most, code, bodyOf }) => {
    const simulator = await simulate();
    const codeOf = async (count: number) =>
      (await ask(simulator, command, { GroupId: 'g1', ...bodyOf(names('u'.repeat(28), count)) })).ErrorCode;
    expect(await codeOf(most)).toBe(0);
    expect(await codeOf(most + 1)).toBe(code);
  });

  test('also when each is 32 bytes that JSON writes with six each', async () => {
    const simulator = await simulate();
    const account = JSON.stringify('\u0001'.repeat(32));
    const text = `{"GroupId":"g1","User_Account":[${Array(500).fill(account)}]}`;
    const { UserIdList } = await ask(simulator, 'get_role_in_group', JSON.parse(text));
    expect(UserIdList).toHaveLength(500);
  });
});
