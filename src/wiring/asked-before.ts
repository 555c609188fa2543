import type { FoundCheckpoint } from '../io/journal/checkpoint.ts';
import { readAuditCheckpoint } from '../io/journal/state-folder.ts';
import { auditPaths } from '../io/journal/state-paths.ts';
import type { Maker } from '../io/journal/user-key.ts';
import { readState } from './read-state.ts';
import { readTogether } from './together.ts';

/**
 * @param maker - of this user, since it matters who made the folder
 * @returns what an earlier command for the same input was asked with: its import, else what was there before it; undefined
 * where there is none, or it cannot be read
 */
export const askedBefore = async (stateDir: string, { key }: Maker): Promise<FoundCheckpoint | undefined> => {
  try {
    const together = await readTogether(stateDir, key);
    return (
      together?.shares.find(({ checkpoint }) => checkpoint)?.checkpoint ??
      (await readState(stateDir, key)) ??
      (await readAuditCheckpoint(auditPaths(stateDir, 'verify'), key)) ??
      (await readAuditCheckpoint(auditPaths(stateDir, 'check'), key))
    );
  } catch {
    return undefined;
  }
};
