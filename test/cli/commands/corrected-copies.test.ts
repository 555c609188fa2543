import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { HEADER, tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const world = async () => {
  const cwd = await tempFolder();
  const env = environmentOf(await simulate());
  const run = async (...words: string[]) => {
    const { code, stdout, stderr } = await runCommand(words, { cwd, env });
    expect(code, stderr).toBeOneOf([0, 3, 4]);
    return unwrapped(stdout + stderr);
  };
  const failed = (name: string) => readFile(join(cwd, `${name}.tim-unread`, 'failures.csv'), 'utf8');
  const write = (name: string, text: string) => writeFile(join(cwd, name), text);
  return { cwd, run, failed, write };
};

const OTHERS = 'that no copy has corrected yet';

test('rows are to be corrected until a copy, or a copy of a copy, has set each of them', async () => {
  const { run, failed, write } = await world();
  await write('rows.csv', `${HEADER}g1,alice,n/a\ng1,bob,2\ng1,da ve,x\n`);
  await run('import', 'rows.csv');
  await write('rows-corrected.csv', (await failed('rows.csv')).replace('n/a', '7'));
  await run('import', 'rows-corrected.csv');
  for (const command of ['status', 'verify']) expect(await run(command, 'rows.csv')).toContain(OTHERS);
  await write('rows-corrected-2.csv', (await failed('rows-corrected.csv')).replace('da ve,x', 'dave,8'));
  await run('import', 'rows-corrected-2.csv');
  const status = await run('status', 'rows.csv');
  expect(status).not.toContain(OTHERS);
  expect(status).toContain(' verify rows-corrected-2.csv');
  const verified = await run('verify', 'rows.csv');
  expect(verified).not.toContain(OTHERS);
  expect(verified).toContain(' verify rows-corrected.csv');
});

test.each(['parts', 'parts/*.csv'])('a corrected copy is no part of %s, and is told', async (typed) => {
  const { cwd, run, failed, write } = await world();
  await mkdir(join(cwd, 'parts'));
  await write('parts/part-0.csv', `${HEADER}g1,alice,n/a\ng1,bob,2\n`);
  await write('parts/part-1.csv', `${HEADER}g2,alice,3\n`);
  // A name like that of a copy, beside no run.
  await write('parts/rows-corrected.csv', `${HEADER}g3,alice,3\n`);
  expect(await run('import', typed)).toContain('3 finished');
  await write('parts/part-0-corrected.csv', (await failed('parts/part-0.csv')).replace('n/a', '7'));
  const told = `parts/part-0-corrected.csv has corrected rows of an import, and is no part of ${typed}`;
  const again = await run('import', typed);
  expect(again).toContain('3 finished');
  expect(again).toContain(told);
  expect(await run('import', 'parts/part-0-corrected.csv')).toContain('COMPLETE');
  expect(await run('status', typed)).toContain('all 3 inputs');
});

test('the import of several inputs names the share that is next of each', async () => {
  const { run, write } = await world();
  const rows = Array.from({ length: 12 }, (_, at) => `g${at},user${at},${at + 1}\n`).join('');
  for (const name of ['a.csv', 'b.csv', 'c.csv']) await write(name, HEADER + rows);
  await run('import', 'a.csv', '--shard', '1/2');
  await run('import', 'b.csv', '--shard', '1/3');
  const next = (await run('check', 'a.csv', 'b.csv', 'c.csv')).split('together').at(-1);
  for (const words of ['a.csv --shard 2/2', 'b.csv --shard 2/3', 'c.csv']) expect(next).toContain(` import ${words}`);
});
