import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { JournalError, SettingsError, StateFolderError, TimUnreadError, WrongStateError } from '../../core/errors.ts';
import { isSameTarget, type Target, targetText } from '../../core/target/target.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { FOLDER_MODE, syncFolder } from './durable.ts';
import { isOfBegunRun, isOurs, type StatePaths } from './state-paths.ts';

/** Whose folder it must be for a run to go on in it. */
export type Owner = {
  readonly target: Target;
  /** see `Checkpoint.reading` */
  readonly reading: Record<string, unknown>;
  readonly restart: boolean;
};

const RESTART = 'To begin again from row 1, add --restart (this folder is kept under a dated name).';

/** What to do about a checkpoint of other settings: how to go on, and how not to. */
type Advice = { readonly flags: string; readonly restart: string };

const READING_FLAGS = '--format, --encoding, --delimiter, --columns, --no-header';

const OF_IMPORT: Advice = { flags: `${READING_FLAGS} and --on-duplicate`, restart: RESTART };

const OF_AUDIT: Advice = {
  flags: `${READING_FLAGS}, --on-duplicate, --sample and --seed`,
  restart: 'To begin again from row 1, add --restart (what an import has left here stays as it is).',
};

/** What a run finds in its state folder. */
export type FolderState = {
  /** the run's own earlier part */
  readonly checkpoint: Checkpoint | undefined;
  /** there is an old folder, which steps aside under a dated name */
  readonly stepsAside: boolean;
};

/**
 * Looks, and changes nothing.
 *
 * @throws WrongStateError when the folder is another run's
 */
export const inspectFolder = async (paths: StatePaths, owner: Owner): Promise<FolderState> => {
  try {
    if (owner.restart) {
      const exists = await isThere(paths.folder);
      if (exists) await refuseForeignFiles(paths.folder);
      return { checkpoint: undefined, stepsAside: exists };
    }
    const checkpoint = await readCheckpoint(paths);
    if (!checkpoint) return { checkpoint, stepsAside: false };
    if (givesWay(checkpoint, owner.target)) {
      await refuseForeignFiles(paths.folder);
      return { checkpoint: undefined, stepsAside: true };
    }
    refuseOthers(paths, checkpoint, owner, OF_IMPORT);
    return { checkpoint, stepsAside: false };
  } catch (error) {
    throw folderError(paths.folder, error, 'read');
  }
};

/**
 * What a command that only asks finds: one that has finished begins anew, since the target may have changed.
 *
 * @param paths - of `auditPaths`
 * @throws WrongStateError when the one that was interrupted asked another target, or read the input in another way
 */
export const inspectAudit = async (paths: StatePaths, owner: Owner): Promise<FolderState> => {
  try {
    const checkpoint = owner.restart ? undefined : await readCheckpointFile(paths);
    if (!checkpoint || checkpoint.state === 'finished') return { checkpoint: undefined, stepsAside: false };
    refuseOthers(paths, checkpoint, owner, OF_AUDIT);
    return { checkpoint, stepsAside: false };
  } catch (error) {
    throw folderError(paths.folder, error, 'read');
  }
};

/** Makes the folder ready for the run that `inspectFolder` allowed. @param now - for the dated name */
export const prepareFolder = async (paths: StatePaths, { stepsAside }: FolderState, now: Date): Promise<void> => {
  try {
    if (stepsAside) await archiveFolder(paths.folder, now);
    await makeFolder(paths.folder);
  } catch (error) {
    throw folderError(paths.folder, error, 'written');
  }
};

/**
 * @returns undefined where there is no run yet
 * @throws WrongStateError for a checkpoint that cannot be relied on, JournalError for one that cannot be read
 */
export const readCheckpoint = async (paths: StatePaths): Promise<Checkpoint | undefined> => {
  const checkpoint = await readCheckpointFile(paths);
  if (checkpoint) return checkpoint;
  // The checkpoint is written before any other file: where those are without it, somebody took it away.
  const names = await readdir(paths.folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw folderError(paths.folder, error, 'read');
  });
  if (names.some(isOfBegunRun)) {
    throw new WrongStateError(
      `${paths.checkpoint} is missing beside the other files of a run`,
      `Put it back. ${RESTART}`,
    );
  }
  return undefined;
};

const readCheckpointFile = async (paths: StatePaths): Promise<Checkpoint | undefined> => {
  const text = await readFile(paths.checkpoint, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'ENOTDIR') {
      throw new SettingsError(`${paths.folder} is a file, not a folder`, 'Give another folder with --state-dir.');
    }
    throw folderError(paths.checkpoint, error, 'read');
  });
  return text === undefined ? undefined : parseCheckpoint(paths.checkpoint, text);
};

/** A finished rehearsal gives way to another one, and every rehearsal to a real run. */
const givesWay = (checkpoint: Checkpoint, target: Target): boolean =>
  checkpoint.rehearsal && (target.kind === 'tim' || checkpoint.state === 'finished');

const refuseOthers = (paths: StatePaths, checkpoint: Checkpoint, owner: Owner, advice: Advice): void => {
  if (owner.target.kind === 'simulator' && !checkpoint.rehearsal) {
    throw new WrongStateError(
      `${paths.folder} belongs to a real run; a rehearsal would overwrite what it knows`,
      'Rehearse in another folder: --state-dir DIR.',
    );
  }
  if (checkpoint.target && !isSameTarget(checkpoint.target, owner.target)) {
    throw new WrongStateError(
      `${paths.folder} belongs to a run against ${targetText(checkpoint.target)}, not ${targetText(owner.target)}`,
      `Give the settings of that run, or another folder with --state-dir. ${advice.restart}`,
    );
  }
  if (!isDeepStrictEqual(checkpoint.reading, owner.reading)) {
    throw new WrongStateError(
      `${paths.folder} belongs to a run that read the input with other settings: ${differences(checkpoint.reading, owner.reading)}`,
      `Give the same ${advice.flags}. ${advice.restart}`,
    );
  }
};

// Not recursive: a mistyped --state-dir should not leave a tree of folders behind. Synced also where the folder was there:
// the run that made it may have been killed before it came to that.
const makeFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { mode: FOLDER_MODE }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await syncFolder(dirname(folder));
};

/** For example `--delimiter ";", now ","`. */
const differences = (before: Record<string, unknown>, now: Record<string, unknown>): string =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((name) => !isDeepStrictEqual(before[name], now[name]))
    .map((name) => `${FLAGS[name] ?? name} ${valueText(before[name])}, now ${valueText(now[name])}`)
    .join('; ');

/** What sets the parts of a reading. */
const FLAGS: Readonly<Record<string, string>> = {
  kind: '--format',
  delimiter: '--delimiter',
  encoding: '--encoding',
  columns: '--columns',
  positions: '--columns',
  onDuplicate: '--on-duplicate',
  sample: '--sample',
  seed: '--seed',
};

const valueText = (value: unknown): string => (value === undefined ? 'not given' : JSON.stringify(value));

/** A folder that holds anything else is not ours to rename, whatever was typed. */
const refuseForeignFiles = async (folder: string): Promise<void> => {
  const foreign = (await readdir(folder)).filter((name) => !isOurs(name));
  if (foreign.length === 0) return;
  throw new StateFolderError(
    `${folder} holds files that no run has left there: ${foreign.slice(0, 5).join(', ')}`,
    'Give another folder with --state-dir, or move those files.',
  );
};

const archiveFolder = async (folder: string, now: Date): Promise<void> => {
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  for (let copy = 1; ; copy += 1) {
    const name = `${folder}.${stamp}${copy === 1 ? '' : `-${copy}`}`;
    if (await isThere(name)) continue;
    await rename(folder, name).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EBUSY' && error.code !== 'EXDEV') throw error;
      throw new StateFolderError(
        `the state folder ${folder} cannot be set aside: it is a mount point, or in use (${error.code})`,
        'Give a folder inside it, or another one, with --state-dir.',
      );
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

// What a mistyped --state-dir leads to. Everything else passes, and then the same command goes on.
const MISTYPED: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL']);

/**
 * @param path - the folder, or the file in it
 * @param error - what was thrown at the start of the run
 * @returns what a person is told: a foreseen error as it is, one of the file system in our words; a bug stays one
 */
export const folderError = (path: string, error: unknown, deed: 'read' | 'written'): unknown => {
  if (error instanceof TimUnreadError || !(error instanceof Error && 'syscall' in error && 'code' in error))
    return error;
  if (!MISTYPED.has(error.code)) return new JournalError(path, error, deed);
  return new StateFolderError(
    `the state folder ${path} cannot be used: ${error.message}`,
    'Make sure that the folder above it is there, or give another one with --state-dir.',
    { cause: error },
  );
};
