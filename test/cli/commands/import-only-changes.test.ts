import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GroupSpec } from '../../../src/simulator/groups.ts';
import type { Simulator } from '../../../src/simulator/server.ts';
import { callsTo } from '../../support/audits.ts';
import { fastClock, patientClock } from '../../support/clock.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { HEADER, tempFile } from '../../support/temp.ts';
import { until } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

// The rows that are written first, to find out whether a way of reading can be believed.
const TRIED = 20;
const GROUPS_OF_ALL = 10;
const MEMBERS = 100;

type Given = { readonly groupId: string; readonly account: string; readonly unread: number };

/** Ten groups of a hundred members each, sorted by group. */
const ROWS: readonly Given[] = Array.from({ length: GROUPS_OF_ALL * MEMBERS }, (_, at) => ({
  groupId: `g${Math.floor(at / MEMBERS)}`,
  account: `user${at}`,
  unread: (at % 90) + 1,
}));
const csvOf = (rows: readonly Given[]): string =>
  HEADER + rows.map(({ groupId, account, unread }) => `${groupId},${account},${unread}\n`).join('');

/** The groups in the target; every tenth count differs. */
const groupsOf = (rows: readonly Given[], isRight: (at: number) => boolean): GroupSpec[] => {
  const groups = new Map<string, Record<string, number>>();
  for (const [at, { groupId, account, unread }] of rows.entries()) {
    const counts = groups.get(groupId) ?? {};
    groups.set(groupId, counts);
    counts[account] = isRight(at) ? unread : 95;
  }
  return [...groups].map(([groupId, unread]) => ({
    groupId,
    type: 'Public',
    messages: 100,
    members: Object.keys(unread),
    unread,
  }));
};
const nineInTen = (at: number): boolean => at % 10 !== 0;

const importJson = async (path: string, simulator: Simulator, flags: readonly string[] = []) => {
  const { code, stdout, stderr } = await runCommand(
    ['import', path, '--only-changes', '--rate', '1000', '--json', ...flags],
    { env: environmentOf(simulator), world: { clock: patientClock } },
  );
  return { code, summary: JSON.parse(stdout), talk: unwrapped(stderr) };
};

test('what the command that begins anew does is said', async () => {
  const path = await tempFile('rows.csv', csvOf(ROWS.slice(0, 3)));
  const env = environmentOf(await simulate());
  const words = 'read every count again, and set those that differ';
  const { stdout } = await runCommand(['import', path, '--only-changes', '--restart'], { env });
  for (const said of [stdout, (await runCommand(['status', path], { env })).stdout]) {
    expect(unwrapped(said)).toContain(words);
    expect(said).not.toContain('send every row again');
  }
});

const expectAllSet = (simulator: Simulator, rows: readonly Given[]): void => {
  const unread = unreadOf(simulator);
  for (const { groupId, account, unread: asked } of rows) expect(unread.get(`${groupId} ${account}`)).toBe(asked);
};

const readsOf = (simulator: Simulator): number => simulator.state().reads.length;

describe('--only-changes', () => {
  test('writes the rows whose count differs, skips the others, and says how many', async () => {
    const path = await tempFile('rows.csv', csvOf(ROWS));
    const simulator = await simulate({ groups: groupsOf(ROWS, nineInTen) });
    const { code, summary, talk } = await importJson(path, simulator);
    expect(code).toBe(0);
    expect(summary).toMatchObject({
      verdict: 'COMPLETE',
      rows: { read: 1000, ok: 100, failed: 0, skipped: 900, pending: 0, unchanged: 900, lowered: 0 },
      calls: { sent: 100 },
    });
    expectAllSet(simulator, ROWS);
    expect(simulator.state().calls).toHaveLength(100);
    // One call for the groups, two for the members of each group, and as many for the twenty rows as they need.
    expect(readsOf(simulator)).toBeLessThanOrEqual(1 + 20 + 1 + TRIED);
    expect(talk).toContain('20 rows that were just set have been read back with the counts that were set');
    expect(talk).toMatch(/skipped +900 whose count was right already \(--only-changes\)/);
  });

  test('over a file that is finished writes no more than the rows it tries', async () => {
    const path = await tempFile('rows.csv', csvOf(ROWS));
    const simulator = await simulate({ groups: groupsOf(ROWS, () => false) });
    expect((await importJson(path, simulator)).summary.rows).toMatchObject({ ok: 1000, unchanged: 0 });
    const { summary } = await importJson(path, simulator, ['--restart']);
    expect(summary.rows).toMatchObject({ read: 1000, ok: TRIED, unchanged: 1000 - TRIED });
    expect(simulator.state().calls).toHaveLength(1000 + TRIED);
    expectAllSet(simulator, ROWS);
  });

  test('reads by member where that takes fewer calls, also groups that are not active', async () => {
    const rows = Array.from({ length: 400 }, (_, at) => ({
      groupId: `g${Math.floor(at / 4)}`,
      account: `user${at % 4}`,
      unread: (at % 50) + 1,
    }));
    const path = await tempFile('rows.csv', csvOf(rows));
    const groups = groupsOf(rows, nineInTen).map((group): GroupSpec => ({ ...group, type: 'Work', isActive: false }));
    const simulator = await simulate({ groups });
    const { summary } = await importJson(path, simulator);
    expect(summary.rows).toMatchObject({ ok: 40, unchanged: 360 });
    expectAllSet(simulator, rows);
    const commands = simulator.state().reads.map(({ command }) => command);
    expect(commands.slice(0, 4)).toEqual(Array(4).fill('get_joined_group_list'));
    expect(commands).not.toContain('get_group_info');
  });

  test('goes by UnreadMsgNum where the target tells it', async () => {
    const rows = Array.from({ length: 800 }, (_, at) => ({
      groupId: `g${Math.floor(at / 20)}`,
      account: `user${at % 20}`,
      unread: (at % 50) + 1,
    }));
    const path = await tempFile('rows.csv', csvOf(rows));
    const simulator = await simulate({ groups: groupsOf(rows, nineInTen), readBack: 'unread' });
    const { summary, talk } = await importJson(path, simulator);
    expect(talk).toContain('(UnreadMsgNum)');
    expect(summary.rows).toMatchObject({ ok: 80, unchanged: 720 });
    expectAllSet(simulator, rows);
  });

  test('where what is read is not what was set, says what it saw, and writes every row', async () => {
    const path = await tempFile('rows.csv', csvOf(ROWS));
    const simulator = await simulate({ groups: groupsOf(ROWS, nineInTen), readBack: 'unrelated' });
    const { code, summary, talk } = await importJson(path, simulator);
    expect(code).toBe(0);
    expect(summary.rows).toMatchObject({ ok: 1000, skipped: 0, unchanged: 0 });
    expect(simulator.state().calls).toHaveLength(1000);
    expectAllSet(simulator, ROWS);
    expect(summary.wroteAll).toMatchObject({ code: 'read-back-differs' });
    expect(talk).toMatch(
      /counts that are read cannot be relied on \(NextMsgSeq - 1 - MsgSeq\): group "g0", account "user\d+": set to \d+, read back 0\. Every row is written/,
    );
  });

  test('writes every row of a target that refuses all questions, and says so', async () => {
    const path = await tempFile('rows.csv', csvOf(ROWS));
    const commands = ['get_group_info', 'get_specified_group_member_info', 'get_joined_group_list'] as const;
    const faults = commands.map((command) => ({ kind: 10026, share: 1, command }));
    const simulator = await simulate({ groups: groupsOf(ROWS, nineInTen), faults });
    const { code, summary, talk } = await importJson(path, simulator);
    expect(code).toBe(0);
    expect(summary.rows).toMatchObject({ ok: 1000, skipped: 0, lowered: null, totalUnknown: 1000 });
    expectAllSet(simulator, ROWS);
    expect(talk).toMatch(/groups cannot be looked up: the command is disabled/);
    expect(summary.wroteAll.code).toMatch(/questions-refused|counts-not-read/);
  });

  test('says in text and JSON why it wrote all of a file that is too small to try', async () => {
    const path = await tempFile('rows.csv', csvOf(ROWS.slice(0, 12)));
    const simulator = await simulate({ groups: groupsOf(ROWS, () => true) });
    const { summary, talk } = await importJson(path, simulator);
    expect(summary).toMatchObject({ verdict: 'COMPLETE', rows: { ok: 12, unchanged: 0 } });
    expect(summary.wroteAll).toEqual({
      code: 'too-few-tried',
      message: expect.stringContaining('12 rows could be set and read back, and 20 must come back right'),
    });
    expect(talk).toMatch(/written +every row, in spite of --only-changes: 12 rows could be set and read back/);
  });

  test('of a pair that stands twice the last row wins, whatever its count is now', async () => {
    // Each member stands twice, on consecutive lines. The second row asks for the count that the target has already.
    const rows = ROWS.slice(0, 200).flatMap((row) => [{ ...row, unread: 96 }, row]);
    const path = await tempFile('rows.csv', csvOf(rows));
    const simulator = await simulate({ groups: groupsOf(ROWS, () => true) });
    const { code } = await importJson(path, simulator);
    expect(code).toBe(0);
    expectAllSet(simulator, ROWS.slice(0, 200));
  });

  test('of a pair that stands twice far apart the last row wins', async () => {
    const first = ROWS.slice(0, 40).map((row) => ({ ...row, unread: 96 }));
    const rows = [...first, ...ROWS, ...ROWS.slice(0, 40)];
    const path = await tempFile('rows.csv', csvOf(rows));
    const simulator = await simulate({ groups: groupsOf(ROWS, () => true) });
    expect((await importJson(path, simulator)).code).toBe(0);
    expectAllSet(simulator, ROWS);
  });

  test('of a pair that stands twice the row that --on-duplicate chooses is sent', async () => {
    const rows = ROWS.slice(0, 100).flatMap((row) => [row, { ...row, unread: 96 }]);
    const path = await tempFile('rows.csv', csvOf(rows));
    const simulator = await simulate({ groups: groupsOf(ROWS, nineInTen) });
    const { summary } = await importJson(path, simulator, ['--on-duplicate', 'first']);
    expect(summary.rows).toMatchObject({ read: 200, ok: TRIED, skipped: 180, unchanged: 80 });
    expectAllSet(simulator, ROWS.slice(0, 100));
  });

  test('with --limit writes so many rows, and the same command goes on from there', async () => {
    const path = await tempFile('rows.csv', csvOf(ROWS));
    const simulator = await simulate({ groups: groupsOf(ROWS, nineInTen) });
    const first = await importJson(path, simulator, ['--limit', '30']);
    expect(first.code).toBe(4);
    expect(first.summary.rows.ok).toBe(30);
    expect(simulator.state().calls).toHaveLength(30);
    const { code, summary } = await importJson(path, simulator);
    expect(code).toBe(0);
    const { read, ok, unchanged } = summary.rows;
    expect([read, ok + unchanged]).toEqual([1000, 1000]);
    // Each run probes twenty rows; some of the first run's rows were right already.
    expect(simulator.state().calls.length).toBeLessThanOrEqual(100 + 2 * TRIED);
    expectAllSet(simulator, ROWS);
  });
});

describe.skipIf(process.platform === 'win32')('kill -9 during --only-changes, three times, then to the end', () => {
  test.each(['seq', 'unrelated'] as const)(
    'with a target that reads back "%s" leaves the counts of one run',
    async (readBack) => {
      const rows = Array.from({ length: 900 }, (_, at) => ({
        groupId: `g${at % 30}`,
        account: `user${at}`,
        unread: (at % 90) + 1,
      }));
      const invalid = Array.from({ length: 15 }, (_, at) => `g1,invalid${at},x\n`).join('');
      const path = await tempFile('rows.csv', csvOf(rows) + invalid);
      const simulator = await simulate({
        groups: groupsOf(rows, (at) => at % 3 > 0),
        readBack,
        latencyMs: 2,
        jitterMs: 4,
      });
      const args = ['import', path, '--only-changes', '--rate', '1000'];
      for (const afterCalls of [15, 100, 200]) {
        const running = startCommand(args, { env: environmentOf(simulator), world: { clock: patientClock } });
        await until(() => simulator.state().calls.length >= afterCalls);
        await running.kill(`${path}.tim-unread`);
      }
      const { code, summary } = await importJson(path, simulator);
      expect(code).toBe(3);
      const { read, ok, failed, skipped, pending, unchanged } = summary.rows;
      expect(read).toBe(ok + failed + skipped + pending);
      expect({ read, failed, pending }).toEqual({ read: 915, failed: 15, pending: 0 });
      expect(skipped).toBe(unchanged);
      if (readBack === 'seq') expect(unchanged).toBeGreaterThan(300);
      else expect(unchanged).toBe(0);
      expectAllSet(simulator, rows);
      const failures = (await readFile(join(`${path}.tim-unread`, 'failures.csv'), 'utf8'))
        .trimEnd()
        .split('\n')
        .slice(1);
      expect(new Set(failures.map((line) => line.split(',')[3])).size).toBe(15);
      expect(failures).toHaveLength(15);
    },
  );
});

test('what is asked about rows behind the limit ends with the run, and is counted', async () => {
  const rows = Array.from({ length: 1400 }, (_, at) => ({ groupId: `g${at}`, account: 'alice', unread: 1 }));
  const simulator = await simulate();
  const path = await tempFile('rows.csv', csvOf(rows));
  const { code, stdout } = await runCommand(['import', path, '--only-changes', '--limit', '3', '--json'], {
    env: environmentOf(simulator),
    world: { clock: fastClock(10) },
  });
  expect(code).toBe(4);
  const { reads } = JSON.parse(stdout) as { reads: { command: string; sent: number }[] };
  const { set_unread_msg_num: _, ...asked } = callsTo(simulator);
  expect(Object.fromEntries(reads.map(({ command, sent }) => [command, sent]))).toEqual(asked);
});
