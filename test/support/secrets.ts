import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Ended } from './binary.ts';
import { listen } from './network.ts';
import { csvOf, tempFolder } from './temp.ts';

type Run = (args: readonly string[], options: { cwd: string; env: Record<string, string> }) => Promise<Ended>;

/** A key with everything that one form or another escapes: quotes, backslashes, `+`, `/`, `=`, `%`, other alphabets. */
export const KEY = 'canary"key\\with/every+thing=that%needs&escaping密钥'.repeat(2);

/** A text in every form in which it could appear. */
const formsOf = (secret: string): string[] => {
  const base64 = (prefix: string): string => {
    // Inside a longer text, base64 has three alignments. For each, the whole part of the secret is searched.
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
  /** the text stands in each group of a reply, not beside them */
  readonly isElements?: boolean;
};

/** A target that repeats every secret it has seen in its texts, in many forms: the worst possible target. */
export const parrot = async (answer: Answer) => {
  const usersigs = new Set<string>();
  const insides = new Set<string>();
  const server = createServer((request, response) => {
    const usersig = new URL(request.url ?? '', 'http://x').searchParams.get('usersig') ?? '';
    usersigs.add(usersig);
    const packed = usersig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
    const content = unpacked(packed);
    for (const one of [packed, ...(/(?<="TLS.sig":").*?(?=")/.exec(content) ?? [])]) insides.add(one);
    const words = [
      request.url,
      usersig,
      encodeURIComponent(usersig),
      Buffer.from(usersig).toString('base64'),
      usersig.replace(/[*_-]/g, (one) => `%${one.charCodeAt(0).toString(16)}`),
      Buffer.from(usersig).toString('hex'),
      KEY,
      usersig.slice(0, 40),
      packed,
      content,
    ].join(' ');
    response.writeHead(answer.status ?? 200, { location: `/elsewhere?${encodeURIComponent(usersig)}` });
    const elements = Array.from({ length: 5 }, (_, at) => ({ GroupId: `g${at}`, ErrorCode: 10010, ErrorInfo: words }));
    const said = {
      ActionStatus: answer.errorCode ? 'FAIL' : 'OK',
      ErrorCode: answer.errorCode ?? 0,
      ErrorInfo: words,
      ...(answer.isElements && { GroupInfo: elements }),
    };
    response.end(answer.isPage || answer.status ? words : JSON.stringify(said));
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, usersigs, insides };
};

/** What a UserSig holds; empty where it was not made as the documents say. */
const unpacked = (packed: string): string => {
  try {
    return inflateSync(Buffer.from(packed, 'base64')).toString();
  } catch {
    return '';
  }
};

/** The content of all files below a folder, except the named ones. */
const filesOf = async (folder: string, except: readonly string[]): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !except.includes(entry.name));
  return Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')));
};

/**
 * Runs a command in a folder of its own.
 *
 * @param run - in this process, or as the real binary
 * @returns what it printed and wrote, and the secrets that it knew
 */
export const leaveBy = async (
  run: Run,
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
  const earlier = before ? await run(before, options) : undefined;
  const ended = await run(args, options);
  const texts = [ended.stdout, ended.stderr, earlier?.stdout ?? '', ...(await filesOf(cwd, ['key.txt', 'env.txt']))];
  return { ...ended, texts, secrets: [KEY, ...target.usersigs], insides: [...target.insides] };
};

type Left = {
  readonly texts: readonly string[];
  readonly secrets: readonly string[];
  /** what the secrets are made of */
  readonly insides?: readonly string[];
};

export const expectNone = ({ texts, secrets, insides = [] }: Left): void => {
  for (const secret of [...secrets, ...insides]) {
    expect(secret.length).toBeGreaterThan(20);
    for (const form of formsOf(secret)) for (const text of texts) expect(text).not.toContain(form);
  }
};

/** A run that does not wait long for a target. */
export const QUICK: readonly string[] = ['import', 'rows.csv', '--give-up-after', '1ms', '--max-attempts', '1'];
