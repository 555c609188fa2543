import { link, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foldsCase } from '../../../src/io/journal/folded-names.ts';
import { tempFolder } from '../../support/temp.ts';

test('a folder in which lock and LOCK are one file is told, where that is not the way of the system', async () => {
  const folder = await tempFolder();
  const lock = join(folder, 'lock');
  await writeFile(lock, '');
  expect(await foldsCase(lock, 'linux')).toBe(false);
  // Two names of one file, as such a folder shows them.
  await link(lock, join(folder, 'LOCK'));
  expect(await foldsCase(lock, 'linux')).toBe(true);
  expect(await foldsCase(lock, 'darwin')).toBe(false);
});
