import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/io/clock.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { slowFs } from '../../support/slow-fs.ts';
import { csvOf, HEADER, tempFile } from '../../support/temp.ts';
import { until } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const stateOf = (path: string, name: string): Promise<string> => readFile(join(`${path}.tim-unread`, name), 'utf8');

// Line 2 is the first row. The third row of alice has the largest count; the two rows of bob have equal counts.
const ROWS = `${HEADER}g1,alice,5\ng1,bob,4\ng1,alice,9\ng2,alice,3\ng1,alice,x\ng1,alice,7\ng1,bob,4\n`;

describe('validate', () => {
  test('lists rows that stand twice with both lines and counts, and they alone make no file bad', async () => {
    const path = await tempFile('rows.csv', ROWS.replace('g1,alice,x\n', ''));
    const { code, stdout } = await runCommand(['validate', path]);
    expect(code).toBe(0);
    expect(stdout).toContain(`EVERY ROW CAN BE SENT: ${path}

  duplicate: 3
    line 4: "g1", "alice", 9 (first on line 2: 5)
    line 6: "g1", "alice", 7 (first on line 2: 5)
    line 7: "g1", "bob", 4 (first on line 3: 4)
    2 of them ask for a different count than the first row of their pair
    import sends them one after the other, and the last one wins; to choose:
      --on-duplicate first, max or error

  rows     6 read = 6 valid + 0 invalid
  groups   2 in the valid rows
`);
    expect(await runCommand(['import', path, '--dry-run'])).toMatchObject({ code: 0, stdout });
  });

  test('--json has their number and the first twenty', async () => {
    const path = await tempFile('rows.csv', csvOf(200) + csvOf(200).slice(HEADER.length));
    const { code, stdout } = await runCommand(['validate', path, '--json']);
    expect(code).toBe(0);
    const { rows, duplicates, duplicatesDiffering, shortestDurationS } = JSON.parse(stdout);
    expect(duplicatesDiffering).toBe(0);
    expect(rows).toEqual({ read: 400, valid: 400, invalid: 0, duplicate: 200 });
    expect(duplicates).toHaveLength(20);
    expect(duplicates[0]).toEqual({
      groupId: 'g0',
      account: 'user1',
      line: 202,
      unread: 1,
      firstLine: 2,
      firstUnread: 1,
    });
    expect(shortestDurationS).toBe(2); // 400 / 200
    expect((await runCommand(['validate', path])).stdout).toMatch(/… and 180 more\n +each asks for the same count/);
  });

  test.each([
    { rule: 'first', code: 0, says: 'sends the first row of each', seconds: 1 },
    { rule: 'max', code: 0, says: 'the largest count of each', seconds: 1 },
    { rule: 'error', code: 3, says: '200 ROWS ARE DUPLICATES', seconds: 2 },
  ])('says what import --on-duplicate $rule will do', async ({ rule, code, says, seconds }) => {
    const path = await tempFile('rows.csv', csvOf(200) + csvOf(200).slice(HEADER.length));
    const text = await runCommand(['validate', path, '--on-duplicate', rule]);
    expect(text.code).toBe(code);
    expect(text.stdout).toContain(says);
    expect(text.stdout).toContain(`npx tim-unread import ${path} --on-duplicate ${rule}`);
    const json = await runCommand(['validate', path, '--on-duplicate', rule, '--json']);
    expect(json.code).toBe(code);
    expect(JSON.parse(json.stdout)).toMatchObject({ exitCode: code, shortestDurationS: seconds });
  });
});

describe('import', () => {
  test.each([
    { rule: 'first', counts: { 'g1 alice': 5, 'g1 bob': 4, 'g2 alice': 3 }, log: ['4 by 2', '7 by 2', '8 by 3'] },
    { rule: 'max', counts: { 'g1 alice': 9, 'g1 bob': 4, 'g2 alice': 3 }, log: ['2 by 4', '7 by 4', '8 by 3'] },
  ])('--on-duplicate $rule sends one row of each pair; the others are skipped', async ({ rule, counts, log }) => {
    const path = await tempFile('rows.csv', ROWS);
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const { code, stdout } = await runCommand(['import', path, '--on-duplicate', rule], { env });
    expect(code).toBe(3);
    expect(stdout).toContain('7 read = 3 ok + 1 failed + 3 skipped + 0 pending');
    expect(stdout).toMatch(/skipped +3: another row of their pair is sent \(--on-duplicate\)/);
    expect(Object.fromEntries(unreadOf(simulator))).toEqual(counts);
    expect(simulator.state().calls).toHaveLength(3);

    const rows = { read: 7, ok: 3, failed: 1, skipped: 3, pending: 0 };
    expect(JSON.parse(await stateOf(path, 'summary.json'))).toMatchObject({ rows, calls: { sent: 3 } });
    expect(JSON.parse(await stateOf(path, 'checkpoint.json'))).toMatchObject({ counts: rows });
    const status = await runCommand(['status', path, '--json']);
    expect(JSON.parse(status.stdout)).toMatchObject({ verdict: 'COMPLETE WITH FAILURES', rows });
    expect((await runCommand(['status', path])).stdout).toContain('3 skipped');
    expect((await stateOf(path, 'failures.csv')).split('\n')[1]).toMatch(/^g1,alice,x,6,invalid,/);
    expect((await stateOf(path, 'failures.csv')).trimEnd().split('\n')).toHaveLength(2);
    const skipped = (await stateOf(path, 'log.jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'row-skipped');
    expect(skipped.map(({ line, supersededByLine }) => `${line} by ${supersededByLine}`).sort()).toEqual(log);
    expect(new Set(skipped.map(({ level }) => level))).toEqual(new Set(['info']));

    const again = await runCommand(['import', path, '--on-duplicate', rule, '--json'], { env });
    expect(JSON.parse(again.stdout)).toMatchObject({ rows, calls: { sent: 0 } });
  });

  test('--on-duplicate error refuses the file before anything is sent, and says which rows', async () => {
    const path = await tempFile('rows.csv', ROWS);
    const simulator = await simulate();
    const args = ['import', path, '--on-duplicate', 'error'];
    const { code, stdout, stderr } = await runCommand(args, { env: environmentOf(simulator) });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(unwrapped(stderr)).toMatch(
      /3 rows have a pair.*line 4: "g1", "alice", 9 \(first on line 2: 5\).*\(TU_DUPLICATES\)\n/,
    );
    expect(unwrapped(stderr)).toContain('--on-duplicate last, first or max');
    expect(simulator.state().calls).toHaveLength(0);
  });

  test('--on-duplicate error sends a file in which no pair stands twice', async () => {
    const path = await tempFile('rows.csv', csvOf(20));
    const { code } = await runCommand(['import', path, '--on-duplicate', 'error', '--simulator', '--rate', '1000']);
    expect(code).toBe(0);
  });

  test('of a group that is refused, the rows that are skipped stay skipped', async () => {
    const path = await tempFile('rows.csv', ROWS);
    const simulator = await simulate({ faults: [{ kind: 10015, share: 1, groupId: 'g1' }] });
    const args = ['import', path, '--on-duplicate', 'first', '--json'];
    const { stdout } = await runCommand(args, { env: environmentOf(simulator) });
    expect(JSON.parse(stdout)).toMatchObject({ rows: { read: 7, ok: 1, failed: 3, skipped: 3, pending: 0 } });
  });

  test('--limit counts the rows that are sent, not those that are skipped', async () => {
    const path = await tempFile('rows.csv', `${HEADER}g,a,1\ng,a,2\ng,a,3\ng,b,1\ng,a,4\ng,c,1\n`);
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const args = ['import', path, '--on-duplicate', 'first'];
    const canary = await runCommand([...args, '--limit', '2'], { env });
    expect(canary.stdout).toMatch(/--limit was reached[\s\S]*5 read = 2 ok \+ 0 failed \+ 3 skipped/);
    expect((await runCommand(args, { env })).stdout).toContain('6 read = 3 ok + 0 failed + 3 skipped + 0 pending');
  });

  test('a run goes on with the same rule only; one that began with the default goes on with it', async () => {
    const path = await tempFile('rows.csv', csvOf(20));
    const simulator = await simulate();
    const env = environmentOf(simulator);
    await runCommand(['import', path, '--limit', '5'], { env });
    // The state of a run from a version without rules for duplicates.
    expect(JSON.parse(await stateOf(path, 'checkpoint.json')).reading).not.toHaveProperty('onDuplicate');
    const refused = await runCommand(['import', path, '--on-duplicate', 'max'], { env });
    expect(refused.code).toBe(5);
    expect(unwrapped(refused.stderr)).toMatch(/--on-duplicate not given, now "max"[\s\S]*--on-duplicate/);
    expect((await runCommand(['import', path, '--on-duplicate', 'last', '--limit', '5'], { env })).code).toBe(4);

    const fresh = ['import', path, '--restart', '--limit', '5', '--on-duplicate', 'max'];
    expect((await runCommand(fresh, { env })).code).toBe(4);
    expect((await runCommand(['import', path, '--on-duplicate', 'first'], { env })).code).toBe(5);
    expect((await runCommand(['import', path], { env })).code).toBe(5);
    expect((await runCommand(['import', path, '--on-duplicate', 'max'], { env })).code).toBe(0);
  });

  test('another word is refused', async () => {
    const path = await tempFile('rows.csv', csvOf(2));
    const { code, stderr } = await runCommand(['import', path, '--simulator', '--on-duplicate', 'lst']);
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toContain('--on-duplicate to be one of last, first, max, error');
  });
});

describe.skipIf(process.platform === 'win32')('a run that is killed and goes on', () => {
  const ROUNDS = 1500;
  // Four rows of each pair with counts up and down; the third is the largest.
  const rows = Array.from({ length: ROUNDS }, (_, at) => at % 300)
    .map((member, at) => `g${member % 7},user${member},${[10, 20, 40, 30, 15][Math.floor(at / 300)]}\n`)
    .join('');

  test.each([
    { rule: 'first', count: 10 },
    { rule: 'max', count: 40 },
  ])('sends the same rows as one that was not: $rule', async ({ rule, count }) => {
    const path = await tempFile('members.csv', HEADER + rows);
    const simulator = await simulate({ latencyMs: 1, jitterMs: 5 });
    const env = environmentOf(simulator);
    const args = ['import', path, '--on-duplicate', rule, '--rate', '400', '--concurrency', '10'];
    for (const afterCalls of [60, 180]) {
      const running = startCommand(args, { env });
      await until(() => simulator.state().calls.length >= afterCalls);
      await running.kill(`${path}.tim-unread`);
    }
    const { code, stdout } = await runCommand([...args, '--json'], { env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      resumed: true,
      rows: { read: ROUNDS, ok: 300, failed: 0, skipped: ROUNDS - 300, pending: 0 },
    });
    const unread = unreadOf(simulator);
    expect(unread.size).toBe(300);
    expect(new Set(unread.values())).toEqual(new Set([count]));
    expect(simulator.state().calls.every(({ unread: sent }) => sent === count)).toBe(true);
  });

  test('Ctrl-C while it looks for duplicates ends it, and nothing was sent', async () => {
    const path = await tempFile('members.csv', csvOf(50_000));
    const simulator = await simulate();
    const env = environmentOf(simulator);
    // Every read of the input is slow enough for the signal to come during the scan.
    slowFs('read', 'members.csv');
    const clock = { ...systemClock, nowMs: () => systemClock.nowMs() * 100 };
    const running = startCommand(['import', path, '--on-duplicate', 'first'], { env, world: { clock } });
    await running.talked('looking for duplicates: ');
    await running.signal('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(unwrapped(stderr)).toMatch(/looking for duplicates: [\d,]+ of [\d,]+ bytes of .*members\.csv/);
    expect(simulator.state().calls).toHaveLength(0);
    await writeFile(path, csvOf(3));
    expect((await runCommand(['import', path, '--on-duplicate', 'first'], { env })).code).toBe(0);
  });
});
