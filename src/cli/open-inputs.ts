import type { RowSource } from '../core/ports.ts';
import { resumePoint } from '../io/journal/checkpoint.ts';
import { FileJournal } from '../io/journal/journal.ts';
import { type LogFile, openLogFile } from '../io/journal/log-file.ts';
import { type Found, inspectFolder, prepareFolder, type StatePaths, statePaths } from '../io/journal/state-folder.ts';
import { InputFile } from '../io/source/input-file.ts';
import type { Context } from './context.ts';
import { type ImportPlan, type InputPlan, readingOf, targetOf } from './plan.ts';

/** An input whose file and state folder are both open. */
export type OpenInput = {
  readonly path: string;
  readonly paths: StatePaths;
  readonly source: RowSource;
  readonly journal: FileJournal;
  readonly log: LogFile;
  readonly close: () => Promise<void>;
};

/** An input that was looked at: nothing is changed so far. */
type Inspected = {
  readonly input: InputPlan;
  readonly file: InputFile;
  readonly paths: StatePaths;
  readonly found: Found;
  readonly source: RowSource;
};

/** Opens every input before the first call, and looks at all of them first: a wrong one among several costs nothing. */
export const openInputs = async (plan: ImportPlan, context: Context): Promise<OpenInput[]> => {
  const closers: (() => Promise<void>)[] = [];
  try {
    const inspected: Inspected[] = [];
    for (const input of plan.inputs) {
      const file = await InputFile.open(input.path, input.format);
      closers.push(() => file.close());
      inspected.push(await inspect(input, file, plan));
    }
    const inputs: OpenInput[] = [];
    for (const one of inspected) {
      const open = await openState(one, plan, context);
      closers.push(open.close);
      inputs.push({ ...open, close: () => one.file.close().then(open.close) });
    }
    return inputs;
  } catch (error) {
    for (const close of closers) await close();
    throw error;
  }
};

const ownerOf = ({ format }: InputPlan, plan: ImportPlan) => ({
  target: targetOf(plan.target),
  reading: readingOf(format),
  restart: plan.restart,
});

const inspect = async (input: InputPlan, file: InputFile, plan: ImportPlan): Promise<Inspected> => {
  const paths = statePaths(input.stateDir);
  const found = await inspectFolder(paths, ownerOf(input, plan));
  const resume = resumePoint(found.checkpoint);
  const source = resume ? await file.fromResumePoint(resume) : await file.fromStart(true);
  return { input, file, paths, found, source };
};

const openState = async (
  { input, file, paths, found, source }: Inspected,
  plan: ImportPlan,
  { clock, secrets, terminal }: Context,
): Promise<OpenInput> => {
  await prepareFolder(paths, found, new Date(clock.wallMs()));
  const journal = await FileJournal.open(
    {
      paths,
      inputPath: input.path,
      inputBytes: await file.sizeBytes(),
      ...ownerOf(input, plan),
      checkpoint: found.checkpoint,
      clock,
    },
    source.start,
  );
  const log = openLogFile(paths.log, plan.logLevel, secrets, (message) => terminal.talk(`warning: ${message}`));
  const close = async (): Promise<void> => {
    log.close();
    await journal.close();
  };
  return { path: input.path, paths, source, journal, log, close };
};
