import { type FileHandle, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { StateFolderError, type StateHolder, WrongStateError } from '../../core/errors.ts';
import { diskError } from './disk-error.ts';
import { closeFolder, examineFolder, openOwn } from './own-files.ts';
import { type FolderState, prepareFolder, removeLeftBehind } from './state-folder.ts';
import type { StatePaths } from './state-paths.ts';

// Far behind the text: on Windows nobody can read locked bytes.
const LOCKED_BYTE = 2 ** 30;

/** `status` holds the lock for an instant, to see whether anybody else does. */
const TRIES = 3;
const LOOKED_AT_MS = 20;

/** Answers of file systems that keep no locks; some network and container mounts are among them. */
const KEEPS_NO_LOCKS: ReadonlySet<string> = new Set(['ENOLCK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL']);

/**
 * One run at a time in a state folder. The lock is the operating system's, on the open file `lock`. It ends with its
 * process, so a crash leaves none behind. It does not depend on process IDs, which may be used again, and it holds
 * between containers that share the folder. The text in the file only tells who holds it.
 */
export class FolderLock {
  /** false where the file system keeps no locks */
  readonly isGuarding: boolean;
  /** false where the file system keeps others out of nothing */
  readonly isPrivate: boolean;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, isGuarding: boolean, isPrivate: boolean) {
    this.isPrivate = isPrivate;
    this.#handle = handle;
    this.isGuarding = isGuarding;
  }

  /**
   * @param paths - of a folder that is there
   * @throws WrongStateError naming the process that holds it
   */
  static async take(paths: StatePaths): Promise<FolderLock> {
    const privacy = await examineFolder(paths.folder);
    await closeFolder(paths.folder);
    for (;;) {
      const handle = await openOwn(paths.lock, 'append');
      try {
        const isGuarding = await tryLock(handle, paths);
        // The folder may have been set aside between opening and locking. Then another one has its name by now.
        if (isGuarding && !(await isStillThere(handle, paths))) {
          await handle.close();
          continue;
        }
        refuseForeign(await readNote(handle), paths);
        await handle.truncate();
        await handle.writeFile(
          `${JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() })}\n`,
        );
        return new FolderLock(handle, isGuarding, privacy === 'private');
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
 * Makes the folder ready for the run that `inspectFolder` allowed, and locks it.
 *
 * @param lock - what `lockFolder` gave before the folder was inspected
 * @param now - for the dated name of a folder that is set aside
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
  if (lock && !found.stepsAside) {
    await removeLeftBehind(paths.folder);
    return lock;
  }
  const claimed = await take(paths);
  await lock?.release();
  if (await stat(paths.checkpoint).catch(() => undefined)) {
    await claimed.release();
    throw new WrongStateError({ kind: 'state-made-just-now', folder: paths.folder });
  }
  return claimed;
};

/** Whoever is at work in a folder. `holder` is undefined when it has not written its name yet. */
export type Occupied = { readonly holder: StateHolder | undefined };

/** @returns undefined where nobody is at work */
export const findHolder = async (paths: StatePaths): Promise<Occupied | undefined> => {
  const handle = await openOwn(paths.lock, 'read').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw diskError(paths.lock, error, 'read');
  });
  if (!handle) return undefined;
  try {
    const addon = await import('fs-native-extensions').catch(() => undefined);
    const holder = readHolder(await readNote(handle));
    try {
      if (addon) return addon.tryLock(handle.fd, LOCKED_BYTE, 1, { shared: true }) ? undefined : { holder };
    } catch (error) {
      if (!KEEPS_NO_LOCKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    return holder && (await isAtWork(holder, paths)) ? { holder } : undefined;
  } finally {
    await handle.close();
  }
};

// A run saves eight times a second. Where there are no locks, a process of that number may be another one by now.
const SAVED_WITHIN_MS = 10_000;

const isAtWork = async ({ pid, host }: StateHolder, paths: StatePaths): Promise<boolean> => {
  const saved = await stat(paths.checkpoint).catch(() => undefined);
  if (host !== hostname() || !saved || Date.now() - saved.mtimeMs > SAVED_WITHIN_MS) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const take = async (paths: StatePaths): Promise<FolderLock> => {
  try {
    return await FolderLock.take(paths);
  } catch (error) {
    throw diskError(paths.lock, error, 'write');
  }
};

/** @returns whether the lock guards anything @throws WrongStateError when somebody else holds it */
const tryLock = async (handle: FileHandle, paths: StatePaths): Promise<boolean> => {
  // Loaded here: only what writes to a state folder needs it.
  const addon = await import('fs-native-extensions').catch(() => undefined);
  try {
    if (!addon) return false;
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (addon.tryLock(handle.fd, LOCKED_BYTE, 1)) return true;
      await sleep(LOOKED_AT_MS);
    }
  } catch (error) {
    if (KEEPS_NO_LOCKS.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
  const holder = readHolder(await readNote(handle));
  const isThisProcess = holder?.pid === process.pid && holder.host === hostname();
  throw new WrongStateError({ kind: 'state-in-use', folder: paths.folder, holder, isThisProcess });
};

const isStillThere = async (handle: FileHandle, paths: StatePaths): Promise<boolean> => {
  const [ours, there] = await Promise.all([
    handle.stat({ bigint: true }),
    stat(paths.lock, { bigint: true }).catch(() => undefined),
  ]);
  return there?.ino === ours.ino && there.dev === ours.dev;
};

/** Reads no more than a note can have: the file may be anything. */
const readNote = async (handle: FileHandle): Promise<string> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
  return buffer.toString('utf8', 0, bytesRead);
};

/** @returns undefined where the text is not a note of ours */
const readHolder = (text: string): StateHolder | undefined => {
  try {
    const { pid, host, since } = Object(JSON.parse(text));
    return Number.isInteger(pid) && typeof host === 'string' && typeof since === 'string'
      ? { pid, host, since }
      : undefined;
  } catch {
    return undefined;
  }
};

/** A note is cut off where its writer was killed. Any other text is a file that is not ours to overwrite. */
const refuseForeign = (text: string, paths: StatePaths): void => {
  if (text === '' || readHolder(text) || text.startsWith('{"pid":')) return;
  throw new StateFolderError({ kind: 'state-lock-is-foreign', path: paths.lock });
};
