import { describe, expect, test } from 'vitest';
import { type ApiCommand, COMMAND_NAMES, limitOf } from '../../src/simulator/commands.ts';
import { control, simulate } from '../support/simulator.ts';
import { ask, callSimulator, pathOf } from '../support/simulator-call.ts';

const BODIES: Record<ApiCommand, object> = {
  set_unread_msg_num: { GroupId: 'g1', Member_Account: 'bob', UnreadMsgNum: 5 },
  get_group_info: { GroupIdList: ['g1'] },
  get_role_in_group: { GroupId: 'g1', User_Account: ['bob'] },
  get_specified_group_member_info: { GroupId: 'g1', Member_List_Account: ['bob'] },
  get_joined_group_list: { Member_Account: 'bob' },
  account_check: { CheckItem: [{ UserID: 'bob' }] },
};

describe.each(COMMAND_NAMES)('%s', (command) => {
  test('has a limit of its own', async () => {
    const simulator = await simulate({ limitPerSecond: 10 });
    const codes: number[] = [];
    for (let at = 0; at < 12; at += 1) codes.push((await ask(simulator, command, BODIES[command])).ErrorCode);
    expect(codes.slice(0, 10)).toEqual(Array(10).fill(0));
    expect(codes.slice(10)).toEqual([60007, 60007]);
    for (const other of COMMAND_NAMES.filter((name) => name !== command)) {
      expect((await ask(simulator, other, BODIES[other])).ErrorCode).toBe(0);
    }
    const { arrivals, commands } = simulator.state();
    expect(commands[command]).toEqual({ total: 12, overLimit: 2, peak: 12 });
    expect(arrivals).toEqual(commands.set_unread_msg_num);
  });

  test.each([
    { name: 'by GET', given: { method: 'GET' }, code: 60002 },
    { name: 'without UserSig', given: { query: { usersig: '' } }, code: 70002 },
    { name: 'by somebody else than the UserSig is for', given: { query: { identifier: 'bob' } }, code: 70013 },
    { name: 'with a body that is not JSON', given: { text: '{' }, code: 60003 },
  ])('$name is refused: $code', async ({ given, code }) => {
    const reply = await callSimulator(await simulate(), { path: pathOf(command), body: BODIES[command], ...given });
    expect(reply).toMatchObject({ ActionStatus: 'FAIL', ErrorCode: code });
  });

  test('meets the faults that name it, and no others', async () => {
    const others = COMMAND_NAMES.filter((name) => name !== command);
    const simulator = await simulate({ faults: others.map((other) => ({ kind: 10002, share: 1, command: other })) });
    expect((await ask(simulator, command, BODIES[command])).ErrorCode).toBe(0);
    simulator.change({ faults: [{ kind: 60008, share: 1, command }] });
    expect((await ask(simulator, command, BODIES[command])).ErrorCode).toBe(60008);
    simulator.change({ faults: [{ kind: 10006, share: 1 }] });
    expect((await ask(simulator, command, BODIES[command])).ErrorCode).toBe(10006);
  });
});

test.each<{ command: ApiCommand; given: number; limit: number }>([
  { command: 'get_group_info', given: 200, limit: 200 },
  { command: 'account_check', given: 200, limit: 100 },
  { command: 'account_check', given: 150, limit: 100 },
  { command: 'account_check', given: 20, limit: 20 },
  { command: 'account_check', given: 1000, limit: 500 },
])('$command has $limit calls a second where most have $given', ({ command, given, limit }) =>
  expect(limitOf(command, given)).toBe(limit),
);

test('a command that no service has is not counted', async () => {
  const simulator = await simulate();
  const codeAt = async (path: string) => (await callSimulator(simulator, { path, body: {} })).ErrorCode;
  expect(await codeAt('/v4/group_open_http_svc/account_check')).toBe(10003);
  expect(await codeAt('/v4/im_open_login_svc/get_group_info')).toBe(60009);
  expect(simulator.state()).toMatchObject({ commands: {}, reads: [], calls: [] });
});

test('a fault of a group meets the calls that name it alone or in a list', async () => {
  const simulator = await simulate({ faults: [{ kind: 10002, share: 1, groupId: 'g1' }] });
  expect((await ask(simulator, 'get_group_info', { GroupIdList: ['g0', 'g1'] })).ErrorCode).toBe(10002);
  expect((await ask(simulator, 'get_group_info', { GroupIdList: ['g0'] })).ErrorCode).toBe(0);
  expect((await ask(simulator, 'get_role_in_group', BODIES.get_role_in_group)).ErrorCode).toBe(10002);
});

describe('reads are recorded', () => {
  test('with command, body and the code of the reply, apart from the calls that set', async () => {
    const simulator = await simulate();
    await ask(simulator, 'set_unread_msg_num', BODIES.set_unread_msg_num);
    await ask(simulator, 'get_role_in_group', BODIES.get_role_in_group);
    await callSimulator(simulator, { path: pathOf('account_check'), text: '{' });
    simulator.change({ faults: [{ kind: 'html', share: 1 }] });
    await ask(simulator, 'get_group_info', BODIES.get_group_info).catch(() => {});
    const state = await (await control(simulator)).json();
    expect(state).toMatchObject({
      calls: [{ groupId: 'g1', account: 'bob', unread: 5, errorCode: 0, isApplied: true }],
      reads: [
        { atMs: expect.any(Number), command: 'get_role_in_group', body: BODIES.get_role_in_group, errorCode: 0 },
        { command: 'account_check', body: null, errorCode: 60003 },
        { command: 'get_group_info', errorCode: null },
      ],
    });
  });

  test('only on request', async () => {
    const simulator = await simulate({ isRecording: false });
    await ask(simulator, 'get_role_in_group', BODIES.get_role_in_group);
    expect(simulator.state()).toMatchObject({ reads: [], commands: { get_role_in_group: { total: 1 } } });
  });
});
