import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runBinary, startBinary } from '../support/binary.ts';
import { runCommand, startCommand } from '../support/command.ts';
import { preload } from '../support/preload.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile, tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { unwrapped } from '../support/unwrapped.ts';

const ROWS = 60;

/** A run that is at work in a state folder for as long as its standard input is open. */
const atWork = async () => {
  const path = await tempFile('members.csv', csvOf(ROWS));
  const stateDir = `${path}.tim-unread`;
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const args = ['import', '-', '--format', 'csv', '--state-dir', stateDir];
  const running = startBinary(args, { env, stdin: 'open' });
  onTestFinished(() => {
    running.child.kill('SIGKILL');
  });
  running.child.stdin?.write(csvOf(ROWS));
  await until(() => simulator.state().calls.length === ROWS);
  return { path, stateDir, simulator, env, running };
};

describe('while a run is at work in a state folder', () => {
  test('another one is refused with 5 and told the process; the first goes on undisturbed', async () => {
    const { path, simulator, env, running } = await atWork();
    const second = await runBinary(['import', path, '--rate', '1000'], { env });
    expect(second).toMatchObject({ code: 5, stdout: '' });
    expect(unwrapped(second.stderr)).toMatch(
      new RegExp(`is in use by process ${running.child.pid} on .*, since 20.*\\(TU_WRONG_STATE\\)\\n {2}Wait for`),
    );
    running.child.stdin?.end('g9,zoe,7\n');
    expect((await running.ended).code).toBe(0);
    expect(simulator.state().calls).toHaveLength(ROWS + 1);
  });

  test('--restart does not set the folder aside', async () => {
    const { path, env, running } = await atWork();
    expect((await runBinary(['import', path, '--restart'], { env })).code).toBe(5);
    running.child.stdin?.end();
    expect((await running.ended).code).toBe(0);
    expect(await readdir(dirname(path))).toEqual(['members.csv', 'members.csv.tim-unread']);
  });

  test.each(['check', 'verify'])('%s is refused with 5 too, and told the process', async (command) => {
    const { path, simulator, env, running } = await atWork();
    const reads = simulator.state().reads.length;
    const refused = await runBinary([command, path], { env });
    expect(refused).toMatchObject({ code: 5, stdout: '' });
    expect(unwrapped(refused.stderr)).toContain(`in use by process ${running.child.pid}`);
    expect(simulator.state().reads).toHaveLength(reads);
  });

  test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'a run in another container is refused too, whatever process numbers mean there (Linux, root)',
    async () => {
      const { path, env, running } = await atWork();
      const second = await runBinary(['import', path], { env, through: ['unshare', '--pid', '--fork', '--uts'] });
      expect(second.code).toBe(5);
      expect(unwrapped(second.stderr)).toMatch(/is in use by process \d+/);
      running.child.stdin?.end();
      expect((await running.ended).code).toBe(0);
    },
  );
});

test('one signal ends the wait for a host that may be dead, and its lock is left to it', async () => {
  const path = await tempFile('members.csv', csvOf(ROWS));
  const folder = `${path}.tim-unread`;
  const note = `${JSON.stringify({ pid: 1, host: 'elsewhere', since: '2026-01-01T00:00:00.000Z' })}\n`;
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, 'lock'), note);
  const running = startCommand(['import', path], { env: environmentOf(await simulate()) });
  await running.talked('was in use a moment ago');
  await running.signal('SIGTERM');
  expect((await running.ended).code).toBe(143);
  expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(note);
});

test('a lock left by a crash is taken over at once, also where its process number is in use again', async () => {
  const path = await tempFile('members.csv', csvOf(ROWS));
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const running = startBinary(['import', path, '--rate', '50'], { env });
  await until(() => simulator.state().calls.length >= 3);
  running.child.kill('SIGKILL');
  await running.ended;
  const lock = join(`${path}.tim-unread`, 'lock');
  expect(await readFile(lock, 'utf8')).toContain(`"pid":${running.child.pid}`);
  await writeFile(lock, `{"pid":${process.pid},"host":"${hostname()}","since":"2026-01-01T00:00:00.000Z"}\n`);
  expect((await runBinary(['import', path, '--rate', '1000'], { env })).code).toBe(0);
  expect(unreadOf(simulator).size).toBe(ROWS);
});

test.each([
  { name: 'somebody else’s', content: 'my own lock\n' },
  { name: 'an input', content: csvOf(3) },
])('a file named lock that is $name is refused and stays as it is', async ({ content }) => {
  const path = await tempFile('members.csv', csvOf(3));
  const stateDir = await tempFolder();
  await writeFile(join(stateDir, 'lock'), content);
  const simulator = await simulate();
  const ended = await runCommand(['import', path, '--state-dir', stateDir], { env: environmentOf(simulator) });
  expect(ended.code).toBe(2);
  expect(unwrapped(ended.stderr)).toContain('lock is a file that no run has left there');
  expect(await readFile(join(stateDir, 'lock'), 'utf8')).toBe(content);
});

test('of runs that start in the same moment one goes on', async () => {
  const stateDir = join(await tempFolder(), 'state');
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const args = ['import', '-', '--format', 'csv', '--state-dir', stateDir];
  const runs = Array.from({ length: 4 }, () => startBinary(args, { env, stdin: 'open' }));
  let refused = 0;
  // Standard input stays open for the one that goes on, so that it is at work when the last one comes.
  for (const { child, ended } of runs) {
    child.stdin?.write(csvOf(ROWS));
    void ended.then(({ code }) => {
      if (code === 5) refused += 1;
    });
  }
  await until(() => refused === 3);
  for (const { child } of runs) child.stdin?.end();
  const codes = (await Promise.all(runs.map(({ ended }) => ended))).map(({ code }) => code);
  expect(codes.toSorted()).toEqual([0, 5, 5, 5]);
  expect(simulator.state().calls).toHaveLength(ROWS);
});

test('where the file system keeps no locks the run says so and goes on', async () => {
  const addon = createRequire(import.meta.url).resolve('fs-native-extensions');
  const noLocks = await preload(`
    import { createRequire } from 'node:module';
    createRequire(${JSON.stringify(import.meta.url)})(${JSON.stringify(addon)}).tryLock = () => {
      throw Object.assign(new Error('no locks available'), { code: 'ENOLCK' });
    };`);
  const path = await tempFile('members.csv', csvOf(5));
  const simulator = await simulate();
  const { code, stderr } = await runBinary(['import', path], { env: { ...environmentOf(simulator), ...noLocks } });
  expect(code).toBe(0);
  expect(unwrapped(stderr)).toContain('warning: ');
  expect(unwrapped(stderr)).toContain('cannot be locked here');
});
