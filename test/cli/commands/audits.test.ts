import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Simulator } from '../../../src/simulator/server.ts';
import { answering, foundIn, runJson, stateFile } from '../../support/audits.ts';
import { hastyClock } from '../../support/clock.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { everyKind } from '../../support/every-kind.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { csvOf, HEADER, tempFile } from '../../support/temp.ts';
import { until, wait } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const ROWS = 1800;
const hasty = { clock: hastyClock };

/** Rows of every class in groups of every kind, enough for a run to take a while. Some counts are set already. */
const large = async (): Promise<{ path: string; simulator: Simulator; env: Record<string, string> }> => {
  const members = Array.from({ length: 20 }, (_, at) => `user${at}`);
  const unread = Object.fromEntries(members.map((member, at) => [member, (at * 13) % 60]));
  const groups = Array.from(
    { length: 120 },
    (_, at) =>
      ({ groupId: `g${at}`, type: at % 10 === 3 ? 'Meeting' : 'Public', messages: 50, members, unread }) as const,
  );
  const rows = Array.from({ length: ROWS }, (_, at) => {
    const count = at % 97 === 0 ? 'x' : String(at % 60);
    return `g${(at * 7) % 135},user${at % 23},${count}\n`;
  });
  const path = await tempFile('members.csv', HEADER + rows.join(''));
  const simulator = await simulate({ groups, accounts: ['user20', 'user21'], latencyMs: 5, jitterMs: 10 });
  return { path, simulator, env: environmentOf(simulator) };
};

const isThere = async (path: string, name: string): Promise<boolean> =>
  (await readdir(`${path}.tim-unread`).catch((): string[] => [])).includes(name);

describe.each(['check', 'verify'] as const)('%s', (command) => {
  /** The results that are equal for two runs over the same rows. */
  const resultOf = async (
    path: string,
    summary: { rows: object; failures: readonly { class: string }[]; verdict: string },
  ) => ({
    found: await foundIn(path, command),
    rows: summary.rows,
    failures: summary.failures,
    verdict: summary.verdict,
  });
  const quickly = (path: string) => [command, path, '--rate', '3000'];
  const slowly = (path: string) => [command, path, '--rate', '60'];
  const checkpointOf = async (path: string) => JSON.parse(await stateFile(path, `${command}-checkpoint.json`));

  type Result = Awaited<ReturnType<typeof resultOf>>;
  let calm: Promise<Result> | undefined;
  /** The result of an undisturbed run over the large file. */
  const expected = (): Promise<Result> => {
    calm ??= large().then(async ({ path, env }) => resultOf(path, (await runJson(quickly(path), env)).summary));
    return calm;
  };

  /** Kills a run in the middle: some windows of rows are settled, others are not. */
  const killInMiddle = async (path: string, env: Record<string, string>, rate: string): Promise<void> => {
    const running = startCommand([command, path, '--rate', rate], { env });
    while (!(await isThere(path, `${command}-checkpoint.json`)) || (await checkpointOf(path)).next.row === 1)
      await wait(5);
    await running.kill(`${path}.tim-unread`);
    expect((await checkpointOf(path)).state).toBe('unfinished');
  };

  test('finds something of every kind in the file of these tests', async () => {
    const { rows, failures, verdict } = await expected();
    expect(verdict).toBe('COMPLETE WITH FAILURES');
    const kinds = ['invalid', 'group_refused', 'unsupported_group', 'not_member'];
    const own = command === 'check' ? ['no_account', 'lowered'] : ['different'];
    expect(new Set(failures.map((one) => one.class))).toEqual(new Set([...kinds, ...own]));
    expect(rows).toMatchObject({ read: ROWS, pending: 0 });
  });

  test.each([
    {
      name: 'transient faults and resets',
      faults: [
        { kind: 10002, share: 0.05 },
        { kind: 'reset', share: 0.02 },
      ],
      counted: 'retried',
    },
    // Six in a row leave a question open; were it a fifth of the calls, that would happen in one run of forty.
    { name: 'fewer calls allowed than it makes', faults: [{ kind: 60007, share: 0.1 }], counted: 'rateLimited' },
  ] as const)('with $name on every command finds the same', async ({ faults, counted }) => {
    const { path, simulator, env } = await large();
    simulator.change({ faults });
    const { summary } = await runJson(quickly(path), env, hasty);
    expect(summary.calls[counted]).toBeGreaterThan(0);
    expect(await resultOf(path, summary)).toEqual(await expected());
  });

  describe.skipIf(process.platform === 'win32')('killed in its middle', () => {
    test('goes on behind the rows that are settled, and asks nothing about those again', async () => {
      // Sorted by group, with 200 rows each, so the group shows which question was asked.
      const members = Array.from({ length: 200 }, (_, at) => `user${at}`);
      const rows = Array.from(
        { length: 8000 },
        (_, at) => `g${Math.floor(at / 200)},user${at % 200},0
`,
      );
      const path = await tempFile('members.csv', HEADER + rows.join(''));
      const groups = Array.from(
        { length: 40 },
        (_, at) => ({ groupId: `g${at}`, type: 'Public', messages: 9, members }) as const,
      );
      const simulator = await simulate({ groups });
      const env = environmentOf(simulator);
      await killInMiddle(path, env, '10');
      const { next, doneBytes } = await checkpointOf(path);
      expect(doneBytes).toBeGreaterThan(HEADER.length);
      const before = simulator.state().reads.length;
      const { code, summary } = await runJson(quickly(path), env);
      expect(code).toBe(0);
      expect(summary).toMatchObject({ resumed: true, rows: { read: 8000, ok: 8000 } });
      const asked = simulator
        .state()
        .reads.slice(before)
        .flatMap(({ body }) => body?.GroupId ?? body?.GroupIdList ?? []);
      const numbers = new Set(asked.map((groupId) => Number(String(groupId).slice(1))));
      expect(Math.min(...numbers)).toBe(Math.floor((next.row - 1) / 200));
      expect(numbers.size).toBe(40 - Math.min(...numbers));
    });

    test.each([1, 2])('at any instants comes to the same result (seed %i)', async (seed) => {
      const { path, env } = await large();
      let random = seed * 7919;
      for (let kills = 0; kills < 4; kills += 1) {
        random = (random * 48_271) % 2_147_483_647;
        const running = startCommand([command, path, '--rate', '200'], { env });
        await until(() => isThere(path, `${command}-checkpoint.json`));
        await wait(random % 300);
        await running.kill(`${path}.tim-unread`);
      }
      const { code, summary } = await runJson(quickly(path), env);
      expect(code).toBe(3);
      expect(await resultOf(path, summary)).toEqual(await expected());
      const { rows } = summary;
      expect(rows.read).toBe(rows.ok + rows.failed + rows.skipped + rows.pending);
    });

    test('refuses to go on against another target with 5, and asks it nothing', async () => {
      const { path, env } = await large();
      await killInMiddle(path, env, '80');
      const other = await simulate();
      const refused = await runCommand(quickly(path), { env: { ...env, TIM_ENDPOINT: other.url } });
      expect(refused).toMatchObject({ code: 5, stdout: '' });
      expect(refused.stderr).toMatch(/TU_WRONG_STATE[\s\S]*--restart/);
      expect(other.state().commands).toEqual({});
    });

    test('refuses to go on in an input that was edited, and begins anew with --restart', async () => {
      const { path, env } = await large();
      await killInMiddle(path, env, '80');
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace('g7,user1,1\n', 'g7,user1,2\n'));
      expect(await runCommand(quickly(path), { env })).toMatchObject({ code: 5, stdout: '' });
      await writeFile(path, text);
      const { summary } = await runJson([...quickly(path), '--restart'], env);
      expect(summary.resumed).toBe(false);
      expect(await resultOf(path, summary)).toEqual(await expected());
    });

    test('with --restart begins anew and leaves the files of the import beside it as they are', async () => {
      const path = await tempFile('members.csv', `${csvOf(300)}g1,bad,x\n`);
      const simulator = await simulate();
      const env = environmentOf(simulator);
      await runCommand(['import', path, '--rate', '3000'], { env });
      const IMPORT = ['checkpoint.json', 'failures.csv', 'lowered.csv', 'summary.json'];
      const before = await Promise.all(IMPORT.map((name) => stateFile(path, name)));
      simulator.change({ faults: [{ kind: 10002, share: 1 }] });
      const running = startCommand(slowly(path), { env });
      await until(() => isThere(path, `${command}-checkpoint.json`));
      await running.kill(`${path}.tim-unread`);
      simulator.change({ faults: [] });
      const { summary, code } = await runJson([...quickly(path), '--restart'], env);
      expect(code).toBe(3);
      expect(summary).toMatchObject({ resumed: false, rows: { read: 301, ok: 300, failed: 1 } });
      expect(await Promise.all(IMPORT.map((name) => stateFile(path, name)))).toEqual(before);
      expect((await readdir(dirname(path))).toSorted()).toEqual(['members.csv', 'members.csv.tim-unread']);
      const again = await runJson(['import', path], env);
      expect(again).toMatchObject({ code: 3, summary: { resumed: true, calls: { sent: 0 } } });
    });
  });

  test('that has finished begins anew when it is run again', async () => {
    const { path, simulator, env } = await large();
    const first = await runJson(quickly(path), env);
    const asked = simulator.state().reads.length;
    const second = await runJson(quickly(path), env);
    expect(second.summary.resumed).toBe(false);
    expect(simulator.state().reads.length).toBe(2 * asked);
    expect(await resultOf(path, second.summary)).toEqual(await resultOf(path, first.summary));
  });

  test('after Ctrl-C ends with 130 and asks no more, and the same command goes on', async () => {
    const { path, simulator, env } = await large();
    const running = startCommand([...slowly(path), '--json'], { env });
    await until(() => simulator.state().reads.length >= 30);
    await running.signal('SIGINT');
    const asked = simulator.state().reads.length;
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    // What was under way arrives. Of a second that went on there would be 60.
    expect(simulator.state().reads.length - asked).toBeLessThan(30);
    const { rows, verdict, exitCode } = JSON.parse(stdout);
    expect({ verdict, exitCode }).toEqual({ verdict: 'INCOMPLETE', exitCode: 130 });
    expect(rows.read).toBe(rows.ok + rows.failed + rows.skipped + rows.pending);
    expect((await foundIn(path, command)).length).toBe(rows.failed);
    const last = await runJson(quickly(path), env);
    expect(await resultOf(path, last.summary)).toEqual(await expected());
  });

  describe('a fault of the run finds no row', () => {
    const own =
      command === 'check'
        ? [{ name: 'the roles', on: 'get_role_in_group' } as const]
        : [
            { name: 'the members', on: 'get_specified_group_member_info' } as const,
            { name: 'the joined groups', on: 'get_joined_group_list' } as const,
          ];
    test.each([
      { name: 'a wrong key', env: { TIM_SECRET_KEY: 'w'.repeat(64) }, faults: [] },
      { name: 'an account that is no admin', env: { TIM_ADMIN: 'somebody' }, faults: [] },
      { name: 'no rights for anything', env: {}, faults: [{ kind: 10007, share: 1 } as const] },
      {
        name: 'the groups not allowed',
        env: {},
        faults: [{ kind: 10026, share: 1, command: 'get_group_info' } as const],
      },
      ...own.flatMap(({ name, on }) => [
        { name: `${name} not allowed`, env: {}, faults: [{ kind: 10026, share: 1, command: on }] },
        // One account may be refused for itself: its counts are read by its groups then.
        ...(on === 'get_joined_group_list'
          ? []
          : [{ name: `no rights for ${name}`, env: {}, faults: [{ kind: 10007, share: 1, command: on }] }]),
      ]),
    ])('$name: exit 4, and the same command goes on when it is put right', async ({ env, faults }) => {
      const { path, simulator } = await everyKind('seq');
      simulator.change({ faults });
      const stopped = await runJson([command, path], { ...environmentOf(simulator), ...env }, hasty);
      expect(stopped.code).toBe(4);
      expect(stopped.summary).toMatchObject({
        command,
        verdict: 'INCOMPLETE',
        exitCode: 4,
        reason: expect.stringMatching(/refused/),
        rows: { read: 0, ok: 0, failed: 0, pending: 0 },
        failures: [],
        examples: [],
      });
      expect(await foundIn(path, command)).toEqual([]);
      simulator.change({ faults: [] });
      const again = await runJson([command, path], environmentOf(simulator), hasty);
      expect(again).toMatchObject({ code: 3, summary: { rows: { read: 15, pending: 0 } } });
    });
  });

  test('waits for a target that is out of reach, and goes on when it is back', async () => {
    const { path, simulator } = await everyKind('seq');
    const calmly = await runJson([command, path], environmentOf(simulator));
    simulator.change({ isDown: true });
    const running = startCommand([command, path, '--json'], {
      env: environmentOf(simulator),
      world: hasty,
    });
    await running.talked('no call gets through');
    await wait(100);
    expect(await foundIn(path, command)).toEqual([]);
    simulator.change({ isDown: false });
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(3);
    expect(unwrapped(stderr)).toContain('is back');
    expect(await resultOf(path, JSON.parse(stdout))).toEqual(await resultOf(path, calmly.summary));
  });

  test('that gives up on it ends with 4 and no row is found', async () => {
    const { path, simulator } = await everyKind('seq');
    simulator.change({ isDown: true });
    const { code, summary } = await runJson([command, path, '--give-up-after', '300ms'], environmentOf(simulator));
    expect(code).toBe(4);
    expect(summary).toMatchObject({ verdict: 'INCOMPLETE', rows: { failed: 0 } });
  });

  test('is refused with 5 while an import is at work in the state folder, and asks nothing', async () => {
    const path = await tempFile('members.csv', csvOf(100));
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const running = startCommand(['import', path, '--rate', '200', '--no-group-check'], { env });
    await until(() => simulator.state().calls.length >= 3);
    const refused = await runCommand([command, path], { env });
    expect(refused).toMatchObject({ code: 5, stdout: '' });
    expect(unwrapped(refused.stderr)).toContain('is in use by this same command');
    expect((await running.ended).code).toBe(0);
    expect(simulator.state().reads).toEqual([]);
  });

  test('is refused an import in the same state folder while it is at work', async () => {
    const { path, simulator, env } = await large();
    // Slow enough to be still running on a busy machine.
    const running = startCommand([command, path, '--rate', '5'], { env });
    await until(() => simulator.state().reads.length >= 3);
    expect(await runCommand(['import', path], { env })).toMatchObject({ code: 5, stdout: '' });
    expect(simulator.state().calls).toEqual([]);
    await running.kill(`${path}.tim-unread`);
  });

  test('shows no control character of a reply, and its file holds none raw', async () => {
    const cursed = '\u001b[2J\u0007\u009b1m\u202e';
    const path = await tempFile('members.csv', `${HEADER}g1,alice,1\ng1,bob,1\ng1,carol,1\ng2,alice,1\ng2,bob,1\n`);
    const url = await answering({
      ErrorCode: 0,
      ActionStatus: 'OK',
      ErrorInfo: cursed,
      GroupInfo: [
        { GroupId: 'g1', ErrorCode: 10010, ErrorInfo: `gone${cursed}` },
        { GroupId: 'g2', ErrorCode: 99_999, ErrorInfo: `odd${cursed}` },
      ],
      UserIdList: [{ Member_Account: 'alice', Role: cursed }],
      ResultItem: [],
      MemberList: [{ Member_Account: cursed, MsgSeq: cursed }],
      TotalCount: 0,
      GroupIdList: [],
    });
    for (const flags of [[], ['--json']]) {
      const { code, stdout, stderr } = await runCommand([command, path, ...flags], { env: environmentOf({ url }) });
      expect(code).toBe(3);
      expect(stdout).toContain('group_refused');
      for (const character of cursed.match(/[^\w[]/g) ?? []) expect(stdout + stderr).not.toContain(character);
    }
    const csv = await stateFile(path, `${command}.csv`);
    for (const character of cursed.match(/[^\w[]/g) ?? []) expect(csv).not.toContain(character);
    expect(csv.trimEnd().split('\n')).toHaveLength(6);
  });

  test('shows no control character of the input raw', async () => {
    const path = await tempFile('members.csv', `${HEADER}"g\u001b[2J",alice,1\n"g1","al\u0007ice",1\n`);
    const env = environmentOf(await simulate());
    const { code, stdout, stderr } = await runCommand([command, path], { env });
    expect(code).toBe(3);
    for (const character of ['\u001b', '\u0007']) expect(stdout + stderr).not.toContain(character);
  });

  test('with --json prints nothing else on standard output, and without a word of colour', async () => {
    const { path, simulator } = await everyKind('seq');
    const { stdout, stderr } = await runCommand([command, path, '--json'], { env: environmentOf(simulator) });
    expect(stdout.startsWith('{')).toBe(true);
    expect(Object.keys(JSON.parse(stdout))).toEqual(
      expect.arrayContaining([
        'command',
        'verdict',
        'exitCode',
        'input',
        'rows',
        'failures',
        'calls',
        'rate',
        'resumed',
        'startedAt',
        'finishedAt',
        'durationS',
        'reads',
        'examples',
        'files',
      ]),
    );
    expect(stdout + stderr).not.toContain('\u001b');
  });

  test('of an input without rows is complete', async () => {
    const path = await tempFile('members.csv', HEADER);
    const { code, summary } = await runJson([command, path], environmentOf(await simulate()));
    expect(code).toBe(0);
    expect(summary).toMatchObject({ verdict: 'COMPLETE', rows: { read: 0 }, calls: { sent: 0 } });
  });
});
