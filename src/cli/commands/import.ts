import { setMaxListeners } from 'node:events';
import { migrate } from '../../app/migrate.ts';
import { ExitCode, TimUnreadError } from '../../core/errors.ts';
import type { OnEvent } from '../../core/ports.ts';
import type { RunSummary, Verdict } from '../../core/summary.ts';
import type { LogFile } from '../../io/journal/log-file.ts';
import { connect } from '../../io/remote/remote.ts';
import { requireFile } from '../../io/source/content/file-bytes.ts';
import { summaryObject } from '../../report/summary-json.ts';
import { totalText } from '../../report/total-text.ts';
import { verdictText } from '../../report/verdict-text.ts';
import { startSimulator } from '../../simulator/server.ts';
import { feedBackCommand, sameCommand } from '../command-line.ts';
import type { Context } from '../context.ts';
import { expandPaths } from '../expand-paths.ts';
import { warnOfNoRows } from '../no-rows.ts';
import { type OpenInput, openInputs } from '../open-inputs.ts';
import { type ImportPlan, type InputPlan, resolveImport, type TargetPlan, targetOf } from '../plan.ts';
import { printObjects } from '../print-objects.ts';
import { createProgress } from '../progress.ts';
import { readSettings } from '../read-settings.ts';
import { throwAwayApp } from '../rehearsal.ts';
import { haltOnSignals } from '../signals.ts';
import type { Colour } from '../terminal.ts';
import { runValidate } from './validate.ts';

export const runImport = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  if (context.flags.dryRun) return runValidate(given, context);
  const paths = await expandPaths(given);
  for (const path of paths) await requireFile(path);
  const { settings, secretKey } = await readSettings(context);
  const plan = resolveImport(paths, settings, secretKey);
  for (const warning of plan.warnings) context.terminal.talk(`warning: ${warning}`);

  const switches = { halt: new AbortController(), cut: new AbortController() };
  // Every row in hand may listen; that is no leak.
  setMaxListeners(0, switches.halt.signal, switches.cut.signal);
  haltOnSignals(switches.halt, switches.cut);
  const { inputs, close } = await openInputs(plan, context, switches.halt.signal).catch((error: unknown) => {
    if (plan.json) printEarlyEnd(plan, error, context);
    throw error;
  });
  try {
    const summaries = await importAll(inputs, plan, context, switches);
    for (const input of plan.inputs) if (isEmpty(input, summaries)) warnOfNoRows(input, context.terminal);
    show(summaries, plan, context);
    return worst(summaries).exitCode;
  } finally {
    await close();
  }
};

const isEmpty = ({ path }: InputPlan, summaries: readonly RunSummary[]): boolean =>
  summaries.some(({ input, rows, verdict }) => input.path === path && rows.read === 0 && verdict === 'COMPLETE');

/** What ends a run early: no new call starts; calls in flight end too. */
type Switches = { readonly halt: AbortController; readonly cut: AbortController };

/** One input after the other, over one connection: one pace, one probe, one switch. */
const importAll = async (
  inputs: readonly OpenInput[],
  plan: ImportPlan,
  { clock, secrets, terminal }: Context,
  { halt, cut }: Switches,
): Promise<RunSummary[]> => {
  const { target, closeTarget } = await openTarget(plan);
  const progress = createProgress(plan.progress, terminal, clock);
  let log: LogFile | undefined;
  const onEvent: OnEvent = (event) => {
    log?.onEvent(event);
    progress.onEvent(event);
  };
  // What nobody catches ends the process; its stack trace stands in the log all the same.
  process.on('uncaughtExceptionMonitor', (error) => log?.bug(error));
  halt.signal.addEventListener('abort', () => onEvent({ type: 'stopping', reason: halt.signal.reason }));
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
        target: targetOf(plan.target),
      };
      const deps = { source, remote: connection.forRun(), journal, clock, onEvent };
      const summary = await migrate(runPlan, deps, halt);
      summaries.push(summary);
      if (limit !== undefined) limit -= summary.rowsSent;
    }
    return summaries;
  } catch (error) {
    log?.bug(error);
    throw error;
  } finally {
    progress.end();
    await connection.close();
    await closeTarget();
  }
};

type OpenTarget = { target: TargetPlan; closeTarget: () => Promise<void> };

/** The target of the plan, or a simulator in this process: the whole job without an account. */
const openTarget = async ({ target, pace }: ImportPlan): Promise<OpenTarget> => {
  if (target) return { target, closeTarget: async () => {} };
  const app = throwAwayApp();
  // As if the limit of the app had been raised to what is asked for: a large file can be rehearsed in minutes.
  const limitPerSecond = Math.max(app.limitPerSecond, pace.ratePerSecond);
  const simulator = await startSimulator({ ...app, limitPerSecond });
  return {
    target: {
      endpoint: { origin: simulator.url, sdkappid: app.sdkappid, admin: app.admin },
      credentials: { kind: 'key', secretKey: app.secretKey },
      proxy: undefined,
    },
    closeTarget: () => simulator.close(),
  };
};

const COLOURS: Readonly<Record<Verdict, Colour>> = {
  COMPLETE: 'green',
  'COMPLETE WITH FAILURES': 'yellow',
  INCOMPLETE: 'red',
};

const show = (summaries: readonly RunSummary[], plan: ImportPlan, { terminal, flags, words }: Context): void => {
  if (plan.json) printObjects(terminal, summaries.map(summaryObject));
  const resume = sameCommand(words);
  const next = {
    resume,
    resumeUnlimited: sameCommand(words, ['--max-failures']),
    feedBack: feedBackCommand(flags),
    restart: `${resume} --restart`,
  };
  const stream = plan.json ? 'stderr' : 'stdout';
  for (const summary of summaries) {
    const { verdict } = summary;
    const text = verdictText(summary, next).replace(verdict, terminal.paint(verdict, COLOURS[verdict], stream));
    if (plan.json) terminal.talk(text.trimEnd());
    else terminal.result(text);
  }
  if (summaries.length > 1 && !plan.json) terminal.result(totalText(summaries, worst(summaries).verdict));
};

/** With `--json` also what ended before the first call is told there, where the same command goes on. */
const printEarlyEnd = ({ inputs }: ImportPlan, error: unknown, { terminal }: Context): void => {
  if (
    !(error instanceof TimUnreadError) ||
    error.exitCode === ExitCode.usage ||
    error.exitCode === ExitCode.wrongState
  ) {
    return;
  }
  const { exitCode, message } = error;
  printObjects(
    terminal,
    inputs.map(({ path }) => ({
      command: 'import',
      verdict: 'INCOMPLETE',
      exitCode,
      reason: message,
      input: { path },
    })),
  );
};

/** An early end outweighs failed rows, and those outweigh success. */
const worst = (summaries: readonly RunSummary[]): { verdict: Verdict; exitCode: ExitCode } => {
  const early = summaries.find(({ verdict }) => verdict === 'INCOMPLETE');
  const withFailures = summaries.find(({ verdict }) => verdict === 'COMPLETE WITH FAILURES');
  return early ?? withFailures ?? { verdict: 'COMPLETE', exitCode: ExitCode.ok };
};
