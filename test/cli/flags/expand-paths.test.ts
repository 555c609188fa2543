import { link, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { expandPaths } from '../../../src/cli/flags/expand-paths.ts';
import { runCommand } from '../../support/command.ts';
import { tempFolder } from '../../support/temp.ts';

const folderOf = async (...names: readonly string[]): Promise<string> => {
  const folder = await tempFolder();
  for (const name of names) await writeFile(join(folder, name), 'x');
  return folder;
};

describe('a folder means', () => {
  test('its files of known formats, by name, and nothing that stands beside them', async () => {
    const inputs = ['part-2.csv', 'part-10.csv.gz', 'rows.JSONL', 'a.tsv', 'part-00000', '000000_0'];
    const beside = [
      '_SUCCESS',
      '_committed_1.csv',
      '.part-2.csv.crc',
      'part-2.csv.crc',
      'part-2.csv.md5',
      'part-2.csv.sha256',
      '.hidden.csv',
      'notes.txt',
      'README',
    ];
    const folder = await folderOf(...inputs, ...beside);
    await mkdir(join(folder, 'part-2.csv.tim-unread'));
    await writeFile(join(folder, 'part-2.csv.tim-unread', 'failures.csv'), 'x');
    await mkdir(join(folder, 'year.csv'));
    const order = ['000000_0', 'a.tsv', 'part-2.csv', 'part-10.csv.gz', 'part-00000', 'rows.JSONL'];
    const told: unknown[] = [];
    const found = await expandPaths([folder], (subfolders) => told.push(subfolders));
    expect(told).toEqual([]);
    expect(new Set(found)).toEqual(new Set(order.map((name) => join(folder, name))));
    expect(found.indexOf(join(folder, 'part-2.csv'))).toBeLessThan(found.indexOf(join(folder, 'part-10.csv.gz')));
  });

  test('no file: it is refused', async () => {
    const folder = await folderOf('notes.txt');
    const fact = { kind: 'folder-without-inputs', path: folder };
    await expect(expandPaths([folder])).rejects.toMatchObject({ fact });
  });

  test('nothing of the folders in it, which is told where they have inputs', async () => {
    const folder = await folderOf('a.csv');
    const [day, deep] = [join(folder, 'dt=2026-01-01'), join(folder, 'dt=2026-01-02', 'hour=1')];
    for (const path of [day, deep, join(folder, '_temporary')]) {
      await mkdir(path, { recursive: true });
      await writeFile(join(path, 'part-0.csv'), 'x');
    }
    const told: unknown[] = [];
    expect(await expandPaths([folder], (found) => told.push(found))).toEqual([join(folder, 'a.csv')]);
    expect(told).toEqual([{ kind: 'subfolders-unread', folder, count: 2, first: day }]);
    await rm(join(folder, 'a.csv'));
    const fact = { kind: 'folder-without-inputs', path: folder, first: day };
    await expect(expandPaths([folder])).rejects.toMatchObject({ fact });
  });

  test('itself where it is a state folder', async () => {
    const folder = join(await tempFolder(), 'rows.csv.tim-unread');
    await mkdir(folder);
    await writeFile(join(folder, 'failures.csv'), 'x');
    expect(await expandPaths([folder])).toEqual([folder]);
  });
});

test('the parts of Spark are read as one export, with a run each', async () => {
  const folder = fileURLToPath(new URL('../../../fixtures/corpus/part-folder', import.meta.url));
  const { code, stdout } = await runCommand(['validate', folder, '--json']);
  const read = JSON.parse(stdout).map(({ rows }: { rows: { valid: number } }) => rows.valid);
  expect({ code, read }).toEqual({ code: 0, read: [1, 1] });
});

describe.skipIf(process.platform === 'win32').each([
  { name: 'a pattern', of: (folder: string) => join(folder, '*.csv') },
  { name: 'a pattern over folders', of: (folder: string) => join(folder, '**/*.csv') },
  { name: 'a folder', of: (folder: string) => folder },
])('$name does not follow links of others', ({ of }) => {
  test('a link to a file elsewhere is refused', async () => {
    const [folder, elsewhere] = [await folderOf('a.csv'), await folderOf('b.csv')];
    await symlink(join(elsewhere, 'b.csv'), join(folder, 'b.csv'));
    const fact = { kind: 'link-leads-out', path: join(folder, 'b.csv') };
    await expect(expandPaths([of(folder)])).rejects.toMatchObject({ fact });
  });

  test('a file that has two names is taken once', async () => {
    const folder = await folderOf('b.csv');
    await symlink('b.csv', join(folder, 'a.csv'));
    await link(join(folder, 'b.csv'), join(folder, 'c.csv'));
    expect(await expandPaths([of(folder)])).toEqual([join(folder, 'b.csv')]);
  });

  test('a linked folder is not looked into, also where it leads round in a circle', async () => {
    const [folder, elsewhere] = [await folderOf('a.csv'), await folderOf('b.csv')];
    await symlink(elsewhere, join(folder, 'others'));
    await symlink('.', join(folder, 'again'));
    expect(await expandPaths([of(folder)])).toEqual([join(folder, 'a.csv')]);
  });
});

test.skipIf(process.platform === 'win32')(
  'of a linked folder in a folder nothing is told: it is not looked into',
  async () => {
    const [folder, elsewhere] = [await folderOf('a.csv'), await folderOf('b.csv')];
    await symlink(elsewhere, join(folder, 'others'));
    const told: unknown[] = [];
    expect(await expandPaths([folder], (found) => told.push(found))).toEqual([join(folder, 'a.csv')]);
    expect(told).toEqual([]);
    await rm(join(folder, 'a.csv'));
    const fact = { kind: 'folder-without-inputs', path: folder };
    expect(await expandPaths([folder]).catch((error) => error.fact)).toEqual(fact);
  },
);
