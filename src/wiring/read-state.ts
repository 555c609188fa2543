import { access } from 'node:fs/promises';
import {
  type AuditSummary,
  type Imported,
  type ImportFiles,
  judge,
  type RunCommand,
  type RunFiles,
} from '../core/books/summary.ts';
import { isSameTarget, type Target } from '../core/target/target.ts';
import type { Checkpoint, FoundCheckpoint } from '../io/journal/checkpoint.ts';
import { readCheckpoint } from '../io/journal/state-folder.ts';
import { auditPaths, importFiles, runFiles, statePaths } from '../io/journal/state-paths.ts';
import { type Beside, NOTHING_BESIDE } from '../report/next-steps/known.ts';
import { foundBefore } from './failed-before.ts';
import { inputNow } from './input-now.ts';
import type { InputPlan } from './plan.ts';
import { nextShare, readTogether, writeTogether } from './together.ts';

export { importFiles };

/** Where the page of a run lies. */
export const reportPathOf = (stateDir: string): string => statePaths(stateDir).report;

/** The page in a state folder, where one was written. */
export const reportIn = async (stateDir: string): Promise<{ readonly report?: string }> => {
  const report = reportPathOf(stateDir);
  return access(report).then(
    () => ({ report }),
    () => ({}),
  );
};

/** The files of a command, which may not be there yet. */
export const filesOf = (command: RunCommand, stateDir: string): RunFiles | ImportFiles =>
  command === 'import' ? importFiles(stateDir) : runFiles(auditPaths(stateDir, command));

/** @param key - of this user, where it matters who made it @returns the checkpoint of the import in the state folder; undefined when none has begun */
export const readState = (stateDir: string, key?: Buffer): Promise<FoundCheckpoint | undefined> =>
  readCheckpoint(statePaths(stateDir), key);

/** @returns when the import of the same input began, by the target's clock, seconds since 1970; undefined when its state is not here */
export const importStartS = async (stateDir: string, target: Target): Promise<number | undefined> => {
  const starts = (await importsOf(stateDir))
    .filter((checkpoint) => checkpoint.target && isSameTarget(checkpoint.target, target))
    .flatMap(({ startedAt, clockAheadMs = 0 }) => (startedAt ? (Date.parse(startedAt) - clockAheadMs) / 1000 : []));
  return starts.length === 0 ? undefined : Math.min(...starts);
};

/** The import, or those of all shares; none where nothing has begun, or nothing can be read. */
const importsOf = async (stateDir: string): Promise<readonly FoundCheckpoint[]> => {
  try {
    const together = await readTogether(stateDir);
    if (together) return together.shares.flatMap(({ checkpoint }) => checkpoint ?? []);
    const checkpoint = await readState(stateDir);
    return checkpoint ? [checkpoint] : [];
  } catch {
    return [];
  }
};

/**
 * What the folder knows of the import, when `check` or `verify` has ended. A rehearsal proves nothing about a real run.
 *
 * @param copies - of its rows, that were corrected and imported
 */
export const besideAudit = async (
  input: Pick<InputPlan, 'path' | 'stateDir' | 'joined' | 'bound'>,
  { command, target, files, rows: found }: AuditSummary,
  copies: readonly string[] = [],
): Promise<Beside> => {
  const { stateDir } = input;
  const imports = await importsOf(stateDir);
  const [checkpoint] = imports;
  const imported = await importedInto(stateDir, target);
  if (!checkpoint || !imported) return NOTHING_BESIDE;
  const together = await readTogether(stateDir);
  if (together) await writeTogether(stateDir, together).catch(() => {});
  const failuresPath = importFiles(stateDir).failures;
  const { verdict, rows, failures } = imported;
  const goesOn = verdict === 'INCOMPLETE' || found.read > rows.read;
  const isEdited = goesOn && (await Promise.all(imports.map((one) => inputNow(input, one, false)))).includes('edited');
  const corrections = { copies, rule: checkpoint.reading.onDuplicate };
  return {
    ...NOTHING_BESIDE,
    imported: { verdict, rows, failures, failuresPath, isEdited, nextShare: together && nextShare(together) },
    ...(command === 'verify' ? await foundBefore(files.failures, failuresPath, corrections) : {}),
  };
};

/** @returns how far the import of an input is, or that of all its shares; undefined where none into this target has begun */
export const importedInto = async (stateDir: string, target: Target): Promise<Imported | undefined> => {
  const imports = await importsOf(stateDir);
  const [checkpoint] = imports;
  if (!checkpoint || !imports.every((one) => one.proven && isInto(one, target))) return undefined;
  const { verdict, rows, failures } = (await readTogether(stateDir)) ?? {
    verdict: importVerdict(checkpoint),
    rows: checkpoint.counts,
    failures: checkpoint.failures,
  };
  return { verdict, rows, failures };
};

/** A run that is at its end without a call is none into another target: no row of it could be sent. */
const isInto = ({ target, state, rehearsal }: FoundCheckpoint, asked: Target): boolean =>
  target ? isSameTarget(target, asked) : state === 'finished' && !rehearsal;

export const importVerdict = ({ state, counts }: Checkpoint) =>
  state === 'finished' ? judge(counts, undefined).verdict : 'INCOMPLETE';
