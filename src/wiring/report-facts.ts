import type { RunCommand } from '../core/books/summary.ts';
import { type Checkpoint, type FoundCheckpoint, takenOverBy } from '../io/journal/checkpoint.ts';
import { findHolder } from '../io/journal/folder-lock.ts';
import { readOwn } from '../io/journal/own-files.ts';
import { readAuditCheckpoint } from '../io/journal/state-folder.ts';
import { auditPaths, type StatePaths, statePaths } from '../io/journal/state-paths.ts';
import { readTimeline } from '../io/journal/timeline-file.ts';
import type { ImportStepFacts, InputFacts, LastRun, StepFacts } from '../report/html/facts.ts';
import { readFailedRows } from './failed-rows.ts';
import { requireInputs } from './open-input.ts';
import type { InputPlan } from './plan.ts';
import { readState } from './read-state.ts';

/**
 * What a state folder says of its input. Nothing is locked and nothing is changed, so it can be asked in the middle of a run.
 *
 * @param isOwn - whoever asks holds the folder: the run that is on is over for him
 * @param key - of this user
 * @throws InputError where there is neither a run nor an input
 */
export const readReportFacts = async (
  { path, stateDir, joined }: Pick<InputPlan, 'path' | 'stateDir' | 'joined'>,
  key: Buffer | undefined,
  isOwn: boolean,
): Promise<InputFacts> => {
  const paths = statePaths(stateDir);
  const checkpoint = await readState(stateDir, key);
  const [check, verify] = await Promise.all(
    (['check', 'verify'] as const).map(async (command) => {
      const found = await readAuditCheckpoint(auditPaths(stateDir, command));
      const isLatest = found !== undefined && (!checkpoint || found.savedAt > checkpoint.savedAt);
      return found && stepFacts(found, auditPaths(stateDir, command), command === 'check' || isLatest);
    }),
  );
  if (!checkpoint && !check && !verify) await requireInputs(joined ?? [path]);
  return {
    path,
    running: isOwn ? undefined : await runningIn(paths, stateDir),
    import: checkpoint && (await importFacts(checkpoint, paths)),
    check,
    verify,
    last: checkpoint && (await lastRun(paths, checkpoint)),
    timeline: await readTimeline(paths.timeline),
  };
};

const stepFacts = async (
  { state, savedAt, counts, failures }: Checkpoint,
  paths: StatePaths,
  isLatest: boolean,
): Promise<StepFacts> => ({
  isFinished: state === 'finished',
  isLatest,
  savedAt,
  rows: withoutOthers(counts),
  failures,
  failed: await readFailedRows(paths.failures),
});

const importFacts = async (found: FoundCheckpoint, paths: StatePaths): Promise<ImportStepFacts> => ({
  ...(await stepFacts(found, paths, true)),
  startedAt: found.startedAt,
  target: found.rehearsal ? { kind: 'simulator' } : (found.target ?? undefined),
  rehearsal: found.rehearsal,
  takenOverRows: takenOverBy(found)?.rows ?? 0,
  proven: found.proven ?? undefined,
  sizeBytes: found.input.sizeBytes === null ? undefined : Math.max(found.input.sizeBytes, found.doneBytes),
  settings: { ...found.reading, ...found.flags },
});

/** Which command is at work: the one that saved last. */
const runningIn = async (paths: StatePaths, stateDir: string): Promise<RunCommand | undefined> => {
  if (!(await findHolder(paths))) return undefined;
  const saved = await Promise.all(
    (['import', 'check', 'verify'] as const).map(async (command) => {
      const of = command === 'import' ? paths : auditPaths(stateDir, command);
      const found = await readAuditCheckpoint(of).catch(() => undefined);
      return { command, savedAt: found?.state === 'unfinished' ? found.savedAt : '' };
    }),
  );
  return saved.reduce((last, one) => (one.savedAt > last.savedAt ? one : last)).command;
};

/** What the summary of the last import says; nothing where it is of an earlier run. */
import { withoutOthers } from './together.ts';

const lastRun = async ({ summary }: StatePaths, { state, stoppedBy }: Checkpoint): Promise<LastRun | undefined> => {
  try {
    const { reason, fact, calls, rate } = Object(JSON.parse(await readOwn(summary)));
    const isStopped = state !== 'finished' && stoppedBy !== undefined && typeof reason === 'string';
    const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
    return {
      stopped: isStopped ? { text: reason, fact: typeof fact?.kind === 'string' ? fact : undefined } : undefined,
      callsSent: number(calls?.sent),
      peakPerSecond: number(rate?.peakPerSecond),
      limitPerSecond: number(rate?.limit),
    };
  } catch {
    return undefined;
  }
};
