import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { GroupSpec, ReadBack } from '../../../src/simulator/groups.ts';
import type { Simulator } from '../../../src/simulator/server.ts';
import { answering, callsTo, classesIn, foundIn, runJson, stateFile } from '../../support/audits.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { everyKind } from '../../support/every-kind.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { ask } from '../../support/simulator-call.ts';
import { csvOf, HEADER, tempFile, tempFolder } from '../../support/temp.ts';
import { wait } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const GONE = 'the group does not exist or was dismissed';

/** Sets a count from outside the run. */
const setElsewhere = (simulator: Simulator, groupId: string, account: string, count: number) =>
  ask(simulator, 'set_unread_msg_num', { GroupId: groupId, Member_Account: account, UnreadMsgNum: count });

/** The class of each kind of row after the import, for any way of reading. Superseded and right rows have none. */
const AFTER_IMPORT = {
  6: 'unsupported_group',
  7: 'unsupported_group',
  8: 'group_refused',
  9: 'not_member',
  10: 'not_member',
  11: 'invalid',
  13: 'group_refused',
  16: 'invalid',
};

describe('a file with every kind of row', () => {
  test.each(['seq', 'unread'] as const)(
    'after its import: exact, lowered, and what never can be set (read back as %s)',
    async (mode) => {
      const { simulator, path } = await everyKind(mode);
      const env = environmentOf(simulator);
      await runCommand(['import', path], { env });
      const { code, summary } = await runJson(['verify', path], env);
      expect(code).toBe(3);
      expect(await classesIn(path, 'verify')).toEqual(AFTER_IMPORT);
      expect(summary.rows).toMatchObject({ read: 15, ok: 6, lowered: 1, failed: 8, skipped: 1, pending: 0 });
    },
  );

  test('exactly what verify.csv, --json and the verdict say, with new messages and a count set by somebody else', async () => {
    const { simulator, path } = await everyKind('unread');
    const env = environmentOf(simulator);
    await runCommand(['import', path], { env });
    await setElsewhere(simulator, '@TGS#_com', 'alice', 9);
    await setElsewhere(simulator, 'pub', 'carol', 6);
    simulator.change({ newMessages: [{ groupId: 'new', count: 2 }] });
    const before = callsTo(simulator);
    const { code, summary } = await runJson(['verify', path], env);
    expect(code).toBe(3);
    expect(await foundIn(path, 'verify')).toEqual([
      'new,alice,3,4,new_messages,,"asked for 3, found 5 (NextMsgSeq - 1 - MsgSeq); the group has received messages since the import",0',
      '@TGS#_com,alice,0,5,different,,"asked for 0, found 9 (UnreadMsgNum)",0',
      'meet,alice,4,6,unsupported_group,,"the group is of type ChatRoom, which keeps no unread count unless a ticket has opened that for your app: then import with --no-group-check, and the reply decides",0',
      'live,alice,4,7,unsupported_group,,"the group is of type AVChatRoom, which keeps no unread count",0',
      `gone,alice,4,8,group_refused,10010,${GONE},0`,
      'pub,stranger,2,9,not_member,,the account is not a member of the group,0',
      'pub,nobody,2,10,not_member,,the account is not a member of the group,0',
      'pub,owner,x,11,invalid,,"UnreadMsgNum ""x"" is not a plain whole number",0',
      'new,owner,10,12,new_messages,,"asked for 10, found 12 (NextMsgSeq - 1 - MsgSeq); the group has received messages since the import",0',
      `"a,""b""",alice,1,13,group_refused,10010,${GONE},0`,
      'pub,carol,7,14,different,,"asked for 7, found 6 (NextMsgSeq - 1 - MsgSeq)",0',
      ',,,16,invalid,,"the line has 2 values, the header has 3",0',
    ]);
    expect((await stateFile(path, 'verify.csv')).split('\n')[0]).toBe(
      'GroupId,Member_Account,UnreadMsgNum,Line,Class,ErrorCode,Message,Attempts,Time,Raw',
    );
    expect(summary).toMatchObject({
      command: 'verify',
      verdict: 'COMPLETE WITH FAILURES',
      exitCode: 3,
      rows: { read: 15, ok: 2, lowered: 1, failed: 12, skipped: 1, pending: 0 },
      resumed: false,
      files: { failures: `${path}.tim-unread/verify.csv` },
    });
    expect(summary.import).toBeUndefined();
    // By group: five rows of pub and two of new, where a count was set. By member: one row of the Community.
    expect(
      Object.fromEntries(summary.countSources.map((one: { source: string; count: number }) => [one.source, one.count])),
    ).toEqual({
      UnreadMsgNum: 1,
      'NextMsgSeq - 1 - MsgSeq': 5,
    });
    expect(JSON.parse(await stateFile(path, 'verify-summary.json'))).toEqual(summary);
    const calls = callsTo(simulator);
    const made = Object.fromEntries(
      Object.entries(calls).map(([command, total]) => [command, total - (before[command] ?? 0)]),
    );
    // First pub and new; then the groups that alice is not in: gone, a,"b" and the AVChatRoom, which is not listed. What is
    // gone is asked about until four answers have denied it.
    expect(made).toEqual({
      set_unread_msg_num: 0,
      get_group_info: 5,
      get_role_in_group: 2,
      get_specified_group_member_info: 2,
      get_joined_group_list: 1,
    });
    const { stdout } = await runCommand(['verify', path], { env });
    expect(stdout).toMatch(/^12 OF THE 14 ROWS LOOKED AT ARE NOT AS ASKED:\s/);
    expect(stdout).toMatch(/15 read = 1 .* 1 .* 12 .* 1 /);
    for (const text of [
      'UnreadMsgNum: 1 ',
      'NextMsgSeq - 1 - MsgSeq: 5 ',
      '2 new_messages',
      'line 14:',
      'verify.csv',
    ]) {
      expect(stdout).toContain(text);
    }
  });

  test('writes nothing to the target', async () => {
    const { simulator, path } = await everyKind('seq');
    const env = environmentOf(simulator);
    await runCommand(['verify', path], { env });
    expect(simulator.state().calls).toEqual([]);
    expect(simulator.state().unread).toEqual([]);
  });
});

test('says why an app may show something else, where it has read counts', async () => {
  const path = await tempFile('members.csv', csvOf(3));
  const env = environmentOf(await simulate());
  await runCommand(['import', path], { env });
  const { stdout } = await runCommand(['verify', path], { env });
  expect(unwrapped(stdout)).toMatch(/app +shows nothing, or less\? .*recent conversations.*do-not-disturb/);
});

test('after an import in which every row is set there is nothing to find, and it exits with 0', async () => {
  const path = await tempFile('members.csv', csvOf(400));
  const simulator = await simulate();
  const env = environmentOf(simulator);
  await runCommand(['import', path, '--rate', '3000'], { env });
  const { code, summary } = await runJson(['verify', path], env);
  expect(code).toBe(0);
  expect(summary).toMatchObject({
    verdict: 'COMPLETE',
    rows: { read: 400, ok: 400, lowered: 0, failed: 0 },
    failures: [],
  });
  expect(await foundIn(path, 'verify')).toEqual([]);
});

describe('where a count is kept that is not what MsgSeq says', () => {
  const GROUPS: readonly GroupSpec[] = [{ groupId: 'g1', type: 'Public', messages: 50, members: ['alice', 'bob'] }];
  test.each<{ mode: ReadBack; found: object }>([
    { mode: 'seq', found: {} },
    { mode: 'unread', found: {} },
    { mode: 'unrelated', found: { 2: 'different' } }, // bob's is 0 whichever way
  ])('read back as $mode: $found', async ({ mode, found }) => {
    const path = await tempFile('members.csv', `${HEADER}g1,alice,5\ng1,bob,0\n`);
    const env = environmentOf(await simulate({ groups: GROUPS, readBack: mode }));
    await runCommand(['import', path], { env });
    const { summary } = await runJson(['verify', path], env);
    expect(await classesIn(path, 'verify')).toEqual(found);
    expect(summary.countSources).toEqual([{ source: 'NextMsgSeq - 1 - MsgSeq', count: 2 }]);
  });
});

describe('messages that came since', () => {
  const begin = async () => {
    const path = await tempFile('members.csv', `${HEADER}g1,alice,5\ng2,alice,5\n`);
    const groups = ['g1', 'g2'].map(
      (groupId) => ({ groupId, type: 'Public', messages: 50, members: ['alice'] }) as const,
    );
    const simulator = await simulate({ groups });
    const env = environmentOf(simulator);
    await runCommand(['import', path], { env });
    simulator.change({ newMessages: [{ groupId: 'g1', count: 3 }] });
    await setElsewhere(simulator, 'g2', 'alice', 8);
    return { path, simulator, env };
  };

  test('are told from a real difference by the state folder of the import', async () => {
    const { path, env } = await begin();
    await runJson(['verify', path], env);
    expect(await classesIn(path, 'verify')).toEqual({ 2: 'new_messages', 3: 'different' });
  });

  test('are not where the import’s state folder is not here, or is that of a run against another target', async () => {
    const { path, simulator, env } = await begin();
    const stateDir = `${await tempFolder()}/state`;
    const { summary } = await runJson(['verify', path, '--state-dir', stateDir], env);
    expect(summary.failures).toEqual([{ class: 'different', errorCode: null, count: 2 }]);
    const other = await tempFile('other.csv', `${HEADER}g1,alice,5\n`);
    await runCommand(['import', other], { env: environmentOf(await simulate()) });
    simulator.change({ newMessages: [{ groupId: 'g1', count: 1 }] });
    expect((await runJson(['verify', other], environmentOf(simulator))).summary.failures).toEqual([
      { class: 'different', errorCode: null, count: 1 },
    ]);
  });

  test('make no row wrong that was lowered to the total: it still has the total', async () => {
    const path = await tempFile('members.csv', `${HEADER}g1,alice,500\n`);
    const simulator = await simulate({ groups: [{ groupId: 'g1', type: 'Public', messages: 50, members: ['alice'] }] });
    const env = environmentOf(simulator);
    await runCommand(['import', path], { env });
    simulator.change({ newMessages: [{ groupId: 'g1', count: 3 }] });
    expect(await runJson(['verify', path], env)).toMatchObject({ code: 0, summary: { rows: { ok: 1, lowered: 1 } } });
  });
});

test('verify.csv is an input of import: what can be set is set then, and a second verify finds the rest', async () => {
  const { simulator, path } = await everyKind('seq');
  const env = environmentOf(simulator);
  await runCommand(['import', path], { env });
  await setElsewhere(simulator, 'pub', 'carol', 6);
  await setElsewhere(simulator, '@TGS#_com', 'alice', 9);
  await runCommand(['verify', path], { env });
  expect(Object.values(await classesIn(path, 'verify')).filter((found) => found === 'different')).toHaveLength(2);
  const { summary } = await runJson(['import', `${path}.tim-unread/verify.csv`], env);
  expect(summary.rows).toMatchObject({ read: 10, ok: 2, failed: 8 });
  expect(unreadOf(simulator).get('pub carol')).toBe(7);
  await runCommand(['verify', path], { env });
  expect(await classesIn(path, 'verify')).toEqual(AFTER_IMPORT);
});

describe('rows of one pair', () => {
  test.each([
    { rule: 'last', wins: 4, count: 3 },
    { rule: 'first', wins: 2, count: 5 },
    { rule: 'max', wins: 3, count: 9 },
  ])('--on-duplicate $rule: the one that wins is compared, the others are skipped', async ({ rule, wins, count }) => {
    const path = await tempFile('members.csv', `${HEADER}g1,alice,5\ng1,alice,9\ng1,alice,3\n`);
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const flags = ['--on-duplicate', rule];
    await runCommand(['import', path, ...flags], { env });
    expect(unreadOf(simulator).get('g1 alice')).toBe(count);
    const right = await runJson(['verify', path, ...flags], env);
    expect(right).toMatchObject({ code: 0, summary: { rows: { read: 3, ok: 1, failed: 0, skipped: 2 } } });
    await setElsewhere(simulator, 'g1', 'alice', 7);
    await runJson(['verify', path, ...flags], env);
    expect(await classesIn(path, 'verify')).toEqual({ [wins]: 'different' });
  });

  test('--on-duplicate error refuses the file with 2', async () => {
    const path = await tempFile('members.csv', `${HEADER}g1,alice,5\ng1,alice,9\n`);
    const env = environmentOf(await simulate());
    expect(await runCommand(['verify', path, '--on-duplicate', 'error'], { env })).toMatchObject({
      code: 2,
      stdout: '',
    });
  });
});

describe('--sample', () => {
  const ROWS = 5000;
  // Nothing is set, so every row in the sample is found, except the one that asks for 0.
  const begin = async () => {
    const rows = Array.from({ length: ROWS }, (_, at) => `g${Math.floor(at / 100)},user${at},1\n`).join('');
    const path = await tempFile('members.csv', HEADER + rows);
    const simulator = await simulate();
    return { path, simulator, env: environmentOf(simulator) };
  };
  const linesIn = async (path: string) => Object.keys(await classesIn(path, 'verify')).map(Number);

  test.each([
    { size: '50', picks: 50 },
    { size: '1%', picks: 50 },
    { size: '0.5%', picks: 25 },
    { size: '5000', picks: ROWS },
    { size: '100%', picks: ROWS },
    { size: '9999', picks: ROWS },
    { size: '1', picks: 1 },
  ])('$size of 5,000 rows looks at $picks, spread evenly; the others are skipped', async ({ size, picks }) => {
    const { path, env } = await begin();
    const { summary } = await runJson(['verify', path, '--sample', size, '--rate', '5000'], env);
    expect(summary.rows).toMatchObject({ read: ROWS, ok: 0, failed: picks, skipped: ROWS - picks, pending: 0 });
    const lines = await linesIn(path);
    const stretches = lines.map((line) => Math.floor(((line - 2) * picks) / ROWS));
    expect(stretches).toEqual(Array.from({ length: picks }, (_, at) => at));
  });

  test('the same seed takes the same rows again, another one others', async () => {
    const { path, env } = await begin();
    const taken = async (flags: string[]) => {
      await runCommand(['verify', path, '--sample', '50', ...flags], { env });
      return linesIn(path);
    };
    const first = await taken([]);
    expect(await taken(['--seed', '1'])).toEqual(first);
    const other = await taken(['--seed', '2']);
    expect(other).toHaveLength(50);
    expect(other.filter((line) => first.includes(line)).length).toBeLessThan(15);
  });

  test('counts rows that can be set: those that are invalid are all found, and those superseded are not taken', async () => {
    const rows = Array.from({ length: 400 }, (_, at) => `g1,user${at % 200},${at % 50 === 3 ? 'x' : 1}\n`).join('');
    const path = await tempFile('members.csv', HEADER + rows);
    const { summary } = await runJson(['verify', path, '--sample', '20'], environmentOf(await simulate()));
    // 8 lines are invalid. One row of each of the 200 pairs is to be set, except for 4 pairs with two invalid rows.
    expect(summary.rows).toMatchObject({ read: 400, failed: 28, skipped: 372 });
    const classes = Object.entries(await classesIn(path, 'verify'));
    expect(classes.filter(([, found]) => found === 'invalid')).toHaveLength(8);
    expect(classes.filter(([line, found]) => found === 'different' && Number(line) <= 201)).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('killed and run again takes the rows it would have taken', async () => {
    const { path, env } = await begin();
    const args = ['verify', path, '--sample', '40%', '--seed', '7'];
    await runCommand([...args, '--rate', '5000'], { env });
    const whole = await linesIn(path);
    const running = startCommand([...args, '--rate', '10'], { env });
    for (;;) {
      const { state, next } = JSON.parse(await stateFile(path, 'verify-checkpoint.json'));
      if (state === 'unfinished' && next.row > 1) break;
      await wait(5);
    }
    await running.kill(`${path}.tim-unread`);
    for (const other of [['--sample', '50%', '--seed', '7'], ['--sample', '40%', '--seed', '8'], []]) {
      const refused = await runCommand(['verify', path, ...other], { env });
      expect(refused).toMatchObject({ code: 5, stdout: '' });
      expect(unwrapped(refused.stderr)).toMatch(/Give the same .*--sample and --seed.*--restart/);
      expect(refused.stderr).not.toContain('dated name');
    }
    const { summary } = await runJson([...args, '--rate', '5000'], env);
    expect(summary).toMatchObject({ resumed: true, rows: { read: ROWS, failed: 2000, skipped: 3000 } });
    expect(await linesIn(path)).toEqual(whole);
  });

  test.each(['0', '-1', '1.5', '101%', '0%', 'some'])('%s is refused with 2', async (size) => {
    const path = await tempFile('members.csv', csvOf(3));
    const { code, stderr } = await runCommand(['verify', path, `--sample=${size}`], {
      env: environmentOf(await simulate()),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--sample');
  });

  test('a finished one with another sample begins anew', async () => {
    const { path, env } = await begin();
    await runCommand(['verify', path, '--sample', '10'], { env });
    const { summary } = await runJson(['verify', path, '--sample', '20'], env);
    expect(summary).toMatchObject({ resumed: false, rows: { failed: 20 } });
  });
});

describe('how many calls it takes', () => {
  test('on a file sorted by group: at least 40 rows a call', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `g${Math.floor(at / 200)},user${at},0\n`).join('');
    const path = await tempFile('members.csv', HEADER + rows);
    const simulator = await simulate();
    const { code } = await runJson(['verify', path, '--rate', '5000'], environmentOf(simulator));
    expect(code).toBe(0);
    const calls = callsTo(simulator);
    const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
    expect(20_000 / total).toBeGreaterThanOrEqual(40);
    expect(calls.get_joined_group_list).toBeUndefined();
  });

  test('on a shuffled file of few members in many groups it reads by member', async () => {
    const members = Array.from({ length: 20 }, (_, at) => `user${at}`);
    const groups = Array.from(
      { length: 500 },
      (_, at) => ({ groupId: `g${at}`, type: 'Public', messages: 9, members }) as const,
    );
    // 7 and 500 have no common factor: every pair once, in an order that mixes both.
    const rows = Array.from({ length: 10_000 }, (_, at) => `g${(at * 7) % 500},user${Math.floor(at / 500)},0\n`);
    const shuffled = rows.map((row, at) => [(at * 4999) % 10_007, row] as const).sort(([a], [b]) => a - b);
    const path = await tempFile('members.csv', HEADER + shuffled.map(([, row]) => row).join(''));
    const simulator = await simulate({ groups });
    const { code } = await runJson(['verify', path, '--rate', '5000'], environmentOf(simulator));
    expect(code).toBe(0);
    const calls = callsTo(simulator);
    expect(calls.get_specified_group_member_info).toBeUndefined();
    expect(calls.get_group_info).toBeUndefined();
    // Twenty for each window of rows.
    expect(10_000 / (calls.get_joined_group_list ?? 0)).toBeGreaterThanOrEqual(80);
  });

  test('members of more groups than a page holds are read page by page', async () => {
    const groups = Array.from(
      { length: 1500 },
      (_, at) => ({ groupId: `g${at}`, type: 'Public', messages: 9, members: ['alice'] }) as const,
    );
    const path = await tempFile('members.csv', HEADER + groups.map(({ groupId }) => `${groupId},alice,0\n`).join(''));
    const simulator = await simulate({ groups });
    const { code } = await runJson(['verify', path, '--rate', '5000'], environmentOf(simulator));
    expect(code).toBe(0);
    expect(callsTo(simulator)).toEqual({ get_joined_group_list: 4 }); // two windows of rows, two pages each
  });

  test('no command comes faster than --rate', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => `g${at},alice,0\ng${at},bob${at},0\n`).join('');
    const path = await tempFile('members.csv', HEADER + rows);
    const simulator = await simulate();
    const { code, summary } = await runJson(['verify', path, '--rate', '150'], environmentOf(simulator));
    expect(code).toBe(0);
    expect(summary.reads.length).toBeGreaterThan(0);
    for (const { peakPerSecond } of summary.reads) expect(peakPerSecond).toBeLessThanOrEqual(150);
  });
});

test('joined groups whose reply would be more than 1 MB (10018) are asked for in smaller pages', async () => {
  const limits: unknown[] = [];
  const url = await answering(({ Limit: limit, Offset: offset }) => {
    limits.push(limit);
    if (Number(limit) > 100) return { ActionStatus: 'FAIL', ErrorCode: 10018, ErrorInfo: 'more than 1 MB' };
    const page = Array.from({ length: 150 }, (_, at) => ({
      GroupId: `g${at}`,
      Type: 'Public',
      NextMsgSeq: 10,
      SelfInfo: { MsgSeq: 9 - (at % 3) },
    })).slice(Number(offset), Number(offset) + Number(limit));
    return { ActionStatus: 'OK', ErrorCode: 0, TotalCount: 150, GroupIdList: page };
  });
  const rows = Array.from({ length: 150 }, (_, at) => `g${at},alice,${at % 2}\n`).join('');
  const path = await tempFile('members.csv', HEADER + rows);
  const { summary } = await runJson(['verify', path], environmentOf({ url }));
  expect(limits).toEqual([1000, 250, 63, 63, 63]); // a quarter each time; 150 / 63
  // Of each six rows, two agree: 0 and 1 are the same modulo 2 and 3.
  expect(summary.failures).toEqual([{ class: 'different', errorCode: null, count: 100 }]);
});

describe('several inputs', () => {
  test('are verified one after the other, each with files of its own and a sample of its own', async () => {
    const folder = await tempFolder();
    const paths = [`${folder}/a.csv`, `${folder}/b.csv`] as const;
    for (const path of paths) await writeFile(path, csvOf(100));
    const env = environmentOf(await simulate());
    const { code, summary } = await runJson(['verify', ...paths, '--sample', '10%'], env);
    expect(code).toBe(3);
    expect(summary).toMatchObject(
      paths.map((path) => ({ input: { path }, rows: { read: 100, failed: 10, skipped: 90 } })),
    );
    for (const path of paths) expect(await foundIn(path, 'verify')).toHaveLength(10);
    const { stdout } = await runCommand(['verify', ...paths, '--sample', '10%'], { env });
    expect(stdout).toMatch(/200 read[\s\S]*2 finished, 0 stopped early, 0 not begun/);
  });
});

test('standard input is refused with 2 and the reason: it can be read once only', async () => {
  const stateDir = `${await tempFolder()}/state`;
  const simulator = await simulate();
  const ended = await runCommand(['verify', '-', '--format', 'csv', '--state-dir', stateDir], {
    env: environmentOf(simulator),
    stdin: csvOf(3),
  });
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(unwrapped(ended.stderr)).toMatch(/read once only[\s\S]*file/);
  expect(callsTo(simulator)).toEqual({});
});
