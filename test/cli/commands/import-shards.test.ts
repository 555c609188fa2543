import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { jsonOutput } from '../../../src/report/json/schema.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { textIn } from '../../support/page-text.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, HEADER, tempFile, tempFolder } from '../../support/temp.ts';
import { until } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const ROWS = 400;
/** Some pairs stand in two rows, and some rows are invalid. */
const TEXT = `${csvOf(ROWS)}g1,user2,7\ng2,user3,8\ng1,user2,9\ng3,bad,x\ng4,bad\n,bad,1\n`;

const begin = async () => {
  const simulator = await simulate();
  return { simulator, env: environmentOf(simulator), path: await tempFile('rows.csv', TEXT) };
};

describe('--shard', () => {
  test('all shares together send every row exactly once, and rows of a pair in their order', async () => {
    const { simulator, env, path } = await begin();
    const all = await Promise.all(
      [1, 2, 3].map((index) =>
        runCommand(['import', path, '--shard', `${index}/3`, '--rate', '2000', '--json'], { env }),
      ),
    );
    for (const { stdout } of all) v.parse(jsonOutput, JSON.parse(stdout));
    const rows = all.map(({ stdout }) => JSON.parse(stdout).rows);
    const sum = (name: string): number => rows.reduce((total, counts) => total + counts[name], 0);
    expect({ ok: sum('ok'), failed: sum('failed'), pending: sum('pending') }).toEqual({
      ok: ROWS + 3,
      failed: 3,
      pending: 0,
    });
    for (const counts of rows) expect(counts.read).toBe(ROWS + 6);
    expect(sum('otherShard')).toBe(2 * (ROWS + 6));
    const { calls } = simulator.state();
    expect(calls.length).toBe(ROWS + 3);
    const ofPair = calls.filter(({ account }) => account === 'user2').map(({ unread }) => unread);
    expect(ofPair).toEqual([2, 7, 9]);
    expect((await readdir(`${path}.tim-unread`)).toSorted()).toEqual(
      expect.arrayContaining(['shard-1-of-3', 'shard-2-of-3', 'shard-3-of-3']),
    );
  });

  test('a share goes on where it was killed, and says which rows it left to the others', async () => {
    const { simulator, env, path } = await begin();
    const words = ['import', path, '--shard', '2/2'];
    const running = startCommand([...words, '--rate', '100'], { env });
    await until(() => simulator.state().calls.length >= 30);
    await running.kill(join(`${path}.tim-unread`, 'shard-2-of-2'));
    const { stdout } = await runCommand([...words, '--rate', '2000'], { env });
    expect(unwrapped(stdout)).toMatch(/skipped +\d+ of other shares of the rows \(--shard\)/);
    await runCommand(['import', path, '--shard', '1/2', '--rate', '2000'], { env });
    expect(unreadOf(simulator).size).toBe(ROWS);
  });

  test.each([
    ['another number of shares', ['--shard', '1/4'], 'Go on with --shard 1/2, 2/2 and so on;'],
    ['all rows', [], 'Go on with --shard 1/2'],
    ['all rows from the first one on', ['--restart'], 'to begin anew, move that folder away.'],
  ])('after a run of one share of two, a run of %s is refused with 5, and nothing is sent', async (_, flags, next) => {
    const { simulator, env, path } = await begin();
    await runCommand(['import', path, '--shard', '1/2', '--rate', '2000'], { env });
    const before = simulator.state().calls.length;
    const { code, stderr } = await runCommand(['import', path, ...flags], { env });
    expect({ code, says: unwrapped(stderr).includes(next) }).toEqual({ code: 5, says: true });
    expect(simulator.state().calls.length).toBe(before);
  });

  test('after a run over all rows a share is refused with 5', async () => {
    const { env, path } = await begin();
    await runCommand(['import', path, '--rate', '2000'], { env });
    const { code, stderr } = await runCommand(['import', path, '--shard', '1/2'], { env });
    expect({ code, says: unwrapped(stderr).includes('Go on without --shard;') }).toEqual({ code: 5, says: true });
  });

  test.each(['0/4', '5/4', '1/0', '4', '1/1001', 'a/b', '1/4/2'])('%s is no share', async (share) => {
    const { env, path } = await begin();
    const { code, stderr } = await runCommand(['import', path, '--shard', share], { env });
    expect({ code, says: stderr.includes('1/4') }).toEqual({ code: 2, says: true });
  });

  test('shares a folder of many inputs too, and each share has its failures', async () => {
    const { simulator, env } = await begin();
    const folder = join(await tempFolder(), 'parts');
    await mkdir(folder);
    for (let at = 0; at < 110; at += 1)
      await writeFile(join(folder, `p${at}.csv`), `${HEADER}g${at},u${at},${at === 50 ? 'x' : at}\n`);
    for (const share of ['1/2', '2/2'])
      await runCommand(['import', folder, '--shard', share, '--rate', '2000'], { env });
    expect(unreadOf(simulator).size).toBe(109);
    const files = ['shard-1-of-2', 'shard-2-of-2'].map((name) =>
      readFile(join(`${folder}.tim-unread`, name, 'failures.csv'), 'utf8'),
    );
    expect((await Promise.all(files)).join('').match(/p50\.csv/g)).toHaveLength(1);
  });

  test('check and verify look at their share', async () => {
    const { env, path } = await begin();
    await runCommand(['import', path, '--shard', '1/2', '--rate', '2000'], { env });
    const { stdout } = await runCommand(['verify', path, '--shard', '1/2', '--rate', '2000', '--json'], { env });
    const { rows } = JSON.parse(stdout);
    expect(rows.ok + rows.failed + rows.skipped).toBe(ROWS + 6);
    expect(rows.otherShard).toBeGreaterThan(150);
    expect(rows.ok).toBeGreaterThan(150);
  });

  test.each(['check', 'verify'])('after one share %s of the whole proposes the next one', async (command) => {
    const { env, path } = await begin();
    await runCommand(['import', path, '--shard', '1/2', '--rate', '2000'], { env });
    const { stdout } = await runCommand([command, path, '--rate', '2000'], { env });
    expect(stdout).toContain(` import ${path} --shard 2/2 --rate 2000\n`);
  });
});

describe('together again', () => {
  test('status adds up the shares, says which is next, and writes one failures.csv', async () => {
    const { simulator, env, path } = await begin();
    await runCommand(['import', path, '--shard', '1/2', '--rate', '2000'], { env });
    const half = await runCommand(['status', path], { env });
    expect(half.code).toBe(4);
    expect(unwrapped(half.stdout)).toMatch(/shares +1 of 2: COMPLETE.*2 of 2: NOT STARTED/s);
    expect(half.stdout).toContain(`import ${path}`);
    expect(half.stdout).toContain('--shard 2/2');
    await runCommand(['import', path, '--shard', '2/2', '--rate', '2000'], { env });
    const { code, stdout } = await runCommand(['status', path, '--json'], { env });
    const json = JSON.parse(stdout);
    expect(json.files).toEqual({
      checkpoint: null,
      failures: join(`${path}.tim-unread`, 'failures.csv'),
      lowered: null,
      log: null,
      report: null,
    });
    expect(v.parse(jsonOutput, json)).toMatchObject({
      verdict: 'COMPLETE WITH FAILURES',
      rows: { read: ROWS + 6, ok: ROWS + 3, failed: 3, skipped: 0, pending: 0 },
      failures: [{ class: 'invalid', count: 3 }],
      shares: [{ shard: '1/2' }, { shard: '2/2' }],
    });
    expect(code).toBe(3);
    const shown = unwrapped((await runCommand(['status', path], { env })).stdout);
    expect(shown).not.toContain('checkpoint.json');
    expect(shown).toContain(`${join(`${path}.tim-unread`, 'shard-2-of-2')} share 2 of 2: its log, and how far it is`);
    const failures = await readFile(join(`${path}.tim-unread`, 'failures.csv'), 'utf8');
    expect(failures.match(/^GroupId,/gm)).toHaveLength(1);
    expect(failures.trimEnd().split('\n')).toHaveLength(4);
    expect(simulator.state().calls).toHaveLength(ROWS + 3);
  });

  test('an input that has grown or was edited after its shares goes on share by share, as status says', async () => {
    const { env, path } = await begin();
    const proposedShare = async (): Promise<string | undefined> => {
      const { stdout } = await runCommand(['status', path, '--json'], { env });
      const commands = (JSON.parse(stdout).next as { commands: string[] }[]).flatMap((step) => step.commands);
      return commands.find((command) => / import /.test(command) && !command.includes('corrected'));
    };
    const importShare = async (share: string, ...flags: string[]): Promise<unknown> =>
      runCommand(['import', path, '--shard', share, '--rate', '2000', ...flags], { env });
    for (const share of ['1/2', '2/2']) await importShare(share);
    expect(await proposedShare()).toBeUndefined();
    const text = await readFile(path, 'utf8');
    await writeFile(path, `${text}g0,user1,7\ng0,user2,8\n`);
    for (const share of ['1/2', '2/2']) {
      expect(await proposedShare()).toMatch(new RegExp(`--shard ${share}`));
      await importShare(share);
    }
    await writeFile(path, text.replace(/user/g, 'User'));
    for (const share of ['1/2', '2/2']) {
      expect(await proposedShare()).toMatch(new RegExp(`--shard ${share}.* --restart`));
      await importShare(share, '--restart');
    }
    expect(await proposedShare()).toBeUndefined();
  });

  test('verify of the whole knows what the shares have imported', async () => {
    const { env, path } = await begin();
    await runCommand(['import', path, '--shard', '1/2', '--rate', '2000'], { env });
    await runCommand(['import', path, '--shard', '2/2', '--rate', '2000'], { env });
    const { code, stdout } = await runCommand(['verify', path, '--rate', '2000', '--json'], { env });
    expect(code).toBe(3);
    expect(JSON.parse(stdout).rows).toMatchObject({ read: ROWS + 6, ok: ROWS, failed: 3, pending: 0 });
    const again = await runCommand(['verify', path, '--rate', '2000'], { env });
    expect(unwrapped(again.stdout)).toContain(join(`${path}.tim-unread`, 'failures.csv'));
    const page = textIn(await readFile(join(`${path}.tim-unread`, 'report.html'), 'utf8'), 'en');
    // Two rows of a pair differ by themselves: the last one wins.
    expect(page).toContain(`rows read – ${ROWS + 6} ${ROWS + 6} in order – ${ROWS + 3} set ${ROWS} as asked`);
    expect(page).toMatch(/The shares of the rows .* share 1 of 2 .* share 2 of 2 /);
    expect(again.stderr).not.toContain('shard-');
    const status = await runCommand(['status', path], { env });
    expect(unwrapped(status.stdout)).toContain('verify.csv');
  });

  test('a share whose process was killed is pending in the sum', async () => {
    const { simulator, env, path } = await begin();
    const running = startCommand(['import', path, '--shard', '1/2', '--rate', '100'], { env });
    await until(() => simulator.state().calls.length >= 30);
    const during = await runCommand(['status', path], { env });
    expect(during.stdout).toContain('RUNNING');
    await running.kill(join(`${path}.tim-unread`, 'shard-1-of-2'));
    const { rows } = JSON.parse((await runCommand(['status', path, '--json'], { env })).stdout);
    expect(rows.read).toBe(rows.ok + rows.failed + rows.skipped + rows.pending);
    expect(rows.ok).toBeGreaterThanOrEqual(20);
    expect(rows.ok).toBeLessThan(ROWS);
  });

  test('report shows the sum of the shares that have begun', async () => {
    const { env, path } = await begin();
    await runCommand(['import', path, '--shard', '1/2', '--rate', '2000'], { env });
    await runCommand(['import', path, '--shard', '2/2', '--rate', '2000'], { env });
    const { code, stdout } = await runCommand(['report', path, '--xlsx'], { env });
    expect({ code, says: unwrapped(stdout).includes('report.html') }).toEqual({ code: 0, says: true });
    const page = textIn(await readFile(join(`${path}.tim-unread`, 'report.html'), 'utf8'), 'en');
    expect(page).toContain(`${ROWS + 6} rows read ${ROWS + 3} set 3 failed`);
    // That of every share: each of them has read the whole file.
    expect(page.match(/SHA-256 of the whole input/g)).toHaveLength(2);
    expect(await readdir(`${path}.tim-unread`)).toContain('failures.xlsx');
  });
});
