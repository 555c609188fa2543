import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, tempFile, tempFolder } from '../../support/temp.ts';

const ROWS = 300;
const LONG_ROWS = 1600;
// Rows, and then 16 MB of nothing in 16 KB: its accounts are too long to be any.
const BOMB = Buffer.concat([gzipSync(csvOf(ROWS)), gzipSync(`x,${'y'.repeat(10_000)},1\n`.repeat(LONG_ROWS))]);

const begin = async () => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'bomb.csv.gz'), BOMB);
  const simulator = await simulate();
  const run = (command: string, ...flags: string[]) =>
    runCommand([command, 'bomb.csv.gz', ...flags], { cwd, env: environmentOf(simulator) });
  return { simulator, run, cwd };
};

const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('an archive that unpacks too far', () => {
  test.each([
    ['validate', '--max-unpacked', '8M'],
    ['inspect', '--max-unpacked', '100K'],
    ['check', '--max-unpacked', '100K'],
    ['import', '--max-unpacked', '100K'],
    // These read all of it first.
    ['import', '--only-changes', '--max-unpacked', '8M'],
    ['import', '--on-duplicate', 'max', '--max-unpacked', '8M'],
    ['import', '--strict', '--max-unpacked', '8M'],
    ['verify', '--max-unpacked', '8M'],
  ])('stops %s %s %s with 2 before the first call, and the flag is named', async (command, ...flags) => {
    const { simulator, run } = await begin();
    const { code, stdout, stderr } = await run(command, ...flags);
    const most = flags.at(-1) === '8M' ? ['8 MiB', '80M'] : ['100 KiB', '1000K'];
    expect(flat(stdout + stderr)).toContain(`unpacks to more than the ${most[0]} of --max-unpacked`);
    expect(flat(stdout + stderr)).toContain(`such as --max-unpacked ${most[1]}`);
    expect(code).toBe(2);
    expect(simulator.state().calls).toHaveLength(0);
  });

  test('in the middle of a run stops it with rows pending, and a higher bound goes on', async () => {
    const { simulator, run } = await begin();
    const stopped = await run('import', '--max-unpacked', '8M', '--rate', '2000');
    expect(stopped.code).toBe(4);
    expect(flat(stopped.stdout)).toMatch(/^INCOMPLETE.*of --max-unpacked.*Nothing is lost.*--max-unpacked 80M/);
    expect(unreadOf(simulator).size).toBe(ROWS);
    const lower = await run('import', '--max-unpacked', '4K', '--rate', '2000');
    expect([lower.code, flat(lower.stderr)]).toEqual([2, expect.stringContaining('the 4 KiB of --max-unpacked')]);
    const { code, stdout } = await run('import', '--max-unpacked', '80M', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      resumed: true,
      rows: { read: ROWS + LONG_ROWS, ok: ROWS, failed: LONG_ROWS },
      // What is set is not sent again. On a busy machine the run before may have asked twice.
      calls: { sent: 0 },
    });
    expect(code).toBe(3);
  });

  test('is read to its end where it is not beyond the bound of every command', async () => {
    const { run } = await begin();
    expect((await run('import', '--json')).code).toBe(3);
    expect((await run('status', '--max-unpacked', '4K')).stdout).not.toContain('changed');
  });

  test('may also be the file of the last sequences', async () => {
    const { run, cwd } = await begin();
    await writeFile(join(cwd, 'seqs.csv.gz'), gzipSync(`GroupId,LastSeq\n${'group,7\n'.repeat(500_000)}`));
    const { code, stderr } = await run('validate', '--group-seqs', 'seqs.csv.gz', '--max-unpacked', '3M');
    expect([code, flat(stderr)]).toEqual([2, expect.stringMatching(/seqs\.csv\.gz: cannot be read: .*--max-unpacked/)]);
  });
});

test.each([
  ['an object in an object', 'rows.jsonl', '{"a":', '1', '}'],
  ['a list in a list', 'rows.jsonl', '[', '1', ']'],
  ['elements in elements', 'rows.xml', '<a>', '', '</a>'],
  ['brackets', 'rows.csv', '(', '\n', ')'],
])('%s, and so on a hundred thousand times, is no bug', async (_, name, open, middle, close) => {
  const path = await tempFile(name, `${open.repeat(100_000)}${middle}${close.repeat(100_000)}\n`);
  for (const command of ['validate', 'inspect']) {
    const { code } = await runCommand([command, path]);
    expect([0, 2, 3]).toContain(code);
  }
});
