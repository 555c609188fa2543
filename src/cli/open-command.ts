import type { InputRemark } from '../core/row/remark.ts';
import type { Scanning } from '../core/warnings.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import { type OpenedRun, openRun } from '../wiring/open-run.ts';
import type { CommandPlan } from '../wiring/plan.ts';
import type { Context } from './context.ts';
import type { OutputPlan } from './flags/plan.ts';
import { createProgress } from './output/progress.ts';
import { printEarlyEnd } from './output/show-summaries.ts';
import { warn } from './output/tell.ts';
import { tellRemarks } from './output/tell-remarks.ts';
import { stopOnSignals } from './signals.ts';
import { VERSION } from './version.ts';

export type OpenedCommand = Omit<OpenedRun, 'noteBug'> & {
  /** Writes a bug to the log. @returns the error */
  readonly noteBug: <E>(error: E) => E;
  /** aborted when a signal ends the command */
  readonly signal: AbortSignal;
};

/** Opens the edges of a command and shows its progress. @param mostRows - that are sent before it stops @throws TimUnreadError; then nothing was sent */
export const openCommand = async (
  plan: CommandPlan & OutputPlan,
  context: Context,
  mostRows?: number,
): Promise<OpenedCommand> => {
  const { terminal, clock, secrets, messages, stdin, host, maker } = context;
  const startedAtMs = clock.wallMs();
  host.collectEarly();
  for (const warning of plan.warnings) warn(context, warning);
  const signals = stopOnSignals(host);
  const progress = createProgress(
    {
      mode: plan.progress,
      inputs: plan.inputs.length,
      limitPerSecond: plan.pace.ratePerSecond,
      mostRows,
    },
    context,
  );
  const endLooks = host.onLook(progress.look);
  const surroundings = {
    clock,
    random: Math.random,
    secrets,
    version: VERSION,
    messages,
    maker,
    stdin,
    onEvent: progress.onEvent,
    onWarning: (warning: Parameters<typeof warn>[1]) => warn(context, warning),
    onScanning: (scanning: Scanning) => terminal.talk(messages.talk.lookingForDuplicates(scanning)),
    onRemarks: (path: string, format: InputFormat, remarks: readonly InputRemark[]) =>
      tellRemarks({ path, format }, remarks, context),
  };
  try {
    const run = await openRun(plan, surroundings, signals);
    // An uncaught error ends the process; its stack trace still reaches the log.
    const noteBug = <E>(error: E): E => {
      const path = run.noteBug(error);
      if (path !== undefined && error instanceof Error) context.loggedBugs.set(error, path);
      return error;
    };
    const forget = host.onUncaught(noteBug);
    const close = async (): Promise<void> => {
      endLooks();
      progress.end();
      await run.close();
      forget();
    };
    return { ...run, noteBug, signal: signals.halt, close };
  } catch (error) {
    endLooks();
    progress.end();
    if (plan.json) printEarlyEnd(plan, error, startedAtMs, context);
    throw error;
  }
};
