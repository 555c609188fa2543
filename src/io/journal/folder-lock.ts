import { type FileHandle, open, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { StateFolderError, WrongStateError } from '../../core/errors.ts';
import { printable } from '../../core/text/text.ts';
import { FILE_MODE } from './durable.ts';
import { type FolderState, folderError, prepareFolder } from './state-folder.ts';
import type { StatePaths } from './state-paths.ts';

// Far behind the text: Windows lets nobody read the bytes that are locked.
const LOCKED_BYTE = 2 ** 30;

/** What a file system answers that keeps no locks, some network and container mounts among them. */
const KEEPS_NO_LOCKS: ReadonlySet<string> = new Set(['ENOLCK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL']);

/**
 * One run at a time in a state folder. The lock is the system's own, on the open file `lock`: it ends with its process,
 * whatever ends that, so a crash leaves none behind; it asks no process ids, so they may be used again; and it holds
 * between containers that share the folder. The text in the file only tells who holds it.
 */
export class FolderLock {
  /** false where the file system keeps no locks */
  readonly isGuarding: boolean;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, isGuarding: boolean) {
    this.#handle = handle;
    this.isGuarding = isGuarding;
  }

  /**
   * @param paths - of a folder that is there
   * @throws WrongStateError naming the process that holds it
   */
  static async take(paths: StatePaths): Promise<FolderLock> {
    for (;;) {
      const handle = await open(paths.lock, 'a+', FILE_MODE);
      try {
        const isGuarding = await tryLock(handle, paths);
        // Set aside under a dated name between opening and locking: the folder of this name is another one by now.
        if (isGuarding && !(await isStillThere(handle, paths))) {
          await handle.close();
          continue;
        }
        refuseForeign(await readNote(handle), paths);
        await handle.truncate();
        await handle.writeFile(
          `${JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() })}\n`,
        );
        return new FolderLock(handle, isGuarding);
      } catch (error) {
        await handle.close();
        throw error;
      }
    }
  }

  /** May be called again. */
  async release(): Promise<void> {
    await this.#handle.close();
  }
}

/** @returns undefined where there is no folder yet @throws WrongStateError, StateFolderError, JournalError */
export const lockFolder = async (paths: StatePaths): Promise<FolderLock | undefined> => {
  const found = await stat(paths.folder).catch(() => undefined);
  if (!found?.isDirectory()) return undefined;
  return take(paths);
};

/**
 * Makes the folder ready for the run that `inspectFolder` allowed, and locked.
 *
 * @param lock - what `lockFolder` gave before the folder was inspected
 * @param now - for the dated name of a folder that steps aside
 */
export const claimFolder = async (
  paths: StatePaths,
  found: FolderState,
  lock: FolderLock | undefined,
  now: Date,
): Promise<FolderLock> => {
  // Windows renames no folder in which a file is open.
  if (found.stepsAside && process.platform === 'win32') await lock?.release();
  await prepareFolder(paths, found, now);
  if (lock && !found.stepsAside) return lock;
  const claimed = await take(paths);
  await lock?.release();
  if (await stat(paths.checkpoint).catch(() => undefined)) {
    await claimed.release();
    throw new WrongStateError(`${paths.folder} was made by another run just now`, 'Type the same command again.');
  }
  return claimed;
};

const take = async (paths: StatePaths): Promise<FolderLock> => {
  try {
    return await FolderLock.take(paths);
  } catch (error) {
    throw folderError(paths.lock, error, 'written');
  }
};

/** @returns whether the lock guards anything @throws WrongStateError when somebody else holds it */
const tryLock = async (handle: FileHandle, paths: StatePaths): Promise<boolean> => {
  // Loaded here, since only what writes to a state folder needs it.
  const addon = await import('fs-native-extensions').catch(() => undefined);
  try {
    if (!addon) return false;
    if (addon.tryLock(handle.fd, LOCKED_BYTE, 1)) return true;
  } catch (error) {
    if (KEEPS_NO_LOCKS.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
  throw new WrongStateError(
    `${paths.folder} is in use by ${holderText(await readNote(handle))}`,
    'Wait for that run to end, or stop it with Ctrl-C there; then type the same command again.',
  );
};

const isStillThere = async (handle: FileHandle, paths: StatePaths): Promise<boolean> => {
  const [ours, there] = await Promise.all([
    handle.stat({ bigint: true }),
    stat(paths.lock, { bigint: true }).catch(() => undefined),
  ]);
  return there?.ino === ours.ino && there.dev === ours.dev;
};

/** No more than a note may have: the file may be anything. */
const readNote = async (handle: FileHandle): Promise<string> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
  return buffer.toString('utf8', 0, bytesRead);
};

type Holder = { readonly pid: number; readonly host: string; readonly since: string };

/** @returns undefined where the text is no note of ours */
const readHolder = (text: string): Holder | undefined => {
  try {
    const { pid, host, since } = Object(JSON.parse(text));
    return Number.isInteger(pid) && typeof host === 'string' && typeof since === 'string'
      ? { pid, host, since }
      : undefined;
  } catch {
    return undefined;
  }
};

const holderText = (text: string): string => {
  const holder = readHolder(text);
  if (!holder) return 'another process, which has just begun';
  if (holder.pid === process.pid) return 'this same command, under another name of the folder';
  return printable(`process ${holder.pid} on ${holder.host}, since ${holder.since}`);
};

/** A note is cut off where its writer was killed; anything else is a file that is not ours to write over. */
const refuseForeign = (text: string, paths: StatePaths): void => {
  if (text === '' || readHolder(text) || text.startsWith('{"pid":')) return;
  throw new StateFolderError(
    `${paths.lock} is a file that no run has left there`,
    'Give another folder with --state-dir, or move that file.',
  );
};
