import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const importInto = async (folder: string) => {
  const path = join(await tempFolder(), 'rows.csv');
  await writeFile(path, 'GroupId,Member_Account,UnreadMsgNum\ng1,u1,1\n');
  return runCommand(['import', path, '--simulator', '--state-dir', folder]);
};

test.skipIf(process.platform !== 'linux')('a state folder in which names are case-folded is told', async () => {
  const folder = join(await tempFolder(), 'state');
  await mkdir(folder, { mode: 0o700 });
  // Both names lead to one file, as where they are folded.
  await symlink('lock', join(folder, 'LOCK'));
  const { code, stderr } = await importInto(folder);
  expect(code).toBe(0);
  expect(unwrapped(stderr)).toContain('lies where names in upper and lower case are the same');
});

test('a state folder that a cloud drive copies is told', async () => {
  const folder = join(await tempFolder(), 'Dropbox', 'state');
  await mkdir(folder, { mode: 0o700, recursive: true });
  const { code, stderr } = await importInto(folder);
  expect(code).toBe(0);
  expect(unwrapped(stderr)).toMatch(/warning: .*Dropbox/);
});
