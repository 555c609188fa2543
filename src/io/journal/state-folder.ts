import { mkdir, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SettingsError } from '../../core/errors/settings-error.ts';
import { StateFolderError, WrongStateError } from '../../core/errors/state-error.ts';
import { shardNamed } from '../../core/row/shard.ts';
import { type Checkpoint, type FoundCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { diskError } from './disk-error.ts';
import { syncFolder } from './durable.ts';
import { examineFolder, FOLDER_MODE, readOwn } from './own-files.ts';
import { givesWay, type Owner, refuseOthers } from './state-owner.ts';
import { isCheckpoint, isLeftBehind, isOfBegunRun, isOurs, needsCheckpoint, type StatePaths } from './state-paths.ts';

/** What a run finds in its state folder. */
export type FolderState = {
  /** the checkpoint of the earlier part of this run */
  readonly checkpoint: FoundCheckpoint | undefined;
  /** there is an old folder, which is set aside under a dated name */
  readonly stepsAside: boolean;
};

/**
 * Examines the folder, and changes nothing.
 *
 * @throws WrongStateError when the folder belongs to another run
 */
export const inspectFolder = async (paths: StatePaths, owner: Owner): Promise<FolderState> => {
  try {
    if (owner.restart) {
      const exists = await isThere(paths.folder);
      if (exists) await refuseForeignFiles(paths.folder);
      return { checkpoint: undefined, stepsAside: exists };
    }
    const checkpoint = await readCheckpoint(paths, owner.key);
    if (!checkpoint) return { checkpoint, stepsAside: false };
    if (givesWay(checkpoint, owner.target)) {
      await refuseForeignFiles(paths.folder);
      return { checkpoint: undefined, stepsAside: true };
    }
    refuseOthers(paths.folder, checkpoint, owner, false);
    return { checkpoint, stepsAside: false };
  } catch (error) {
    throw diskError(paths.folder, error, 'read');
  }
};

/**
 * What `check` or `verify` finds. A finished one begins again, since the target may have changed.
 *
 * @param paths - of `auditPaths`
 * @throws WrongStateError when the interrupted one asked another target, or read the input in another way
 */
export const inspectAudit = async (paths: StatePaths, owner: Owner): Promise<FolderState> => {
  try {
    const checkpoint = owner.restart ? undefined : await readCheckpointFile(paths, owner.key);
    refuseWithoutCheckpoint(paths.folder, await namesIn(paths.folder));
    if (!checkpoint || checkpoint.state === 'finished') return { checkpoint: undefined, stepsAside: false };
    refuseOthers(paths.folder, checkpoint, owner, true);
    return { checkpoint, stepsAside: false };
  } catch (error) {
    throw diskError(paths.folder, error, 'read');
  }
};

/**
 * How the input was read by the run of the folder, where rows of it are settled: a run that goes on reads it so again.
 * A folder that cannot be relied on tells nothing; `inspectFolder` says why.
 */
export const settledReading = async (
  paths: StatePaths,
  restart: boolean,
): Promise<Checkpoint['reading'] | undefined> => {
  if (restart) return undefined;
  const checkpoint = await readCheckpointFile(paths).catch(() => undefined);
  const isOver = checkpoint?.rehearsal && checkpoint.state === 'finished';
  return checkpoint?.proven && !isOver ? checkpoint.reading : undefined;
};

/** Makes the folder ready for the run that `inspectFolder` allowed. @param now - for the dated name */
export const prepareFolder = async (paths: StatePaths, { stepsAside }: FolderState, now: Date): Promise<void> => {
  try {
    if (stepsAside) await archiveFolder(paths.folder, now);
    await makeFolder(paths.folder);
  } catch (error) {
    throw diskError(paths.folder, error, 'write');
  }
};

/**
 * @param key - of this user, where it matters who made it
 * @returns undefined where there is no run yet
 * @throws WrongStateError for a checkpoint that cannot be relied on, JournalError for one that cannot be read
 */
export const readCheckpoint = async (paths: StatePaths, key?: Buffer): Promise<FoundCheckpoint | undefined> => {
  await examineFolder(paths.folder);
  const checkpoint = await readCheckpointFile(paths, key);
  if (checkpoint) return checkpoint;
  // The checkpoint is written before any other file. Where those are without it, somebody took it away.
  // Beside the folders of shares `failures.csv` is the sum of theirs.
  const names = await namesIn(paths.folder);
  if (names.some(isOfBegunRun) && !names.some(shardNamed)) {
    const foreign = names.filter((name) => !isOurs(name));
    throw new WrongStateError({ kind: 'checkpoint-missing', path: paths.checkpoint, foreign });
  }
  refuseWithoutCheckpoint(paths.folder, names);
  return undefined;
};

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw diskError(folder, error, 'read');
  });

/** A file that bears the name of one of ours, where no run has been, is somebody's own: it would be written over. */
const refuseWithoutCheckpoint = (folder: string, all: readonly string[]): void => {
  const names = all.filter(needsCheckpoint);
  if (names.length === 0 || all.some((name) => isCheckpoint(name) || shardNamed(name))) return;
  throw new StateFolderError({ kind: 'state-folder-has-foreign-files', folder, names });
};

/** @returns the names of files in a state folder that no run leaves there */
export const foreignNames = async (folder: string): Promise<string[]> =>
  (await namesIn(folder)).filter((name) => !isOurs(name) && !shardNamed(name));

/**
 * @param paths - of `auditPaths`
 * @param key - of this user, where it matters who made it
 * @returns undefined where that command has not begun
 */
export const readAuditCheckpoint = (paths: StatePaths, key?: Buffer): Promise<FoundCheckpoint | undefined> =>
  readCheckpointFile(paths, key);

const readCheckpointFile = async (paths: StatePaths, key?: Buffer): Promise<FoundCheckpoint | undefined> => {
  const text = await readOwn(paths.checkpoint).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'ENOTDIR') throw new SettingsError({ kind: 'state-folder-is-file', folder: paths.folder });
    throw diskError(paths.checkpoint, error, 'read');
  });
  return text === undefined ? undefined : parseCheckpoint(paths.checkpoint, text, key);
};

// Not recursive, but for the folder of shares: a mistyped path should not leave a tree of folders behind. Synced also where the folder exists: the
// run that made it may have been killed before its own sync.
export const makeFolder = async (folder: string): Promise<void> => {
  if (shardNamed(basename(folder))) await makeFolder(dirname(folder));
  await mkdir(folder, { mode: FOLDER_MODE }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  // It may have been made by somebody else just now.
  await examineFolder(folder);
  await syncFolder(dirname(folder));
};

/** Call this with the folder locked: without, such a file may be one that another run is about to put in its place. */
export const removeLeftBehind = async (folder: string): Promise<void> => {
  for (const name of (await readdir(folder)).filter(isLeftBehind)) await unlink(join(folder, name));
};

/** A folder that holds anything else is not ours to rename, whatever was typed. */
const refuseForeignFiles = async (folder: string): Promise<void> => {
  const names = (await namesIn(folder)).filter((name) => !isOurs(name));
  if (names.length > 0) throw new StateFolderError({ kind: 'state-folder-has-foreign-files', folder, names });
};

const archiveFolder = async (folder: string, now: Date): Promise<void> => {
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  for (let copy = 1; ; copy += 1) {
    const name = `${folder}.${stamp}${copy === 1 ? '' : `-${copy}`}`;
    if (await isThere(name)) continue;
    await rename(folder, name).catch((error: NodeJS.ErrnoException) => {
      const { code } = error;
      if (code !== 'EBUSY' && code !== 'EXDEV') throw error;
      throw new StateFolderError({ kind: 'state-folder-not-movable', folder, errorCode: code }, { cause: error });
    });
    await syncFolder(dirname(folder));
    return;
  }
};

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      throw error;
    },
  );
