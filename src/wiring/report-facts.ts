import type { RunCommand } from '../core/books/summary.ts';
import { type Checkpoint, type FoundCheckpoint, takenOverBy } from '../io/journal/checkpoint.ts';
import { findHolder } from '../io/journal/folder-lock.ts';
import { readOwn } from '../io/journal/own-files.ts';
import { readAuditCheckpoint } from '../io/journal/state-folder.ts';
import { auditPaths, type StatePaths, statePaths } from '../io/journal/state-paths.ts';
import { readTimeline } from '../io/journal/timeline-file.ts';
import type { ImportStepFacts, InputFacts, LastRun, StepFacts } from '../report/html/facts.ts';
import { readFailedRows } from './failed-rows.ts';
import type { InputPlan } from './plan.ts';
import { readState } from './read-state.ts';
import { requireInputs } from './require-inputs.ts';
import { readTogether, type Together, withoutOthers, writeTogether } from './together.ts';

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
  const together = await readTogether(stateDir, key);
  const facts = together
    ? await factsTogether(path, stateDir, together, key, isOwn)
    : await factsIn(path, stateDir, await readState(stateDir, key), key, isOwn);
  if (!facts.import && !facts.check && !facts.verify) await requireInputs(joined ?? [path]);
  return facts;
};

const factsIn = async (
  path: string,
  stateDir: string,
  checkpoint: FoundCheckpoint | undefined,
  key: Buffer | undefined,
  isOwn: boolean,
): Promise<InputFacts> => {
  const paths = statePaths(stateDir);
  return {
    path,
    shard: undefined,
    shares: [],
    running: isOwn ? undefined : await runningIn(paths, stateDir),
    import: checkpoint && (await importFacts(checkpoint, paths)),
    ...(await auditFacts(stateDir, key, checkpoint?.savedAt)),
    last: checkpoint && (await lastRun(paths, checkpoint)),
    timeline: await readTimeline(paths.timeline),
  };
};

/** `check` and `verify` of the whole are in its own folder, what each share has imported in that of the share. */
const factsTogether = async (
  path: string,
  stateDir: string,
  together: Together,
  key: Buffer | undefined,
  isOwn: boolean,
): Promise<InputFacts> => {
  // Whoever only looks may have no right to write.
  await writeTogether(stateDir, together).catch(() => {});
  const shares = await Promise.all(
    together.shares.map(async ({ shard, stateDir: own, checkpoint }) => ({
      ...(await factsIn(path, own, checkpoint, key, false)),
      shard,
    })),
  );
  const imports = shares.flatMap((share) => share.import ?? []);
  const savedAt = imports.map((one) => one.savedAt).reduce((a, b) => (a > b ? a : b), '');
  return {
    path,
    shard: undefined,
    shares,
    running:
      shares.find(({ running }) => running)?.running ??
      (isOwn ? undefined : await runningIn(statePaths(stateDir), stateDir)),
    import:
      imports.length === 0
        ? undefined
        : {
            isFinished: imports.length === shares.length && imports.every(({ isFinished }) => isFinished),
            isLatest: true,
            savedAt,
            rows: together.rows,
            failures: together.failures,
            failed: await readFailedRows(statePaths(stateDir).failures),
            // Each share has its own.
            takenOver: undefined,
            rehearsal: imports.some(({ rehearsal }) => rehearsal),
            evidence: undefined,
          },
    ...(await auditFacts(stateDir, key, savedAt)),
    last: undefined,
    timeline: undefined,
  };
};

/** @param importedAt - when the import has saved last */
const auditFacts = async (
  stateDir: string,
  key: Buffer | undefined,
  importedAt = '',
): Promise<Pick<InputFacts, 'check' | 'verify'>> => {
  const of = async (command: 'check' | 'verify'): Promise<StepFacts | undefined> => {
    const paths = auditPaths(stateDir, command);
    const found = await readAuditCheckpoint(paths, key);
    return found && stepFacts(found, paths, command === 'check' || found.savedAt > importedAt);
  };
  return { check: await of('check'), verify: await of('verify') };
};

const stepFacts = async (found: FoundCheckpoint, paths: StatePaths, isLatest: boolean): Promise<StepFacts> => ({
  isFinished: found.state === 'finished',
  isLatest,
  savedAt: found.savedAt,
  rows: withoutOthers(found.counts),
  failures: found.failures,
  takenOver: takenOverBy(found),
  failed: await readFailedRows(paths.failures),
});

const importFacts = async (found: FoundCheckpoint, paths: StatePaths): Promise<ImportStepFacts> => ({
  ...(await stepFacts(found, paths, true)),
  rehearsal: found.rehearsal,
  evidence: {
    startedAt: found.startedAt,
    target: found.rehearsal ? { kind: 'simulator' } : (found.target ?? undefined),
    proven: found.proven ?? undefined,
    sizeBytes: found.input.sizeBytes === null ? undefined : Math.max(found.input.sizeBytes, found.doneBytes),
    settings: { ...found.reading, ...found.flags },
  },
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
