import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { BINARY, runBinary } from '../support/binary.ts';
import { preload } from '../support/preload.ts';
import { environmentOf, simulate } from '../support/simulator.ts';
import { csvOf, HEADER, tempFile } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';
import { textRow, workbookOf } from '../support/workbook.ts';

test('help and version are results of the process', async () => {
  const help = await runBinary(['--help']);
  expect({ ...help, stdout: help.stdout.slice(0, 18) }).toEqual({ code: 0, stdout: 'Usage: tim-unread ', stderr: '' });
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(await runBinary(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

const hasNpx = spawnSync('npx', ['--version']).status === 0;

describe.skipIf(process.platform === 'win32')('an env file is data', () => {
  test.each(['NODE_OPTIONS=--require ', 'NODE_OPTIONS="--import ', 'NODE_OPTIONS=--no-warnings --require='])(
    'what %s names in it is not run',
    async (line) => {
      const rows = await tempFile('members.csv', csvOf(3));
      const witness = join(dirname(rows), 'witness');
      const code = await tempFile('code.cjs', `require('fs').writeFileSync(${JSON.stringify(witness)}, '')`);
      const envFile = await tempFile('.env', `${line}${code}${line.includes('"') ? '"' : ''}\n`);
      for (const flags of [['--settings', envFile], ['--env-file', envFile], [`--env-file=${envFile}`]]) {
        const { stdout } = await promisify(execFile)(BINARY, ['validate', rows, ...flags, '--lang', 'en']);
        expect(stdout).toContain('EVERY ROW CAN BE SENT');
      }
      expect(existsSync(witness)).toBe(false);
    },
  );

  test('one that is not there is told by us, not by Node', async () => {
    const rows = await tempFile('members.csv', csvOf(3));
    const ended = await promisify(execFile)(BINARY, ['validate', rows, '--env-file', 'no.env']).catch((error) => error);
    expect(ended.code).toBe(2);
    expect(unwrapped(ended.stderr)).toContain('--settings');
  });

  test.skipIf(!hasNpx)('by npx, npm exec and node, --settings runs nothing', async () => {
    const rows = await tempFile('members.csv', csvOf(3));
    const folder = dirname(rows);
    const witness = join(folder, 'witness');
    const code = await tempFile('code.cjs', `require('fs').writeFileSync(${JSON.stringify(witness)}, '')`);
    const settings = await tempFile('.env', `NODE_OPTIONS=--require ${code}\n`);
    await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
    await symlink(BINARY, join(folder, 'node_modules/.bin/tim-unread'));
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    const run = async (words: readonly string[]) => {
      const [program = '', ...args] = words;
      const { stdout, stderr } = await promisify(execFile)(program, args, { cwd: folder });
      expect(stdout).toContain('EVERY ROW CAN BE SENT');
      return unwrapped(stderr);
    };
    const command = ['validate', rows, '--lang', 'en'];
    for (const started of [
      ['npx', 'tim-unread'],
      ['npm', 'exec', '--', 'tim-unread'],
      [process.execPath, BINARY],
    ]) {
      expect(await run([...started, ...command, '--settings', settings])).not.toContain('--env-file');
      expect(existsSync(witness)).toBe(false);
    }
    // Node's own flag is understood, and told.
    expect(await run(['npx', '--', 'tim-unread', ...command, '--env-file', settings])).toContain('--settings FILE');
    expect(existsSync(witness)).toBe(false);
  });
});

test('what reads workbooks is loaded with the first of them only', async () => {
  const code = await tempFile(
    'loaded.cjs',
    "process.on('exit', () => console.error(Object.keys(require.cache).filter((path) => /[/\\\\](?:yauzl|sax)[/\\\\]/.test(path)).length > 0 ? 'LOADED' : 'NOT LOADED'));",
  );
  const env = { NODE_OPTIONS: `--require ${code}` };
  const csv = await tempFile('members.csv', csvOf(3));
  expect((await runBinary(['validate', csv], { env })).stderr).toContain('NOT LOADED');
  const workbook = await tempFile('members.xlsx', '');
  await writeFile(workbook, workbookOf([{ name: 'A', rows: textRow('g1', 'a', '1') }]));
  expect((await runBinary(['validate', workbook], { env })).stderr).toMatch(/^LOADED/m);
});

// Those of signals stand in signals.test.ts.
describe('the exit status of the process', () => {
  test.each([
    { name: '0: every row is set', rows: csvOf(3), flags: [], code: 0 },
    { name: '2: a setting is wrong', rows: csvOf(3), flags: ['--rate', 'x'], code: 2 },
    { name: '3: a row has failed', rows: `${HEADER}g1,alice,x\n`, flags: [], code: 3 },
    { name: '4: stopped before the end', rows: csvOf(3), flags: ['--limit', '1'], code: 4 },
  ])('$name', async ({ rows, flags, code }) => {
    const path = await tempFile('members.csv', rows);
    const ended = await runBinary(['import', path, ...flags], { env: environmentOf(await simulate()) });
    expect(ended.code).toBe(code);
  });

  test('5: the state belongs to another target', async () => {
    const path = await tempFile('members.csv', csvOf(3));
    const run = async () => runBinary(['import', path, '--limit', '1'], { env: environmentOf(await simulate()) });
    expect((await run()).code).toBe(4);
    expect((await run()).code).toBe(5);
  });

  test('1: nobody catches an error, and its stack is shown', async () => {
    const bug = await preload(`setTimeout(() => { throw new Error('nobody catches this'); }, 300);`);
    const running = runBinary(['simulate'], { env: bug });
    const { code, stderr } = await running;
    expect(code).toBe(1);
    expect(stderr).toMatch(/nobody catches this\n\s+at /);
  });
});
