import { type AuditSummary, type ImportFiles, judge, type RunCommand, type RunFiles } from '../core/books/summary.ts';
import { isSameTarget, type Target } from '../core/target/target.ts';
import type { Checkpoint, FoundCheckpoint } from '../io/journal/checkpoint.ts';
import { readCheckpoint } from '../io/journal/state-folder.ts';
import { auditPaths, importFiles, runFiles, statePaths } from '../io/journal/state-paths.ts';

import { failedBefore } from './failed-before.ts';

export { importFiles };

/** The files of a command, which may not be there yet. */
export const filesOf = (command: RunCommand, stateDir: string): RunFiles | ImportFiles =>
  command === 'import' ? importFiles(stateDir) : runFiles(auditPaths(stateDir, command));

/** @param key - of this user, where it matters who made it @returns the checkpoint of the import in the state folder; undefined when none has begun */
export const readState = (stateDir: string, key?: Buffer): Promise<FoundCheckpoint | undefined> =>
  readCheckpoint(statePaths(stateDir), key);

/** @returns when the import of the same input began, by the target's clock, seconds since 1970; undefined when its state is not here */
export const importStartS = async (stateDir: string, target: Target): Promise<number | undefined> => {
  const checkpoint = await readState(stateDir).catch(() => undefined);
  if (!checkpoint?.startedAt || !checkpoint.target || !isSameTarget(checkpoint.target, target)) return undefined;
  return (Date.parse(checkpoint.startedAt) - (checkpoint.clockAheadMs ?? 0)) / 1000;
};

/** What the folder knows of the import, when `check` or `verify` has ended. A rehearsal proves nothing about a real run. */
export const besideAudit = async (stateDir: string, { command, target, files }: AuditSummary) => {
  const checkpoint = await readState(stateDir).catch(() => undefined);
  if (!checkpoint?.proven || !checkpoint.target || !isSameTarget(checkpoint.target, target)) {
    return { imported: undefined, failedBefore: new Map() };
  }
  const failuresPath = importFiles(stateDir).failures;
  return {
    imported: {
      verdict: importVerdict(checkpoint),
      rows: checkpoint.counts,
      failures: checkpoint.failures,
      failuresPath,
    },
    failedBefore: command === 'verify' ? await failedBefore(files.failures, failuresPath) : new Map(),
  };
};

export const importVerdict = ({ state, counts }: Checkpoint) =>
  state === 'finished' ? judge(counts, undefined).verdict : 'INCOMPLETE';
