import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LogLevel } from '../../src/io/journal/log-file.ts';
import { runCommand } from '../support/command.ts';
import { expectNone, KEY, leaveBy, parrot, QUICK } from '../support/secrets.ts';
import { csvOf, tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

const leave = (args: readonly string[], options?: Parameters<typeof leaveBy>[2]) => leaveBy(runCommand, args, options);

describe('the secret key and every UserSig are in no output and no file, in no form', () => {
  test.each(LEVELS)('at --log-level %s, where every row is refused', async (level) => {
    const left = await leave([...QUICK, '--json', '--log-level', level], { answer: { errorCode: 10004 } });
    expect(left.code).toBe(3);
    expectNone(left);
    expect(left.secrets).toHaveLength(2);
    expect(left.texts.join()).toContain('[secret]');
  });

  test.each([
    { name: 'every row is ok', answer: {}, code: 0 },
    { name: 'the group is refused', answer: { errorCode: 10010 }, code: 3 },
    { name: 'every attempt fails', answer: { errorCode: 10002 }, code: 4 },
    { name: 'the signature is called expired', answer: { errorCode: 70001 }, code: 4 },
    { name: 'the key is called wrong', answer: { errorCode: 70009 }, code: 4 },
    { name: 'the rights are missing', answer: { errorCode: 60010 }, code: 4 },
    { name: 'nobody knows the code', answer: { errorCode: 99_999 }, code: 3 },
    { name: 'a page comes back', answer: { isPage: true }, code: 4 },
    { name: 'a redirect comes back', answer: { status: 302 }, code: 4 },
    { name: 'HTTP 403 comes back', answer: { status: 403 }, code: 4 },
    { name: 'HTTP 500 comes back', answer: { status: 500 }, code: 4 },
  ])('where $name', async ({ answer, code }) => {
    const left = await leave([...QUICK, '--log-level', 'trace'], { answer });
    expect(left.code).toBe(code);
    expectNone(left);
  });

  test.each(
    ['check', 'verify'].flatMap((command) => [
      { command, name: 'every question is refused', answer: { errorCode: 10004 }, code: 4 },
      { command, name: 'every attempt fails', answer: { errorCode: 10002 }, code: 4 },
      { command, name: 'every element of a reply has the words', answer: { isElements: true }, code: 3 },
      { command, name: 'the key is called wrong', answer: { errorCode: 70009 }, code: 4 },
      { command, name: 'the signature is called expired', answer: { errorCode: 70001 }, code: 4 },
      { command, name: 'HTTP 500 comes back', answer: { status: 500 }, code: 4 },
      { command, name: 'a page comes back', answer: { isPage: true }, code: 4 },
    ]),
  )('where $command is told that $name', async ({ command, answer, code }) => {
    const left = await leave([command, ...QUICK.slice(1), '--log-level', 'trace'], { answer });
    expect(left.code).toBe(code);
    expectNone(left);
    expect(left.secrets).toHaveLength(2);
    const again = await leave([command, ...QUICK.slice(1), '--json'], { answer });
    expect(again.code).toBe(code);
    expectNone(again);
  });

  test.each([
    {
      name: 'the key comes from a file',
      args: [...QUICK, '--secret-key-file', 'key.txt'],
      env: { TIM_SECRET_KEY: '' },
    },
    { name: 'the key comes from --settings', args: [...QUICK, '--settings', 'env.txt'], env: { TIM_SECRET_KEY: '' } },
    { name: 'a UserSig was made elsewhere', args: QUICK, env: { TIM_USERSIG: KEY } },
    { name: 'the target is not there', args: QUICK, env: { TIM_ENDPOINT: 'http://127.0.0.1:9' } },
    { name: 'it stands where another setting belongs', args: [...QUICK, '--region', KEY], env: {} },
    { name: 'it was typed as a number', args: [...QUICK, '--rate', KEY], env: {} },
    { name: 'it was typed as a file', args: [...QUICK, '--secret-key-file', KEY.replaceAll('/', '')], env: {} },
    { name: 'it was typed behind a flag that is none', args: [...QUICK, '--secret-key', KEY], env: {} },
    { name: 'it was typed into a flag that is none', args: [...QUICK, `--secret-key=${KEY}`], env: {} },
    {
      name: 'the same in a terminal without the key',
      args: [...QUICK, `--usersig=${KEY}`],
      env: { TIM_SECRET_KEY: '' },
    },
    { name: 'it was typed as a command', args: [KEY], env: {} },
    { name: 'an endpoint carries it', args: QUICK, env: { TIM_ENDPOINT: `https://a:${encodeURIComponent(KEY)}@x` } },
    { name: 'nothing is sent: validate', args: ['validate', 'rows.csv', '--json'], env: {} },
    { name: 'nothing is sent: --dry-run', args: ['import', 'rows.csv', '--dry-run'], env: {} },
    { name: 'it is rehearsed', args: ['import', 'rows.csv', '--simulator', '--log-level', 'trace'], env: {} },
    { name: 'help is asked for', args: ['import', '--help'], env: {} },
    { name: 'it is checked', args: ['check', 'rows.csv', '--log-level', 'trace', '--give-up-after', '1ms'], env: {} },
    { name: 'it is checked, with --json', args: ['check', 'rows.csv', '--json', '--give-up-after', '1ms'], env: {} },
    { name: 'it is verified', args: ['verify', 'rows.csv', '--log-level', 'trace', '--give-up-after', '1ms'], env: {} },
    { name: 'it is verified, with --json', args: ['verify', 'rows.csv', '--json', '--give-up-after', '1ms'], env: {} },
  ])('where $name', async ({ args, env }) => {
    expectNone(await leave(args, { env, answer: { errorCode: 10004 } }));
  });

  test('where the run is looked at: status, as text and as JSON', async () => {
    const answer = { errorCode: 10004 };
    expectNone(await leave(['status', 'rows.csv'], { answer, before: QUICK }));
    expectNone(await leave(['status', 'rows.csv', '--json'], { answer, before: QUICK }));
  });

  test('and usersig prints the UserSig it was asked for, but never the key', async () => {
    const { texts, stdout } = await leave(['usersig']);
    expect(stdout.length).toBeGreaterThan(50);
    expectNone({ texts, secrets: [KEY] });
  });
});

test.skipIf(process.platform === 'win32')('a key file that others can read is warned of', async () => {
  const cwd = await tempFolder();
  const { url } = await parrot({});
  const env = { TIM_SDKAPPID: '1', TIM_ADMIN: 'a', TIM_ENDPOINT: url };
  await writeFile(join(cwd, 'rows.csv'), csvOf(1));
  await writeFile(join(cwd, 'my key.txt'), KEY);
  await writeFile(join(cwd, 'env.txt'), `TIM_SECRET_KEY='${KEY}'\n`);
  const talkOf = async (flags: string[]) => unwrapped((await runCommand([...QUICK, ...flags], { env, cwd })).stderr);
  for (const [name, flag, shown] of [
    ['my key.txt', '--secret-key-file', "'my key.txt'"],
    ['env.txt', '--settings', 'env.txt'],
  ] as const) {
    await chmod(join(cwd, name), 0o644);
    expect(await talkOf([flag, name])).toContain(`others can read it: chmod 600 ${shown}`);
    await chmod(join(cwd, name), 0o600);
    expect(await talkOf([flag, name])).not.toContain('others can read');
  }
});

test.skipIf(process.platform === 'win32')(
  'settings that others can write are warned of, whatever they hold, and so is the key file',
  async () => {
    const cwd = await tempFolder();
    const { url } = await parrot({});
    await writeFile(join(cwd, 'rows.csv'), csvOf(1));
    await writeFile(join(cwd, 'env.txt'), `TIM_SDKAPPID=1\nTIM_ADMIN=a\nTIM_ENDPOINT=${url}\n`);
    await writeFile(join(cwd, 'key.txt'), KEY);
    const command = [...QUICK, '--settings', 'env.txt', '--secret-key-file', 'key.txt'];
    const talk = async () => unwrapped((await runCommand(command, { cwd })).stderr);
    const WARNING = 'and so decide where the rows go: chmod go-w';
    for (const name of ['env.txt', 'key.txt']) {
      await chmod(join(cwd, 'env.txt'), 0o600);
      await chmod(join(cwd, 'key.txt'), 0o600);
      expect(await talk()).not.toContain(WARNING);
      await chmod(join(cwd, name), 0o620);
      expect(await talk()).toContain(`others can write ${name}, ${WARNING} ${name}`);
    }
  },
);

const HEX_KEY = '0123456789abcdef'.repeat(4);
const SIGNATURE = `eJw${'x1*-_Y'.repeat(20)}`;

describe('a secret that was typed where it does not belong is not printed back', () => {
  test.each([
    { name: 'in the userinfo of the endpoint', args: ['--endpoint', 'https://user:hunter2-hunter2@example.com'] },
    { name: 'in the query of the endpoint', args: ['--endpoint', 'https://example.com/?usersig=hunter2-hunter2'] },
    { name: 'in an endpoint that is none', args: ['--endpoint=ftp://a:hunter2-hunter2@x'] },
    { name: 'behind a flag that there is not', args: ['--secret-key=hunter2-hunter2'] },
    { name: 'as the next word', args: ['--secret-key', 'hunter2-hunter2'] },
    { name: 'behind one dash', args: ['-secret-key', 'hunter2-hunter2'] },
    { name: 'behind one dash and an equals sign', args: ['-usersig=hunter2-hunter2'] },
    { name: 'as a file', args: ['--secret-key-file', HEX_KEY] },
    { name: 'as an env file', args: [`--settings=${SIGNATURE}`] },
    { name: 'as an input', args: [HEX_KEY] },
    {
      name: 'in a URL as an input',
      args: ['https://user:hunter2-hunter2@example.com/rows.csv?usersig=hunter2-hunter3'],
    },
    { name: 'as a number', args: ['--sdkappid', HEX_KEY] },
    {
      name: 'as a number, of any form',
      args: ['--rate', 'a password of no known form that is quite long, hunter2-hunter2'],
    },
    { name: 'as a name of columns', args: ['--columns', SIGNATURE] },
  ])('$name', async ({ args }) => {
    const left = await leave(['import', 'rows.csv', ...args]);
    expect(left.code).toBe(2);
    for (const secret of ['hunter2-hunter2', 'hunter2-hunter3', HEX_KEY, SIGNATURE])
      expect(left.texts.join('\n')).not.toContain(secret);
  });
});
