import {
  chmod,
  chown,
  lchown,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replaceFile } from '../../../src/io/journal/durable.ts';
import { openNextSync, openOwn } from '../../../src/io/journal/own-files.ts';
import { runCommand } from '../../support/command.ts';
import { makeFifo } from '../../support/fifo.ts';
import { SOMEBODY } from '../../support/mounts.ts';
import { tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const ROWS = 'GroupId,Member_Account,UnreadMsgNum\ng1,alice,1\ng1,bob,2\ng1,eve,$(touch owned)\n';
const MINE = 'a file of the user\n';
const isPosix = process.platform !== 'win32';

/** An export with the state folder that somebody has prepared beside it, and a file of the user elsewhere. */
const prepared = async (prepare: (at: { folder: string; mine: string }) => Promise<void>, runsFirst = false) => {
  const root = await tempFolder();
  const [input, mine] = [join(root, 'members.csv'), join(root, 'mine')];
  const folder = `${input}.tim-unread`;
  await writeFile(input, ROWS);
  await writeFile(mine, MINE);
  if (runsFirst) expect((await importRows(input)).code).toBe(3);
  else await mkdir(folder, { mode: 0o700 });
  await prepare({ folder, mine });
  return { root, input, folder, mine };
};

const importRows = (input: string, args: readonly string[] = []) =>
  runCommand(['import', input, '--simulator', '--progress', 'none', ...args], {});

const FILES = ['log.jsonl', 'checkpoint.json', 'failures.csv', 'lowered.csv', 'summary.json', 'lock'];
const LEFT_OVER = ['checkpoint.json.tmp', 'summary.json.tmp', 'checkpoint.json.0123456789abcdef.tmp'];

describe.skipIf(!isPosix)(
  'what somebody else has put into the state folder is refused, and nothing is written or sent',
  () => {
    test.each([...FILES, ...LEFT_OVER])('a link named %s', async (name) => {
      const { input, mine, folder } = await prepared(({ folder, mine }) => symlink(mine, join(folder, name)));
      const ended = await importRows(input);
      expect(ended).toMatchObject({ code: 5, stdout: '' });
      expect(unwrapped(ended.stderr)).toContain(`${name} is a link: a run would write to the file that it names`);
      expect(await readFile(mine, 'utf8')).toBe(MINE);
      expect(await readFile(join(folder, name), 'utf8')).toBe(MINE);
    });

    test.each(FILES)('a hard link named %s', async (name) => {
      const { input, mine } = await prepared(({ folder, mine }) => link(mine, join(folder, name)));
      const ended = await importRows(input);
      expect(ended.code).toBe(5);
      expect(unwrapped(ended.stderr)).toContain(`${name} has a second name elsewhere`);
      expect(await readFile(mine, 'utf8')).toBe(MINE);
    });

    test.each(FILES)('a FIFO named %s', async (name) => {
      const { input } = await prepared(async ({ folder }) => makeFifo(join(folder, name)));
      const ended = await importRows(input);
      expect(ended.code).toBe(5);
      expect(unwrapped(ended.stderr)).toContain(`${name} is no regular file`);
    });

    test.each(['status', 'verify', 'check'])('a checkpoint that is a FIFO does not hold `%s`', async (command) => {
      const { input } = await prepared(async ({ folder }) => makeFifo(join(folder, 'checkpoint.json')));
      const ended = await runCommand([command, input], { env: command === 'status' ? {} : TARGET });
      expect(ended.code).toBe(5);
      expect(unwrapped(ended.stderr)).toContain('checkpoint.json is no regular file');
    });

    test('a checkpoint that leads to an endless device', async () => {
      const { input } = await prepared(({ folder }) => symlink('/dev/zero', join(folder, 'checkpoint.json')));
      expect((await importRows(input)).code).toBe(5);
    });

    test('a checkpoint far larger than any run makes it', async () => {
      const { input } = await prepared(async ({ folder }) => {
        await writeFile(join(folder, 'checkpoint.json'), '{', { mode: 0o600 });
        await truncate(join(folder, 'checkpoint.json'), 2 ** 40);
      });
      const ended = await importRows(input);
      expect(ended.code).toBe(5);
      expect(unwrapped(ended.stderr)).toContain('checkpoint.json is far larger than a run makes it');
    });

    test('failures.csv as a link, beside a checkpoint that a run has written', async () => {
      const { input, mine } = await prepared(async ({ folder, mine }) => {
        await rename(join(folder, 'failures.csv'), join(folder, '..', 'kept'));
        await symlink(mine, join(folder, 'failures.csv'));
      }, true);
      expect((await importRows(input)).code).toBe(5);
      expect(await readFile(mine, 'utf8')).toBe(MINE);
    });

    test('a folder with something in it that other users can write', async () => {
      const { input, folder } = await prepared(async ({ folder }) => {
        await writeFile(join(folder, 'notes.txt'), '');
        await chmod(folder, 0o777);
      });
      const ended = await importRows(input);
      expect(ended.code).toBe(5);
      expect(unwrapped(ended.stderr)).toContain(`${folder} can be written by other users`);
      expect((await stat(folder)).mode & 0o777).toBe(0o777);
    });

    test.skipIf(SOMEBODY === undefined)('a folder of another user, whatever is in it', async () => {
      const { input, folder } = await prepared(({ folder }) => chown(folder, SOMEBODY ?? 0, SOMEBODY ?? 0));
      const ended = await importRows(input);
      expect(ended.code).toBe(5);
      expect(unwrapped(ended.stderr)).toContain(`${folder} belongs to user 65534`);
    });

    test.skipIf(SOMEBODY === undefined).each(FILES)('a %s of another user', async (name) => {
      const { input } = await prepared(async ({ folder }) => {
        await writeFile(join(folder, name), '');
        await chown(join(folder, name), SOMEBODY ?? 0, SOMEBODY ?? 0);
      });
      const ended = await importRows(input);
      expect(ended.code).toBe(5);
      expect(unwrapped(ended.stderr)).toContain(`${name} belongs to user 65534`);
    });
  },
);

describe.skipIf(!isPosix)(
  'what is put into the place of a file after the folder was examined is refused when it is opened',
  () => {
    const ACCESSES = ['read', 'change', 'write', 'append'] as const;
    const place = async () => {
      const root = await tempFolder();
      await writeFile(join(root, 'mine'), MINE);
      return { path: join(root, 'log.jsonl'), mine: join(root, 'mine') };
    };

    test.each(ACCESSES)('to %s', async (access) => {
      const { path, mine } = await place();
      const refusal = (why: string) => ({ fact: { kind: 'state-not-ours', path, why } });
      await symlink(mine, path);
      await expect(openOwn(path, access)).rejects.toMatchObject(refusal('link'));
      await rm(path);
      await link(mine, path);
      await expect(openOwn(path, access)).rejects.toMatchObject(refusal('several-names'));
      await rm(path);
      makeFifo(path);
      await expect(openOwn(path, access)).rejects.toMatchObject(refusal('not-a-file'));
      expect(await readFile(mine, 'utf8')).toBe(MINE);
    });

    test('a fresh file is never one that is there, nor one behind a link', async () => {
      const { path, mine } = await place();
      await expect(openOwn(mine, 'fresh')).rejects.toMatchObject({ code: 'EEXIST' });
      expect(() => openNextSync(mine)).toThrow('EEXIST');
      await symlink(`${path}.elsewhere`, path);
      await expect(openOwn(path, 'fresh')).rejects.toThrow();
      expect(() => openNextSync(path)).toThrow();
      await expect(stat(`${path}.elsewhere`)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    test('the file that takes the place of another has a name each time that nobody could have prepared', async () => {
      const { path } = await place();
      const names = new Set<string>();
      const look = async (): Promise<void> => {
        for (const name of await readdir(dirname(path))) if (name.endsWith('.tmp')) names.add(name);
      };
      for (let turn = 0; turn < 20; turn += 1) await replaceFile(path, '{}', look);
      expect(names.size).toBe(20);
    });

    test('a file that others could read is closed as it is opened', async () => {
      const { mine } = await place();
      await chmod(mine, 0o644);
      await (await openOwn(mine, 'append')).close();
      expect((await stat(mine)).mode & 0o777).toBe(0o600);
    });
  },
);

describe.skipIf(!isPosix)('a state folder of this user', () => {
  test('may be a link', async () => {
    const root = await tempFolder();
    const input = join(root, 'members.csv');
    await writeFile(input, ROWS);
    await mkdir(join(root, 'elsewhere'));
    await symlink(join(root, 'elsewhere'), `${input}.tim-unread`);
    expect((await importRows(input)).code).toBe(3);
    expect(await readFile(join(root, 'elsewhere', 'failures.csv'), 'utf8')).toContain('invalid');
  });

  test.skipIf(SOMEBODY === undefined)('is refused where another user has made a link to it', async () => {
    const root = await tempFolder();
    const [input, mine] = [join(root, 'members.csv'), join(root, 'mine')];
    await writeFile(input, ROWS);
    await mkdir(mine, { mode: 0o755 });
    await symlink(mine, `${input}.tim-unread`);
    await lchown(`${input}.tim-unread`, SOMEBODY ?? 0, SOMEBODY ?? 0);
    const ended = await importRows(input);
    expect(ended.code).toBe(5);
    expect(unwrapped(ended.stderr)).toContain(`${input}.tim-unread belongs to user ${SOMEBODY}`);
    expect(await readdir(mine)).toEqual([]);
    expect((await stat(mine)).mode & 0o777).toBe(0o755);
  });

  test('is closed to others, with every file in it', async () => {
    const { input, folder } = await prepared(async () => {});
    // It goes on in these files: a run that begins anew would make its own.
    await importRows(input, ['--limit', '1']);
    await chmod(folder, 0o755);
    for (const name of ['failures.csv', 'log.jsonl']) await chmod(join(folder, name), 0o644);
    await importRows(input, ['--limit', '1']);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of FILES) expect((await stat(join(folder, name))).mode & 0o777, name).toBe(0o600);
  });

  test('that is empty and open to others was prepared by nobody: it is closed', async () => {
    const { input, folder } = await prepared(({ folder }) => chmod(folder, 0o777));
    expect((await importRows(input)).code).toBe(3);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });
});

const TARGET = {
  TIM_SDKAPPID: '1400000000',
  TIM_ADMIN: 'administrator',
  TIM_USERSIG: 'x',
  TIM_ENDPOINT: 'http://127.0.0.1:9',
};
