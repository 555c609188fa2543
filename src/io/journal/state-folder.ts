import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SettingsError, TimUnreadError, WrongStateError } from '../../core/errors.ts';
import { isSameTarget, type Target, targetText } from '../../core/target.ts';
import { type Checkpoint, folderError, parseCheckpoint } from './checkpoint.ts';
import { FOLDER_MODE, syncFolder } from './durable.ts';

/** The files of a run. */
export type StatePaths = {
  readonly folder: string;
  readonly checkpoint: string;
  readonly failures: string;
  readonly log: string;
  readonly summary: string;
};

export const statePaths = (folder: string): StatePaths => ({
  folder,
  checkpoint: join(folder, 'checkpoint.json'),
  failures: join(folder, 'failures.csv'),
  log: join(folder, 'log.jsonl'),
  summary: join(folder, 'summary.json'),
});

/** Whose folder it must be for a run to go on in it. */
export type Owner = {
  readonly target: Target;
  /** see `Checkpoint.reading` */
  readonly reading: Record<string, unknown>;
  readonly restart: boolean;
};

const RESTART = 'To begin again from row 1, add --restart (this folder is kept under a dated name).';

/**
 * Decides what a run finds: nothing, its own earlier part, or an old folder that steps aside under a dated name.
 *
 * @returns the checkpoint to go on from; undefined for a run that begins, whose folder then is new or empty
 * @throws WrongStateError when the folder is another run's
 */
export const claimFolder = async (paths: StatePaths, owner: Owner, now: Date): Promise<Checkpoint | undefined> => {
  try {
    const checkpoint = owner.restart ? undefined : await readCheckpoint(paths);
    if (checkpoint && !stepsAside(checkpoint, owner.target)) {
      refuseOthers(paths, checkpoint, owner);
      return checkpoint;
    }
    if (checkpoint || owner.restart) await archiveFolder(paths.folder, now);
    await makeFolder(paths.folder);
    return undefined;
  } catch (error) {
    throw error instanceof TimUnreadError ? error : folderError(paths.folder, error);
  }
};

/** @returns undefined where there is no run yet @throws WrongStateError for a checkpoint that cannot be relied on */
export const readCheckpoint = async (paths: StatePaths): Promise<Checkpoint | undefined> => {
  const text = await readFile(paths.checkpoint, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'ENOTDIR') {
      throw new SettingsError(`${paths.folder} is a file, not a folder`, 'Give another folder with --state-dir.');
    }
    throw error;
  });
  if (text !== undefined) return parseCheckpoint(paths.checkpoint, text);
  // The checkpoint is written before any other file: where those are without it, somebody took it away.
  const names: string[] = await readdir(paths.folder).catch(() => []);
  if (names.includes('failures.csv')) {
    throw new WrongStateError(
      `${paths.checkpoint} is missing beside the other files of a run`,
      `Put it back. ${RESTART}`,
    );
  }
  return undefined;
};

/** A finished rehearsal gives way to another one, and every rehearsal to a real run. */
const stepsAside = (checkpoint: Checkpoint, target: Target): boolean =>
  checkpoint.rehearsal && (target.kind === 'tim' || checkpoint.state === 'finished');

const refuseOthers = (paths: StatePaths, checkpoint: Checkpoint, owner: Owner): void => {
  if (owner.target.kind === 'simulator' && !checkpoint.rehearsal) {
    throw new WrongStateError(
      `${paths.folder} belongs to a real run; a rehearsal would overwrite what it knows`,
      'Rehearse in another folder: --state-dir DIR.',
    );
  }
  if (checkpoint.target && !isSameTarget(checkpoint.target, owner.target)) {
    throw new WrongStateError(
      `${paths.folder} belongs to a run against ${targetText(checkpoint.target)}, not ${targetText(owner.target)}`,
      `Give the settings of that run, or another folder with --state-dir. ${RESTART}`,
    );
  }
  if (!isDeepStrictEqual(checkpoint.reading, owner.reading)) {
    throw new WrongStateError(
      `${paths.folder} belongs to a run that read the input with ${JSON.stringify(checkpoint.reading)}, not ${JSON.stringify(owner.reading)}`,
      `Give the same --format, --delimiter and --columns. ${RESTART}`,
    );
  }
};

// Not recursive: a mistyped --state-dir should not leave a tree of folders behind.
const makeFolder = (folder: string): Promise<void> =>
  mkdir(folder, { mode: FOLDER_MODE }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });

const archiveFolder = async (folder: string, now: Date): Promise<void> => {
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  for (let copy = 1; ; copy += 1) {
    const name = `${folder}.${stamp}${copy === 1 ? '' : `-${copy}`}`;
    if (await exists(name)) continue;
    await rename(folder, name).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await syncFolder(join(folder, '..'));
    return;
  }
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
