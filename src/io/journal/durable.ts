import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Sight, sightOf } from './foreign-hand.ts';
import { openAnywhere, openOwn } from './own-files.ts';

/**
 * Replaces a file of a state folder in one step: after a crash or a power cut it holds the old text or the new, never a part.
 *
 * @param path - its folder must exist; a file beside it, of a name that nobody can foresee, is used on the way
 * @param beforeRename - called as late as can be before the old file is replaced
 * @returns how it looks, so that a change by somebody else shows
 * @throws WrongStateError when the folder is of another user
 */
export const replaceFile = (
  path: string,
  text: string | Uint8Array,
  beforeRename: () => Promise<void> = async () => {},
): Promise<Sight> => replace(path, text, (temporary) => openOwn(temporary, 'fresh'), beforeRename);

/** As `replaceFile`, wherever the user wants the file. */
export const replaceAnywhere = async (path: string, text: string): Promise<void> => {
  await replace(path, text, openAnywhere, async () => {});
};

const replace = async (
  path: string,
  text: string | Uint8Array,
  openTemporary: (path: string) => Promise<FileHandle>,
  beforeRename: () => Promise<void>,
): Promise<Sight> => {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  const handle = await openTemporary(temporary);
  let seen: Sight;
  try {
    try {
      await handle.writeFile(text);
      await handle.sync();
      seen = await sightOf(handle);
    } finally {
      await handle.close();
    }
    await beforeRename();
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
  return seen;
};

// Folders that cannot be opened: those without read permission, and all of them on Windows, which syncs names itself.
const CLOSED_FOLDER: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EISDIR']);

/** Without this a power cut can lose a new name. */
export const syncFolder = async (path: string): Promise<void> => {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if (CLOSED_FOLDER.has((error as NodeJS.ErrnoException).code)) return;
    throw error;
  }
  try {
    await handle.sync();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'EISDIR' && code !== 'EINVAL') throw error;
  } finally {
    await handle.close();
  }
};
