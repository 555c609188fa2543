import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/io/clock.ts';
import type { GroupSpec } from '../../../src/simulator/groups.ts';
import type { Simulator, SimulatorState } from '../../../src/simulator/server.ts';
import { hastyClock } from '../../support/clock.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, HEADER, tempFile } from '../../support/temp.ts';
import { until } from '../../support/until.ts';

/** Lines of a file of the state folder without its header, and the time, and what follows it, at the end of each. */
const linesOf = async (path: string, name: string): Promise<string[]> => {
  const text = await readFile(join(`${path}.tim-unread`, name), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/,\d{4}-\d\d-\d\dT[^,]*,?$/, ''));
};

const importJson = async (path: string, simulator: Simulator, flags: readonly string[] = [], clock = systemClock) => {
  const { code, stdout, stderr } = await runCommand(['import', path, '--json', ...flags], {
    env: environmentOf(simulator),
    world: { clock },
  });
  return { code, summary: JSON.parse(stdout), talk: stderr };
};

const readsOf = (simulator: Simulator): Record<string, number> =>
  Object.fromEntries(
    Object.entries(simulator.state().commands)
      .filter(([command]) => command !== 'set_unread_msg_num')
      .map(([command, { total }]) => [command, total]),
  );

const groupsIn = (body: SimulatorState['reads'][number]['body']): string[] => (body?.GroupIdList ?? []) as string[];

const GROUPS: readonly GroupSpec[] = [
  { groupId: 'public', type: 'Public', messages: 9, members: ['ann', 'bob'] },
  { groupId: 'work', type: 'Work', messages: 100, members: ['ann', 'bob'], isActive: false },
  { groupId: 'community', type: 'Community', messages: 5, members: ['bob'] },
  { groupId: 'empty', type: 'Public', messages: 0, members: ['bob'] },
  { groupId: 'meeting', type: 'Meeting', messages: 50, members: ['bob'] },
  { groupId: 'live', type: 'AVChatRoom', messages: 50, members: ['bob'] },
];
const ROWS = `${HEADER}public,bob,4
public,ann,10
work,bob,100
community,bob,7
empty,bob,0
empty,bob,3
meeting,bob,1
live,bob,2
gone,bob,5
public,eve,6
gone,ann,6
public,bob,x
meeting,ann,0
`;

const GONE = 'not sent: the group does not exist or was dismissed';

describe('every kind of group in one file', () => {
  test('each row comes to what its group allows, with the calls it takes and no other', async () => {
    const path = await tempFile('rows.csv', ROWS);
    const simulator = await simulate({ groups: GROUPS });
    const { code, summary, talk } = await importJson(path, simulator);
    expect(code).toBe(3);
    expect(summary).toMatchObject({
      verdict: 'COMPLETE WITH FAILURES',
      rows: { read: 13, ok: 6, failed: 7, skipped: 0, pending: 0, lowered: 3, unchanged: 0, totalUnknown: 0 },
      reads: [
        // The group that is gone is asked about until four answers have denied it.
        { command: 'get_group_info', sent: 4, retried: 0 },
        { command: 'get_role_in_group', sent: 2, retried: 0 },
      ],
      files: { lowered: expect.stringMatching(/lowered\.csv$/) },
    });
    expect(
      new Set(summary.failures.map(({ class: name, count }: { class: string; count: number }) => `${count} ${name}`)),
    ).toEqual(new Set(['3 unsupported_group', '2 group_refused', '1 refused', '1 invalid']));
    expect(new Set(await linesOf(path, 'failures.csv'))).toEqual(
      new Set([
        'meeting,bob,1,8,unsupported_group,,"not sent: the group is of type ChatRoom, which keeps no unread count unless a ticket has opened that for your app: then import with --no-group-check, and the reply decides",0',
        'live,bob,2,9,unsupported_group,,"not sent: the group is of type AVChatRoom, which keeps no unread count",0',
        'meeting,ann,0,14,unsupported_group,,"not sent: the group is of type ChatRoom, which keeps no unread count unless a ticket has opened that for your app: then import with --no-group-check, and the reply decides",0',
        `gone,bob,5,10,group_refused,10010,${GONE},0`,
        `gone,ann,6,12,group_refused,10010,${GONE},0`,
        expect.stringMatching(/^public,eve,6,11,refused,10007,.*not a member.*,1$/),
        expect.stringMatching(/^public,bob,x,13,invalid,,.*,0$/),
      ]),
    );
    expect(new Set(await linesOf(path, 'lowered.csv'))).toEqual(
      new Set(['public,ann,10,3,9', 'community,bob,7,5,5', 'empty,bob,3,7,0']),
    );
    expect(Object.fromEntries(unreadOf(simulator))).toEqual({
      'public bob': 4,
      'public ann': 9,
      'work bob': 100,
      'community bob': 5,
      'empty bob': 0,
    });
    const called = simulator.state().calls.map(({ groupId, account }) => `${groupId} ${account}`);
    expect(called.filter((pair) => /^(meeting|live|gone)/.test(pair))).toEqual([]);
    // One call for each row that can be set, and one for eve. Whether she is a member is asked.
    expect(called).toHaveLength(7);
    expect(simulator.state().reads.map(({ body }) => body)).toMatchObject([
      {
        GroupIdList: ['public', 'work', 'community', 'empty', 'meeting', 'live', 'gone'],
        ResponseFilter: { GroupBaseInfoFilter: expect.any(Array) },
      },
      ...Array(3).fill({ GroupIdList: ['gone'] }),
      ...Array(2).fill({ GroupId: 'public', User_Account: ['eve'] }),
    ]);
    expect(talk).toMatch(/lowered +3 of the ok rows/);
  });

  test('lowered.csv has a header and is an input of import', async () => {
    const path = await tempFile('rows.csv', ROWS);
    const simulator = await simulate({ groups: GROUPS });
    await importJson(path, simulator);
    const lowered = join(`${path}.tim-unread`, 'lowered.csv');
    expect((await readFile(lowered, 'utf8')).split('\n')[0]).toBe(
      'GroupId,Member_Account,UnreadMsgNum,Line,Total,Time',
    );
    const copy = await tempFile('lowered.csv', await readFile(lowered));
    expect((await importJson(copy, simulator)).summary.rows).toMatchObject({ ok: 3, lowered: 3 });
  });

  test('--no-group-check asks about no group: groups that are gone cost a call, and nobody knows what was lowered', async () => {
    const path = await tempFile('rows.csv', ROWS);
    const simulator = await simulate({ groups: GROUPS });
    const { code, summary, talk } = await importJson(path, simulator, ['--no-group-check']);
    expect(code).toBe(3);
    // Rows of groups that keep no count are ok, because the API reports success.
    expect(summary).toMatchObject({
      rows: { read: 13, ok: 8, failed: 5, lowered: null, totalUnknown: 8 },
      reads: [{ command: 'get_role_in_group' }],
    });
    expect(Object.keys(readsOf(simulator))).toEqual(['get_role_in_group']);
    expect(await linesOf(path, 'lowered.csv')).toEqual([]);
    expect(talk).toMatch(/unknown +whether 8 of the ok rows were lowered/);
  });
});

describe('the look-up', () => {
  test('asks for each group once, fifty a call, while rows are written', async () => {
    const rows = Array.from({ length: 1200 }, (_, at) => `g${at % 120},user${at},${at % 90}\n`).join('');
    const path = await tempFile('rows.csv', HEADER + rows);
    const simulator = await simulate();
    const { summary } = await importJson(path, simulator, ['--rate', '5000']);
    expect(summary.rows).toMatchObject({ ok: 1200, lowered: 0, totalUnknown: 0 });
    const asked = simulator.state().reads.map(({ body }) => groupsIn(body));
    // The calls are made at the same time: whichever comes first.
    expect(asked.map((groupIds) => groupIds.length).toSorted((a, b) => b - a)).toEqual([50, 50, 20]);
    expect(new Set(asked.flat()).size).toBe(120);
  });

  test('goes on while rows are written: a file of other groups in each part is asked about in parts', async () => {
    const rows = Array.from({ length: 2000 }, (_, at) => `g${Math.floor(at / 4)},user${at},${at % 90}\n`).join('');
    const path = await tempFile('rows.csv', HEADER + rows);
    const simulator = await simulate();
    await importJson(path, simulator, ['--rate', '5000']);
    const { calls, reads } = simulator.state();
    const firstWrite = calls[0]?.atMs ?? 0;
    expect(reads.filter(({ atMs }) => atMs > firstWrite).length).toBeGreaterThan(5);
    expect(reads.length).toBeLessThanOrEqual(500 / 50 + 8); // each window of rows may leave a call half empty
    // No row is sent before its group was asked about, the first time where a busy machine has it asked again.
    const knownAt = new Map(
      reads.toReversed().flatMap(({ atMs, body }) => groupsIn(body).map((groupId) => [groupId, atMs])),
    );
    for (const { groupId, atMs } of calls) expect(knownAt.get(String(groupId))).toBeLessThan(atMs);
  });

  test.each([10007, 10026, 10003, 60027, 60017, 10004, 99_999])(
    'refused with %i is told once, and every row is written without it',
    async (kind) => {
      const path = await tempFile('rows.csv', csvOf(300));
      const simulator = await simulate({ faults: [{ kind, share: 1, command: 'get_group_info' }] });
      const { code, summary, talk } = await importJson(path, simulator, ['--rate', '5000']);
      expect(code).toBe(0);
      expect(summary.rows).toMatchObject({ ok: 300, lowered: null, totalUnknown: 300 });
      expect(talk.match(/groups cannot be looked up/g)).toHaveLength(1);
      // Lists are halved first: one group may have spoilt them.
      expect(readsOf(simulator).get_group_info).toBeLessThanOrEqual(30);
    },
  );

  test.each([60010, 70009])(
    'refused with %i, which no call survives, stops the run with every row pending',
    async (kind) => {
      const path = await tempFile('rows.csv', csvOf(60));
      const simulator = await simulate({ faults: [{ kind, share: 1, command: 'get_group_info' }] });
      const { code, summary } = await importJson(path, simulator);
      expect(code).toBe(4);
      expect(summary).toMatchObject({ verdict: 'INCOMPLETE', rows: { ok: 0, failed: 0, skipped: 0 } });
      expect(simulator.state().calls).toEqual([]);
      simulator.change({ faults: [] });
      expect((await importJson(path, simulator)).summary.rows).toMatchObject({ read: 60, ok: 60, totalUnknown: 0 });
    },
  );

  test('that only now and then gets no answer is made again, and changes nothing', async () => {
    const path = await tempFile('rows.csv', ROWS);
    const simulator = await simulate({
      groups: GROUPS,
      seed: 3,
      faults: [{ kind: 10002, share: 0.5, command: 'get_group_info' }],
    });
    const { summary, talk } = await importJson(path, simulator, ['--max-attempts', '50'], hastyClock);
    expect(summary.rows).toMatchObject({ ok: 6, failed: 7, lowered: 3, totalUnknown: 0 });
    expect(talk).not.toContain('groups cannot be looked up');
  });

  test('keeps to its own limit, and the writes to theirs', async () => {
    const rows = Array.from({ length: 600 }, (_, at) => `g${at},user${at},5\n`).join('');
    const path = await tempFile('rows.csv', HEADER + rows);
    const simulator = await simulate({ limitPerSecond: 300 });
    const { summary } = await importJson(path, simulator, ['--rate', '300']);
    expect(summary.rows.ok).toBe(600);
    expect(summary.rate.peakPerSecond).toBeLessThanOrEqual(300);
    expect(summary.reads).toMatchObject([{ command: 'get_group_info', rateLimited: 0 }]);
    expect(summary.reads[0].peakPerSecond).toBeLessThanOrEqual(200);
  });
});

describe.skipIf(process.platform === 'win32')('kill -9 in the middle of rows that are lowered, then to the end', () => {
  test('each lowered and each failed row stands in its file once, and the counts are those of one run', async () => {
    const ROWS_OF_ALL = 1000;
    // Groups of 250 messages: rows that ask for more are lowered. Every tenth group is gone, every tenth keeps no count.
    const groups: GroupSpec[] = Array.from({ length: 50 }, (_, at) => at)
      .filter((at) => at % 10 !== 3)
      .map((at) => ({ groupId: `g${at}`, type: at % 10 === 7 ? 'ChatRoom' : 'Public', messages: 250 }));
    const path = await tempFile('rows.csv', csvOf(ROWS_OF_ALL));
    const simulator = await simulate({ groups, latencyMs: 20, jitterMs: 40 });
    const args = ['import', path, '--rate', '500'];
    for (const afterCalls of [150, 350, 600]) {
      const running = startCommand(args, { env: environmentOf(simulator) });
      await until(() => simulator.state().calls.length >= afterCalls);
      await running.kill(`${path}.tim-unread`);
      // The state of a crash between the writes of these files and of the checkpoint.
      for (const name of ['lowered.csv', 'failures.csv']) {
        await appendFile(join(`${path}.tim-unread`, name), 'g9,user990,990,991,250,2026-11-22T20:30:00.000Z\ng9,us');
      }
    }
    const { code, summary } = await importJson(path, simulator, ['--rate', '1000']);
    expect(code).toBe(3);
    // csvOf: row n is of group (n - 1) % 50 and asks for n; of each ten groups one is gone and one keeps no count.
    const asked = Array.from({ length: ROWS_OF_ALL }, (_, at) => at + 1);
    const settable = asked.filter((number) => ![3, 7].includes((number - 1) % 10));
    const lowered = settable.filter((number) => number > 250);
    expect(summary.rows).toEqual({
      read: ROWS_OF_ALL,
      ok: settable.length,
      failed: ROWS_OF_ALL / 5,
      skipped: 0,
      pending: 0,
      unchanged: 0,
      lowered: lowered.length,
      totalUnknown: 0,
    });
    const loweredLines = await linesOf(path, 'lowered.csv');
    expect(loweredLines).toHaveLength(lowered.length);
    expect(new Set(loweredLines)).toEqual(
      new Set(lowered.map((number) => `g${(number - 1) % 50},user${number},${number},${number + 1},250`)),
    );
    const failed = (await linesOf(path, 'failures.csv')).map((line) => line.split(',')[3]);
    expect(failed).toHaveLength(ROWS_OF_ALL / 5);
    expect(new Set(failed).size).toBe(ROWS_OF_ALL / 5);
    const unread = unreadOf(simulator);
    for (const number of settable) {
      expect(unread.get(`g${(number - 1) % 50} user${number}`)).toBe(Math.min(number, 250));
    }
    expect(unread.size).toBe(settable.length);
  });
});
