import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { readPage, rootPath } from './pages.ts';

const ROWS = 'GroupId,Member_Account,UnreadMsgNum\ng1,alice,3\ng1,bob,4\n';
const scriptOf = async (page: string): Promise<string> =>
  /^```bash\n([\s\S]*?)^```$/m.exec(await readPage(page))?.[1] ?? '';
const SCRIPT = await scriptOf('docs/scripting.md');
const ZH_SCRIPT = await scriptOf('docs/zh-CN/scripting.md');
/** A bug, as soon as the program is ready for it. */
const BUG = `data:text/javascript,${encodeURIComponent(
  'setInterval(() => { if (process.listenerCount("uncaughtException")) throw new Error("a bug"); }, 1);',
)}`;

const canRun = ['bash', 'jq'].every((program) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** The script of the page in a folder with one file of rows. `program` writes its process ID, for signals. */
const scriptIn = async (rows = ROWS, script = SCRIPT) => {
  const folder = await tempFolder();
  await writeFile(join(folder, 'rows.csv'), rows);
  const program = join(folder, 'program');
  await writeFile(
    program,
    `#!/bin/sh\necho $$ > pid\nexec "${process.execPath}" "${rootPath('bin/tim-unread.js')}" "$@"\n`,
  );
  await chmod(program, 0o755);
  await writeFile(join(folder, 'migrate'), script.replaceAll('npx tim-unread', './program'));
  const run = (flags: readonly string[], env: Record<string, string> = {}) => {
    const child = spawn('bash', ['migrate', 'rows.csv', ...flags], { cwd: folder, env: { ...process.env, ...env } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
    return new Promise<{ status: number | null; said: string }>((resolve) =>
      child.on('close', (status) => resolve({ status, said: said.trimEnd() })),
    );
  };
  return { folder, run };
};

describe.skipIf(!canRun)('the script of docs/scripting.md (without bash or jq it is skipped)', () => {
  test.each([
    [0, ['--simulator'], ROWS, {}, 'rows.csv: done, rows: 2'],
    [3, ['--simulator'], `${ROWS}g1,carol,x\n`, {}, 'rows.csv: failed rows: 1, see rows.csv.tim-unread/failures.csv'],
    [4, ['--simulator', '--limit', '1'], ROWS, {}, 'rows.csv: --limit was reached; the same command goes on'],
    [2, ['--simulator', '--rate', 'x'], ROWS, {}, 'TU_SETTINGS: '],
    [2, ['--simulator', '--no-such-flag'], ROWS, {}, 'TU_USAGE: '],
    [1, ['--simulator'], ROWS, { NODE_OPTIONS: `--import=${BUG}` }, 'TU_BUG: a bug'],
  ])('status %i of %j', async (status, flags, rows, env, text) => {
    const { run } = await scriptIn(rows);
    const ended = await run(flags, env);
    expect(ended.said).toContain(text);
    expect(ended.status).toBe(status);
  });

  test.each([
    [0, ['--simulator'], 'rows.csv：全部完成，共 2 行'],
    [4, ['--simulator', '--limit', '1'], 'rows.csv：--limit was reached；再次输入同一条命令即可继续'],
  ])('the one of docs/zh-CN/scripting.md: status %i of %j', async (status, flags, text) => {
    const { run } = await scriptIn(ROWS, ZH_SCRIPT);
    expect(await run(flags)).toEqual({ status, said: text });
  });

  test('status 5, where the input was edited since', async () => {
    const { folder, run } = await scriptIn();
    await run(['--simulator', '--limit', '1']);
    await writeFile(join(folder, 'rows.csv'), ROWS.replace('alice', 'zelda'));
    const ended = await run(['--simulator']);
    expect(ended.said).toMatch(/^TU_WRONG_STATE: /);
    expect(ended.status).toBe(5);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s: status %i', async (signal, status) => {
    const { folder, run } = await scriptIn(ROWS + 'g1,dora,5\n'.repeat(2000));
    const ended = run(['--simulator', '--rate', '20']);
    await until(async () => existsSync(join(folder, 'rows.csv.tim-unread', 'checkpoint.json')));
    process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')), signal);
    expect((await ended).said).toBe(`rows.csv: interrupted by ${signal}; the same command goes on`);
    expect((await ended).status).toBe(status);
  });
});

test('the script is the same in both languages, but for what it says', () => {
  const unworded = (script: string): string => script.replaceAll(/# .*|echo ".*"|say '.*'/g, 'WORDS');
  expect(unworded(ZH_SCRIPT)).toBe(unworded(SCRIPT));
  expect(unworded(SCRIPT).match(/WORDS/g)).toHaveLength(6);
});
