import type { NumberSet } from '../core/books/number-set.ts';
import { type Doubt, InputError } from '../core/errors.ts';
import type { RowSource } from '../core/ports.ts';
import type { Counting } from '../core/row/counting.ts';
import type { InputRemark } from '../core/row/remark.ts';
import { resumePoint } from '../io/journal/checkpoint.ts';
import { claimFolder, type FolderLock, lockFolder } from '../io/journal/folder-lock.ts';
import { FileJournal } from '../io/journal/journal.ts';
import { type LogFile, openLogFile } from '../io/journal/log-file.ts';
import { type FolderState, inspectAudit, inspectFolder, settledReading } from '../io/journal/state-folder.ts';
import { auditPaths, type StatePaths, statePaths } from '../io/journal/state-paths.ts';
import { STANDARD_INPUT } from '../io/source/bytes/standard-input.ts';
import { type FirstLook, InputFile } from '../io/source/input-file.ts';
import { settledFormat } from '../io/source/recognition/settled-format.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import { FOR_PROGRAMS } from '../messages/languages.ts';
import { fileWords } from '../messages/messages.ts';
import { summaryJson } from '../report/json/summary-json.ts';
import type { Closers } from './closers.ts';
import { dedupeInput } from './dedupe-input.ts';
import { differInEncoding, onlyOpen, reopen, settledBefore } from './earlier-readings.ts';
import { loadCounting } from './load-counting.ts';
import { type CommandPlan, type InputPlan, targetOf } from './plan.ts';
import { readingOf } from './reading.ts';
import type { Surroundings } from './surroundings.ts';

/** Rows to be set: in the whole input, and before the row where the run begins. */
export type ToBeSet = { readonly all: number; readonly beforeStart: number };

/** An input with its file and its state folder open. */
export type OpenInput = {
  readonly input: InputPlan;
  /** as settled */
  readonly format: InputFormat;
  readonly paths: StatePaths;
  readonly source: RowSource;
  /** noticed in the first megabytes */
  readonly remarks: readonly InputRemark[];
  /** known when superseded rows were looked for */
  readonly toBeSet: ToBeSet | undefined;
  readonly journal: FileJournal;
  readonly log: LogFile;
};

type Opening = {
  readonly plan: CommandPlan;
  readonly surroundings: Surroundings;
  /** when it aborts, its reason is thrown: proving a large input takes time */
  readonly halted: AbortSignal;
  readonly closers: Closers;
};

/** An input that was examined. Nothing is changed yet, but an existing state folder is locked. */
type Inspected = Omit<OpenInput, 'journal' | 'log'> & {
  readonly counting: Counting;
  readonly file: InputFile;
  readonly lock: FolderLock | undefined;
  readonly found: FolderState;
  /** lines of invalid rows, which another encoding opens again */
  readonly reopenedLines: NumberSet | undefined;
};

/**
 * Opens every input before the first call. All inputs are examined first, so a wrong one among several costs nothing.
 *
 * @param halted - when it aborts, its reason is thrown: proving a large input takes time
 * @param closers - receive what was opened, also when this throws
 */
export const openInputs = async (
  plan: CommandPlan,
  surroundings: Surroundings,
  halted: AbortSignal,
  closers: Closers,
): Promise<readonly OpenInput[]> => {
  try {
    const inspected: Inspected[] = [];
    for (const input of plan.inputs) inspected.push(await inspect(input, plan, surroundings, halted, closers));
    const opened: OpenInput[] = [];
    for (const one of inspected) opened.push(await openState(one, plan, surroundings, closers));
    return opened;
  } catch (error) {
    throw halted.aborted ? halted.reason : error;
  }
};

const ownerOf = (
  { format }: InputFile,
  counting: Counting,
  { target, onDuplicate, sample, restart }: CommandPlan,
  key: Buffer | undefined,
) => ({
  key,
  target: targetOf(target),
  // A sample that has begun goes on with the same seed.
  reading: {
    ...readingOf(format, onDuplicate, counting),
    ...(sample === undefined ? {} : { sample: sample.size, seed: sample.seed }),
  },
  restart,
});

const inspect = async (
  input: InputPlan,
  plan: CommandPlan,
  surroundings: Surroundings,
  halted: AbortSignal,
  closers: Closers,
): Promise<Inspected> => {
  const { command } = plan;
  const paths = command === 'import' ? statePaths(input.stateDir) : auditPaths(input.stateDir, command);
  const before = await settledReading(paths, plan.restart);
  const file = await openFile(input, before, surroundings, halted);
  closers.add(() => file.close());
  const counting = await loadCounting(input.counting);
  file.countBy(counting);
  const lock = await lockFolder(paths);
  if (lock) closers.add(() => lock.release());
  const { format, recognised } = file;
  if (recognised) surroundings.onWarning({ kind: 'recognised', path: input.path, ...recognised });
  const owner = ownerOf(file, counting, plan, (await surroundings.maker()).key);
  const { found, settled, reopenedLines } = await goOn(before, file, owner, paths, {
    plan,
    surroundings,
    halted,
    closers,
  });
  const resume = resumePoint(found.checkpoint);
  const all = resume ? await file.fromResumePoint(resume, halted) : await file.fromStart(true);
  const rows = settled ? onlyOpen(all, settled) : all;
  const look = await file.look({ isWhole: plan.strict });
  const { remarks } = look;
  halted.throwIfAborted();
  surroundings.onRemarks(input.path, format, remarks);
  if (plan.strict) refuseDoubtful(input.path, look);
  const inspected = { input, format, counting, file, paths, lock, found, reopenedLines, remarks };
  // A row that is open again must not undo a later row of its pair.
  if (!plan.findsSuperseded && !settled) return { ...inspected, source: rows, toBeSet: undefined };
  const dedupe = {
    input: { path: input.path, format, counting },
    rule: plan.onDuplicate,
    provenBytes: resume?.proven.bytes,
    halted,
    onOpen: closers.add,
  };
  const source = await dedupeInput(rows, dedupe, surroundings);
  return { ...inspected, source, toBeSet: settled ? undefined : source.toBeSet };
};

/**
 * Examines the state folder.
 *
 * @param before - how its run read the input
 * @returns the rows that are settled for good, where the run reads the input in another encoding than the one before it
 */
const goOn = async (
  before: Readonly<Record<string, unknown>> | undefined,
  file: InputFile,
  owner: ReturnType<typeof ownerOf>,
  paths: StatePaths,
  { plan, surroundings, halted, closers }: Opening,
): Promise<{
  readonly found: FolderState;
  readonly settled?: NumberSet;
  readonly reopenedLines: NumberSet | undefined;
}> => {
  const { path, format } = file;
  if (plan.command !== 'import') return { found: await inspectAudit(paths, owner), reopenedLines: undefined };
  const isChanged = before !== undefined && differInEncoding(before, owner.reading);
  const found = await inspectFolder(paths, isChanged ? { ...owner, reading: before } : owner);
  const { checkpoint } = found;
  const rereading = { path, halted, closers };
  if (!isChanged || !checkpoint) {
    const settled = checkpoint?.earlier && (await settledBefore(checkpoint, rereading));
    return { found, reopenedLines: undefined, ...(settled ? { settled } : {}) };
  }
  const reopened = await reopen(checkpoint, { format, reading: owner.reading }, rereading);
  // It says what differs.
  if (!reopened) return { found: await inspectFolder(paths, owner), reopenedLines: undefined };
  const { settled, change } = reopened;
  surroundings.onWarning({
    kind: 'rows-reopened',
    path,
    rows: change.healed,
    differing: change.differing,
    now: format.encoding,
  });
  return { found: { ...found, checkpoint: reopened.checkpoint }, settled, reopenedLines: change.reopenedLines };
};

/** @throws InputError where anything was noticed of the input */
const refuseDoubtful = (path: string, { remarks, hasRows, isLastLineOpen }: FirstLook): void => {
  const doubts: Readonly<Record<Doubt, boolean>> = {
    remarks: remarks.length > 0,
    'no-rows': !hasRows,
    'open-line': isLastLineOpen,
  };
  const why = (['remarks', 'no-rows', 'open-line'] as const).find((doubt) => doubts[doubt]);
  if (why) throw new InputError({ kind: 'input-doubtful', path, why });
};

/** A run that goes on reads its input as it did before. */
const openFile = (
  { path, wish }: InputPlan,
  reading: Readonly<Record<string, unknown>> | undefined,
  surroundings: Surroundings,
  halted: AbortSignal,
): Promise<InputFile> => {
  const stdin = () => destroyedBy(halted, surroundings.stdin());
  const settled = reading && settledFormat(reading, wish);
  if (!settled) return InputFile.recognise(path, wish, stdin);
  // Where it is UTF-8, and rows failed because they are not, it is mixed.
  return path === STANDARD_INPUT ? InputFile.open(path, settled, stdin) : InputFile.openMixed(path, settled);
};

/** A halt also ends the wait for rows that may never come. */
const destroyedBy = (halted: AbortSignal, stream: NodeJS.ReadStream): NodeJS.ReadStream => {
  halted.addEventListener('abort', () => stream.destroy(), { once: true });
  return stream;
};

const openState = async (
  { input, format, counting, file, paths, lock, found, reopenedLines, source, toBeSet, remarks }: Inspected,
  plan: CommandPlan,
  { clock, secrets, messages, onWarning, maker }: Surroundings,
  closers: Closers,
): Promise<OpenInput> => {
  const words = fileWords(messages);
  const { key, ...madeBy } = await maker();
  const claimed = await claimFolder(paths, found, lock, new Date(clock.wallMs()));
  closers.add(() => claimed.release());
  if (!claimed.isPrivate) onWarning({ kind: 'folder-not-private', folder: paths.folder });
  if (!claimed.isGuarding) onWarning({ kind: 'folder-not-locked', folder: paths.folder });
  const journal = await FileJournal.open(
    {
      paths,
      inputPath: input.path,
      inputBytes: await file.sizeBytes(),
      ...ownerOf(file, counting, plan, key),
      madeBy,
      flags: plan.flags,
      checkpoint: found.checkpoint,
      reopenedLines,
      clock,
      summaryText: (summary) => summaryJson(summary, FOR_PROGRAMS),
      words,
    },
    source.start,
  );
  closers.add(() => journal.close());
  if (journal.takenOver) onWarning({ kind: 'rows-taken-over', folder: paths.folder, ...journal.takenOver });
  const log = await openLogFile({
    path: paths.log,
    level: plan.logLevel,
    secrets,
    words: fileWords(FOR_PROGRAMS),
    onBroken: (reason) => onWarning({ kind: 'log-not-written', path: paths.log, reason }),
  });
  closers.add(() => log.close());
  return { input, format, paths, source, toBeSet, remarks, journal, log };
};
