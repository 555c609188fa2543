import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FatalReplyError } from '../../../../src/core/errors/target-error.ts';
import type { ReadApi } from '../../../../src/core/ports.ts';
import { createReads } from '../../../../src/io/remote/commands/reads.ts';
import type { GroupSpec } from '../../../../src/simulator/groups.ts';
import { hastyClock } from '../../../support/clock.ts';
import { fuzzRuns } from '../../../support/fuzz.ts';
import { connectTo, row } from '../../../support/remote.ts';
import { APP, simulate } from '../../../support/simulator.ts';
import { type Asked, answering, fine, refused } from '../../../support/target.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

const GROUPS: readonly GroupSpec[] = [
  { groupId: 'public', type: 'Public', messages: 9, members: ['ann', 'bob'], unread: { bob: 4 }, lastMessageAt: 1000 },
  { groupId: 'work', type: 'Work', messages: 0, members: ['ann', 'bob'], isActive: false },
  { groupId: 'live', type: 'AVChatRoom', messages: 5, members: ['bob'] },
];
const FOUND = { kind: 'found', type: 'Public', total: 9, lastMessageAtS: 1000 };

/** @returns what the answer holds, as plain objects */
const held = (answer: Awaited<ReturnType<ReadApi[Exclude<keyof ReadApi, 'stats'>]>>): unknown => {
  if (answer.kind !== 'ok') throw new Error(`not answered: ${JSON.stringify(answer)}`);
  return answer.value instanceof Set ? [...answer.value] : Object.fromEntries(answer.value as Map<string, unknown>);
};

describe('get_group_info', () => {
  test('judges every group by itself, whatever the code of the whole reply says', async () => {
    const simulator = await simulate({ groups: GROUPS });
    const { reads } = connectTo(simulator.url);
    expect(held(await reads.groups(['public', 'gone', 'live', 'work']))).toEqual({
      public: FOUND,
      gone: { kind: 'refused', errorCode: 10010, said: expect.stringContaining('does not exist') },
      live: { kind: 'found', type: 'AVChatRoom', total: 5, lastMessageAtS: 1_600_000_000 },
      work: { kind: 'found', type: 'Private', total: 0, lastMessageAtS: 1_600_000_000 },
    });
    expect(simulator.state().reads).toMatchObject([{ command: 'get_group_info', errorCode: 10010 }]);
  });

  test('is asked with a filter, or every group would bring its members too', async () => {
    const simulator = await simulate({ groups: GROUPS });
    await connectTo(simulator.url).reads.groups(['public']);
    expect(simulator.state().reads[0]?.body).toEqual({
      GroupIdList: ['public'],
      ResponseFilter: { GroupBaseInfoFilter: ['Type', 'NextMsgSeq', 'LastMsgTime'] },
    });
  });

  test.each([60010, 70009, 70001, 10007, 60007, 10002])(
    'where the whole reply says %i and yet judges the groups, the groups count',
    async (code) => {
      const GroupInfo = [{ GroupId: 'g', ErrorCode: 0, Type: 'Public', NextMsgSeq: 3 }];
      const { url } = await answering(() => ({ ...refused(code), GroupInfo }));
      expect(held(await connectTo(url).reads.groups(['g']))).toMatchObject({ g: { kind: 'found', total: 2 } });
    },
  );

  test('a fatal code in a reply that judges no group stops the run', async () => {
    for (const fields of [{}, { GroupInfo: [] }]) {
      const { url } = await answering(() => ({ ...refused(60010), ...fields }));
      await expect(connectTo(url).reads.groups(['g'])).rejects.toBeInstanceOf(FatalReplyError);
    }
  });

  test('groups that a moment’s trouble kept it from telling are asked for again, and only those', async () => {
    const { url, asked } = await answering(({ body }) => ({
      ...fine(),
      GroupInfo: body.GroupIdList.map((GroupId: string) => ({
        GroupId,
        ...(GroupId === 'slow' && body.GroupIdList.length > 1
          ? { ErrorCode: 10002, ErrorInfo: 'busy' }
          : { ErrorCode: 0, Type: 'Public', NextMsgSeq: 3 }),
      })),
    }));
    const known = held(await connectTo(url).reads.groups(['a', 'slow', 'b']));
    expect(known).toMatchObject({ a: { kind: 'found' }, slow: { kind: 'found' }, b: { kind: 'found' } });
    expect(asked.map(({ body }) => body.GroupIdList)).toEqual([['a', 'slow', 'b'], ['slow']]);
  });

  test('where the trouble stays, nobody can tell, after --max-attempts calls', async () => {
    const { url, asked } = await answering(({ body }) => ({
      ...fine(),
      GroupInfo: body.GroupIdList.map((GroupId: string) => ({ GroupId, ErrorCode: 10002, ErrorInfo: 'busy' })),
    }));
    expect(held(await connectTo(url, { maxAttempts: 3 }).reads.groups(['g']))).toEqual({
      g: { kind: 'unknown', reason: { code: 'group-code', errorCode: 10002, said: 'busy' } },
    });
    expect(asked).toHaveLength(3);
  });

  test('what the first reply told is kept where the second question comes to nothing', async () => {
    const { url } = await answering(({ body }) =>
      body.GroupIdList.length === 1
        ? refused(10004)
        : {
            ...fine(),
            GroupInfo: [
              { GroupId: 'a', ErrorCode: 0, Type: 'Public', NextMsgSeq: 3 },
              { GroupId: 'b', ErrorCode: 10002 },
            ],
          },
    );
    const known = held(await connectTo(url).reads.groups(['a', 'b']));
    expect(known).toMatchObject({ a: { kind: 'found', total: 2 }, b: { kind: 'unknown' } });
  });

  test.each([
    { element: { GroupId: 'g' }, group: { kind: 'unknown' } },
    { element: { GroupId: 'g', ErrorCode: 0, Type: 7 }, group: { kind: 'unknown' } },
    { element: { GroupId: 'g', ErrorCode: '10010' }, group: { kind: 'unknown' } },
    { element: { GroupId: 'g', ErrorCode: null, Type: 'Public' }, group: { kind: 'unknown' } },
    { element: { GroupId: 'g', ErrorCode: 99_999 }, group: { kind: 'unknown' } }, // an undocumented code is no reason to fail rows's is no reason to fail rows
    { element: { GroupId: 'g', ErrorCode: 10007 }, group: { kind: 'unknown' } },
    { element: { GroupId: 'g', ErrorCode: 60010 }, group: { kind: 'unknown' } },
    { element: { GroupId: 'g', ErrorCode: 10015 }, group: { kind: 'refused', errorCode: 10015 } },
    { element: { GroupId: 'g', ErrorCode: 11000 }, group: { kind: 'refused', errorCode: 11000 } },
    {
      element: { GroupId: 'g', Type: 'Public' },
      group: { kind: 'found', total: undefined, lastMessageAtS: undefined },
    },
    { element: { GroupId: 'g', Type: 'Public', NextMsgSeq: 1 }, group: { kind: 'found', total: 0 } },
    {
      element: { GroupId: 'g', Type: 'Public', NextMsgSeq: 0 },
      group: { kind: 'found', total: undefined, isContradictory: true },
    },
    { element: { GroupId: 'g', Type: 'Public', NextMsgSeq: -4 }, group: { kind: 'found', total: undefined } },
    { element: { GroupId: 'g', Type: 'Public', NextMsgSeq: 1.5 }, group: { kind: 'found', total: undefined } },
    { element: { GroupId: 'g', Type: 'Public', NextMsgSeq: '7' }, group: { kind: 'found', total: undefined } },
  ])('$element is $group', async ({ element, group }) => {
    const { url } = await answering(() => ({ ...fine(), GroupInfo: [element] }));
    expect(held(await connectTo(url).reads.groups(['g']))).toMatchObject({ g: group });
  });

  test('groups that the reply leaves out are left out, and those that nobody asked for too', async () => {
    const GroupInfo = [
      { GroupId: 'b', ErrorCode: 0, Type: 'Public' },
      { GroupId: 'foreign', ErrorCode: 10002 },
    ];
    const { url, asked } = await answering(() => ({ ...fine(), GroupInfo }));
    expect(Object.keys(held(await connectTo(url).reads.groups(['a', 'b'])) as object)).toEqual(['b']);
    expect(asked).toHaveLength(1);
  });

  test('secrets and control characters in the words about one group do not get into ours', async () => {
    const { url } = await answering(({ usersig }) => ({
      ...fine(),
      GroupInfo: [
        { GroupId: 'a', ErrorCode: 10010, ErrorInfo: `\u001b[31m ${usersig} ${APP.secretKey}` },
        { GroupId: 'b', ErrorCode: 10007, ErrorInfo: usersig },
        { GroupId: 'c', ErrorCode: 0, Type: `${usersig}\u0007` },
      ],
    }));
    const known = JSON.stringify(held(await connectTo(url).reads.groups(['a', 'b', 'c'])));
    expect(known).toContain('\\\\u001b[31m [secret] [secret]');
    expect(known).not.toContain(APP.secretKey);
    expect(known.match(/\[secret\]/g)).toHaveLength(4);
  });
});

describe('get_joined_group_list', () => {
  test('tells a member’s groups, inactive ones too, with the count in every way it has', async () => {
    for (const readBack of ['seq', 'unread'] as const) {
      const simulator = await simulate({ groups: GROUPS, readBack });
      expect(held(await connectTo(simulator.url).reads.joinedGroups('bob'))).toMatchObject({
        public: { group: FOUND, told: { unread: readBack === 'unread' ? 4 : undefined, readSeq: 5 } },
        work: { group: { kind: 'found', type: 'Private' } },
      });
    }
  });

  const manyGroups = (count: number): GroupSpec[] =>
    names('g', count).map((groupId) => ({ groupId, type: 'Public', messages: 9, members: ['bob'] }));

  test('goes from page to page until TotalCount is reached', async () => {
    const simulator = await simulate({ groups: manyGroups(2500) });
    const known = held(await connectTo(simulator.url).reads.joinedGroups('bob'));
    expect(Object.keys(known as object)).toHaveLength(2500);
    expect(simulator.state().reads.map(({ body }) => [body?.Limit, body?.Offset])).toEqual([
      [1000, 0],
      [1000, 1000],
      [1000, 2000],
    ]);
  });

  test.each([10018, 10054])('at %i asks for smaller pages, from where it was', async (code) => {
    const ids = names('g', 700);
    const { url, asked } = await answering(({ body: { Limit, Offset } }) => {
      if (Limit > 300) return refused(code);
      const page = ids.slice(Offset, Offset + Limit);
      return fine({ TotalCount: 700, GroupIdList: page.map((GroupId) => ({ GroupId, Type: 'Public' })) });
    });
    expect(Object.keys(held(await connectTo(url).reads.joinedGroups('bob')) as object)).toEqual(ids);
    expect(asked.map(({ body }) => [body.Limit, body.Offset])).toEqual([
      [1000, 0],
      [250, 0],
      [250, 250],
      [250, 500],
    ]);
  });

  test('gives up where not even one group fits into a reply', async () => {
    const { url, asked } = await answering(() => refused(10018));
    expect(await connectTo(url).reads.joinedGroups('bob')).toMatchObject({ failure: { errorCode: 10018 } });
    expect(asked.at(-1)?.body.Limit).toBe(1);
  });

  test('comes to an end whatever TotalCount says', async () => {
    const GroupIdList = [{ GroupId: 'g', Type: 'Public' }];
    for (const TotalCount of [0, 1, 5000, Number.MAX_SAFE_INTEGER]) {
      const { url, asked } = await answering(() => fine({ TotalCount, GroupIdList }));
      expect(Object.keys(held(await connectTo(url).reads.joinedGroups('bob')) as object)).toEqual(['g']);
      expect(asked.length).toBeLessThanOrEqual(2);
    }
  });

  test('comes to an end where the total is beyond all bounds, and each page brings one more', async () => {
    let pages = 0;
    const endless = async () => {
      pages += 1;
      if (pages > 10_000) throw new Error('it goes on');
      const groups = new Map([[`g${pages}`, { groupId: `g${pages}` }]]);
      return { kind: 'ok', attempts: 1, value: { groups, length: 1, totalCount: Number.MAX_SAFE_INTEGER } };
    };
    const ask = endless as unknown as Parameters<typeof createReads>[0]['ask'];
    const reads = createReads({ ask, maxAttempts: 1, random: () => 0, sleep: async () => {} });
    expect((await reads.joinedGroups('bob')).kind).toBe('ok');
    expect(pages).toBe(5000);
  });

  test('comes to an end where each page brings one more, and promises another', async () => {
    const { url, asked } = await answering(({ body: { Offset } }) =>
      fine({ TotalCount: Offset + 2, GroupIdList: [{ GroupId: `g${Offset}`, Type: 'Public' }] }),
    );
    expect(Object.keys(held(await connectTo(url).reads.joinedGroups('bob')) as object)).toContain('g0');
    expect(asked.length).toBeLessThanOrEqual(2 + 10);
  });

  test.each([
    { self: { UnreadMsgNum: 3, MsgSeq: 5 }, told: { unread: 3, readSeq: 5 } },
    { self: { UnreadMsgNum: 3 }, told: { unread: 3, readSeq: undefined } },
    { self: { MsgSeq: 5 }, told: { unread: undefined, readSeq: 5 } },
    { self: { UnreadMsgNum: '3', MsgSeq: -1 }, told: { unread: undefined, readSeq: undefined } },
    { self: {}, told: { unread: undefined, readSeq: undefined } },
    { self: null, told: { unread: undefined, readSeq: undefined } },
    { self: undefined, told: { unread: undefined, readSeq: undefined } },
  ])('SelfInfo $self tells $told', async ({ self, told }) => {
    const GroupIdList = [{ GroupId: 'g', Type: 'Public', NextMsgSeq: 10, SelfInfo: self }];
    const { url } = await answering(() => fine({ TotalCount: 1, GroupIdList }));
    const known = held(await connectTo(url).reads.joinedGroups('bob'));
    expect(known).toMatchObject({ g: { told } });
  });
});

test('members, roles and accounts are asked for as the documents say, and who is missing is left out', async () => {
  const simulator = await simulate({ groups: GROUPS, accounts: ['zoe'] });
  const { reads } = connectTo(simulator.url);
  expect(held(await reads.readSeqs('public', ['bob', 'ann', 'eve']))).toEqual({ bob: 5, ann: 9 });
  expect(held(await reads.roles('public', ['bob', 'eve']))).toEqual({ bob: 'Admin', eve: 'NotMember' });
  expect(held(await reads.accounts(['zoe', 'bob', 'nobody']))).toEqual({
    zoe: true,
    bob: true,
    nobody: false,
  });
  expect(await reads.readSeqs('gone', ['bob'])).toMatchObject({
    failure: { class: 'group_refused', errorCode: 10010 },
  });
  expect(reads.stats().map(({ command, calls }) => [command, calls.sent])).toEqual([
    ['get_specified_group_member_info', 2],
    ['get_role_in_group', 1],
    ['account_check', 1],
  ]);
});

/** Each command with a question to it. */
const QUESTIONS: [command: string, ask: (reads: ReadApi) => Promise<unknown>][] = [
  ['get_group_info', (reads) => reads.groups(['g'])],
  ['get_role_in_group', (reads) => reads.roles('g', ['u'])],
  ['get_specified_group_member_info', (reads) => reads.readSeqs('g', ['u'])],
  ['get_joined_group_list', (reads) => reads.joinedGroups('u')],
  ['account_check', (reads) => reads.accounts(['u'])],
];

describe.each(QUESTIONS)('%s', (command, ask) => {
  test('without the list in a reply that says ok is asked again, and then given up', async () => {
    const { url, asked } = await answering(() => fine());
    const { reads, events } = connectTo(url, { maxAttempts: 3, giveUpAfterMs: 1 });
    expect(await ask(reads)).toMatchObject({ kind: 'failed', failure: { class: 'exhausted', attempts: 3 } });
    expect(asked).toHaveLength(3);
    // The target is there and accepts calls: writes do not wait for it.
    expect(events.map(({ type }) => type)).not.toContain('waiting');
    expect(events.map(({ type }) => type)).toContain('opened');
  });

  test.each([10003, 10026, 60017, 60027, 10007, 10004])('refused with %i does not hold up the writes', async (kind) => {
    const simulator = await simulate({ faults: [{ kind, share: 1, command: command as 'get_group_info' }] });
    const { reads, set, events } = connectTo(simulator.url);
    expect(await ask(reads)).toMatchObject({
      kind: 'failed',
      failure: { class: 'refused', errorCode: kind, attempts: 1 },
    });
    expect(await Promise.all([set(), set(row('g2')), set(row('g3'))])).toMatchObject([
      { kind: 'ok' },
      { kind: 'ok' },
      { kind: 'ok' },
    ]);
    expect(events.map(({ type }) => type)).not.toContain('waiting');
  });

  test.each([60010, 70009, 60020, 60028])('refused with %i stops the run', async (kind) => {
    const simulator = await simulate({ faults: [{ kind, share: 1, command: command as 'get_group_info' }] });
    await expect(ask(connectTo(simulator.url).reads)).rejects.toBeInstanceOf(FatalReplyError);
  });

  test('at 60007 slows down by itself: the writes keep their pace', async () => {
    const simulator = await simulate({ faults: [{ kind: 60007, share: 1, command: command as 'get_group_info' }] });
    const { reads, events, set } = connectTo(simulator.url, { ratePerSecond: 1000, readsPerSecond: 100 });
    // The limit of a single group would be its own affair.
    const answers = [ask(reads), reads.roles('g2', ['u']), reads.readSeqs('g2', ['u'])];
    while (!events.some((event) => event.type === 'rate-limited')) await wait(2);
    simulator.change({ faults: [] });
    await Promise.all(answers);
    expect(events).toContainEqual({ type: 'rate-limited', errorCode: 60007, perSecond: 80 });
    simulator.change({ faults: [{ kind: 60007, share: 1, command: 'set_unread_msg_num' }] });
    const outcomes = [set(), set(row('g2'))];
    while (!events.some((event) => event.type === 'rate-limited' && event.perSecond > 100)) await wait(2);
    simulator.change({ faults: [] });
    expect(await Promise.all(outcomes)).toMatchObject([{ kind: 'ok' }, { kind: 'ok' }]);
    expect(events).toContainEqual({ type: 'rate-limited', errorCode: 60007, perSecond: 800 });
  });
});

describe('a reply of any shape', () => {
  const ids = fc.constantFrom('g', 'u', 'other', '__proto__', '');
  const field = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.integer(), ids, fc.constantFrom('Public', 'Owner'));
  const element = fc.oneof(
    field,
    fc.dictionary(
      fc.constantFrom(
        ...['GroupId', 'Member_Account', 'UserID', 'Role', 'MsgSeq', 'ErrorCode', 'ErrorInfo', 'Type', 'NextMsgSeq'],
        ...['SelfInfo', 'AccountStatus', 'LastMsgTime'],
      ),
      fc.oneof(field, fc.dictionary(fc.constantFrom('MsgSeq', 'UnreadMsgNum'), field)),
    ),
  );
  const list = fc.oneof({ weight: 4, arbitrary: fc.array(element, { maxLength: 5 }) }, field);
  const reply = fc.record(
    {
      ErrorCode: fc.constantFrom(0, 0, 0, 10002, 10004, 10007, 10010, 10018, 12_345),
      ErrorInfo: field,
      GroupInfo: list,
      UserIdList: list,
      MemberList: list,
      GroupIdList: list,
      ResultItem: list,
      TotalCount: fc.oneof(fc.nat(5000), field),
    },
    { requiredKeys: ['ErrorCode'] },
  );

  test('never crashes a question, and never invents a number that stands nowhere in it', async () => {
    let wild: unknown = fine();
    const { url } = await answering(() => wild);
    const { reads } = connectTo(url, { maxAttempts: 1 }).connection.forRun(new AbortController().signal, true);
    await fc.assert(
      fc.asyncProperty(reply, async (given) => {
        wild = given;
        const numbersIn = new Set(JSON.stringify(given).match(/\d+/g)?.map(Number));
        for (const [command, ask] of QUESTIONS) {
          const answer = (await ask(reads)) as Awaited<ReturnType<ReadApi['groups']>>;
          if (answer.kind !== 'ok') {
            expect(answer).toMatchObject({ kind: 'failed', failure: { attempts: expect.any(Number) } });
            continue;
          }
          if (command === 'get_group_info') expect([...answer.value.keys()].filter((id) => id !== 'g')).toEqual([]);
          for (const group of command === 'get_group_info' ? answer.value.values() : []) {
            if (group.kind !== 'found' || group.total === undefined) continue;
            expect(group.total).toBeGreaterThanOrEqual(0);
            expect(numbersIn.has(group.total + 1) || group.total === 0).toBe(true);
          }
          if (command === 'get_specified_group_member_info') {
            const seqs = [...answer.value.values()] as unknown as (number | undefined)[];
            for (const seq of seqs) expect(seq === undefined || numbersIn.has(seq)).toBe(true);
          }
        }
      }),
      { numRuns: fuzzRuns(150) },
    );
  });
});

describe('the pace', () => {
  test('of each command is its own, account_check’s at most a hundred a second', async () => {
    const { url } = await answering(({ command }: Asked) =>
      fine({ GroupInfo: [], UserIdList: [], MemberList: [], GroupIdList: [], ResultItem: [], TotalCount: 0, command }),
    );
    const { reads, remote } = connectTo(url, { ratePerSecond: 50, readsPerSecond: 150, concurrency: 100 });
    const calls: Promise<unknown>[] = [];
    for (let call = 0; call < 200; call += 1) {
      calls.push(...QUESTIONS.map(([, ask]) => ask(reads)));
      if (call < 75) calls.push(remote.setUnread(row('g', `u${call}`), { isWanted: () => true }));
    }
    await Promise.all(calls);
    const peaks = Object.fromEntries(
      reads.stats().map(({ command, calls: { peakPerSecond } }) => [command, peakPerSecond]),
    );
    expect(Object.keys(peaks)).toHaveLength(QUESTIONS.length);
    for (const peak of Object.values(peaks)) expect(peak).toBeLessThanOrEqual(150);
    expect(peaks.account_check).toBeLessThanOrEqual(100);
    expect(remote.stats().peakPerSecond).toBeLessThanOrEqual(50);
  });

  test('leaves places to the writes: reads that get no answer hold up none of them', async () => {
    const { url } = await answering(({ command }: Asked) =>
      command === 'set_unread_msg_num' ? fine({}) : new Promise<never>(() => {}),
    );
    const { reads, set, halt, cut } = connectTo(url, { concurrency: 4, readsShare: 0.5 });
    expect(await set()).toMatchObject({ kind: 'ok' });
    const unanswered = names('u', 8).map((account) => reads.readSeqs('g', [account]).catch(() => {}));
    expect(await set(row('g', 'alice'))).toMatchObject({ kind: 'ok' });
    halt.abort();
    cut.abort();
    await Promise.all(unanswered);
  });

  test('is kept by the clock of the process, repeats included', async () => {
    let turn = 0;
    const { url } = await answering(() => {
      turn += 1;
      return turn % 3 === 0 ? refused(10002) : fine({ MemberList: [] });
    });
    const { reads } = connectTo(url, { readsPerSecond: 100, concurrency: 100, maxAttempts: 50 });
    await Promise.all(names('u', 250).map((account) => reads.readSeqs('g', [account])));
    const [stats] = reads.stats();
    expect(stats?.calls.retried).toBeGreaterThan(50);
    expect(stats?.calls.peakPerSecond).toBeLessThanOrEqual(100);
  });
});

test('a question waits for no write: it has a lane of its own', async () => {
  const { url, asked } = await answering(async () => {
    await wait(20);
    return fine({ MemberList: [] });
  });
  const { reads, set } = connectTo(url, { concurrency: 2, readsShare: 0.5 });
  await set();
  const writes = names('u', 40).map((account) => set(row('g', account)));
  await reads.readSeqs('g', ['u']);
  await Promise.all(writes);
  // After the first write and the calls in flight at that moment.
  expect(asked.findIndex(({ command }) => command === 'get_specified_group_member_info')).toBeLessThanOrEqual(3);
  expect(asked).toHaveLength(42);
});

test('with one place for all, reads and writes take turns in it', async () => {
  let inFlight = 0;
  let most = 0;
  const { url, asked } = await answering(async () => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    await wait(5);
    inFlight -= 1;
    return fine({ MemberList: [] });
  });
  const { reads, set } = connectTo(url, { concurrency: 1, readsShare: 1 });
  await Promise.all([set(), reads.readSeqs('g', ['u']), set(), reads.readSeqs('g', ['u'])]);
  expect(asked).toHaveLength(4);
  expect(most).toBe(1);
});

test('a stopped run asks nothing more', async () => {
  const simulator = await simulate();
  const { reads, halt } = connectTo(simulator.url);
  halt.abort();
  for (const [, ask] of QUESTIONS) expect(await ask(reads)).toMatchObject({ kind: 'unsent' });
  expect(simulator.state().reads).toEqual([]);
});

test('a question that helps only waits for the shared limit: an outage of that says nothing about the target', async () => {
  const { url } = await simulate();
  let asked = 0;
  const budget = {
    take: async () => {
      asked += 1;
      if (asked <= 20) throw new Error('ECONNREFUSED');
      return { givenAt: 0, dueMs: [0], waitMs: 0, perSecond: 200 };
    },
    slowDown: async () => {},
    hold: async () => {},
  };
  const reasonOf = () => ({ code: 'budget-away', redis: 'redis://h', said: 'ECONNREFUSED' }) as const;
  const limits = { budget: () => budget, reasonOf, close: () => {} };
  const { connection } = connectTo(url, {}, { limits, sleep: hastyClock.sleep });
  const { reads } = connection.forRun(new AbortController().signal, true);
  expect(await reads.groups(['g1'])).toMatchObject({ kind: 'ok' });
});
