import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { GroupSpec } from '../../../src/simulator/groups.ts';
import { callsTo, classesIn, foundIn, runJson, stateFile } from '../../support/audits.ts';
import { runCommand } from '../../support/command.ts';
import { everyKind } from '../../support/every-kind.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, HEADER, tempFile, tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const GROUP_GONE = 'not sent: the group does not exist or was dismissed';

describe('a file with every kind of row', () => {
  test('gives every row that would not come out as asked, once, in the order of the file', async () => {
    const { simulator, path } = await everyKind('seq');
    const { code, summary, stderr } = await runJson(['check', path], environmentOf(simulator));
    expect(code).toBe(3);
    expect(await foundIn(path, 'check')).toEqual([
      'pub,bob,101,3,lowered,,"asks for 101; the group has 100 messages, and the count would be lowered to that",0',
      'meet,alice,4,6,unsupported_group,,"not sent: the group is of type ChatRoom, which keeps no unread count unless a ticket has opened that for your app: then import with --no-group-check, and the reply decides",0',
      'live,alice,4,7,unsupported_group,,"not sent: the group is of type AVChatRoom, which keeps no unread count",0',
      `gone,alice,4,8,group_refused,10010,${GROUP_GONE},0`,
      'pub,stranger,2,9,not_member,,the account is not a member of the group,0',
      'pub,nobody,2,10,no_account,,the account does not exist,0',
      'pub,owner,x,11,invalid,,"UnreadMsgNum ""x"" is not a plain whole number",0',
      `"a,""b""",alice,1,13,group_refused,10010,${GROUP_GONE},0`,
      ',,,16,invalid,,"the line has 2 values, the header has 3",0',
    ]);
    expect((await stateFile(path, 'check.csv')).split('\n')[0]).toBe(
      'GroupId,Member_Account,UnreadMsgNum,Line,Class,ErrorCode,Message,Attempts,Time,Raw',
    );
    expect(summary).toMatchObject({
      command: 'check',
      verdict: 'COMPLETE WITH FAILURES',
      exitCode: 3,
      reason: null,
      rows: { read: 15, ok: 6, failed: 9, skipped: 0, pending: 0 },
      import: { calls: 9, durationS: 0.05 }, // 6 ok, lowered, no member, no account; 9 / 200
      calls: { sent: 9, retried: 0, rateLimited: 0 },
      resumed: false,
      files: { failures: `${path}.tim-unread/check.csv`, lowered: null },
    });
    const counts = Object.fromEntries(
      summary.failures.map((one: { class: string; count: number }) => [one.class, one.count]),
    );
    expect(counts).toEqual({
      unsupported_group: 2,
      group_refused: 2,
      invalid: 2,
      lowered: 1,
      not_member: 1,
      no_account: 1,
    });
    expect(summary.examples).toHaveLength(9);
    expect(summary.examples[0]).toMatchObject({ class: 'lowered', line: 3, groupId: 'pub', account: 'bob' });
    expect(JSON.parse(await stateFile(path, 'check-summary.json'))).toEqual(summary);
    expect(unwrapped(stderr)).toContain(path);
    // No question is asked for groups that are gone or keep no count, and none about the accounts of members.
    expect(callsTo(simulator)).toEqual({ get_group_info: 4, get_role_in_group: 4, account_check: 1 });
    const asked = simulator.state().reads.find(({ command }) => command === 'account_check');
    expect(asked?.body).toEqual({ CheckItem: [{ UserID: 'stranger' }, { UserID: 'nobody' }] });
  });

  test('says the same in words: verdict, numbers, three examples of a kind, the calls of the import, what to type', async () => {
    const { simulator, path } = await everyKind('seq');
    const { code, stdout } = await runCommand(['check', path, '--rate', '3'], { env: environmentOf(simulator) });
    expect(code).toBe(3);
    expect(stdout).toMatch(/^9 OF 15 ROWS WOULD NOT BE SET AS ASKED:\s/);
    expect(stdout).toMatch(/15 read = 6 .* 9 .* 0 skipped/);
    expect(stdout).toMatch(/9 calls.*3\/s.*3\.0 s/);
    for (const text of ['2 unsupported_group', '1 no_account', 'line 9:', 'line 16:', `${path}.tim-unread/check.csv`]) {
      expect(stdout).toContain(text);
    }
    expect(stdout).toContain(`npx tim-unread import ${path} --rate 3`);
  });

  test('of hundreds of findings of a kind shows three', async () => {
    const path = await tempFile('members.csv', csvOf(300));
    const simulator = await simulate({ groups: [] });
    const { stdout } = await runCommand(['check', path], { env: environmentOf(simulator) });
    expect(stdout).toContain('300 group_refused');
    expect(stdout.match(/ line \d+:/g)).toHaveLength(3);
    expect(await foundIn(path, 'check')).toHaveLength(300);
  });

  test('tells no row to the target', async () => {
    const { simulator, path } = await everyKind('seq');
    await runCommand(['check', path], { env: environmentOf(simulator) });
    expect(simulator.state().calls).toEqual([]);
    expect(unreadOf(simulator).size).toBe(0);
  });
});

test('check.csv is an input of import: what was right by then is set', async () => {
  const { simulator, path } = await everyKind('seq');
  const env = environmentOf(simulator);
  await runCommand(['check', path], { env });
  const { code, summary } = await runJson(['import', `${path}.tim-unread/check.csv`], env);
  expect(code).toBe(3);
  expect(summary.rows).toMatchObject({ read: 9, ok: 1, failed: 8, lowered: 1 });
  expect(Object.fromEntries(unreadOf(simulator))).toEqual({ 'pub bob': 100 });
});

test('a file that is right in every row exits with 0, and the import that follows is the first of its state folder', async () => {
  const path = await tempFile('members.csv', csvOf(120));
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const checked = await runJson(['check', path], env);
  expect(checked).toMatchObject({
    code: 0,
    summary: { verdict: 'COMPLETE', rows: { read: 120, ok: 120, failed: 0 }, import: { calls: 120, durationS: 0.6 } },
  });
  expect(await foundIn(path, 'check')).toEqual([]);
  const imported = await runJson(['import', path], env);
  expect(imported).toMatchObject({ code: 0, summary: { resumed: false, calls: { sent: 120 } } });
});

describe('rows of one pair', () => {
  const ROWS = `${HEADER}g1,alice,5\ng1,alice,900\ng1,alice,3\n`;
  const GROUPS: readonly GroupSpec[] = [{ groupId: 'g1', type: 'Public', messages: 10, members: ['alice'] }];
  test.each([
    { rule: 'last', rows: { ok: 2, failed: 1, skipped: 0 }, found: { 3: 'lowered' }, calls: 3 }, // all are sent
    { rule: 'first', rows: { ok: 1, failed: 0, skipped: 2 }, found: {}, calls: 1 },
    { rule: 'max', rows: { ok: 0, failed: 1, skipped: 2 }, found: { 3: 'lowered' }, calls: 1 },
  ])('--on-duplicate $rule judges those that import would send', async ({ rule, rows, found, calls }) => {
    const path = await tempFile('members.csv', ROWS);
    const env = environmentOf(await simulate({ groups: GROUPS }));
    const { summary } = await runJson(['check', path, '--on-duplicate', rule], env);
    expect(summary).toMatchObject({ rows: { read: 3, ...rows, pending: 0 }, import: { calls } });
    expect(await classesIn(path, 'check')).toEqual(found);
  });

  test('--on-duplicate error refuses the file with 2 before the first call', async () => {
    const path = await tempFile('members.csv', ROWS);
    const simulator = await simulate({ groups: GROUPS });
    const ended = await runCommand(['check', path, '--on-duplicate', 'error'], { env: environmentOf(simulator) });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(callsTo(simulator)).toEqual({});
  });
});

describe('several inputs', () => {
  test('are checked one after the other, each with files of its own; --json is an array', async () => {
    const folder = await tempFolder();
    const [first, second] = [`${folder}/a.csv`, `${folder}/b.csv`];
    await writeFile(first, `${HEADER}g1,alice,5\n`);
    await writeFile(second, `${HEADER}g1,alice,99\ngone,alice,1\n`);
    const simulator = await simulate({ groups: [{ groupId: 'g1', type: 'Public', messages: 10, members: ['alice'] }] });
    const { code, summary } = await runJson(['check', first, second], environmentOf(simulator));
    expect(code).toBe(3);
    expect(summary).toMatchObject([
      { verdict: 'COMPLETE', input: { path: first }, rows: { read: 1, ok: 1 } },
      { verdict: 'COMPLETE WITH FAILURES', input: { path: second }, rows: { read: 2, failed: 2 } },
    ]);
    expect(await classesIn(first, 'check')).toEqual({});
    expect(await classesIn(second, 'check')).toEqual({ 2: 'lowered', 3: 'group_refused' });
  });
});

test('of several inputs the next step imports those that are not imported yet, and reads back where all are', async () => {
  const folder = await tempFolder();
  const [first, second] = [`${folder}/a.csv`, `${folder}/b.csv`];
  await writeFile(first, `${HEADER}g1,alice,5\n`);
  await writeFile(second, `${HEADER}g1,bob,4\n`);
  const env = environmentOf(await simulate());
  const next = async (): Promise<string> =>
    (await runCommand(['check', first, second], { env })).stdout.trimEnd().split('\n').at(-1)?.trim() ?? '';
  expect(await next()).toBe(`npx tim-unread import ${first} ${second}`);
  await runCommand(['import', first], { env });
  expect(await next()).toBe(`npx tim-unread import ${second}`);
  await runCommand(['import', second], { env });
  expect(await next()).toBe(`npx tim-unread verify ${first} ${second}`);
});

test('where no group is known, the app and its region are doubted, not the rows', async () => {
  const path = await tempFile(
    'members.csv',
    HEADER + Array.from({ length: 30 }, (_, at) => `g${at % 5},u${at},1\n`).join(''),
  );
  const { code, stdout } = await runCommand(['check', path], { env: environmentOf(await simulate({ groups: [] })) });
  expect(code).toBe(3);
  expect(unwrapped(stdout)).toMatch(/this app knows none of the groups\. .* check --sdkappid and --region/);
  expect(stdout.trimEnd().split('\n').at(-1)?.trim()).toBe(`npx tim-unread check ${path}`);
});

describe('standard input', () => {
  test('is checked with --state-dir', async () => {
    const stateDir = `${await tempFolder()}/state`;
    const simulator = await simulate({ groups: [{ groupId: 'g1', type: 'Public', messages: 10, members: ['alice'] }] });
    const ended = await runCommand(['check', '-', '--format', 'csv', '--state-dir', stateDir, '--json'], {
      env: environmentOf(simulator),
      stdin: `${HEADER}g1,alice,5\ng1,bob,5\n`,
    });
    expect(ended.code).toBe(3);
    expect(JSON.parse(ended.stdout).rows).toMatchObject({ read: 2, ok: 1, failed: 1 });
    expect(await readFile(`${stateDir}/check.csv`, 'utf8')).toMatch(/\ng1,bob,5,3,not_member,/);
  });

  test('without it is refused with 2', async () => {
    const ended = await runCommand(['check', '-', '--format', 'csv'], {
      env: environmentOf(await simulate()),
      stdin: HEADER,
    });
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--state-dir') });
  });
});

describe('how many calls it takes', () => {
  test('of a group of 1,200 members: two groups a call would do, and 500 roles a call', async () => {
    const members = Array.from({ length: 1200 }, (_, at) => `user${at}`);
    const path = await tempFile('members.csv', HEADER + members.map((member) => `g1,${member},1\n`).join(''));
    const simulator = await simulate({ groups: [{ groupId: 'g1', type: 'Public', messages: 10, members }] });
    const { code } = await runJson(['check', path], environmentOf(simulator));
    expect(code).toBe(0);
    // Windows of 1,000 and 2,000 rows: 500 + 500, then 200.
    expect(callsTo(simulator)).toEqual({ get_group_info: 1, get_role_in_group: 3 });
  });

  test('roles come no faster than --rate', async () => {
    const path = await tempFile(
      'members.csv',
      HEADER + Array.from({ length: 300 }, (_, at) => `g${at},alice,1\n`).join(''),
    );
    const simulator = await simulate();
    const { code, summary } = await runJson(['check', path, '--rate', '150'], environmentOf(simulator));
    expect(code).toBe(0);
    expect(simulator.state().commands.get_role_in_group?.total).toBe(300);
    for (const { peakPerSecond } of summary.reads) expect(peakPerSecond).toBeLessThanOrEqual(150);
  });

  test('accounts come no faster than 100 a second, which is the limit of account_check', async () => {
    const rows = Array.from({ length: 16_000 }, (_, at) => `g1,user${at},1\n`).join('');
    const path = await tempFile('members.csv', HEADER + rows);
    const simulator = await simulate({ groups: [{ groupId: 'g1', type: 'Public', messages: 9, members: ['owner'] }] });
    const { summary } = await runJson(['check', path], environmentOf(simulator));
    expect(summary.rows).toMatchObject({ read: 16_000, failed: 16_000 });
    const { total } = simulator.state().commands.account_check ?? { total: 0 };
    expect(total).toBeGreaterThanOrEqual(160);
    expect(total).toBeLessThan(175);
    const asked = summary.reads.find(({ command }: { command: string }) => command === 'account_check');
    expect(asked?.peakPerSecond).toBeLessThanOrEqual(100);
  });
});

test('account_check alone refused: those who are no members are found, with or without an account', async () => {
  const { path, simulator } = await everyKind('seq');
  simulator.change({ faults: [{ kind: 10026, share: 1, command: 'account_check' }] });
  const { code, summary } = await runJson(['check', path], environmentOf(simulator));
  expect(code).toBe(3);
  expect(summary.rows).toMatchObject({ read: 15, ok: 6, failed: 9 });
  expect(await classesIn(path, 'check')).toMatchObject({ 9: 'not_member', 10: 'not_member' });
});

test('an import that has done a part, all, or all but what was added: the calls are those that are left, in text and with --json', async () => {
  const path = await tempFile('members.csv', csvOf(20));
  const env = environmentOf(await simulate());
  const left = async () => {
    const { summary } = await runJson(['check', path], env);
    const { stdout } = await runCommand(['check', path], { env });
    return [summary.import.calls, /^ {2}import +(.*?)(?:: .*)?$/m.exec(stdout)?.[1]];
  };
  await runCommand(['import', path, '--limit', '5'], { env });
  expect(await left()).toEqual([15, 'has a rest that would take 15 calls']);
  await runCommand(['import', path], { env });
  expect(await left()).toEqual([0, 'is done']);
  await appendFile(path, 'g1,new,1\ng2,new,2\n');
  expect(await left()).toEqual([2, 'has a rest that would take 2 calls']);
});
