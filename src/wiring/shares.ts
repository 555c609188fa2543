import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WrongStateError } from '../core/errors/state-error.ts';
import { type Shard, shardName, shardNamed } from '../core/row/shard.ts';
import { readAuditCheckpoint } from '../io/journal/state-folder.ts';
import { statePaths } from '../io/journal/state-paths.ts';
import { isJoined } from './reading.ts';

/**
 * Rows that another run of the same input takes must not be sent again by a run that shares them in another way.
 *
 * @param stateDir - of this run
 * @throws WrongStateError where the input was begun as a whole and is now to be shared, or the other way round, or in other shares
 */
export const refuseOtherShares = async (stateDir: string, shard: Shard | undefined): Promise<void> => {
  const folder = shard ? dirname(stateDir) : stateDir;
  if (shard && (await stat(statePaths(folder).checkpoint).catch(() => undefined))) {
    throw new WrongStateError({ kind: 'state-of-other-shares', folder, before: undefined, now: shard.of });
  }
  const other = (await sharesIn(folder)).find(({ of }) => of !== shard?.of);
  if (other) throw new WrongStateError({ kind: 'state-of-other-shares', folder, before: other.of, now: shard?.of });
};

/** @returns whether the import of a folder, or of shares in it, is one run over many inputs */
export const isOfMany = async (folder: string): Promise<boolean> => {
  const shares = (await sharesIn(folder)).map((shard) => join(folder, shardName(shard)));
  for (const one of [folder, ...shares]) {
    const found = await readAuditCheckpoint(statePaths(one)).catch((error: unknown) => {
      if (error instanceof WrongStateError) throw error;
      return undefined;
    });
    if (found && isJoined(found.reading)) return true;
  }
  return false;
};

/** The shares of an input that have a state folder, the first one first. */
export const sharesIn = async (folder: string): Promise<readonly Shard[]> => {
  const names = await readdir(folder).catch((): string[] => []);
  return names.flatMap((name) => shardNamed(name) ?? []).sort((a, b) => a.of - b.of || a.index - b.index);
};
