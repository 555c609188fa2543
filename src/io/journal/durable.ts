import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Only the owner may read what a run leaves behind: it holds the accounts of other people. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/**
 * Replaces a file in one step: after a crash or a power cut it holds the old text or the new, never a part.
 *
 * @param path - its folder must exist; `<path>.tmp` is used on the way
 */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  const temporary = `${path}.tmp`;
  const handle = await open(temporary, 'w', FILE_MODE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
};

/** Without this a power cut can lose a new name. Where folders cannot be opened (Windows), the system does it itself. */
export const syncFolder = async (path: string): Promise<void> => {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch {
    return;
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
