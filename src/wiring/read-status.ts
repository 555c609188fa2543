import { stat } from 'node:fs/promises';
import type { RowCounts } from '../core/books/ledger.ts';
import type { Clock } from '../core/ports.ts';
import { type Checkpoint, type FoundCheckpoint, takenOverBy } from '../io/journal/checkpoint.ts';
import { findHolder } from '../io/journal/folder-lock.ts';
import { readOwn } from '../io/journal/own-files.ts';
import { readAuditCheckpoint } from '../io/journal/state-folder.ts';
import { auditPaths, importFiles, type StatePaths, statePaths } from '../io/journal/state-paths.ts';
import type { Maker } from '../io/journal/user-key.ts';
import type { InputNow, Stop } from '../report/next-steps/known.ts';
import type { AuditStatus, Running, RunStatus, Status } from '../report/status.ts';
import { foundBefore } from './failed-before.ts';
import { failedInputs } from './failed-inputs.ts';
import { inputNow } from './input-now.ts';
import type { InputPlan } from './plan.ts';
import { importVerdict, readState, reportIn } from './read-state.ts';
import { requireInputs } from './require-inputs.ts';
import { findRounds, type LaterCopy } from './rounds.ts';
import { type FoundStatus, statusTogether } from './status-together.ts';
import { readTogether, writeTogether } from './together.ts';

// The checkpoint is saved eight times a second.
const LOOK_MS = 1000;

/** @throws InputError where there is neither a run nor an input */
export const readStatus = async (
  input: Pick<InputPlan, 'path' | 'stateDir' | 'joined' | 'bound'>,
  clock: Clock,
  maker: Maker,
): Promise<FoundStatus> => {
  const { path, stateDir, joined } = input;
  const { key } = maker;
  const together = await readTogether(stateDir, key);
  if (together) {
    // Whoever only looks may have no right to write.
    await writeTogether(stateDir, together).catch(() => {});
    return statusTogether(
      input,
      together,
      await wholeStatus(input, together.shares[0]?.checkpoint, await auditsIn(stateDir, undefined, key)),
      (own) => readStatus({ ...input, stateDir: own }, clock, maker),
    );
  }
  const running = await findRunning(stateDir, clock);
  const checkpoint = await readState(stateDir, key);
  const audits = await auditsIn(stateDir, checkpoint, key);
  const asked = checkpoint ?? latestOf(audits);
  // A wrong file name must be reported as such, and not as a run that has not begun.
  if (!asked) await requireInputs(joined ?? [path]);
  const run = checkpoint && (await runStatus(stateDir, checkpoint));
  const now = running || !checkpoint ? 'unread' : await inputNow(input, checkpoint, run?.atEnd === true);
  return {
    checkpoint,
    asked,
    status: {
      path,
      now,
      running,
      run: run && { ...run, sizeBytes: await sizeNow(run, now, joined ? undefined : path) },
      ...(await wholeStatus(input, checkpoint, audits)),
    },
  };
};

/** Of an input that has more rows than were seen, or may have them, the bytes that it has by now are what is left. */
const sizeNow = async (
  { verdict, sizeBytes, doneBytes }: RunStatus,
  now: InputNow,
  path: string | undefined,
): Promise<number | undefined> => {
  const isOpen = now === 'grown' || (now === 'same' && verdict === 'INCOMPLETE');
  if (!isOpen || path === undefined || sizeBytes === undefined) return sizeBytes;
  const found = await stat(path).catch(() => undefined);
  return found ? Math.max(found.size, doneBytes) : sizeBytes;
};

const wholeStatus = async (
  { stateDir, joined }: Pick<InputPlan, 'stateDir' | 'joined'>,
  checkpoint: Checkpoint | undefined,
  { check, verify }: Audits,
): Promise<Pick<Status, 'inputs' | 'check' | 'verify' | 'failedBefore' | 'overruled'>> => {
  const { failures } = importFiles(stateDir);
  const found = auditPaths(stateDir, 'verify').failures;
  const { laterCopies } = await findRounds(stateDir);
  const copies = laterCopies.map((copy) => copy.path);
  const corrections = { copies, rule: checkpoint?.reading.onDuplicate };
  return {
    ...(joined ? { inputs: { all: joined.length, failed: await failedInputs(failures) } } : {}),
    check: check?.status,
    verify: verify && { ...verify.status, isLatest: verify.status.isLatest && isBehindAll(laterCopies, verify.status) },
    ...(verify?.status.rows.failed
      ? await foundBefore(found, failures, corrections)
      : { failedBefore: new Map(), overruled: 0 }),
  };
};

/** A copy that was imported since may have overwritten what was read back. */
const isBehindAll = (copies: readonly LaterCopy[], { savedAt }: AuditStatus): boolean =>
  copies.every(({ importedAt }) => importedAt === undefined || importedAt < savedAt);

const runStatus = async (stateDir: string, checkpoint: FoundCheckpoint): Promise<RunStatus> => {
  const { counts, input, next, doneBytes } = checkpoint;
  const verdict = importVerdict(checkpoint);
  const stop = verdict === 'INCOMPLETE' ? stopOf(checkpoint) : undefined;
  const end = stop && stop.kind !== 'killed' ? await endIn(statePaths(stateDir)) : undefined;
  return {
    verdict,
    savedAt: checkpoint.savedAt,
    rehearsal: checkpoint.rehearsal,
    target: checkpoint.target ?? undefined,
    rows: counts,
    failures: checkpoint.failures,
    takenOver: takenOverBy(checkpoint),
    sizeBytes: input.sizeBytes === null ? undefined : Math.max(input.sizeBytes, doneBytes),
    doneBytes,
    atEnd: stop ? undefined : true,
    nextLine: next.line,
    files: { ...importFiles(stateDir), ...(await reportIn(stateDir)) },
    // What to do about it has commands in it: those of somebody else are not for pasting.
    stop: stop?.kind === 'code' && checkpoint.isMadeHere ? { ...stop, fact: end?.fact } : stop,
    ...(end ?? { reason: undefined }),
  };
};

const stopOf = ({ stoppedBy }: Checkpoint): Stop => {
  if (stoppedBy === undefined) return { kind: 'killed' };
  return stoppedBy === 'limit' ? { kind: 'limit' } : { kind: 'code', code: stoppedBy };
};

/** What the summary says of the end that the checkpoint names. */
const endIn = async ({ summary }: StatePaths): Promise<Pick<RunStatus, 'reason' | 'fact' | 'atEnd'>> => {
  try {
    const { reason, fact, input } = Object(JSON.parse(await readOwn(summary)));
    return {
      atEnd: typeof input?.atEnd === 'boolean' ? input.atEnd : undefined,
      reason: typeof reason === 'string' ? reason : undefined,
      fact: typeof fact?.kind === 'string' ? fact : undefined,
    };
  } catch {
    return { reason: undefined, atEnd: undefined };
  }
};

type FoundAudit = { readonly checkpoint: FoundCheckpoint; readonly status: AuditStatus };
type Audits = Readonly<Record<'check' | 'verify', FoundAudit | undefined>>;

const auditsIn = async (
  stateDir: string,
  imported: Checkpoint | undefined,
  key: Buffer | undefined,
): Promise<Audits> => {
  const [check, verify] = await Promise.all([
    findAudit(stateDir, 'check', imported, key),
    findAudit(stateDir, 'verify', imported, key),
  ]);
  return { check, verify };
};

const latestOf = ({ check, verify }: Audits): FoundCheckpoint | undefined => {
  const [a, b] = [check?.checkpoint, verify?.checkpoint];
  return a && b ? (b.savedAt > a.savedAt ? b : a) : (a ?? b);
};

const findAudit = async (
  stateDir: string,
  command: 'check' | 'verify',
  imported: Checkpoint | undefined,
  key: Buffer | undefined,
): Promise<FoundAudit | undefined> => {
  const paths = auditPaths(stateDir, command);
  const checkpoint = await readAuditCheckpoint(paths, key);
  if (!checkpoint) return undefined;
  const { counts, failures, state, savedAt } = checkpoint;
  return {
    checkpoint,
    status: {
      rows: counts,
      failures,
      foundPath: paths.failures,
      isFinished: state === 'finished',
      isLatest: !imported || savedAt > imported.savedAt,
      savedAt,
      takenOver: takenOverBy(checkpoint),
    },
  };
};

/** Looks at the folder twice, to see how fast the run is. */
const findRunning = async (stateDir: string, clock: Clock): Promise<Running | undefined> => {
  const found = await findHolder(statePaths(stateDir));
  if (!found) return undefined;
  const before = await latestIn(stateDir);
  const lookedAtMs = clock.nowMs();
  await clock.sleep(LOOK_MS, new AbortController().signal);
  const after = await latestIn(stateDir);
  const lookedForMs = clock.nowMs() - lookedAtMs;
  const command = after?.command ?? 'import';
  const holder = found.holder;
  const isReading = holder && (!after || after.checkpoint.savedAt < holder.since);
  const { waiting, pausedSince } = isReading ? {} : (after?.checkpoint ?? {});
  const readingSince = isReading ? holder.since : undefined;
  const known = { command, holder, waiting, pausedSince, readingSince };
  if (!before || !after || before.command !== command) return { ...known, perSecond: undefined, etaS: undefined };
  const savedApartMs = Date.parse(after.checkpoint.savedAt) - Date.parse(before.checkpoint.savedAt);
  if (savedApartMs === 0) return { ...known, perSecond: undefined, etaS: undefined };
  // Where the wall clock was set in between, the time of the look is nearer.
  const isPlausible = savedApartMs > lookedForMs / 2 && savedApartMs < lookedForMs * 2;
  const seconds = (isPlausible ? savedApartMs : lookedForMs) / 1000;
  const bytes = after.checkpoint.doneBytes - before.checkpoint.doneBytes;
  const { sizeBytes } = after.checkpoint.input;
  return {
    ...known,
    perSecond: (settledOf(after.checkpoint.counts) - settledOf(before.checkpoint.counts)) / seconds,
    bytesPerSecond: bytes > 0 ? bytes / seconds : undefined,
    etaS: sizeBytes === null || bytes <= 0 ? undefined : ((sizeBytes - after.checkpoint.doneBytes) * seconds) / bytes,
  };
};

const settledOf = ({ read, pending }: RowCounts): number => read - pending;

/** The command that saved last is the one that is at work. */
const latestIn = async (stateDir: string) => {
  const commands = ['import', 'check', 'verify'] as const;
  const all = await Promise.all(
    commands.map(async (command) => {
      const paths = command === 'import' ? statePaths(stateDir) : auditPaths(stateDir, command);
      const checkpoint = await readAuditCheckpoint(paths).catch(() => undefined);
      return checkpoint && { command, checkpoint };
    }),
  );
  return all.reduce((last, one) => (one && (!last || one.checkpoint.savedAt > last.checkpoint.savedAt) ? one : last));
};
