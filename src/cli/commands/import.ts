import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { migrate } from '../../app/migrate.ts';
import { ExitCode, TimUnreadError } from '../../core/errors.ts';
import { VENDOR_CALLS_PER_SECOND } from '../../core/pacing.ts';
import type { OnEvent, RowSource } from '../../core/ports.ts';
import type { RunSummary } from '../../core/summary.ts';
import { FileJournal } from '../../io/journal/journal.ts';
import { type LogFile, openLogFile } from '../../io/journal/log-file.ts';
import { claimFolder, type StatePaths, statePaths } from '../../io/journal/state-folder.ts';
import { connect } from '../../io/remote/remote.ts';
import { InputFile, requireFile } from '../../io/source/input-file.ts';
import { summaryObject } from '../../report/summary-json.ts';
import { verdictColour, verdictText } from '../../report/verdict-text.ts';
import { startSimulator } from '../../simulator/server.ts';
import { importCommand, sameCommand } from '../command-line.ts';
import type { Context } from '../context.ts';
import { type ImportPlan, type InputPlan, readingOf, resolveImport, type TargetPlan, targetOf } from '../plan.ts';
import { createProgress } from '../progress.ts';
import { readSettings } from '../read-settings.ts';
import { haltOnSignals } from '../signals.ts';
import { runValidate } from './validate.ts';

/** An input whose file and state folder are both open. */
type OpenInput = {
  readonly path: string;
  readonly paths: StatePaths;
  readonly file: InputFile;
  readonly source: RowSource;
  readonly journal: FileJournal;
  readonly log: LogFile;
};

export const runImport = async (paths: readonly string[], context: Context): Promise<ExitCode> => {
  if (context.flags.dryRun) return runValidate(paths, context);
  for (const path of paths) await requireFile(path);
  const { settings, secretKey } = await readSettings(context);
  const plan = resolveImport(paths, settings, secretKey);
  for (const warning of plan.warnings) context.terminal.talk(`warning: ${warning}`);

  const inputs = await openInputs(plan, context);
  try {
    return await importAll(inputs, plan, context);
  } finally {
    for (const { journal, file } of inputs) {
      await journal.close();
      await file.close();
    }
  }
};

/** Opens every input before the first call: a wrong one among several costs nothing. */
const openInputs = async (plan: ImportPlan, context: Context): Promise<OpenInput[]> => {
  const files: InputFile[] = [];
  for (const { path, format } of plan.inputs) files.push(await InputFile.open(path, format));
  const inputs: OpenInput[] = [];
  for (const [at, input] of plan.inputs.entries()) {
    const file = files[at];
    if (file) inputs.push(await openState(input, file, plan, context));
  }
  return inputs;
};

const openState = async (
  { path, format, stateDir }: InputPlan,
  file: InputFile,
  plan: ImportPlan,
  { clock, secrets }: Context,
): Promise<OpenInput> => {
  const paths = statePaths(stateDir);
  const owner = { target: targetOf(plan.target), reading: readingOf(format), restart: plan.restart };
  const checkpoint = await claimFolder(paths, owner, new Date(clock.wallMs()));
  const source = checkpoint?.proven
    ? await file.fromSnapshot({ ...checkpoint, proven: checkpoint.proven })
    : await file.fromStart(true);
  const inputBytes = await file.sizeBytes();
  const journal = await FileJournal.open(
    { paths, inputPath: path, inputBytes, ...owner, checkpoint, clock },
    source.start,
  );
  const log = openLogFile(paths.log, plan.logLevel, secrets);
  return { path, paths, file, source, journal, log };
};

const importAll = async (inputs: readonly OpenInput[], plan: ImportPlan, context: Context): Promise<ExitCode> => {
  const { clock, secrets, terminal } = context;
  const halt = new AbortController();
  const cut = new AbortController();
  // Every row in hand may listen; that is no leak.
  setMaxListeners(0, halt.signal, cut.signal);
  const giveSignalsBack = haltOnSignals(halt, cut);
  const { target, isRehearsal, closeTarget } = await openTarget(plan);
  const showProgress = createProgress(plan.progress, terminal, clock);
  let log: LogFile | undefined;
  const onEvent: OnEvent = (event) => {
    log?.onEvent(event);
    showProgress(event);
  };
  const connection = connect(
    { ...target, ...plan.pace },
    { clock, random: Math.random, secrets, onEvent, halted: halt.signal, cut: cut.signal },
  );
  const summaries: RunSummary[] = [];
  let limit = plan.limit;
  try {
    for (const { path, paths, source, journal, log: logOfInput } of inputs) {
      log = logOfInput;
      const runPlan = {
        inputPath: path,
        files: { checkpoint: paths.checkpoint, failures: paths.failures, log: paths.log },
        ratePerSecond: plan.pace.ratePerSecond,
        concurrency: plan.pace.concurrency,
        maxFailures: plan.maxFailures,
        limit,
        rehearsal: isRehearsal,
      };
      const deps = { source, remote: connection.forRun(), journal, clock, onEvent };
      const summary = await migrate(runPlan, deps, halt);
      summaries.push(summary);
      if (limit !== undefined) limit -= summary.rowsSent;
    }
  } catch (error) {
    if (!(error instanceof TimUnreadError)) log?.bug(error);
    throw error;
  } finally {
    giveSignalsBack();
    await connection.close();
    await closeTarget();
  }
  show(summaries, plan, context);
  return worst(summaries);
};

type OpenTarget = { target: TargetPlan; isRehearsal: boolean; closeTarget: () => Promise<void> };

/** The target of the plan, or a simulator: the whole job without an account, with throw-away credentials. */
const openTarget = async ({ target, pace }: ImportPlan): Promise<OpenTarget> => {
  if (target) return { target, isRehearsal: false, closeTarget: async () => {} };
  const sdkappid = 1_400_000_000;
  const admin = 'administrator';
  const secretKey = randomBytes(32).toString('hex');
  const simulator = await startSimulator({
    sdkappid,
    secretKey,
    admins: [admin],
    port: 0,
    // As if the limit of the app had been raised to what is asked for: a large file can be rehearsed in minutes.
    limitPerSecond: Math.max(VENDOR_CALLS_PER_SECOND, pace.ratePerSecond),
    latencyMs: 20,
    jitterMs: 30,
    faults: [],
    groups: undefined,
    seed: 1,
    isRecording: false,
  });
  return {
    target: { endpoint: { origin: simulator.url, sdkappid, admin }, credentials: { kind: 'key', secretKey } },
    isRehearsal: true,
    closeTarget: () => simulator.close(),
  };
};

const show = (summaries: readonly RunSummary[], plan: ImportPlan, { terminal, flags, words }: Context): void => {
  if (plan.json) {
    const objects = summaries.map(summaryObject);
    terminal.result(`${JSON.stringify(objects.length === 1 ? objects[0] : objects, null, 2)}\n`);
  }
  for (const summary of summaries) {
    const text = verdictText(summary, {
      resume: sameCommand(words, ['--restart']),
      feedBack: importCommand('corrected.csv', flags),
      restart: `${sameCommand(words, ['--restart'])} --restart`,
    });
    const stream = plan.json ? 'stderr' : 'stdout';
    const painted = text.replace(
      summary.verdict,
      terminal.paint(summary.verdict, verdictColour(summary.verdict), stream),
    );
    if (plan.json) terminal.talk(painted.trimEnd());
    else terminal.result(painted);
  }
};

/** An early end outweighs failed rows, and those outweigh success. */
const worst = (summaries: readonly RunSummary[]): ExitCode => {
  const early = summaries.find(({ verdict }) => verdict === 'INCOMPLETE');
  const withFailures = summaries.find(({ verdict }) => verdict === 'COMPLETE WITH FAILURES');
  return early?.exitCode ?? withFailures?.exitCode ?? ExitCode.ok;
};
