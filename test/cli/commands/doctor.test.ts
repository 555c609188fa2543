import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/io/clock.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { APP, environmentOf, simulate } from '../../support/simulator.ts';
import { csvOf, tempFolder } from '../../support/temp.ts';
import { until } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const begin = async () => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'members.csv'), csvOf(5));
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(cwd, 'a.env'), lines.join(''));
  await chmod(join(cwd, 'a.env'), 0o600);
  return { cwd, simulator, env };
};

/** A page is wrapped behind its labels. */
const flat = (page: string): string => page.replaceAll(/\n {2,}/g, ' ');

describe('doctor', () => {
  test('prints one page, exits with 0 when a run could begin, and touches neither target nor folder', async () => {
    const { cwd, simulator } = await begin();
    const before = await readdir(cwd, { recursive: true });
    const { code, stdout, stderr } = await runCommand(['doctor', 'members.csv', '--settings', 'a.env'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^A RUN COULD BEGIN/);
    const page = flat(stdout);
    expect(page).toMatch(/program {2}tim-unread \d+\.\d+\.\d+, Node v\d+\.\d+\.\d+, OpenSSL \d/);
    expect(page).toContain(`target   ${simulator.url}`);
    expect(page).toContain('TIM_SDKAPPID: 1400000000 (from a.env)');
    expect(page).toContain('TIM_SECRET_KEY: hidden, 64 characters (from a.env)');
    expect(page).toContain('--rate: 200 (by default)');
    expect(page).toMatch(/input {4}members\.csv: CSV, in utf-8/);
    expect(page).toMatch(/folder {3}members\.csv\.tim-unread, is not there yet, can be made/);
    expect(page).toMatch(/disk {5}[\d,]+ MB free/);
    if (process.platform !== 'win32') expect(page).toMatch(/files {4}[\d,]+ open files at most/);
    expect(stdout).not.toContain(APP.secretKey);
    expect(simulator.state().arrivals.total).toBe(0);
    expect(await readdir(cwd, { recursive: true })).toEqual(before);
  });

  test('says of each setting where it comes from: typed, environment, file, default', async () => {
    const { cwd, env } = await begin();
    const { stdout } = await runCommand(['doctor', '--settings', 'a.env', '--rate', '7', '--json'], {
      cwd,
      env: { TIM_ADMIN: env.TIM_ADMIN ?? '' },
    });
    const settings = JSON.parse(stdout).settings as { name: string; origin: string; path: string | null }[];
    const originOf = (name: string) => settings.find((one) => one.name === name);
    expect(originOf('--rate')).toMatchObject({ value: '7', origin: 'flag', path: null });
    expect(originOf('TIM_ADMIN')).toMatchObject({ origin: 'environment', path: null });
    expect(originOf('TIM_SDKAPPID')).toMatchObject({ origin: 'env-file', path: 'a.env' });
    expect(originOf('--timeout')).toMatchObject({ value: '5000', origin: 'default' });
    expect(originOf('TIM_SECRET_KEY')).toMatchObject({ value: null, hiddenLength: 64 });
  });

  test('calls no setting missing that stands in the file, where its key is no key', async () => {
    const { cwd } = await begin();
    await writeFile(
      join(cwd, 'a.env'),
      'TIM_SDKAPPID=1400000000\nTIM_ADMIN=administrator\nTIM_SECRET_KEY=控制台显示的密钥\n',
    );
    const { code, stdout } = await runCommand(['doctor', '--settings', 'a.env', '--json'], { cwd });
    const obstacles = JSON.parse(stdout).obstacles.map(({ message }: { message: string }) => message);
    expect({ code, obstacles }).toEqual({ code: 2, obstacles: [expect.stringContaining('TIM_SECRET_KEY')] });
  });

  test('hides what is secret in a proxy, and names host and port', async () => {
    const { cwd, env } = await begin();
    const HTTPS_PROXY = 'http://me:hunter2-hunter2@proxy.example:8080';
    const more = { HTTPS_PROXY, NO_PROXY: 'localhost', TIM_ENDPOINT: 'https://tim.example', NODE_OPTIONS: '--hunter2' };
    for (const flags of [[], ['--json']]) {
      const { code, stdout } = await runCommand(['doctor', ...flags], { cwd, env: { ...env, ...more } });
      expect(code).toBe(0);
      expect(stdout).toContain('http://proxy.example:8080');
      expect(stdout).toContain('NODE_OPTIONS');
      expect(stdout).not.toContain('hunter2');
    }
  });

  test.each([
    { name: 'an endpoint', env: { TIM_ENDPOINT: 'https://me:hunter2@example.com' } },
    {
      name: 'a proxy that is misspelled',
      env: { TIM_ENDPOINT: 'https://x.example', HTTPS_PROXY: 'http://a\\b:hunter2@p' },
    },
    { name: 'a proxy that is none', env: { TIM_ENDPOINT: 'https://x.example', HTTPS_PROXY: 'ftp://hunter2' } },
  ])('hides it in $name too, and goes on to the end of the page', async ({ env: damaged }) => {
    const { cwd, env } = await begin();
    const { code, stdout } = await runCommand(['doctor', 'members.csv'], { cwd, env: { ...env, ...damaged } });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^A RUN COULD NOT BEGIN[\s\S]*disk[\s\S]*What is in the way:[\s\S]*\(TU_SETTINGS\)/);
    expect(stdout).not.toContain('hunter2');
  });
});

describe('what keeps a run from beginning is named, with the exit status that the run would have', () => {
  test.each([
    { name: 'settings are missing', words: ['members.csv'], env: {}, code: 2, says: /missing: --sdkappid/ },
    { name: 'a value is wrong', words: ['--rate', 'x'], code: 2, says: /expected --rate/ },
    {
      name: 'the env file is gone',
      words: ['--settings', 'gone.env'],
      code: 2,
      says: /gone\.env: there is no such file/,
    },
    { name: 'the input is gone', words: ['member.csv'], code: 2, says: /member\.csv/ },
    { name: 'it is no input', words: ['a.env'], code: 2, says: /TU_INPUT/ },
    { name: 'there is no place for the files', words: ['members.csv', '--state-dir', 'no/x'], code: 2, says: /ENOENT/ },
  ])('$name', async ({ words, env: given, code, says }) => {
    const { cwd, env } = await begin();
    const ended = await runCommand(['doctor', ...words], { cwd, env: given ?? env });
    expect(ended.code).toBe(code);
    expect(flat(ended.stdout)).toMatch(says);
    expect(ended.stdout).toMatch(/^A RUN COULD NOT BEGIN/);
  });

  test('the state folder belongs to another target, or is damaged', async () => {
    const { cwd, env } = await begin();
    await runCommand(['import', 'members.csv'], { cwd, env });
    expect((await runCommand(['doctor', 'members.csv'], { cwd, env })).code).toBe(0);
    const other = await runCommand(['doctor', 'members.csv', '--sdkappid', '7'], { cwd, env });
    expect(other.code).toBe(5);
    expect(other.stdout).toContain('TU_WRONG_STATE');
    await writeFile(join(cwd, 'members.csv.tim-unread', 'checkpoint.json'), '{');
    expect((await runCommand(['doctor', 'members.csv'], { cwd, env })).code).toBe(5);
  });

  test('another run is at work in the state folder', async () => {
    const { cwd, simulator, env } = await begin();
    await writeFile(join(cwd, 'members.csv'), csvOf(500));
    const running = startCommand(['import', 'members.csv', '--rate', '20'], { cwd, env });
    await until(() => simulator.state().calls.length > 2);
    const { code, stdout } = await runCommand(['doctor', 'members.csv', '--json'], { cwd, env });
    await running.signal('SIGTERM');
    await running.ended;
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'NOT READY', folder: { runningBy: { pid: process.pid } } });
  });
});

describe('doctor --online', () => {
  test('asks one question, which writes nothing, and compares the clocks', async () => {
    const { cwd, simulator, env } = await begin();
    const clock = { ...systemClock, wallMs: () => Date.now() + 3_600_000 };
    const { code, stdout } = await runCommand(['doctor', 'members.csv', '--online'], { cwd, env, world: { clock } });
    expect(code).toBe(0);
    const made = Object.entries(simulator.state().commands).filter(([, { total }]) => total > 0);
    expect(made).toMatchObject([['get_group_info', { total: 1 }]]);
    expect(simulator.state().unread).toEqual([]);
    expect(flat(stdout)).toMatch(/1 h 0 min ahead of the target's/);
    expect(flat(stdout)).toMatch(/answer {3}the target takes calls of this account; it took \d+ ms/);
    expect(flat(stdout)).toContain('dns      127.0.0.1 is 127.0.0.1');
  });

  test.each([
    { name: 'the key is wrong', more: { TIM_SECRET_KEY: 'x'.repeat(64) }, says: /TU_FATAL_REPLY/ },
    { name: 'the account is no admin', more: { TIM_ADMIN: 'somebody' }, says: /TU_FATAL_REPLY/ },
    { name: 'nobody is there', more: { TIM_ENDPOINT: 'http://127.0.0.1:9' }, says: /TU_OUT_OF_REACH/ },
  ])('where $name: exits with 4, as a run would end', async ({ more, says }) => {
    const { cwd, env } = await begin();
    const { code, stdout } = await runCommand(['doctor', '--online'], { cwd, env: { ...env, ...more } });
    expect(code).toBe(4);
    expect(unwrapped(stdout)).toMatch(says);
  });
});
