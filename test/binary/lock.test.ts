import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type RunOptions, runBinary, startBinary } from '../support/binary.ts';
import { preload } from '../support/preload.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile, tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A run that is at work, slowly enough to be met there. */
const atWork = async (rows: number, options: RunOptions = {}) => {
  const path = await tempFile('members.csv', csvOf(rows));
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const running = startBinary(['import', path, '--rate', '50'], { ...options, env });
  onTestFinished(() => {
    running.child.kill('SIGKILL');
  });
  while (simulator.state().calls.length < 3) await wait(5);
  return { path, simulator, env, running };
};

describe('while a run is at work in a state folder', () => {
  test('another one is refused with 5 and told the process; the first goes on undisturbed', async () => {
    const { path, simulator, env, running } = await atWork(120);
    const second = await runBinary(['import', path, '--rate', '1000'], { env });
    expect(second).toMatchObject({ code: 5, stdout: '' });
    expect(unwrapped(second.stderr)).toMatch(
      new RegExp(`is in use by process ${running.child.pid} on .*, since 20.*\\(TU_WRONG_STATE\\)\\n {2}Wait for`),
    );
    expect((await running.ended).code).toBe(0);
    expect(simulator.state().calls).toHaveLength(120);
  });

  test('--restart does not set the folder aside', async () => {
    const { path, env, running } = await atWork(150);
    expect((await runBinary(['import', path, '--restart'], { env })).code).toBe(5);
    expect((await running.ended).code).toBe(0);
    expect(await readdir(join(path, '..'))).toEqual(['members.csv', 'members.csv.tim-unread']);
  });

  test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'a run in another container is refused too, whatever process numbers mean there (Linux, root)',
    async () => {
      const { path, env, running } = await atWork(120);
      const second = await runBinary(['import', path], { env, through: ['unshare', '--pid', '--fork', '--uts'] });
      expect(second.code).toBe(5);
      expect(unwrapped(second.stderr)).toMatch(/is in use by process \d+/);
      expect((await running.ended).code).toBe(0);
    },
  );
});

test('a lock left by a crash is taken over at once, also where its process number is in use again', async () => {
  const { path, simulator, env, running } = await atWork(120);
  running.child.kill('SIGKILL');
  await running.ended;
  const lock = join(`${path}.tim-unread`, 'lock');
  expect(await readFile(lock, 'utf8')).toContain(`"pid":${running.child.pid}`);
  await writeFile(lock, `{"pid":${process.pid},"host":"here","since":"2026-01-01T00:00:00.000Z"}\n`);
  expect((await runBinary(['import', path, '--rate', '1000'], { env })).code).toBe(0);
  expect(unreadOf(simulator).size).toBe(120);
});

test.each([
  { name: 'somebody else’s', content: 'my own lock\n' },
  { name: 'an input', content: csvOf(3) },
])('a file named lock that is $name is refused and stays as it is', async ({ content }) => {
  const path = await tempFile('members.csv', csvOf(3));
  const stateDir = await tempFolder();
  await writeFile(join(stateDir, 'lock'), content);
  const simulator = await simulate();
  const ended = await runBinary(['import', path, '--state-dir', stateDir], { env: environmentOf(simulator) });
  expect(ended.code).toBe(2);
  expect(unwrapped(ended.stderr)).toContain('lock is a file that no run has left there');
  expect(await readFile(join(stateDir, 'lock'), 'utf8')).toBe(content);
});

test('of runs that start in the same moment one goes on', async () => {
  const path = await tempFile('members.csv', csvOf(30));
  const simulator = await simulate();
  const runs = Array.from({ length: 4 }, () =>
    runBinary(['import', path, '--rate', '20'], { env: environmentOf(simulator) }),
  );
  const codes = (await Promise.all(runs)).map(({ code }) => code);
  expect(codes.toSorted()).toEqual([0, 5, 5, 5]);
  expect(simulator.state().calls).toHaveLength(30);
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
