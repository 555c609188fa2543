import { isSameTarget, type Target } from '../core/target/target.ts';
import type { Checkpoint } from '../io/journal/checkpoint.ts';
import { readCheckpoint } from '../io/journal/state-folder.ts';
import { importFiles, statePaths } from '../io/journal/state-paths.ts';

export { importFiles };

/** @returns the checkpoint of the import in the state folder; undefined when none has begun */
export const readState = (stateDir: string): Promise<Checkpoint | undefined> => readCheckpoint(statePaths(stateDir));

/** @returns when the import of the same input began, seconds since 1970; undefined when its state is not here */
export const importStartS = async (stateDir: string, target: Target): Promise<number | undefined> => {
  const checkpoint = await readState(stateDir).catch(() => undefined);
  if (!checkpoint?.startedAt || !checkpoint.target || !isSameTarget(checkpoint.target, target)) return undefined;
  return Date.parse(checkpoint.startedAt) / 1000;
};
