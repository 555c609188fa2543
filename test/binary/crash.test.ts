import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runBinary } from '../support/binary.ts';
import { preload } from '../support/preload.ts';
import { APP, environmentOf, simulate } from '../support/simulator.ts';
import { csvOf, tempFile, tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const BROKEN_MAP = `
  Map.prototype.delete = () => {
    throw new Error('bug with ' + process.env.TIM_SECRET_KEY, { cause: new Error('its cause') });
  };`;
const BROKEN_SIGNATURE = `
  import crypto from 'node:crypto';
  crypto.createHmac = () => { throw new Error('bug with ' + process.env.TIM_SECRET_KEY, { cause: new Error('its cause') }); };`;
/** Nobody awaits it, as with a timer of a dependency. */
const LATE = `
  import { readFileSync } from 'node:fs';
  const look = setInterval(() => {
    let text = '';
    try { text = readFileSync(process.argv[3] + '.tim-unread/log.jsonl', 'utf8'); } catch {}
    if (text.includes('"started"')) { clearInterval(look); throw new Error('late bug with ' + process.env.TIM_SECRET_KEY); }
  }, 5).unref();`;

const begin = async () => {
  const path = await tempFile('members.csv', csvOf(500));
  const env = environmentOf(await simulate());
  return { path, env, log: `${path}.tim-unread/log.jsonl` };
};

describe('a crash can be reported: its stack stands in a file that is named, without secrets', () => {
  test.each([
    { name: 'where the run throws it', code: BROKEN_MAP, stack: /bug with \[secret\][\s\S]*its cause/ },
    { name: 'where nobody awaits it', code: LATE, stack: /late bug with \[secret\]/ },
  ])('$name: in the log', async ({ code, stack }) => {
    const { path, env, log } = await begin();
    const ended = await runBinary(['import', path, '--rate', '20'], { env: { ...env, ...(await preload(code)) } });
    expect(ended.code).toBe(1);
    expect(unwrapped(ended.stderr)).toContain(`The last lines of this log have it too: ${log}`);
    expect(unwrapped(ended.stderr)).toContain('Attach them, and the page that');
    const last = (await readFile(log, 'utf8')).split('\n').find((line) => line.includes('"msg":"bug"')) ?? '{}';
    expect(JSON.parse(last).err.stack).toMatch(/^Error: .*bug with \[secret\]\n {4}at /);
    expect(last).toMatch(stack);
    expect(last + ended.stderr).not.toContain(APP.secretKey);
  });

  test.each([
    { name: 'by a command that has no log', words: ['usersig', '--expire', '24h'], code: BROKEN_SIGNATURE },
    { name: 'by a run that keeps none', words: ['import', 'FILE', '--log-level', 'silent'], code: BROKEN_MAP },
  ])('$name: in a file of its own, that nobody else can read', async ({ words, code }) => {
    const { path, env } = await begin();
    const TMPDIR = await tempFolder();
    const typed = words.map((word) => (word === 'FILE' ? path : word));
    const ended = await runBinary(typed, {
      env: { ...env, ...(await preload(code)), TMPDIR, TEMP: TMPDIR, TMP: TMPDIR },
    });
    expect(ended.code).toBe(1);
    const [, file = ''] = /This file has it too: (.*crash\.txt)/.exec(unwrapped(ended.stderr)) ?? [];
    expect(file.startsWith(TMPDIR)).toBe(true);
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/^tim-unread \d+\.\d+\.\d+, Node v\d+/);
    expect(text).toContain(`tim-unread ${typed.join(' ')}\n`);
    expect(text).toMatch(/bug with \[secret\]\n {4}at [\s\S]*its cause/);
    expect(text + ended.stderr).not.toContain(APP.secretKey);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('where no file can be written, the terminal has it', async () => {
    const { env } = await begin();
    const gone = join(await tempFolder(), 'gone');
    const code = await preload(BROKEN_SIGNATURE);
    const ended = await runBinary(['usersig'], { env: { ...env, ...code, TMPDIR: gone, TEMP: gone, TMP: gone } });
    expect(ended.code).toBe(1);
    expect(unwrapped(ended.stderr)).toMatch(
      /bug with \[secret\]\n {4}at [\s\S]*Attach the lines above, and the page that/,
    );
  });
});
