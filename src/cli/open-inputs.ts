import { TimUnreadError } from '../core/errors.ts';
import type { RowSource } from '../core/ports.ts';
import { printable } from '../core/text/text.ts';
import { resumePoint } from '../io/journal/checkpoint.ts';
import { claimFolder, type FolderLock, lockFolder } from '../io/journal/folder-lock.ts';
import { FileJournal } from '../io/journal/journal.ts';
import { type LogFile, openLogFile } from '../io/journal/log-file.ts';
import { type FolderState, inspectAudit, inspectFolder } from '../io/journal/state-folder.ts';
import { auditPaths, type StatePaths, statePaths } from '../io/journal/state-paths.ts';
import { InputFile } from '../io/source/input-file.ts';
import { en } from '../messages/en.ts';
import { told } from '../messages/messages.ts';
import { summaryJson } from '../report/json/summary-json.ts';
import type { Context } from './context.ts';
import { markSuperseded } from './duplicate-scan.ts';
import { type InputPlan, readingOf } from './flags/input-plan.ts';
import type { CommandPlan, VerifyCommandPlan } from './flags/plan.ts';
import { targetOf } from './flags/target-plan.ts';

/** Rows that are to be set: all of the input, and those before where the run begins. */
export type ToBeSet = { readonly all: number; readonly beforeStart: number };

/** An input whose file and state folder are both open. */
export type OpenInput = {
  readonly path: string;
  readonly paths: StatePaths;
  readonly source: RowSource;
  /** known where rows that others supersede are marked */
  readonly toBeSet: ToBeSet | undefined;
  readonly journal: FileJournal;
  readonly log: LogFile;
};

export type OpenInputs = { readonly inputs: readonly OpenInput[]; readonly close: () => Promise<void> };

/** An input that was looked at: nothing is changed so far, but its state folder is locked where there is one. */
type Inspected = {
  readonly input: InputPlan;
  readonly file: InputFile;
  readonly paths: StatePaths;
  readonly lock: FolderLock | undefined;
  readonly found: FolderState;
  readonly source: RowSource;
  readonly toBeSet: ToBeSet | undefined;
};

type Closers = (() => Promise<void>)[];

/**
 * Opens every input before the first call, and looks at all of them first: a wrong one among several costs nothing.
 *
 * @param halted - its reason is thrown when it aborts; the proof of a large input takes its time
 */
export const openInputs = async (plan: CommandPlan, context: Context, halted: AbortSignal): Promise<OpenInputs> => {
  const closers: Closers = [];
  const close = async (): Promise<void> => {
    for (const closeOne of closers.toReversed()) await closeOne();
  };
  try {
    const inspected: Inspected[] = [];
    for (const input of plan.inputs) inspected.push(await inspect(input, plan, context, closers, halted));
    const inputs: OpenInput[] = [];
    for (const one of inspected) inputs.push(await openState(one, plan, context, closers));
    return { inputs, close };
  } catch (error) {
    await close();
    throw halted.aborted ? halted.reason : error;
  }
};

const ownerOf = ({ format }: InputFile, plan: CommandPlan) => ({
  target: targetOf(plan.target),
  reading: { ...readingOf(format, plan.onDuplicate), ...sampleOf(plan) },
  restart: plan.restart,
});

/** A sample that has begun goes on as the same one. */
const sampleOf = ({ sample, seed }: Partial<VerifyCommandPlan>): Record<string, unknown> =>
  sample === undefined ? {} : { sample, seed };

const inspect = async (
  input: InputPlan,
  plan: CommandPlan,
  context: Context,
  closers: Closers,
  halted: AbortSignal,
): Promise<Inspected> => {
  const file = await InputFile.open(input.path, input.format, () => destroyedBy(halted, context.stdin()));
  closers.push(() => file.close());
  const { command } = plan;
  const paths = command === 'import' ? statePaths(input.stateDir) : auditPaths(input.stateDir, command);
  const lock = await lockFolder(paths);
  if (lock) closers.push(() => lock.release());
  const owner = ownerOf(file, plan);
  const found = await (command === 'import' ? inspectFolder(paths, owner) : inspectAudit(paths, owner));
  const resume = resumePoint(found.checkpoint);
  const rows = resume ? await file.fromResumePoint(resume, halted) : await file.fromStart(true);
  halted.throwIfAborted();
  if (!plan.marksSuperseded) return { input, file, paths, lock, found, source: rows, toBeSet: undefined };
  const scan = { input, rule: plan.onDuplicate, provenBytes: resume?.proven.bytes, halted };
  const source = await markSuperseded(rows, { ...scan, onOpen: (closeOne) => closers.push(closeOne) }, context);
  return { input, file, paths, lock, found, source, toBeSet: source.toBeSet };
};

/** Somebody who waits for rows that may never come waits no longer when the run is halted. */
const destroyedBy = (halted: AbortSignal, stream: NodeJS.ReadStream): NodeJS.ReadStream => {
  halted.addEventListener('abort', () => stream.destroy(), { once: true });
  return stream;
};

const openState = async (
  { input, file, paths, lock, found, source, toBeSet }: Inspected,
  plan: CommandPlan,
  { clock, secrets, terminal }: Context,
  closers: Closers,
): Promise<OpenInput> => {
  const warn = (message: string): void => terminal.talk(`warning: ${printable(message, 1000)}`);
  const claimed = await claimFolder(paths, found, lock, new Date(clock.wallMs()));
  closers.push(() => claimed.release());
  if (!claimed.isGuarding) {
    warn(`${paths.folder} cannot be locked here: make sure that no other run uses it at the same time`);
  }
  const journal = await FileJournal.open(
    {
      paths,
      inputPath: input.path,
      inputBytes: await file.sizeBytes(),
      ...ownerOf(file, plan),
      checkpoint: found.checkpoint,
      clock,
      summaryText: summaryJson,
    },
    source.start,
  );
  closers.push(() => journal.close());
  const log = await openLogFile({
    path: paths.log,
    level: plan.logLevel,
    secrets,
    words: { error: (error) => (error instanceof TimUnreadError ? told(en, error).text : error.message) },
    onBroken: (reason) => warn(en.warnings['log-not-written']({ path: paths.log, reason })),
  });
  closers.push(async () => log.close());
  return { path: input.path, paths, source, toBeSet, journal, log };
};
