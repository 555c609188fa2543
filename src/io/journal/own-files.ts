import { constants, lstatSync, openSync, renameSync, type Stats, type StatsFs, statfsSync, statSync } from 'node:fs';
import { chmod, type FileHandle, lstat, open, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type NotOurs, WrongStateError } from '../../core/errors/state-error.ts';
import { diskError } from './disk-error.ts';
import { isOurs } from './state-paths.ts';

/**
 * The only place that opens files of a state folder. The folder may lie where others can write, or come from somebody
 * else: a link in it would lead a write to another file of the user, a FIFO would hold the process for ever, and a file
 * of another user may be changed under the run. So nothing is followed, nothing blocks, and what is not ours is refused.
 */

/** Only the owner may read the files of a run: they hold the accounts of other people. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

const OPEN_TO_OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;

// Windows has neither; there a link is looked for before a file is opened.
const {
  O_NOFOLLOW: NO_FOLLOW = 0,
  O_NONBLOCK: NO_WAIT = 0,
  O_RDONLY,
  O_WRONLY,
  O_RDWR,
  O_CREAT,
  O_EXCL,
  O_APPEND,
} = constants;

/** A file is created where it is missing, but for `read` and `change`; `fresh` wants it to be missing. */
const ACCESS = {
  read: O_RDONLY,
  change: O_RDWR,
  write: O_RDWR | O_CREAT,
  append: O_RDWR | O_CREAT | O_APPEND,
  fresh: O_WRONLY | O_CREAT | O_EXCL,
} as const;

const CREATES: ReadonlySet<keyof typeof ACCESS> = new Set(['write', 'append', 'fresh']);

/**
 * File systems on which owner and mode of a file are those of the mount: vfat, exfat, NTFS (two drivers), SMB (two),
 * 9p (Windows drives under WSL), FUSE, VirtualBox's; and NFS, which may map owners. Numbers of Linux, as in `statfs(2)`.
 */
const KEEPS_NO_OWNERS: ReadonlySet<number> = new Set([
  0x4d44, 0x2011bab0, 0x5346544e, 0x7366746e, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x786f4256, 0x6969,
]);

/** Far above what the calls in flight make of a checkpoint. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/**
 * Opens a file of a state folder, and makes it readable by its owner only.
 *
 * @param access - `write` and `append` create it; `fresh` fails where it is there; nothing is cut off
 * @throws WrongStateError when it is not a regular file of this user with one name, or would be made in a folder of another user
 */
export const openOwn = async (path: string, access: keyof typeof ACCESS): Promise<FileHandle> => {
  if (CREATES.has(access)) await refuseFolder(dirname(path));
  const handle = await openUnfollowed(path, access);
  if (access === 'fresh') return handle;
  try {
    const found = await handle.stat();
    const why = (await keepsOwners(path)) ? notOurs(found) : notRegular(found);
    if (why) throw refused(path, dirname(path), why, found);
    if (access !== 'read' && isOpenToOthers(found)) await handle.chmod(FILE_MODE).catch(ignoreModes);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
};

/** Creates a file to which lines are added. @returns its descriptor @throws where the name is taken, or the folder is not ours */
export const openNextSync = (path: string): number => {
  refuseFolderSync(dirname(path));
  return openSync(path, ACCESS.append | O_EXCL | NO_FOLLOW | NO_WAIT, FILE_MODE);
};

/** Gives a file another name in its folder. @throws WrongStateError where the folder is not ours */
export const renameOwnSync = (path: string, name: string): void => {
  refuseFolderSync(dirname(path));
  renameSync(path, name);
};

/** Creates a file wherever the user wants it. @throws where the name is taken */
export const openAnywhere = (path: string): Promise<FileHandle> => openUnfollowed(path, 'fresh');

const openUnfollowed = async (path: string, access: keyof typeof ACCESS): Promise<FileHandle> => {
  if (!NO_FOLLOW) await refuseLink(path);
  return open(path, ACCESS[access] | NO_FOLLOW | NO_WAIT, FILE_MODE).catch(async (error) => {
    throw refusalOf(path, error) ?? (await ownerRefusal(path, error)) ?? error;
  });
};

/** A folder that was examined may have been swapped since. @throws WrongStateError when it is of another user */
const refuseFolder = async (folder: string): Promise<void> => {
  const [there, found] = await Promise.all([orNothing(lstat(folder)), orNothing(stat(folder))]);
  const other = otherOwner(there, found);
  if (other && (await keepsOwners(folder))) throw refused(folder, folder, 'other-owner', other);
};

const refuseFolderSync = (folder: string): void => {
  const isThere = { throwIfNoEntry: false } as const;
  const other = otherOwner(lstatSync(folder, isThere), statSync(folder, isThere));
  if (other && keepsOwnersOn(statfsSync(folder))) throw refused(folder, folder, 'other-owner', other);
};

const orNothing = (found: Promise<Stats>): Promise<Stats | undefined> => found.catch(() => undefined);

/**
 * A link is followed as a system follows those in a folder that all may write to: its maker could let it lead to any folder of ours.
 *
 * @param there - the folder, or a link to it
 * @param found - the folder
 * @returns what is of another user
 */
const otherOwner = (there: Stats | undefined, found: Stats | undefined): Stats | undefined => {
  if (found && !isOwner(found)) return found;
  return there?.isSymbolicLink() && there.uid !== 0 && !isOwner(there) ? there : undefined;
};

/** @returns the text of a file of a state folder @throws WrongStateError when it is not ours, or endless */
export const readOwn = async (path: string): Promise<string> => {
  const handle = await openOwn(path, 'read');
  try {
    const { size } = await handle.stat();
    if (size > MAX_TEXT_BYTES) throw new WrongStateError({ kind: 'state-not-ours', path, why: 'too-large' });
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
};

/** Whether others are kept out of a folder; `unknown` where the file system keeps neither owners nor modes. */
export type Privacy = 'private' | 'unknown';

/**
 * Examines a state folder before anything in it is opened, and changes nothing. The folder itself may be a link.
 *
 * @returns undefined where there is none
 * @throws WrongStateError when it, or a file in it that has a name of ours, was prepared by somebody else
 */
export const examineFolder = (folder: string): Promise<Privacy | undefined> =>
  examine(folder).catch((error) => {
    throw diskError(folder, error, 'read');
  });

const examine = async (folder: string): Promise<Privacy | undefined> => {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) return undefined;
  await refuseFolder(folder);
  const isKept = await keepsOwners(folder);
  const names = await readdir(folder);
  if (isKept && found.mode & WRITABLE_BY_OTHERS && names.length > 0) {
    throw new WrongStateError({ kind: 'state-not-ours', path: folder, why: 'open-folder' });
  }
  for (const name of names) {
    if (!isOurs(name)) continue;
    const path = join(folder, name);
    const file = await lstat(path).catch(() => undefined);
    if (!file) continue;
    const why = isOurFolder(name, file) ? undefined : isKept ? notOurs(file) : notRegular(file);
    if (why) throw refused(path, folder, why, file);
  }
  return isKept ? 'private' : 'unknown';
};

/** Keeps others out of a folder that `examineFolder` has passed. */
export const closeFolder = async (folder: string): Promise<void> => {
  if (isOpenToOthers(await stat(folder))) await chmod(folder, FOLDER_MODE).catch(ignoreModes);
};

/** The state folder of a result file, as an input of its own, lies beside it. */
const isOurFolder = (name: string, found: Stats): boolean => found.isDirectory() && name.includes('.tim-unread');

const notOurs = (found: Stats): NotOurs | undefined =>
  notRegular(found) ?? (isOwner(found) ? undefined : 'other-owner');

const notRegular = (found: Stats): NotOurs | undefined => {
  if (found.isSymbolicLink()) return 'link';
  if (!found.isFile()) return 'not-a-file';
  return found.nlink > 1 ? 'several-names' : undefined;
};

/** @returns whether its mode lets anybody but its owner read or write it */
export const isOpenToOthers = ({ mode }: Stats): boolean => (mode & OPEN_TO_OTHERS) !== 0;

const isOwner = ({ uid }: Stats): boolean => process.getuid === undefined || uid === process.getuid();

const keepsOwners = async (path: string): Promise<boolean> =>
  process.getuid !== undefined && keepsOwnersOn(await statfs(path).catch(() => undefined));

const keepsOwnersOn = (system: StatsFs | undefined): boolean => !system || !KEEPS_NO_OWNERS.has(system.type);

const refuseLink = async (path: string): Promise<void> => {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink()) throw new WrongStateError({ kind: 'state-not-ours', path, why: 'link' });
};

const refused = (path: string, folder: string, why: NotOurs, { uid }: Stats): WrongStateError =>
  new WrongStateError(
    why === 'other-owner'
      ? { kind: 'state-of-other-user', path, folder, owner: uid, isRoot: process.getuid?.() === 0 }
      : { kind: 'state-not-ours', path, why },
  );

/** A run with sudo leaves files that only root may open. */
const ownerRefusal = async (path: string, { code }: NodeJS.ErrnoException): Promise<WrongStateError | undefined> => {
  if (code !== 'EACCES' && code !== 'EPERM') return undefined;
  const found = await lstat(path).catch(() => undefined);
  return found && !isOwner(found) ? refused(path, dirname(path), 'other-owner', found) : undefined;
};

/** What the operating system says of a link, of a FIFO that nobody reads, and of a folder. */
const refusalOf = (path: string, { code }: NodeJS.ErrnoException): WrongStateError | undefined => {
  const why =
    code === 'ELOOP' || code === 'EMLINK' ? 'link' : code === 'ENXIO' || code === 'EISDIR' ? 'not-a-file' : '';
  return why ? new WrongStateError({ kind: 'state-not-ours', path, why }) : undefined;
};

/** Some file systems refuse to change modes. */
const ignoreModes = ({ code }: NodeJS.ErrnoException): void => {
  if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw Object.assign(new Error(code), { code });
};
