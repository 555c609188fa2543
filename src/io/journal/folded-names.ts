import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Whether names that differ only in case are the same in the folder of a file, where that is not what everybody there knows:
 * on Linux a mount of a Windows or macOS disk, or a folder with `chattr +F`.
 *
 * @param path - of a file that is there, in lower case
 */
export const foldsCase = async (path: string, platform: NodeJS.Platform = process.platform): Promise<boolean> => {
  if (platform === 'win32' || platform === 'darwin') return false;
  const other = join(dirname(path), basename(path).toUpperCase());
  const [one, same] = await Promise.all([path, other].map((name) => stat(name).catch(() => undefined)));
  return one !== undefined && one.ino === same?.ino && one.dev === same.dev;
};
