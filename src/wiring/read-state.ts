import { isSameTarget, type Target } from '../core/target/target.ts';
import { readCheckpoint } from '../io/journal/state-folder.ts';
import { statePaths } from '../io/journal/state-paths.ts';

/** @returns when the import of the same input began, seconds since 1970; undefined where its state is not here */
export const importStartS = async (stateDir: string, target: Target): Promise<number | undefined> => {
  const checkpoint = await readCheckpoint(statePaths(stateDir)).catch(() => undefined);
  if (!checkpoint?.startedAt || !checkpoint.target || !isSameTarget(checkpoint.target, target)) return undefined;
  return Date.parse(checkpoint.startedAt) / 1000;
};
