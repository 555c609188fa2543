import { execFileSync } from 'node:child_process';
import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FLAG_NAMES, flagText, specOf, type ValueFlag } from '../../../src/cli/flags/flag-table.ts';
import { OTHER_VARIABLES, type OtherVariable, Settings } from '../../../src/cli/flags/settings.ts';
import { runCommand } from '../../support/command.ts';
import { APP, environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const DAMAGES = [
  { name: 'double quotes', damage: (text: string) => `"${text}"` },
  { name: 'single quotes', damage: (text: string) => `'${text}'` },
  { name: 'a byte order mark', damage: (text: string) => `\ufeff${text}` },
  { name: 'a line break behind it', damage: (text: string) => `${text}\n` },
  { name: 'a Windows line break', damage: (text: string) => `${text}\r\n` },
  { name: 'no-break spaces', damage: (text: string) => `\u00a0${text}\u00a0` },
  { name: 'plain spaces', damage: (text: string) => ` ${text} ` },
  { name: 'a character of no width inside', damage: (text: string) => `${text.slice(0, 1)}\u200b${text.slice(1)}` },
  { name: 'spaces inside quotes', damage: (text: string) => `" ${text} "` },
] as const;

/** A value that each setting takes. */
const GOOD: Readonly<Record<string, string>> = {
  sdkappid: '1400000000',
  endpoint: 'https://example.com',
  format: 'csv',
  encoding: 'gbk',
  delimiter: ';',
  quote: 'none',
  escape: '\\',
  admin: 'administrator',
  onDuplicate: 'max',
  region: 'sgp',
  giveUpAfter: '5m',
  maxFailures: '5%',
  shard: '1/4',
  sample: '1%',
  expire: '24h',
  progress: 'line',
  logLevel: 'debug',
  simulatedAdmin: 'administrator',
  readBack: 'seq',
  timeout: '5000',
};

const VALUE_FLAGS = FLAG_NAMES.filter((name): name is ValueFlag => {
  const { kind, isRepeatable } = specOf(name);
  return kind !== undefined && !isRepeatable;
});
const CASES = VALUE_FLAGS.flatMap((name) => DAMAGES.map((damage) => ({ setting: name, ...damage })));

describe('every setting with every damage', () => {
  test.each(CASES)('$setting in $name', ({ setting, damage }) => {
    const { kind, variable } = specOf(setting);
    const good = GOOD[setting] ?? (kind?.isVerbatim ? 'text' : '7');
    const damaged = damage(good);
    const given = [new Settings({ [setting]: damaged })];
    if (variable !== undefined) {
      given.push(new Settings({}, { [variable]: damaged }), new Settings({}, {}, { [variable]: damaged }));
    }
    for (const settings of given) {
      const found = settings.found(setting);
      // Where such a character can be meant, the value stays as it was typed.
      if (kind?.isVerbatim) {
        expect(found).toMatchObject({ value: damaged, taken: [] });
        continue;
      }
      expect(settings.value(setting)).toEqual(new Settings({ [setting]: good }).value(setting));
      expect(found?.taken.length).toBeGreaterThan(0);
      expect(settings.all()).toEqual([found]);
    }
  });

  test.each(
    (Object.keys(OTHER_VARIABLES) as OtherVariable[]).flatMap((variable) =>
      DAMAGES.map((damage) => ({ variable, ...damage })),
    ),
  )('$variable in $name', ({ variable, damage }) => {
    const good = 'http://proxy.example:8080';
    for (const environments of [[{ [variable]: damage(good) }], [{}, { [variable]: damage(good) }]]) {
      const settings = new Settings({}, ...environments);
      expect(settings.variable(variable)).toBe(good);
      expect(settings.foundVariable(variable)?.taken.length).toBeGreaterThan(0);
    }
  });

  test.each(VALUE_FLAGS.filter((name) => !specOf(name).kind?.isVerbatim && specOf(name).kind?.expected))(
    '%s with a line break in the middle is refused, and shown so that it can be seen',
    async (setting) => {
      const command = specOf(setting).commands[0] ?? '';
      const folder = await tempFolder();
      await writeFile(join(folder, 'rows.csv'), csvOf(1));
      const inputs = ['simulate', 'usersig'].includes(command) ? [] : ['rows.csv'];
      const good = GOOD[setting] ?? '7';
      const value = `${good}\n\u00a0${good}`;
      const env = {
        TIM_SDKAPPID: '1',
        TIM_ADMIN: 'a',
        TIM_SECRET_KEY: 'k'.repeat(64),
        TIM_ENDPOINT: 'http://127.0.0.1:9',
      };
      const { code, stderr } = await runCommand([command, ...inputs, flagText(setting), value], { env, cwd: folder });
      expect(code).toBe(2);
      expect(stderr).toContain(flagText(setting));
      expect(stderr).toContain('\\n\\u00a0');
    },
  );
});

/** Every variable of a run damaged alike, as where one program has written all of them. */
describe('a whole import whose settings all have the same damage sets its rows, and tells each setting', () => {
  const begin = async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'rows.csv'), csvOf(5));
    const simulator = await simulate();
    return { folder, simulator, env: { ...environmentOf(simulator), TIM_RATE: '100' } };
  };
  const NAMES = ['TIM_SDKAPPID', 'TIM_ADMIN', 'TIM_SECRET_KEY', 'TIM_ENDPOINT', 'TIM_RATE'] as const;

  test.each(DAMAGES)('in the environment: $name', async ({ damage }) => {
    const { folder, simulator, env } = await begin();
    const damaged = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, damage(value)]));
    const { code, stdout, stderr } = await runCommand(['import', 'rows.csv'], { cwd: folder, env: damaged });
    expect(code).toBe(0);
    expect(unreadOf(simulator).size).toBe(5);
    for (const name of NAMES) expect(unwrapped(stderr)).toMatch(new RegExp(`warning: ${name}: taken off the value`));
    expect(stdout + stderr).not.toContain(APP.secretKey);
  });

  test.each([
    { name: 'UTF-8 with a byte order mark', bytesOf: (text: string) => Buffer.from(`\ufeff${text}`), told: undefined },
    {
      name: 'UTF-16 with a mark',
      bytesOf: (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
      told: 'UTF-16LE',
    },
    { name: 'UTF-16 without a mark', bytesOf: (text: string) => Buffer.from(text, 'utf16le'), told: 'UTF-16LE' },
    {
      name: 'UTF-16, big end first',
      bytesOf: (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
      told: 'UTF-16BE',
    },
  ])('an env file and a key file in $name', async ({ bytesOf, told }) => {
    const { folder, simulator, env } = await begin();
    const others = Object.entries(env).filter(([name]) => name !== 'TIM_SECRET_KEY');
    const lines = others.map(([name, value]) => `${name}=${value}\r\n`);
    await writeFile(join(folder, 'a.env'), bytesOf(lines.join('')));
    await writeFile(join(folder, 'key.txt'), bytesOf(`${APP.secretKey}\r\n`));
    for (const file of ['a.env', 'key.txt']) await chmod(join(folder, file), 0o600);
    const words = ['import', 'rows.csv', '--settings', 'a.env', '--secret-key-file', 'key.txt'];
    const { code, stderr } = await runCommand(words, { cwd: folder });
    expect(code).toBe(0);
    expect(unreadOf(simulator).size).toBe(5);
    for (const file of ['a.env', 'key.txt']) {
      if (told === undefined) expect(stderr).not.toContain(file);
      else expect(unwrapped(stderr)).toContain(`${file} is ${told}`);
    }
  });

  test('the env file of the fixtures, which begins with a mark, is read as if it were not there', async () => {
    const { folder, simulator } = await begin();
    await copyFile(new URL('../../../fixtures/byte-order-mark.env', import.meta.url), join(folder, 'a.env'));
    const { code, stderr } = await runCommand(['import', 'rows.csv', '--settings', 'a.env'], {
      cwd: folder,
      env: { TIM_SECRET_KEY: APP.secretKey, TIM_ENDPOINT: simulator.url },
    });
    expect({ code, isMended: stderr.includes('taken off') }).toEqual({ code: 0, isMended: false });
    expect(unreadOf(simulator).size).toBe(5);
  });
});

test.each([
  {
    name: 'an env file',
    content: `TIM_SECRET_KEY=${APP.secretKey}\n`,
    says: /key\.txt is an env file[\s\S]*--settings key\.txt/,
  },
  { name: 'an export line', content: `export TIM_SECRET_KEY="${APP.secretKey}"\n`, says: /key\.txt is an env file/ },
  {
    name: 'no text',
    content: Buffer.from([0x1f, 0x8b, 8, 0, 0, 3]),
    says: /key\.txt holds characters that no key has/,
  },
])('a key file that is $name is told as that, before it signs anything', async ({ content, says }) => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'key.txt'), content);
  await chmod(join(cwd, 'key.txt'), 0o600);
  const env = { TIM_SDKAPPID: '1', TIM_ADMIN: 'a' };
  const { code, stdout, stderr } = await runCommand(['usersig', '--secret-key-file', 'key.txt'], { cwd, env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(unwrapped(stderr)).toMatch(says);
  expect(stderr).not.toContain(APP.secretKey);
});

test.each(['TIM_SECRET_KEY', 'TIM_USERSIG'])(
  '%s with characters that no secret has is refused by name',
  async (name) => {
    const cwd = await tempFolder();
    await writeFile(join(cwd, 'rows.csv'), csvOf(1));
    const env = { TIM_SDKAPPID: '1', TIM_ADMIN: 'a', [name]: 'hunter2\u0007\ufffd' };
    const { code, stderr } = await runCommand(['import', 'rows.csv'], { cwd, env });
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toContain(`${name} holds characters that no`);
    expect(stderr).not.toContain('hunter2');
  },
);

test.each([
  '控制台显示的密钥',
  '…the key that the console shows…',
  '\u0024{TIM_KEY}',
  '$TIM_KEY',
  '%TIM_KEY%',
  '<secret>',
  '{{ key }}',
])('the words of the example, left in the place of the key, cost no call: %s', async (words) => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'rows.csv'), csvOf(1));
  await writeFile(join(cwd, '.env'), `TIM_SDKAPPID=1400123456\nTIM_ADMIN=administrator\nTIM_SECRET_KEY=${words}\n`);
  const { code, stderr } = await runCommand(['import', 'rows.csv', '--settings', '.env'], { cwd });
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain('TIM_SECRET_KEY holds characters that no key has: it is a placeholder');
});

test.each([
  { name: 'TIM_SECRET_KEY', value: `eJ${'x*_-'.repeat(20)}`, says: 'holds a UserSig, where a secret key is meant' },
  { name: 'TIM_USERSIG', value: '0123456789abcdef'.repeat(4), says: 'holds a secret key, where a UserSig is meant' },
])('$name that $says costs no call', async ({ name, value, says }) => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'rows.csv'), csvOf(1));
  const env = { TIM_SDKAPPID: '1', TIM_ADMIN: 'a', [name]: value };
  const { code, stderr } = await runCommand(['import', 'rows.csv'], { cwd, env });
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain(`${name} ${says}`);
  expect(stderr).not.toContain(value);
});

describe('a file that is no env file', () => {
  const runWith = async (content: string | Buffer) => {
    const cwd = await tempFolder();
    await writeFile(join(cwd, 'rows.csv'), csvOf(2000));
    await writeFile(join(cwd, 'a.env'), content);
    const { code, stderr } = await runCommand(['import', 'rows.csv', '--settings', 'a.env'], { cwd });
    return { code, said: unwrapped(stderr) };
  };

  test('is told as that, and not line by line', async () => {
    const { code, said } = await runWith(csvOf(2000));
    expect(code).toBe(2);
    expect(said).toContain('a.env is no env file: none of its lines is NAME=value');
    expect(said).toContain('a.env: 1,996 more lines have no = and set nothing');
    expect(said.match(/sets nothing/g)).toHaveLength(5);
  });

  test('is told as that where it is no text', async () => {
    const { code, said } = await runWith(Buffer.from('TIM_ADMIN=a\n\u0001\0\u0002'));
    expect(code).toBe(2);
    expect(said).toContain('a.env is no env file: it is no text');
  });
});

test.each(['--settings', '--secret-key-file'])(
  '%s reads a file to its bound: one without an end holds nobody',
  async (flag) => {
    const path = join(await tempFolder(), 'large.env');
    await writeFile(path, Buffer.alloc(2 * 1024 * 1024, 'A=b\n'));
    const input = join(await tempFolder(), 'rows.csv');
    await writeFile(input, csvOf(1));
    for (const named of process.platform === 'win32' ? [path] : [path, '/dev/zero']) {
      const { code, stderr } = await runCommand(['import', input, flag, named]);
      expect({ code, stderr: unwrapped(stderr) }).toEqual({
        code: 2,
        stderr: expect.stringContaining(`${flag} ${named} has more than 1 MiB`),
      });
    }
  },
);

test.skipIf(process.platform === 'win32')(
  'a pipe to which nobody writes is an empty key file, and holds nobody',
  async () => {
    const folder = await tempFolder();
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await writeFile(join(folder, 'rows.csv'), csvOf(1));
    const { code, stderr } = await runCommand(['import', join(folder, 'rows.csv'), '--secret-key-file', pipe]);
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toContain(`${pipe} is empty`);
  },
);

test('what is left of a value is never a secret in the error', async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, 'rows.csv'), csvOf(1));
  const env = {
    TIM_SDKAPPID: '1',
    TIM_ADMIN: 'a',
    TIM_SECRET_KEY: 'k'.repeat(64),
    TIM_ENDPOINT: '"https://me:pa#ss/word@example.com"',
  };
  const { code, stderr } = await runCommand(['import', 'rows.csv'], { cwd: folder, env });
  expect(code).toBe(2);
  expect(stderr).toContain('TIM_ENDPOINT');
  expect(stderr).not.toMatch(/pa#|ss\/word|word@/);
});
