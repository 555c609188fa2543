import { appendFile, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fastClock } from '../../support/clock.ts';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, HEADER, tempFile, tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));

const copyOf = async (name: string): Promise<string> => {
  const path = join(await tempFolder(), name);
  await copyFile(fixture(name), path);
  return path;
};

const failuresOf = async (path: string): Promise<string[]> =>
  (await readFile(join(`${path}.tim-unread`, 'failures.csv'), 'utf8')).trimEnd().split('\n').slice(1);

describe('a rehearsal needs nothing at all', () => {
  test.each(['members.csv', 'members.jsonl'])('%s', async (name) => {
    const path = await copyOf(name);
    const { code, stdout, stderr } = await runCommand(['import', path, '--simulator']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^COMPLETE: .*\s+\(a\s+rehearsal:\s+nothing\s+was\s+sent\s+to\s+Tencent\)\n/);
    expect(stdout).toContain('25 read = 25 ok + 0 failed + 0 skipped + 0 pending');
    expect(unwrapped(stderr)).toContain(': starting');
    expect(stdout + stderr).not.toContain('\u001b');
  });

  test('and when it is finished, rehearsing again starts anew, and so does a real run', async () => {
    const path = await copyOf('members.csv');
    const simulator = await simulate();
    await runCommand(['import', path, '--simulator']);
    const again = await runCommand(['import', path, '--simulator', '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ resumed: false, calls: { sent: 25 } });
    const real = await runCommand(['import', path, '--json'], { env: environmentOf(simulator) });
    expect(JSON.parse(real.stdout)).toMatchObject({ resumed: false, rehearsal: false, calls: { sent: 25 } });
    expect(unreadOf(simulator).size).toBe(25);
    const rehearsal = await runCommand(['import', path, '--simulator']);
    expect(rehearsal).toMatchObject({ code: 5, stdout: '' });
    expect(unwrapped(rehearsal.stderr)).toMatch(/belongs to a real run.*\n.*--state-dir/);
  });
});

describe('the main job', () => {
  test('sets every row, and a second run has nothing to do', async () => {
    const path = await tempFile('members.csv', csvOf(300));
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const first = await runCommand(['import', path, '--rate', '2000', '--json', '--log-level', 'debug'], { env });
    expect(first.code).toBe(0);
    const summary = JSON.parse(first.stdout);
    expect(summary).toMatchObject({
      command: 'import',
      verdict: 'COMPLETE',
      exitCode: 0,
      rows: { read: 300, ok: 300, failed: 0, skipped: 0, pending: 0 },
      failures: [],
      calls: { sent: 300, retried: 0, rateLimited: 0 },
      rate: { limit: 2000 },
      resumed: false,
    });
    expect(summary.input).toEqual({
      path,
      sizeBytes: summary.input.doneBytes,
      doneBytes: expect.any(Number),
      atEnd: true,
    });
    expect(JSON.parse(await readFile(join(`${path}.tim-unread`, 'summary.json'), 'utf8'))).toEqual(summary);
    expect(unreadOf(simulator).get('g41 user42')).toBe(42);
    const log = (await readFile(join(`${path}.tim-unread`, 'log.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(log.filter((line) => JSON.parse(line).msg === 'row-ok')).toHaveLength(300);

    const second = await runCommand(['import', path], { env });
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/^COMPLETE: /);
    expect(simulator.state().calls).toHaveLength(300);
  });

  test('the last row of the same pair wins', async () => {
    const rows = Array.from({ length: 200 }, (_, at) => `g${at % 3},alice,${at}\n`).join('');
    const path = await tempFile('members.csv', HEADER + rows);
    const simulator = await simulate({ latencyMs: 0, jitterMs: 10, faults: [{ kind: 'reset-after', share: 0.05 }] });
    const { code } = await runCommand(['import', path, '--rate', '1000'], {
      env: environmentOf(simulator),
      world: { clock: fastClock(50) },
    });
    expect(code).toBe(0);
    expect(Object.fromEntries(unreadOf(simulator))).toEqual({ 'g0 alice': 198, 'g1 alice': 199, 'g2 alice': 197 });
    for (const group of ['g0', 'g1', 'g2']) {
      const counts = simulator
        .state()
        .calls.filter(({ groupId }) => groupId === group)
        .map(({ unread }) => Number(unread));
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    }
  });

  test('bad rows stand in failures.csv, exactly those; corrected and imported again, all is well', async () => {
    const path = await copyOf('bad-rows.csv');
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const { code, stdout } = await runCommand(['import', path], { env });
    expect(code).toBe(3);
    expect(stdout).toMatch(/^COMPLETE WITH FAILURES/);
    expect(stdout).toContain('-corrected.csv');
    const failures = await failuresOf(path);
    expect(failures).toHaveLength(26);
    expect(unreadOf(simulator).size).toBe(5);

    const corrected = failures.map((_, at) => `project-apollo,fixed${at},${at}\n`).join('');
    const copy = join(await tempFolder(), 'corrected.csv');
    await writeFile(copy, HEADER + corrected);
    expect((await runCommand(['import', copy], { env })).code).toBe(0);
    expect(unreadOf(simulator).size).toBe(31);
  });

  test('the failure file is itself an input', async () => {
    const path = await tempFile('members.csv', csvOf(20));
    const simulator = await simulate({ faults: [{ kind: 10004, share: 1, groupId: 'g7' }] });
    const env = environmentOf(simulator);
    expect((await runCommand(['import', path], { env })).code).toBe(3);
    expect(await failuresOf(path)).toEqual([
      expect.stringMatching(/^g7,user8,8,9,refused,10004,invalid parameter: simulated 10004,1,20/),
    ]);
    simulator.change({ faults: [] });
    expect((await runCommand(['import', `${path}.tim-unread/failures.csv`], { env })).code).toBe(0);
    expect(unreadOf(simulator).size).toBe(20);
  });

  test('several files go one after the other, and --json prints one object for each', async () => {
    const folder = await tempFolder();
    const paths = [join(folder, 'a.csv'), join(folder, 'b 中文 🎉.csv')];
    for (const path of paths) await writeFile(path, csvOf(10));
    const simulator = await simulate();
    const { code, stdout } = await runCommand(['import', ...paths, '--json'], { env: environmentOf(simulator) });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject(paths.map((path) => ({ input: { path }, calls: { sent: 10 } })));
    expect(simulator.state().calls).toHaveLength(20);
  });

  test.each(['quoted', 'by the shell'])(
    'a pattern, %s, finds the same files again when their state folders lie beside them',
    async (how) => {
      const folder = await tempFolder();
      for (const shard of [1, 2]) await writeFile(join(folder, `shard-${shard}.csv`), `${csvOf(2)}g,,5\n`);
      const simulator = await simulate();
      const files = ['shard-1.csv', 'shard-2.csv'];
      const withFolders = files.flatMap((name) => [name, `${name}.tim-unread`]);
      const run = async (words: readonly string[]) => {
        const { stdout, stderr } = await runCommand(['import', ...words, '--json'], {
          env: environmentOf(simulator),
          cwd: folder,
        });
        expect(stderr).not.toContain('error');
        return JSON.parse(stdout).map(({ input }: { input: { path: string } }) => input.path);
      };
      expect(await run(how === 'quoted' ? ['**/*.csv'] : files)).toEqual(files);
      expect(await run([...(how === 'quoted' ? ['**/*.csv'] : files), '--restart'])).toEqual(files);
      const all = how === 'quoted' ? ['**/*.csv'] : (await readdir(folder)).sort();
      if (how !== 'quoted') expect(all).toEqual(expect.arrayContaining(withFolders));
      expect(await run(all)).toEqual(files);
      expect(simulator.state().calls).toHaveLength(8);
    },
  );

  test('a pattern in quotes stands for its files in their order, and a first block counts them together', async () => {
    const folder = await tempFolder();
    for (const shard of [1, 2, 10]) await writeFile(join(folder, `shard-${shard}.csv`), csvOf(10));
    const simulator = await simulate();
    const { code, stdout } = await runCommand(['import', 'shard-*.csv'], {
      env: environmentOf(simulator),
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(stdout.match(/(?<=^COMPLETE: )shard-\d+\.csv$/gm)).toEqual(['shard-1.csv', 'shard-2.csv', 'shard-10.csv']);
    expect(stdout).toMatch(
      /^COMPLETE: all 3 inputs together\n\n {2}rows +30 read = 30 ok[\s\S]*3 finished, 0 stopped early, 0 not begun\n\nCOMPLETE: shard-1[\s\S]*\n\nCOMPLETE: all 3 inputs together\n {2}next +read the counts back, to prove them:\n +npx tim-unread verify 'shard-\*\.csv'\n$/,
    );
    expect(await runCommand(['import', 'no-*.csv'], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no-*.csv: no file matches'),
    });
  });

  test('--limit counts the rows of all files together', async () => {
    const folder = await tempFolder();
    const paths = [join(folder, 'a.csv'), join(folder, 'b.csv'), join(folder, 'c.csv')];
    for (const path of paths) await writeFile(path, csvOf(10));
    const simulator = await simulate();
    const { code, stdout } = await runCommand(['import', ...paths, '--limit', '14', '--json'], {
      env: environmentOf(simulator),
    });
    expect(code).toBe(4);
    expect(JSON.parse(stdout).map((summary: { rows: { ok: number } }) => summary.rows.ok)).toEqual([10, 4, 0]);
  });

  test('a file behind the limit is not begun: no call is made for it, and one that is complete stays so', async () => {
    const folder = await tempFolder();
    for (const name of ['a', 'b', 'c']) await writeFile(join(folder, `${name}.csv`), csvOf(10));
    const env = environmentOf(await simulate());
    await runCommand(['import', 'b.csv'], { env, cwd: folder });
    const words = ['import', 'a.csv', 'b.csv', 'c.csv', '--limit', '10'];
    const { code, stdout } = await runCommand(words, { env, cwd: folder });
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /^INCOMPLETE: all 3 inputs[\s\S]*2 finished, 0 stopped early, 1 not begun\s+not begun: c\.csv/,
    );
    expect(stdout).toMatch(/then send the rest:\n +npx tim-unread import a\.csv b\.csv c\.csv\n$/);
    const { reads, calls } = JSON.parse(await readFile(join(folder, 'c.csv.tim-unread', 'summary.json'), 'utf8'));
    expect({ reads, sent: calls.sent }).toEqual({ reads: [], sent: 0 });
  });

  test('--max-failures counts the failed rows of all files together', async () => {
    const folder = await tempFolder();
    const rows = `${HEADER}g1,alice,1\ng1,bob,no\ng1,carol,2\n`;
    for (const name of ['a', 'b', 'c']) await writeFile(join(folder, `${name}.csv`), rows);
    const env = environmentOf(await simulate());
    const words = ['import', 'a.csv', 'b.csv', 'c.csv', '--max-failures', '1'];
    const { code, stdout, stderr } = await runCommand(words, { env, cwd: folder });
    expect(code).toBe(4);
    expect(stderr + stdout).toContain('2 rows failed, more than --max-failures 1 allows');
    expect(stdout).toContain('not begun: c.csv');
    // The second file begins while replies to rows of the first are awaited, and so its failed row may stop that too.
    expect((await runCommand(['import', 'a.csv'], { env, cwd: folder })).code).toBe(3);
    const again = await runCommand(words, { env, cwd: folder });
    // What was finished stays so, and the first that is not says at once that nothing is sent.
    expect(unwrapped(again.stdout)).toContain('1 finished, 1 stopped early, 1 not begun');
    expect(again).toMatchObject({ code: 4, stdout: expect.stringContaining('COMPLETE WITH FAILURES: a.csv') });
    const { stdout: seen } = await runCommand(['status', 'a.csv', 'b.csv', 'c.csv'], { cwd: folder });
    expect(seen).toContain('NOT STARTED: c.csv');
    const next = await runCommand(['import', 'a.csv', 'b.csv', 'c.csv'], { env, cwd: folder });
    expect(next.stdout).toMatch(/^COMPLETE WITH FAILURES: all 3[\s\S]*9 read = 6 ok \+ 3 failed/);
  });

  test('a finished import is finished whatever --max-failures says, until rows are added', async () => {
    const path = await tempFile('rows.csv', `${HEADER}g1,alice,1\ng1,bob,no\ng1,carol,no\n`);
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const words = ['import', path, '--max-failures', '1'];
    expect((await runCommand(['import', path], { env })).code).toBe(3);
    expect(await runCommand(words, { env })).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^COMPLETE WITH FAILURES/),
    });
    await appendFile(path, 'g1,dave,4\n');
    const stopped = await runCommand(words, { env });
    expect(stopped).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('2 rows failed, more than --max-failures 1 allows'),
    });
    expect(unreadOf(simulator).has('g1 dave')).toBe(false);
    expect((await runCommand(['import', path], { env })).code).toBe(3);
    expect(unreadOf(simulator).get('g1 dave')).toBe(4);
  });

  test('a file without a header is read by position, goes on the same way only, and the commands keep it', async () => {
    const path = await tempFile('rows.csv', '5,g1,alice\n6,g1,bob\n');
    const flags = ['--no-header', '--columns', 'GroupId=2,Member_Account=3,UnreadMsgNum=1'];
    const simulator = await simulate();
    const env = environmentOf(simulator);
    expect((await runCommand(['validate', path, ...flags])).stdout).toContain(
      `npx tim-unread import ${path} ${flags.join(' ')}`,
    );
    expect((await runCommand(['import', path, ...flags, '--limit', '1'], { env })).code).toBe(4);
    const other = await runCommand(
      ['import', path, '--no-header', '--columns', 'GroupId=3,Member_Account=2,UnreadMsgNum=1'],
      { env },
    );
    expect(other.code).toBe(5);
    expect(unwrapped(other.stderr)).toMatch(
      /with other settings: --columns GroupId=2,Member_Account=3,UnreadMsgNum=1, now GroupId=3,.*\n.*Leave --no-header, --columns out/,
    );
    expect((await runCommand(['import', path], { env })).code).toBe(0);
    expect(Object.fromEntries(unreadOf(simulator))).toEqual({ 'g1 alice': 5, 'g1 bob': 6 });
  });

  test('a file that begins with sep= goes on too, and the delimiter by flag is the same one', async () => {
    const path = await tempFile('rows.csv', `sep=;\r\n${csvOf(10).replaceAll(',', ';')}`);
    const simulator = await simulate();
    const env = environmentOf(simulator);
    expect((await runCommand(['import', path, '--limit', '3'], { env })).code).toBe(4);
    expect((await runCommand(['import', path, '--limit', '3', '--delimiter', ';'], { env })).code).toBe(4);
    expect((await runCommand(['import', path], { env })).code).toBe(0);
    const groups = simulator.state().calls.map(({ groupId }) => groupId);
    expect(groups.sort()).toEqual(Array.from({ length: 10 }, (_, at) => `g${at}`));
  });

  test('--restart begins again and keeps the old folder', async () => {
    const path = await tempFile('members.csv', csvOf(10));
    const simulator = await simulate();
    const env = environmentOf(simulator);
    await runCommand(['import', path], { env });
    expect((await runCommand(['import', path, '--restart'], { env })).code).toBe(0);
    expect(simulator.state().calls).toHaveLength(20);
  });

  test('--limit is a canary; without it the same command sends the rest', async () => {
    const path = await tempFile('members.csv', csvOf(30));
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const canary = await runCommand(['import', path, '--limit', '7'], { env });
    expect(canary.code).toBe(4);
    expect(canary.stdout).toMatch(/INCOMPLETE[\s\S]*--limit was reached[\s\S]*7 read = 7 ok/);
    expect((await runCommand(['import', path], { env })).code).toBe(0);
    expect(simulator.state().calls).toHaveLength(30);
  });

  test('a file that grew at its end goes on with the new rows', async () => {
    const path = await tempFile('members.csv', csvOf(10));
    const simulator = await simulate();
    const env = environmentOf(simulator);
    await runCommand(['import', path], { env });
    await writeFile(path, csvOf(15));
    expect((await runCommand(['import', path], { env })).code).toBe(0);
    expect(simulator.state().calls).toHaveLength(15);
  });
});

describe('a wrong setting costs one call and no row', () => {
  test.each([
    { name: 'another app’s key', env: { TIM_SECRET_KEY: 'x'.repeat(64) }, says: /70009[\s\S]*secret key/ },
    { name: 'not an admin', env: { TIM_ADMIN: 'bob' }, says: /60010[\s\S]*App admin[\s\S]*--admin is "bob"/ },
    { name: 'another SDKAppID', env: { TIM_SDKAPPID: '1400000001' }, says: /70020[\s\S]*--region/ },
  ])('$name', async ({ env, says }) => {
    const path = await tempFile('members.csv', csvOf(50));
    const simulator = await simulate();
    const right = environmentOf(simulator);
    const { code, stdout } = await runCommand(['import', path], { env: { ...right, ...env } });
    expect(code).toBe(4);
    expect(stdout).toMatch(says);
    expect(stdout).toContain('0 ok + 0 failed');
    expect(simulator.state().calls).toHaveLength(0);
    expect(simulator.state().commands).toMatchObject({ get_group_info: { total: 1 } });
    expect(await failuresOf(path)).toEqual([]);
    // Nothing is bound to the wrong target: with the right settings the same command goes on.
    expect((await runCommand(['import', path], { env: right })).code).toBe(0);
    expect(unreadOf(simulator).size).toBe(50);
  });
});

describe('nothing was sent, and the same is said with a remedy', () => {
  const nowhere = {
    TIM_SDKAPPID: '1',
    TIM_ADMIN: 'a',
    TIM_SECRET_KEY: 'k'.repeat(64),
    TIM_ENDPOINT: 'http://127.0.0.1:9',
  };

  test.each([
    { name: 'a missing file', args: ['no.csv'], code: 2, says: /no\.csv: no such file \(TU_INPUT\)\n {2}Check/ },
    { name: 'a folder', args: ['folder'], code: 2, says: /is a folder/ },
    { name: 'an empty file', args: ['empty.csv'], code: 2, says: /is empty/ },
    { name: 'another header', args: ['other.csv'], code: 2, says: /lacks GroupId.*\n.*--columns GroupId=group,/ },
    {
      name: '--no-header for JSONL',
      args: ['rows.csv', '--no-header', '--format', 'jsonl'],
      code: 2,
      says: /--no-header is for CSV and TSV/,
    },
    { name: 'a pipe without format', args: ['-', '--state-dir', 's'], code: 2, says: /--format csv/ },
    {
      name: 'an unknown flag',
      args: ['rows.csv', '--rats', '5'],
      code: 2,
      says: /unknown option '--rats'[\s\S]*--rate/,
    },
    {
      name: 'an unknown region',
      args: ['rows.csv', '--region', 'mars'],
      code: 2,
      says: /--region \(TIM_REGION\) to be one of cn, sgp/,
    },
    {
      name: '--rate 0',
      args: ['rows.csv', '--rate', '0'],
      code: 2,
      says: /--rate \(TIM_RATE\) to be a number above 0.*got "0"/,
    },
    { name: '--rate -5', args: ['rows.csv', '--rate=-5'], code: 2, says: /--rate/ },
    { name: '--timeout 3000', args: ['rows.csv', '--timeout', '3000'], code: 2, says: /from 3001/ },
    { name: '--give-up-after 5', args: ['rows.csv', '--give-up-after', '5'], code: 2, says: /90s, 30m or 2h/ },
    { name: '--max-failures 101%', args: ['rows.csv', '--max-failures', '101%'], code: 2, says: /--max-failures/ },
    { name: '--delimiter ab', args: ['rows.csv', '--delimiter', 'ab'], code: 2, says: /one ASCII character/ },
    { name: '--columns __proto__', args: ['rows.csv', '--columns', '__proto__=x'], code: 2, says: /GroupId=NAME/ },
    { name: '--columns nonsense', args: ['rows.csv', '--columns', 'a,b'], code: 2, says: /GroupId=NAME/ },
    { name: 'http: to somewhere else', args: ['rows.csv', '--endpoint', 'http://10.0.0.1'], code: 2, says: /https:/ },
    {
      name: 'an endpoint with a path',
      args: ['rows.csv', '--endpoint', 'https://x.example/v4'],
      code: 2,
      says: /scheme and host only/,
    },
    {
      name: 'one state folder for two',
      args: ['rows.csv', 'more.csv', '--state-dir', 's'],
      code: 2,
      says: /one input/,
    },
    { name: 'the same file twice', args: ['rows.csv', 'rows.csv'], code: 2, says: /given twice/ },
    {
      name: 'a state folder in nowhere',
      args: ['rows.csv', '--state-dir', 'no/such/place'],
      code: 2,
      says: /state folder no\/such\/place cannot be used/,
    },
    { name: 'no file', args: [], code: 2, says: /missing required argument/ },
  ])('$name', async ({ args, code, says }) => {
    const cwd = await tempFolder();
    await mkdir(join(cwd, 'folder'));
    for (const [name, text] of [
      ['empty.csv', ''],
      ['other.csv', 'group,user,badge\n1,2,3\n'],
      ['rows.csv', csvOf(3)],
      ['more.csv', csvOf(3)],
      ['rows.txt', csvOf(3)],
    ] as const) {
      await writeFile(join(cwd, name), text);
    }
    const ended = await runCommand(['import', ...args], { env: nowhere, cwd });
    expect(unwrapped(ended.stderr)).toMatch(says);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(unwrapped(ended.stderr)).not.toMatch(/\n {4}at /);
  });

  test('settings that are missing are named all at once; an empty variable counts as unset', async () => {
    const path = await tempFile('rows.csv', csvOf(3));
    const { code, stderr } = await runCommand(['import', path], {
      env: { TIM_SDKAPPID: '1', TIM_ADMIN: '', TIM_SECRET_KEY: '' },
    });
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(/missing: --admin \(TIM_ADMIN\); a key .*TIM_USERSIG .*\n.*--simulator/);
  });

  test('a target that is not there, and one that answers with a page, keep the rows pending', async () => {
    const page = createServer((_, response) => response.end('<html>\u001b[2Jhello</html>'));
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      page.close();
    });
    const path = await tempFile('rows.csv', csvOf(3));
    const gone = await runCommand(['import', path, '--give-up-after', '100ms'], { env: nowhere });
    expect(gone.code).toBe(4);
    expect(gone.stdout).toMatch(/INCOMPLETE[\s\S]*out of reach[\s\S]*ECONNREFUSED[\s\S]*0 failed/);
    const endpoint = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
    const html = await runCommand(['import', path, '--give-up-after', '100ms', '--endpoint', endpoint], {
      env: nowhere,
    });
    expect(html.code).toBe(4);
    expect(html.stdout).toMatch(/not the API’s: <html>\\u001b\[2Jhello[\s\S]*0 failed/);
  });
});

describe('settings', () => {
  test('come from the flag, else the environment, else the file', async () => {
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const path = await tempFile('rows.csv', csvOf(3));
    const envFile = await tempFile(
      '.env',
      `TIM_ADMIN=nobody\nTIM_SECRET_KEY="${env.TIM_SECRET_KEY}"\nTIM_ENDPOINT=${env.TIM_ENDPOINT}\n`,
    );
    const { code, stderr } = await runCommand(['import', path, '--settings', envFile, '--admin', 'administrator'], {
      env: { TIM_SDKAPPID: env.TIM_SDKAPPID ?? '', TIM_ADMIN: 'somebody' },
    });
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
  });

  test('a key file may end in a line break; a ready-made UserSig wins over a key', async () => {
    const simulator = await simulate();
    const { TIM_SECRET_KEY: key = '', ...env } = environmentOf(simulator);
    const keyFile = await tempFile('key.txt', `${key}\n`);
    const path = await tempFile('rows.csv', csvOf(3));
    expect((await runCommand(['import', path, '--secret-key-file', keyFile], { env })).code).toBe(0);
    const usersig = (await runCommand(['usersig', '--secret-key-file', keyFile], { env })).stdout.trim();
    const withBoth = { ...env, TIM_USERSIG: usersig, TIM_SECRET_KEY: 'wrong'.repeat(9) };
    expect((await runCommand(['import', path, '--restart'], { env: withBoth })).code).toBe(0);
  });

  test('a rate above the vendor’s is warned of, and goes on', async () => {
    const simulator = await simulate();
    const path = await tempFile('rows.csv', csvOf(3));
    const { code, stderr } = await runCommand(['import', path, '--rate', '300'], { env: environmentOf(simulator) });
    expect(code).toBe(0);
    expect(unwrapped(stderr)).toContain("warning: --rate 300 is above the vendor's 200");
  });
});
