import { appendFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/io/clock.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, HEADER, tempFile, tempFolder } from '../../support/temp.ts';
import { until } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const status = async (path: string, ...words: string[]) => {
  const { code, stdout } = await runCommand(['status', path, '--json', ...words]);
  return { code, ...JSON.parse(stdout) };
};

const nextOf = ({ next }: { next: { commands: string[] }[] }): string[] => next.flatMap(({ commands }) => commands);

describe('status', () => {
  test('of an input that needs flags, and was not begun, proposes them', async () => {
    const rows = '[{"GroupId":"g1","Member_Account":"a","UnreadMsgNum":1}]';
    const path = await tempFile('rows.json', `{"data":{"items":${rows}}}`);
    expect(nextOf(await status(path))).toEqual([`npx tim-unread import ${path} --json-path data.items`]);
    expect(nextOf(await status(path, '--json-path', 'x'))).toEqual([`npx tim-unread import ${path} --json-path x`]);
  });

  test('of an input that cannot be read, and was not begun, shows the way to the reason', async () => {
    const path = await tempFile('rows.csv', '');
    expect(nextOf(await status(path))).toEqual([`npx tim-unread inspect ${path}`]);
    expect(nextOf(await status(path, '--shard', '1/2'))).toEqual([`npx tim-unread inspect ${path}`]);
    expect((await runCommand(['inspect', path])).stderr).toContain('is empty');
  });

  test('of a folder ends with one command that goes on with all of it, and then proves it', async () => {
    const cwd = await tempFolder();
    await mkdir(join(cwd, 'parts'));
    for (const name of ['a', 'b', 'c']) await writeFile(join(cwd, 'parts', `${name}.csv`), csvOf(50));
    const env = environmentOf(await simulate());
    const closing = async () => {
      const { stdout } = await runCommand(['status', 'parts'], { cwd, env });
      return /^[A-Z ]+: all 3 inputs together\n {2}next[\s\S]*/m.exec(stdout)?.[0].match(/tim-unread .*/g);
    };
    expect(await closing()).toEqual(['tim-unread import parts']);
    const running = startCommand(['import', 'parts', '--rate', '1', '--on-duplicate', 'first'], { cwd, env });
    await until(async () => (await closing()) === undefined);
    const asked = await runCommand(['rate', 'parts', '0'], { cwd });
    expect(asked.stdout).toContain('asked the run that is on');
    await running.talked('paused');
    await running.signal('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(await closing()).toEqual(['tim-unread import parts --on-duplicate first --rate 1']);
    await runCommand(['import', 'parts', '--on-duplicate', 'first'], { cwd, env });
    expect(await closing()).toEqual(['tim-unread verify parts --on-duplicate first']);
    await runCommand(['verify', 'parts', '--on-duplicate', 'first'], { cwd, env });
    expect(await closing()).toBeUndefined();
  });

  test('before, between and after', async () => {
    const path = await tempFile('rows.csv', csvOf(20));
    expect(await runCommand(['status', path])).toMatchObject({
      code: 4,
      stdout: expect.stringMatching(/^NOT STARTED/),
    });
    await runCommand(['import', path, '--simulator', '--limit', '5']);
    const between = await runCommand(['status', path]);
    expect(between).toMatchObject({
      code: 4,
      stdout: expect.stringMatching(/^INCOMPLETE[\s\S]*--limit was reached[\s\S]*5 ok[\s\S]*next line 7/),
    });
    expect(between.stdout).toMatch(new RegExp(`npx tim-unread import ${path} --simulator\n$`));
    await runCommand(['import', path, '--simulator']);
    expect(await runCommand(['status', path])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^COMPLETE: /) });
    const { stdout } = await runCommand(['status', path]);
    expect(stdout).not.toContain('next line');
    expect(stdout).toContain(`${path}.tim-unread/report.html`);
    expect(await status(path)).toMatchObject({
      code: 0,
      exitCode: 0,
      verdict: 'COMPLETE',
      rows: { read: 20, ok: 20 },
      files: { report: `${path}.tim-unread/report.html` },
    });
  });

  test('tells the command that goes on, with all that decides how the input is read', async () => {
    const path = await tempFile('rows.txt', '3;g1;alice\n4;g1;bob\n5;g1;bob\n');
    const flags = ['--format', 'csv', '--delimiter', ';', '--no-header', '--on-duplicate', 'max'];
    const columns = 'GroupId=2,Member_Account=3,UnreadMsgNum=1';
    const args = ['import', path, ...flags, '--columns', columns, '--encoding', 'gbk', '--simulator', '--limit', '1'];
    await runCommand(args);
    const { stdout } = await runCommand(['status', path]);
    const [, command = ''] = /npx tim-unread (import .*)\n/.exec(stdout) ?? [];
    expect((await runCommand(command.split(' ').map((word) => word.replace(/^'|'$/g, '')))).code).toBe(0);
    expect((await runCommand(['status', path])).stdout).toMatch(/^COMPLETE: /);
  });

  test('tells it with the settings that the run was given, without those that ended it', async () => {
    const path = await tempFile('rows.csv', csvOf(9));
    const envFile = await tempFile(
      '.env',
      Object.entries(environmentOf(await simulate()))
        .map((one) => one.join('='))
        .join('\n'),
    );
    await runCommand(['import', path, '--settings', envFile, '--rate', '150', '--no-group-check', '--limit', '3']);
    const command = `npx tim-unread import ${path} --settings ${envFile} --rate 150 --no-group-check`;
    expect(nextOf(await status(path))).toEqual([command]);
    expect(nextOf(await status(path, '--settings', envFile))).toEqual([command]);
  });

  test('of a file that is not there', async () => {
    expect(await runCommand(['status', 'no.csv'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no such file'),
    });
  });

  test('while a run is on: RUNNING, by whom and how fast, and no proposal to start it', async () => {
    const path = await tempFile('rows.csv', csvOf(400));
    const env = environmentOf(await simulate());
    const running = startCommand(['import', path, '--rate', '20'], { env });
    await until(async () => (await status(path)).rows?.ok > 0);
    const seen = await status(path);
    expect(seen).toMatchObject({
      code: 4,
      exitCode: 4,
      verdict: 'RUNNING',
      running: { command: 'import', pid: process.pid },
    });
    expect(seen.running.perSecond).toBeGreaterThan(0);
    expect(seen.running.etaS).toBeGreaterThan(0);
    expect(nextOf(seen)).toEqual([]);
    await running.signal('SIGINT');
    await running.ended;
    const after = await status(path);
    expect(after).toMatchObject({ verdict: 'INCOMPLETE', reason: 'interrupted by SIGINT', running: null });
    expect(nextOf(after)).toEqual([`npx tim-unread import ${path} --rate 20`]);
  });

  test('several that are on are looked at in the same second', async () => {
    const paths: string[] = [];
    for (const name of ['a.csv', 'b.csv', 'c.csv']) paths.push(await tempFile(name, csvOf(400)));
    const running = startCommand(['import', ...paths, '--rate', '20'], { env: environmentOf(await simulate()) });
    await until(async () => (await status(paths[0] ?? '')).rows?.ok > 0);
    let looks = 0;
    let most = 0;
    const sleep: typeof systemClock.sleep = async (ms, signal) => {
      looks += 1;
      most = Math.max(most, looks);
      const isOver = await systemClock.sleep(ms, signal);
      looks -= 1;
      return isOver;
    };
    const { stdout } = await runCommand(['status', ...paths], { world: { clock: { ...systemClock, sleep } } });
    expect(stdout).toContain('RUNNING: all 3 inputs together');
    expect(most).toBe(3);
    await running.signal('SIGINT');
    await running.ended;
  });

  test('after a kill it says that the run ended without a word', async () => {
    const path = await tempFile('rows.csv', csvOf(400));
    const env = environmentOf(await simulate());
    const running = startCommand(['import', path, '--rate', '50'], { env });
    await until(async () => (await status(path)).rows?.ok > 0);
    await running.kill(`${path}.tim-unread`);
    expect(await status(path)).toMatchObject({
      code: 4,
      verdict: 'INCOMPLETE',
      reason: expect.stringContaining('killed'),
    });
  });

  test('an input that has grown, was edited, or is gone', async () => {
    const path = await tempFile('rows.csv', csvOf(20));
    const env = environmentOf(await simulate());
    await runCommand(['import', path], { env });
    expect(await status(path)).toMatchObject({ code: 0, input: { now: 'same' } });
    await appendFile(path, 'g1,new,3\n');
    const grown = await status(path);
    expect(grown).toMatchObject({ code: 4, verdict: 'INCOMPLETE', input: { now: 'grown' } });
    expect(grown.input.sizeBytes).toBe(grown.input.doneBytes + 'g1,new,3\n'.length);
    expect(nextOf(grown)).toEqual([`npx tim-unread import ${path}`]);
    const content = await readFile(path, 'utf8');
    await writeFile(path, content.replace('user3,3', 'user3,4'));
    const edited = await status(path);
    expect(edited).toMatchObject({ code: 4, input: { now: 'edited' } });
    expect(nextOf(edited)).toEqual([`npx tim-unread import ${path} --restart`]);
    await rm(path);
    expect(await status(path)).toMatchObject({
      code: 0,
      reason: null,
      input: { now: 'gone' },
      next: [{ text: expect.stringContaining('to read its counts back'), commands: [] }],
    });
  });

  test('what check and verify found, and when', async () => {
    const path = await tempFile('rows.csv', csvOf(20));
    const simulator = await simulate();
    const env = environmentOf(simulator);
    await runCommand(['check', path], { env });
    expect(await status(path)).toMatchObject({
      code: 4,
      verdict: 'NOT STARTED',
      check: { finished: true, rows: { ok: 20 } },
    });
    await runCommand(['import', path], { env });
    const imported = await status(path);
    expect(nextOf(imported)[0]).toBe(`npx tim-unread verify ${path}`);
    // The run had it from variables, which are not here.
    expect(imported.next.at(-1)).toEqual({ text: expect.stringContaining('no app is named here'), commands: [] });
    const { stdout: withThem } = await runCommand(['status', path], { env });
    expect(withThem).not.toContain('no app is named');
    await runCommand(['verify', path], { env });
    expect(await status(path)).toMatchObject({ code: 0, verify: { finished: true, rows: { ok: 20 } } });
    expect(nextOf(await status(path))).toEqual([]);
  });

  test('of several inputs ends with what is left to do in the worst of them', async () => {
    const [done, failed] = [
      await tempFile('a.csv', csvOf(3)),
      await tempFile('b.csv', `${HEADER}g1,alice,no\ng1,bob,1\n`),
    ];
    await runCommand(['import', done, failed, '--simulator']);
    const { code, stdout } = await runCommand(['status', done, failed]);
    expect(code).toBe(3);
    // Each page stands apart from the one above it.
    expect(stdout.match(/\n\nCOMPLETE/g)).toHaveLength(2);
    expect((await runCommand(['status', done])).code).toBe(0);
  });
});

test('an input that grew while a row of it is pending is not at its end', async () => {
  const path = await tempFile('members.csv', csvOf(4));
  const simulator = await simulate({ faults: [{ kind: 10002, share: 1, account: 'user2' }] });
  const running = startCommand(['import', path], { env: environmentOf(simulator) });
  await until(() => unreadOf(simulator).size === 3);
  await running.signal('SIGTERM');
  await running.ended;
  const now = async () => JSON.parse((await runCommand(['status', path, '--json'])).stdout).input;
  expect(await now()).toMatchObject({ now: 'same', atEnd: true });
  await appendFile(path, 'g9,new,9\n');
  expect(await now()).toMatchObject({ now: 'grown', atEnd: false });
});

test('what is left of an input that grew behind a stop is told by the size that it has now', async () => {
  const path = await tempFile('members.csv', csvOf(4));
  const env = environmentOf(await simulate());
  await runCommand(['import', path, '--limit', '2'], { env });
  const { size } = await stat(path);
  await appendFile(path, 'g9,new,9\n'.repeat(100));
  const { input } = JSON.parse((await runCommand(['status', path, '--json'])).stdout);
  expect(input).toMatchObject({ now: 'same', sizeBytes: size + 900 });
});

test('what is done of an input is said alike by the run that stopped, by the one after it, and by status', async () => {
  const text = `${HEADER}${'g1,alice,no\n'.repeat(3)}${csvOf(20).slice(HEADER.length)}`;
  const path = await tempFile('members.csv', text.replace(/user(\d*[05]),\d+/g, 'user$1,x'));
  const words = ['import', path, '--simulator', '--max-failures', '4', '--json'];
  const first = JSON.parse((await runCommand(words)).stdout);
  const second = JSON.parse((await runCommand(words)).stdout);
  const { input } = JSON.parse((await runCommand(['status', path, '--json'])).stdout);
  expect(first.rows.pending).toBeGreaterThan(0);
  expect([second.input.doneBytes, input.doneBytes]).toEqual([first.input.doneBytes, first.input.doneBytes]);
});

test('an input to which a canary did not come is not started, and nothing of it is done', async () => {
  const [path, behind] = [await tempFile('a.csv', csvOf(3)), await tempFile('b.csv', csvOf(3))];
  await runCommand(['import', path, behind, '--simulator', '--limit', '1']);
  const { code, stdout } = await runCommand(['status', behind, '--json']);
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'NOT STARTED',
    reason: null,
    input: { doneBytes: 0, atEnd: false },
    rows: { read: 0 },
  });
});

test('status after a stop says what to do in the words of the import', async () => {
  const path = await tempFile('rows.csv', `${csvOf(3)}g1,a,x\ng1,b,x\ng1,c,x\n`);
  const stopped = await runCommand(['import', path, '--simulator', '--max-failures', '1']);
  const seen = await runCommand(['status', path]);
  const words = 'Look at failures.csv. To go on all the same, leave --max-failures out or give a larger one:';
  for (const { code, stdout } of [stopped, seen]) {
    expect({ code, said: unwrapped(stdout) }).toEqual({ code: 4, said: expect.stringContaining(words) });
  }
});
