import { type FileHandle, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { StateFolderError, type StateHolder, WrongStateError } from '../../core/errors/state-error.ts';
import { diskError } from './disk-error.ts';
import { isSameFile, sightAt, sightOf } from './foreign-hand.ts';
import { ageMs, ENDED, type LockNote, noteText, parseNote, readNote } from './lock-note.ts';
import { closeFolder, examineFolder, openOwn } from './own-files.ts';
import { type FolderState, makeFolder, prepareFolder, removeLeftBehind } from './state-folder.ts';
import type { StatePaths } from './state-paths.ts';

// Far behind the text: on Windows nobody can read locked bytes.
const LOCKED_BYTE = 2 ** 30;

/** `status` holds the lock for an instant, to see whether anybody else does. */
const TRIES = 3;
const LOOKED_AT_MS = 20;

/** Answers of file systems that keep no locks; some network and container mounts are among them. */
const KEEPS_NO_LOCKS: ReadonlySet<string> = new Set(['ENOLCK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL']);

// docs/several-machines.md, "When a host dies".
const BEAT_MS = 3000;
const DEAD_AFTER_MS = 30_000;
const LOOK_AGAIN_MS = 1000;

/** Who takes a lock, and how it waits for one that may be dead. */
export type LockDeps = {
  readonly host: string;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** told once, when the holder on another host has not been heard of for less than the time after which it is dead */
  readonly onWaiting: (holder: StateHolder) => void;
};

/** @param halted - ends the wait */
export const lockDeps = (onWaiting: LockDeps['onWaiting'], halted?: AbortSignal): LockDeps => ({
  host: hostname(),
  sleep: (ms) => sleep(ms, undefined, { signal: halted }),
  onWaiting,
});

/**
 * One run at a time in a state folder. The lock is the operating system's, on the open file `lock`. It ends with its
 * process, so a crash leaves none behind. It does not depend on process IDs, which may be used again, and it holds
 * between containers that share the folder.
 *
 * Storage that several hosts share may keep locks within a host only, or keep that of a host that died. So the text in the file
 * tells who holds it, and is written again every few seconds. A holder on another host that has not written for half a minute, by
 * the clock of the storage, is dead, and its lock is taken over. One that was only halted notices before it saves again.
 */
export class FolderLock {
  /** false where the file system keeps no locks */
  readonly isGuarding: boolean;
  /** false where the file system keeps others out of nothing */
  readonly isPrivate: boolean;
  #handle: FileHandle;
  readonly #paths: StatePaths;
  #note: StateHolder;
  readonly #beating: NodeJS.Timeout;
  #beatMs = performance.now();
  #isReleased = false;

  private constructor(
    handle: FileHandle,
    paths: StatePaths,
    note: StateHolder,
    isGuarding: boolean,
    isPrivate: boolean,
  ) {
    this.isPrivate = isPrivate;
    this.#handle = handle;
    this.#paths = paths;
    this.#note = note;
    this.isGuarding = isGuarding;
    this.#beating = setInterval(() => void this.beat().catch(() => {}), BEAT_MS).unref();
  }

  /**
   * @param paths - of a folder that is there
   * @throws WrongStateError naming the process that holds it
   */
  static async take(paths: StatePaths, deps: LockDeps): Promise<FolderLock> {
    const privacy = await examineFolder(paths.folder);
    await closeFolder(paths.folder);
    for (let told = false; ; ) {
      const handle = await openOwn(paths.lock, 'append');
      try {
        const lock = await tryLock(handle);
        const isFree = lock !== 'taken';
        // The folder may have been set aside between opening and locking. Then another one has its name by now.
        if (isFree && !(await isStillThere(handle, paths))) {
          await handle.close();
          continue;
        }
        const text = await readNote(handle);
        const before = parseNote(text);
        const isElsewhere = before !== undefined && before.host !== deps.host && !before.isEnded;
        if (!isFree && !isElsewhere) throw inUse(paths, before, deps.host);
        if (isElsewhere && (await isRecent(paths.lock))) {
          if (!told) deps.onWaiting(before);
          told = true;
          if (await isBeating(handle, paths, deps)) throw inUse(paths, before, deps.host);
          await handle.close();
          continue;
        }
        if (!isFree) {
          // The storage keeps the lock of a host that is dead on this very file.
          await unlink(paths.lock);
          await handle.close();
          continue;
        }
        refuseForeign(text, paths);
        const note = { pid: process.pid, host: deps.host, since: new Date().toISOString() };
        await handle.truncate();
        await handle.writeFile(noteText(note));
        return new FolderLock(handle, paths, note, lock === 'guarding', privacy === 'private');
      } catch (error) {
        await handle.close();
        throw error;
      }
    }
  }

  /**
   * Call it before anything is written that another run would rely on.
   *
   * @returns false where this process was halted for so long that another host has taken the folder over
   */
  async isHeld(): Promise<boolean> {
    if (this.#isReleased || performance.now() - this.#beatMs < BEAT_MS * 2) return true;
    return this.beat();
  }

  /**
   * Takes the lock again where somebody has moved or deleted its file, or the folder.
   *
   * @returns whether the folder was gone and was made again
   * @throws WrongStateError where another run is at work there by now, or somebody else has put his folder there; StateFolderError,
   *   JournalError
   */
  async mend(deps: LockDeps): Promise<boolean> {
    const { folder, lock } = this.#paths;
    if (this.#isReleased) return false;
    const found = await sightAt(lock);
    if (found && !isSameFile(found, await sightOf(this.#handle))) await examineFolder(folder);
    if (found) return false;
    const isGone = !(await sightAt(folder));
    if (isGone) await makeFolder(folder);
    const next = await take(this.#paths, deps);
    clearInterval(next.#beating);
    await this.#handle.close();
    this.#handle = next.#handle;
    this.#note = next.#note;
    return isGone;
  }

  /** May be called again. */
  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    clearInterval(this.#beating);
    // Another host need not wait to see whether this one is dead.
    if (await this.#isOurs()) await this.#handle.writeFile(ENDED).catch(() => {});
    await this.#handle.close();
  }

  /** Shows that this process lives. @returns whether the folder is still its own */
  async beat(): Promise<boolean> {
    if (this.#isReleased) return true;
    if (!(await this.#isOurs())) return false;
    await this.#touch();
    this.#beatMs = performance.now();
    return true;
  }

  async #isOurs(): Promise<boolean> {
    const found = parseNote(await readNote(this.#handle).catch(() => ''));
    const { host, pid, since } = this.#note;
    const isSame = found?.host === host && found.pid === pid && found.since === since;
    return isSame && (await isStillThere(this.#handle, this.#paths));
  }

  /** The storage notes by its own clock when this was. */
  async #touch(): Promise<void> {
    await this.#handle.writeFile('\n');
    await this.#handle.truncate(Buffer.byteLength(noteText(this.#note)));
    await this.#handle.datasync();
  }
}

/** @returns whether its holder writes to it within a few seconds */
const isBeating = async (handle: FileHandle, { lock }: StatePaths, { sleep: wait }: LockDeps): Promise<boolean> => {
  const { mtimeMs } = await handle.stat();
  await wait(LOOK_AGAIN_MS);
  return stat(lock).then(
    (found) => found.mtimeMs > mtimeMs,
    () => true,
  );
};

const inUse = (paths: StatePaths, holder: LockNote | undefined, host: string): WrongStateError => {
  const isThisProcess = holder?.pid === process.pid && holder.host === host;
  return new WrongStateError({ kind: 'state-in-use', folder: paths.folder, holder, isThisProcess });
};

/** @returns undefined where there is no folder yet @throws WrongStateError, StateFolderError, JournalError */
export const lockFolder = async (paths: StatePaths, deps: LockDeps): Promise<FolderLock | undefined> => {
  const found = await stat(paths.folder).catch(() => undefined);
  if (!found?.isDirectory()) return undefined;
  return take(paths, deps);
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
  deps: LockDeps,
): Promise<FolderLock> => {
  // Windows renames no folder in which a file is open.
  if (found.stepsAside && process.platform === 'win32') await lock?.release();
  await prepareFolder(paths, found, now);
  if (lock && !found.stepsAside) {
    await removeLeftBehind(paths.folder);
    return lock;
  }
  const claimed = await take(paths, deps);
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
    const holder = parseNote(await readNote(handle));
    try {
      if (addon && !addon.tryLock(handle.fd, LOCKED_BYTE, 1, { shared: true })) return { holder };
      // Storage that several hosts share may keep locks within a host only.
      if (addon) return holder && (await isAliveElsewhere(holder, paths)) ? { holder } : undefined;
    } catch (error) {
      if (!KEEPS_NO_LOCKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    return holder && (await isAtWork(holder, paths)) ? { holder } : undefined;
  } finally {
    await handle.close();
  }
};

const isAliveElsewhere = async ({ host, isEnded }: LockNote, { lock }: StatePaths): Promise<boolean> =>
  host !== hostname() && !isEnded && (await isRecent(lock).catch(() => false));

/** A time that lies ahead is no beat either: an archive sets any time, and the end of a wait for it would never come. */
const isRecent = async (lock: string): Promise<boolean> => Math.abs(await ageMs(lock)) < DEAD_AFTER_MS;

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

const take = async (paths: StatePaths, deps: LockDeps): Promise<FolderLock> => {
  try {
    return await FolderLock.take(paths, deps);
  } catch (error) {
    throw diskError(paths.lock, error, 'write');
  }
};

/** @returns `open` where the file system keeps no locks */
const tryLock = async (handle: FileHandle): Promise<'guarding' | 'open' | 'taken'> => {
  // Loaded here: only what writes to a state folder needs it.
  const addon = await import('fs-native-extensions').catch(() => undefined);
  try {
    if (!addon) return 'open';
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (addon.tryLock(handle.fd, LOCKED_BYTE, 1)) return 'guarding';
      await sleep(LOOKED_AT_MS);
    }
  } catch (error) {
    if (KEEPS_NO_LOCKS.has((error as NodeJS.ErrnoException).code ?? '')) return 'open';
    throw error;
  }
  return 'taken';
};

const isStillThere = async (handle: FileHandle, paths: StatePaths): Promise<boolean> => {
  const [ours, there] = await Promise.all([
    handle.stat({ bigint: true }),
    stat(paths.lock, { bigint: true }).catch(() => undefined),
  ]);
  return there?.ino === ours.ino && there.dev === ours.dev;
};

/** A note is cut off where its writer was killed. Any other text is a file that is not ours to overwrite. */
const refuseForeign = (text: string, paths: StatePaths): void => {
  if (text === '' || parseNote(text) || text.startsWith('{"pid":')) return;
  throw new StateFolderError({ kind: 'state-lock-is-foreign', path: paths.lock });
};
