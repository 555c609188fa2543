import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from './durable.ts';
import { FOLDER_MODE, isOpenToOthers, openOwn } from './own-files.ts';

/**
 * A checkpoint decides which rows are never sent again. Whoever can write one can make a run say that all is done. So each
 * carries a seal that only this user on this machine can make, by a key in the user's own configuration folder.
 */

const KEY_BYTES = 32;

/**
 * The key, made at its first use. One that stood open to others is made anew: whoever may have read or written it could forge the
 * seal of any checkpoint. What it has sealed is then told as of somebody else.
 *
 * @param folder - the configuration folder of this program
 * @returns undefined where none can be kept: then nobody can tell who made a checkpoint
 */
export const openUserKey = async (folder: string): Promise<Buffer | undefined> => {
  try {
    await makeFolders(folder);
    const path = join(folder, 'checkpoint.key');
    const before = await lstat(path).catch(() => undefined);
    const handle = await openOwn(path, 'write');
    try {
      // Where a file system keeps no modes it looks open, and goes on doing so.
      const stoodOpen = before && isOpenToOthers(before) && !isOpenToOthers(await handle.stat());
      const key = await handle.readFile();
      if (key.length === KEY_BYTES && !stoodOpen) return key;
      const made = randomBytes(KEY_BYTES);
      await handle.truncate();
      await handle.write(made, 0, KEY_BYTES, 0);
      await handle.sync();
      await syncFolder(folder);
      return made;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
};

/** Node's own `recursive` tries for ever where a file system says that there is no parent, though there is one. */
const makeFolders = async (folder: string): Promise<void> => {
  const make = async (): Promise<string | undefined> =>
    mkdir(folder, { mode: FOLDER_MODE }).then(
      () => undefined,
      ({ code }: NodeJS.ErrnoException) => code,
    );
  const parent = dirname(folder);
  if ((await make()) !== 'ENOENT' || parent === folder) return;
  await makeFolders(parent);
  await make();
};

/** Who makes a checkpoint: names for people, and the key that proves it, where one can be kept. */
export type Maker = { readonly user: string; readonly host: string; readonly key: Buffer | undefined };

/** @param checksum - of the content that is sealed */
export const sealOf = (checksum: string, key: Buffer): string =>
  createHmac('sha256', key).update(checksum).digest('hex');

export const isSealedBy = (seal: unknown, checksum: string, key: Buffer | undefined): boolean => {
  if (key === undefined || typeof seal !== 'string') return false;
  const [given, wanted] = [Buffer.from(seal), Buffer.from(sealOf(checksum, key))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};
