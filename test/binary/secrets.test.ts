import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LogLevel } from '../../src/io/journal/log-file.ts';
import { runBinary } from '../support/binary.ts';
import { listen } from '../support/network.ts';
import { preload } from '../support/preload.ts';
import { csvOf, tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** With everything that one form or another escapes: quotes, backslashes, `+`, `/`, `=`, `%`, other alphabets. */
const KEY = 'canary"key\\with/every+thing=that%needs&escaping密钥'.repeat(2);

/** A text, as it is and in every form in which it could stand somewhere. */
const formsOf = (secret: string): string[] => {
  const base64 = (prefix: string): string => {
    // Within a longer text base64 has three alignments; what is whole of the secret in each of them is looked for.
    const text = Buffer.from(prefix + secret).toString('base64');
    return text.slice(Math.ceil((prefix.length * 4) / 3), -4);
  };
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    encodeURIComponent(secret).replace(/[*._-]/g, (one) => `%${one.charCodeAt(0).toString(16)}`),
    secret.slice(0, 40),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    base64(''),
    base64('x'),
    base64('xx'),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
  ];
};

type Answer = {
  readonly status?: number;
  readonly errorCode?: number;
  readonly isPage?: boolean;
  /** the words stand in each group of a reply, not beside them */
  readonly isElements?: boolean;
};

/** A target that repeats in its words whatever secret it was shown, in many forms; the worst that can answer. */
const parrot = async (answer: Answer) => {
  const usersigs = new Set<string>();
  const server = createServer((request, response) => {
    const usersig = new URL(request.url ?? '', 'http://x').searchParams.get('usersig') ?? '';
    usersigs.add(usersig);
    const words = [
      request.url,
      usersig,
      encodeURIComponent(usersig),
      Buffer.from(usersig).toString('base64'),
      usersig.replace(/[*_-]/g, (one) => `%${one.charCodeAt(0).toString(16)}`),
      Buffer.from(usersig).toString('hex'),
      KEY,
      usersig.slice(0, 40),
    ].join(' ');
    response.writeHead(answer.status ?? 200, { location: `/elsewhere?${encodeURIComponent(usersig)}` });
    const elements = Array.from({ length: 5 }, (_, at) => ({ GroupId: `g${at}`, ErrorCode: 10010, ErrorInfo: words }));
    const said = {
      ErrorCode: answer.errorCode ?? 0,
      ErrorInfo: words,
      ...(answer.isElements && { GroupInfo: elements }),
    };
    response.end(answer.isPage ? words : JSON.stringify(said));
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, usersigs };
};

/** Everything that the files of a folder hold, those below it included, but for the named ones. */
const filesOf = async (folder: string, except: readonly string[]): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !except.includes(entry.name));
  return Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')));
};

/** Runs a command in a folder of its own. @returns what it printed and wrote, and the secrets that it knew */
const leave = async (
  args: readonly string[],
  { answer = {}, env = {}, before }: { answer?: Answer; env?: Record<string, string>; before?: readonly string[] } = {},
) => {
  const cwd = await tempFolder();
  const target = await parrot(answer);
  await writeFile(join(cwd, 'rows.csv'), csvOf(5));
  await writeFile(join(cwd, 'key.txt'), KEY);
  await writeFile(join(cwd, 'env.txt'), `TIM_SECRET_KEY='${KEY}'\n`);
  for (const name of ['key.txt', 'env.txt']) await chmod(join(cwd, name), 0o600);
  const options = {
    cwd,
    env: { TIM_SDKAPPID: '1', TIM_ADMIN: 'a', TIM_SECRET_KEY: KEY, TIM_ENDPOINT: target.url, ...env },
  };
  const earlier = before ? await runBinary(before, options) : undefined;
  const ended = await runBinary(args, options);
  const texts = [ended.stdout, ended.stderr, earlier?.stdout ?? '', ...(await filesOf(cwd, ['key.txt', 'env.txt']))];
  return { ...ended, texts, secrets: [KEY, ...target.usersigs] };
};

const expectNone = ({ texts, secrets }: { texts: readonly string[]; secrets: readonly string[] }): void => {
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(20);
    for (const form of formsOf(secret)) for (const text of texts) expect(text).not.toContain(form);
  }
};

const quick = ['import', 'rows.csv', '--give-up-after', '1ms', '--max-attempts', '1'];

describe('the secret key and every UserSig are in no output and no file, in no form', () => {
  test.each(LEVELS)('at --log-level %s, where every row is refused', async (level) => {
    const left = await leave([...quick, '--json', '--log-level', level], { answer: { errorCode: 10004 } });
    expect(left.code).toBe(3);
    expectNone(left);
    expect(left.secrets).toHaveLength(2);
    expect(left.texts.join()).toContain('[secret]');
  });

  test.each([
    { name: 'every row is ok', answer: {}, code: 0 },
    { name: 'the group is refused', answer: { errorCode: 10010 }, code: 3 },
    { name: 'the last attempt fails', answer: { errorCode: 10002 }, code: 3 },
    { name: 'the signature is called expired', answer: { errorCode: 70001 }, code: 4 },
    { name: 'the key is called wrong', answer: { errorCode: 70009 }, code: 4 },
    { name: 'the rights are missing', answer: { errorCode: 60010 }, code: 4 },
    { name: 'nobody knows the code', answer: { errorCode: 99_999 }, code: 3 },
    { name: 'a page comes back', answer: { isPage: true }, code: 4 },
    { name: 'a redirect comes back', answer: { status: 302 }, code: 4 },
    { name: 'HTTP 403 comes back', answer: { status: 403 }, code: 4 },
    { name: 'HTTP 500 comes back', answer: { status: 500 }, code: 4 },
  ])('where $name', async ({ answer, code }) => {
    const left = await leave([...quick, '--log-level', 'trace'], { answer });
    expect(left.code).toBe(code);
    expectNone(left);
  });

  test.each(
    ['check', 'verify'].flatMap((command) => [
      { command, name: 'every question is refused', answer: { errorCode: 10004 }, code: 4 },
      { command, name: 'the last attempt fails', answer: { errorCode: 10002 }, code: 3 },
      { command, name: 'every element of a reply has the words', answer: { isElements: true }, code: 3 },
      { command, name: 'the key is called wrong', answer: { errorCode: 70009 }, code: 4 },
      { command, name: 'the signature is called expired', answer: { errorCode: 70001 }, code: 4 },
      { command, name: 'HTTP 500 comes back', answer: { status: 500 }, code: 4 },
      { command, name: 'a page comes back', answer: { isPage: true }, code: 4 },
    ]),
  )('where $command is told that $name', async ({ command, answer, code }) => {
    const left = await leave([command, ...quick.slice(1), '--log-level', 'trace'], { answer });
    expect(left.code).toBe(code);
    expectNone(left);
    expect(left.secrets).toHaveLength(2);
    const again = await leave([command, ...quick.slice(1), '--json'], { answer });
    expect(again.code).toBe(code);
    expectNone(again);
  });

  test.each([
    {
      name: 'the key comes from a file',
      args: [...quick, '--secret-key-file', 'key.txt'],
      env: { TIM_SECRET_KEY: '' },
    },
    { name: 'the key comes from --env-file', args: [...quick, '--env-file', 'env.txt'], env: { TIM_SECRET_KEY: '' } },
    { name: 'a UserSig was made elsewhere', args: quick, env: { TIM_USERSIG: KEY } },
    { name: 'the target is not there', args: quick, env: { TIM_ENDPOINT: 'http://127.0.0.1:9' } },
    { name: 'it stands where another setting belongs', args: [...quick, '--region', KEY], env: {} },
    { name: 'it was typed as a number', args: [...quick, '--rate', KEY], env: {} },
    { name: 'it was typed as a file', args: [...quick, '--secret-key-file', KEY.replaceAll('/', '')], env: {} },
    { name: 'it was typed behind a flag that is none', args: [...quick, '--secret-key', KEY], env: {} },
    { name: 'it was typed into a flag that is none', args: [...quick, `--secret-key=${KEY}`], env: {} },
    {
      name: 'the same in a terminal without the key',
      args: [...quick, `--usersig=${KEY}`],
      env: { TIM_SECRET_KEY: '' },
    },
    { name: 'it was typed as a command', args: [KEY], env: {} },
    { name: 'an endpoint carries it', args: quick, env: { TIM_ENDPOINT: `https://a:${encodeURIComponent(KEY)}@x` } },
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
    expectNone(await leave(['status', 'rows.csv'], { answer, before: quick }));
    expectNone(await leave(['status', 'rows.csv', '--json'], { answer, before: quick }));
  });

  test('where a bug throws it: neither the stack trace on the terminal nor that in the log has it', async () => {
    const bug = await preload(`
      Map.prototype.delete = () => {
        const error = new Error('bug with ' + process.env.TIM_SECRET_KEY);
        error.url = '?usersig=' + encodeURIComponent(process.env.TIM_SECRET_KEY);
        throw error;
      };`);
    const left = await leave([...quick, '--log-level', 'trace'], { env: bug });
    expect(left.code).toBe(1);
    expect(left.texts.join()).toMatch(/bug with \[secret\][\s\S]*bug with \[secret\]/);
    expectNone(left);
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
  const talkOf = async (flags: string[]) => unwrapped((await runBinary([...quick, ...flags], { env, cwd })).stderr);
  for (const [name, flag, shown] of [
    ['my key.txt', '--secret-key-file', "'my key.txt'"],
    ['env.txt', '--env-file', 'env.txt'],
  ] as const) {
    await chmod(join(cwd, name), 0o644);
    expect(await talkOf([flag, name])).toContain(`others can read it: chmod 600 ${shown}`);
    await chmod(join(cwd, name), 0o600);
    expect(await talkOf([flag, name])).not.toContain('others can read');
  }
});
