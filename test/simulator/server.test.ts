import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { parseFault } from '../../src/simulator/faults.ts';
import { type APP, control, simulate, unreadOf } from '../support/simulator.ts';
import { type Call, callSimulator, usersig } from '../support/simulator-call.ts';

const BODY = { GroupId: 'g1', Member_Account: 'bob', UnreadMsgNum: 5 };
const call = (simulator: { url: string }, given: Call = {}) => callSimulator(simulator, { body: BODY, ...given });

test('the documented call gives the documented reply', async () => {
  const documented = new URL('../../fixtures/replies/set_unread_msg_num.ok.json', import.meta.url);
  expect(await call(await simulate())).toEqual(JSON.parse(await readFile(documented, 'utf8')));
});

describe('a call is refused', () => {
  test.each([
    { name: 'by GET', given: { method: 'GET' }, code: 60002 },
    { name: 'for another command', given: { path: '/v4/group_open_http_svc/no_such_command' }, code: 10003 },
    { name: 'for another path', given: { path: '/v3/anything' }, code: 60009 },
    { name: 'without sdkappid', given: { query: { sdkappid: '' } }, code: 60012 },
    { name: 'with an sdkappid that is no number', given: { query: { sdkappid: 'x' } }, code: 60006 },
    { name: 'for an app that is not here', given: { query: { sdkappid: '1400000001' } }, code: 70020 },
    { name: 'without identifier', given: { query: { identifier: '' } }, code: 60025 },
    { name: 'with another contenttype', given: { query: { contenttype: 'xml' } }, code: 60025 },
    { name: 'with a random beyond 32 bits', given: { query: { random: '4294967296' } }, code: 60002 },
    { name: 'without UserSig', given: { query: { usersig: '' } }, code: 70002 },
    { name: 'with a UserSig that is none', given: { query: { usersig: 'abc' } }, code: 70003 },
    {
      name: 'with the UserSig of another key',
      given: { query: { usersig: usersig({ secretKey: 'x'.repeat(64) as typeof APP.secretKey }) } },
      code: 70009,
    },
    {
      name: 'by somebody who is no admin',
      given: { query: { identifier: 'bob', usersig: usersig({ admin: 'bob' as typeof APP.admin }) } },
      code: 60010,
    },
    { name: 'with a body that is not JSON', given: { text: '{' }, code: 60003 },
    { name: 'with a UserID that is a number', given: { body: { ...BODY, Member_Account: 7 } }, code: 60015 },
    { name: 'without a group', given: { body: { Member_Account: 'bob', UnreadMsgNum: 1 } }, code: 10004 },
    { name: 'with a count in quotes', given: { body: { ...BODY, UnreadMsgNum: '5' } }, code: 10004 },
    { name: 'with half a count', given: { body: { ...BODY, UnreadMsgNum: 5.5 } }, code: 10004 },
    { name: 'for a topic', given: { body: { ...BODY, GroupId: '@TGS#_c@TOPIC#_t' } }, code: 10015 },
  ])('$name: $code', async ({ given, code }) => {
    const simulator = await simulate();
    const reply = await call(simulator, given);
    expect(reply).toMatchObject({ ActionStatus: 'FAIL', ErrorCode: code });
    expect(unreadOf(simulator).size).toBe(0);
  });

  test('after the UserSig expired', async () => {
    const simulator = await simulate();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 100_000 });
    const old = usersig({}, 60);
    vi.useRealTimers();
    expect(await call(simulator, { query: { usersig: old } })).toMatchObject({ ErrorCode: 70001 });
  });
});

describe('groups', () => {
  const groups = [
    { groupId: 'g1', type: 'Public', messages: 3, members: ['bob'] },
    { groupId: 'meeting', type: 'Meeting', messages: 100 },
    { groupId: 'live', type: 'AVChatRoom', messages: 100 },
    { groupId: 'work', type: 'Work', messages: 100 },
  ] as const;

  test.each([
    { name: 'lower a count above their messages, in silence', body: BODY, code: 0, set: { 'g1 bob': 3 } },
    { name: 'of type Work keep one', body: { ...BODY, GroupId: 'work' }, code: 0, set: { 'work bob': 5 } },
    { name: 'of type Meeting keep none, in silence', body: { ...BODY, GroupId: 'meeting' }, code: 0, set: {} },
    { name: 'of type AVChatRoom keep none, in silence', body: { ...BODY, GroupId: 'live' }, code: 0, set: {} },
    { name: 'refuse who is not in them', body: { ...BODY, Member_Account: 'eve' }, code: 10007, set: {} },
    { name: 'that do not exist are told', body: { ...BODY, GroupId: 'gone' }, code: 10010, set: {} },
  ])('$name', async ({ body, code, set }) => {
    const simulator = await simulate({ groups });
    expect(await call(simulator, { body })).toMatchObject({ ErrorCode: code });
    expect(Object.fromEntries(unreadOf(simulator))).toEqual(set);
  });
});

test('its state can be read over HTTP, and its faults changed', async () => {
  const simulator = await simulate();
  await call(simulator);
  await control(simulator, { faults: [{ kind: 10002, share: 1 }] });
  expect(await call(simulator)).toMatchObject({ ErrorCode: 10002 });
  const state = await (await control(simulator)).json();
  expect(state).toMatchObject({
    unread: [['g1', 'bob', 5]],
    arrivals: { total: 2 },
    calls: [{ errorCode: 0 }, { errorCode: 10002 }],
  });
});

describe('who has no business with it learns nothing', () => {
  test.each([
    { name: 'without the token', headers: { authorization: '' }, status: 404 },
    { name: 'with another token', headers: { authorization: 'Bearer the token of that test' }, status: 404 },
  ])('$name', async ({ headers, status }) => {
    const simulator = await simulate();
    expect((await control(simulator, undefined, headers)).status).toBe(status);
    expect((await control(simulator, { isDown: true }, headers)).status).toBe(status);
    expect(await call(simulator)).toMatchObject({ ErrorCode: 0 });
  });

  test('where no token was given, as in a rehearsal, nobody may ask', async () => {
    const simulator = await simulate({ controlToken: undefined });
    expect((await control(simulator)).status).toBe(404);
  });

  test('under a host name that is not of this machine, as a page gets by rebinding', async () => {
    const simulator = await simulate();
    const { port } = new URL(simulator.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: `evil.example:${port}`, authorization: 'Bearer the token of this test' };
      get({ port, path: '/simulator/state', headers }, (response) => resolve(response.resume().statusCode)).on(
        'error',
        reject,
      );
    });
    expect(status).toBe(403);
  });

  // On Linux 127.0.0.2 is this machine too: what listens on all addresses answers there.
  test.skipIf(process.platform !== 'linux')('from another address than 127.0.0.1', async () => {
    const { port } = new URL((await simulate()).url);
    await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});

test.each([42, 99, 199, 600, 999, 'no such', null])('a fault that no reply can have (%s) is refused', async (kind) => {
  const simulator = await simulate();
  expect((await control(simulator, { faults: [{ kind, share: 1 }] })).status).toBe(400);
  expect(parseFault(`${kind}:100%`)).toBeUndefined();
  expect(await call(simulator)).toMatchObject({ ErrorCode: 0 });
});

test('the same seed gives the same faults', async () => {
  const codes = async (seed: number): Promise<number[]> => {
    const simulator = await simulate({ seed, faults: [{ kind: 10002, share: 0.5 }] });
    const all: number[] = [];
    for (let at = 0; at < 20; at += 1) all.push((await call(simulator)).ErrorCode);
    return all;
  };
  const first = await codes(7);
  expect(await codes(7)).toEqual(first);
  expect(new Set(first)).toEqual(new Set([0, 10002]));
});

test.each([
  { text: '10002:5%', fault: { kind: 10002, share: 0.05 } },
  { text: '502:0.5%', fault: { kind: 502, share: 0.005 } },
  { text: 'reset-after:100%', fault: { kind: 'reset-after', share: 1 } },
  { text: '10002:5%@get_group_info', fault: { kind: 10002, share: 0.05, command: 'get_group_info' } },
  { text: 'drip:5%@account_check', fault: { kind: 'drip', share: 0.05, command: 'account_check' } },
  { text: 'next-seq-0:5%', fault: { kind: 'next-seq-0', share: 0.05 } },
  {
    text: '10007:100%@get_role_in_group:@TGS#a:b',
    fault: { kind: 10007, share: 1, command: 'get_role_in_group', groupId: '@TGS#a:b' },
  },
  { text: '10002:5%@get_grup_info', fault: undefined },
  { text: '10002:5%@', fault: undefined },
  { text: 'explode:5%', fault: undefined },
  { text: 'reset', fault: undefined },
  { text: 'reset:101%', fault: undefined },
])('--fault $text', ({ text, fault }) => expect(parseFault(text)).toEqual(fault));
