import type { BigIntStats } from 'node:fs';
import { type FileHandle, lstat, rename } from 'node:fs/promises';
import { editedName } from './state-paths.ts';

/**
 * People open the files of a run while it writes them: in a spreadsheet, in an editor, to move them where somebody looks for
 * them. So each file is looked at before it is written to, and nothing that somebody else has made of it is lost.
 */

/** A file as it was when the run last wrote it. */
export type Sight = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs'>;

/** What was done about a file that somebody else has changed. */
export type Touched = {
  readonly path: string;
  /** where what the other one has made of it lies now; undefined where it was moved or deleted */
  readonly keptAs: string | undefined;
};

export const sightOf = (handle: FileHandle): Promise<Sight> => handle.stat({ bigint: true });

/** @returns undefined where nothing has the name */
export const sightAt = (path: string): Promise<Sight | undefined> =>
  lstat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });

export const isSameFile = (one: Sight, other: Sight): boolean => one.ino === other.ino && one.dev === other.dev;

export const isUntouched = (one: Sight, other: Sight): boolean =>
  isSameFile(one, other) && one.size === other.size && one.mtimeNs === other.mtimeNs;

/** Takes whatever has the name out of the way. @returns its new name; undefined where there is nothing */
export const setAside = async (path: string): Promise<string | undefined> => {
  for (let number = 1; ; number += 1) {
    const keptAs = editedName(path, number);
    if (await sightAt(keptAs)) continue;
    try {
      await rename(path, keptAs);
      return keptAs;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
};
