import { setMaxListeners } from 'node:events';
import type { RunPlan as InputRunPlan, RunDeps } from '../app/run/run.ts';
import type { RunSummary } from '../core/books/summary.ts';
import { type ExitCode, InputBrokeOffError } from '../core/errors.ts';
import type { OnEvent, RemoteApi } from '../core/ports.ts';
import type { LogFile } from '../io/journal/log-file.ts';
import { runFiles } from '../io/journal/state-folder.ts';
import { connect } from '../io/remote/connection.ts';
import type { Context } from './context.ts';
import { type InputPlan, noRows } from './flags/input-plan.ts';
import type { CommandPlan } from './flags/plan.ts';
import { targetOf } from './flags/target-plan.ts';
import { type OpenInput, openInputs } from './open-inputs.ts';
import { openTarget } from './open-target.ts';
import { createProgress } from './output/progress.ts';
import { printEarlyEnd, showSummaries, worst } from './output/show-summaries.ts';
import { warn } from './output/tell.ts';
import { haltOnSignals } from './signals.ts';

/** What one run over one input is given. */
export type RunTools = {
  readonly input: OpenInput;
  readonly deps: RunDeps;
  readonly remote: RemoteApi;
  readonly halt: AbortController;
};

type RunOne = (plan: Omit<InputRunPlan, 'command'>, tools: RunTools) => Promise<RunSummary>;

/**
 * One input after the other, over one connection: one pace, one probe, one switch. What ends the run of one ends them all,
 * but for an input that cannot be read to its end: the others go on.
 */
export const runInputs = async (plan: CommandPlan, context: Context, runOne: RunOne): Promise<ExitCode> => {
  context.host.collectEarly();
  for (const warning of plan.warnings) warn(context, warning);
  const switches = { halt: new AbortController(), cut: new AbortController() };
  // Every row in hand may listen; that is no leak.
  setMaxListeners(0, switches.halt.signal, switches.cut.signal);
  haltOnSignals(switches.halt, switches.cut);
  const { inputs, close } = await openInputs(plan, context, switches.halt.signal).catch((error: unknown) => {
    if (plan.json) printEarlyEnd(plan, error, context);
    throw error;
  });
  try {
    const summaries = await runAll(inputs, plan, context, switches, runOne);
    for (const input of plan.inputs) if (isEmpty(input, summaries)) warn(context, noRows(input));
    inputs.forEach(({ path, source }, at) => {
      const isWhole = summaries[at]?.verdict !== 'INCOMPLETE';
      if (isWhole && source.isLastLineOpen) warn(context, { kind: 'open-line', path });
    });
    showSummaries(summaries, plan, context);
    return worst(summaries).exitCode;
  } finally {
    await close();
  }
};

const isEmpty = ({ path }: InputPlan, summaries: readonly RunSummary[]): boolean =>
  summaries.some(({ input, rows, verdict }) => input.path === path && rows.read === 0 && verdict === 'COMPLETE');

/** What ends a run early: no new call starts; calls in flight end too. */
type Switches = { readonly halt: AbortController; readonly cut: AbortController };

const runAll = async (
  inputs: readonly OpenInput[],
  plan: CommandPlan,
  context: Context,
  { halt, cut }: Switches,
  runOne: RunOne,
): Promise<RunSummary[]> => {
  const { target, closeTarget } = await openTarget(plan);
  const { clock, secrets, host } = context;
  const progress = createProgress(plan.progress, context);
  let log: LogFile | undefined;
  const onEvent: OnEvent = (event) => {
    log?.onEvent(event);
    progress.onEvent(event);
  };
  // What nobody catches ends the process; its stack trace stands in the log all the same.
  const forget = host.onUncaught((error) => log?.bug(error));
  const connection = connect(
    { ...target, ...plan.pace },
    { clock, random: Math.random, secrets, onEvent, halted: halt.signal, cut: cut.signal },
  );
  const summaries: RunSummary[] = [];
  try {
    for (const input of inputs) {
      log = input.log;
      const own = switchOf(halt, (reason) => onEvent({ type: 'stopping', reason }));
      const { remote, reads } = connection.forRun();
      const deps = { source: input.source, journal: input.journal, reads, clock, onEvent };
      const run = {
        inputPath: input.path,
        files: runFiles(input.paths),
        ratePerSecond: plan.pace.ratePerSecond,
        target: targetOf(plan.target),
      };
      summaries.push(await runOne(run, { input, deps, remote, halt: own }));
    }
    return summaries;
  } catch (error) {
    log?.bug(error);
    throw error;
  } finally {
    forget();
    progress.end();
    await connection.close();
    await closeTarget();
  }
};

/** The switch of one input's run. @param onStop - not called where it was halted before it began */
const switchOf = (halt: AbortController, onStop: (reason: Error) => void): AbortController => {
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const follow = (): void => own.abort(halt.signal.reason);
  if (halt.signal.aborted) follow();
  halt.signal.addEventListener('abort', follow, { once: true });
  own.signal.addEventListener('abort', () => {
    const { reason } = own.signal;
    onStop(reason);
    if (!(reason instanceof InputBrokeOffError)) halt.abort(reason);
  });
  return own;
};
