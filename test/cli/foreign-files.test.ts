import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { csvOf, tempFile } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const begin = async (name: string) => {
  const path = await tempFile('rows.csv', csvOf(3));
  const folder = join(dirname(path), 'docs');
  await mkdir(folder);
  await writeFile(join(folder, name), 'mine');
  const ended = await runCommand(['import', path, '--simulator', '--state-dir', folder]);
  return { ...ended, told: unwrapped(ended.stderr), mine: await readFile(join(folder, name), 'utf8') };
};

test('a folder with files of somebody else is told, and they stay as they are', async () => {
  const { code, told, mine } = await begin('guide.md');
  expect(code).toBe(0);
  expect(told).toMatch(/lies what no run has left there \(guide\.md\).* --state-dir DIR/);
  expect(mine).toBe('mine');
});

test('a file of somebody else with the name of one of ours is never written over', async () => {
  const { code, told, mine } = await begin('report.html');
  expect(code).toBe(2);
  expect(told).toMatch(/holds files that no run has left there: report\.html/);
  expect(mine).toBe('mine');
});
