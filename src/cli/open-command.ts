import { type OpenedRun, openRun } from '../wiring/open-run.ts';
import type { CommandPlan } from '../wiring/plan.ts';
import type { Context } from './context.ts';
import type { OutputPlan } from './flags/plan.ts';
import { createProgress } from './output/progress.ts';
import { printEarlyEnd } from './output/show-summaries.ts';
import { tellNotice } from './output/warnings.ts';

export type OpenedCommand = OpenedRun & {
  /** ends the command from outside */
  readonly signal: AbortSignal;
};

/** Opens what a command works on, with its progress on the terminal. @throws TimUnreadError; then nothing was sent */
export const openCommand = async (plan: CommandPlan & OutputPlan, context: Context): Promise<OpenedCommand> => {
  const { terminal, clock, secrets, messages, stdin } = context;
  const signals = context.holdSignals();
  const progress = createProgress(plan.progress, terminal, clock, messages);
  const world = {
    clock,
    random: Math.random,
    secrets,
    messages,
    stdin,
    onEvent: progress.onEvent,
    onNotice: tellNotice(terminal, messages),
  };
  try {
    const run = await openRun(plan, world, signals);
    context.onBug(run.noteBug);
    const close = async (): Promise<void> => {
      progress.end();
      await run.close();
    };
    return { ...run, signal: signals.halt, close };
  } catch (error) {
    if (plan.json) printEarlyEnd(plan, error, context);
    throw error;
  }
};
