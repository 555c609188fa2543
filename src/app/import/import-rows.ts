import type { ImportFiles, ImportSummary } from '../../core/books/summary.ts';
import { InputBrokeOffError } from '../../core/errors/broken-off-error.ts';
import { GroupDoubt } from '../../core/target/group-doubt.ts';
import { GroupCache } from '../questions/group-cache.ts';
import { Run, type RunDeps, type RunPlan } from '../run/run.ts';
import type { ReadingEnd } from '../run/summarise.ts';
import { Preflight, type PreflightPlan } from './preflight.ts';
import { RowSender, type SenderPlan, type Turn } from './row-sender.ts';

export type ImportRowsPlan = RunPlan & PreflightPlan & SenderPlan & { readonly files: ImportFiles };

/**
 * Sets the unread count of every row of one input that is not settled yet.
 *
 * @param signal - ends the run early; calls in flight are still answered and recorded
 * @param turn - what the runs over the inputs of one command share; undefined where there is one
 * @returns the summary, also after refused rows and early ends
 * @throws only for a bug
 */
export const importRows = async (
  plan: ImportRowsPlan,
  deps: RunDeps,
  signal: AbortSignal,
  turn?: Turn,
): Promise<ImportSummary> => {
  const run = new Run('import', plan, deps, signal);
  const groups = new GroupCache();
  const doubt = new GroupDoubt();
  const preflight = new Preflight(
    plan,
    { ...deps, reads: run.reads, signal: run.signal },
    groups,
    doubt,
    () => run.ledger.hasSet,
  );
  const sender = new RowSender(plan, run, deps, groups, doubt, preflight, turn);
  const readingEnd = await sendAll(run, preflight, sender, plan.isLeftOut === true, turn).catch(
    async (error: unknown) => {
      // Rows read before the input broke off are valid, and are sent.
      if (error instanceof InputBrokeOffError) await sender.drain();
      return run.stop(error);
    },
  );
  await sender.end();
  const { rowsSent, examples } = sender;
  const wroteAll = rowsSent > 0 ? preflight.whyAllWritten : undefined;
  const facts = {
    command: 'import',
    rowsSent,
    examples,
    ...(wroteAll && { wroteAll }),
    calls: run.remote.stats(),
    files: plan.files,
  } as const;
  return run.finish(readingEnd, facts, await sender.haltReason());
};

/** Looks without a question to the target. */
const hasRows = async (run: Run, { sizes }: Preflight): Promise<boolean> => {
  for await (const _ of run.windows(sizes, async () => undefined)) return true;
  return false;
};

/** Settles the rows that wait for others to show whether their refusal can be believed: no other comes. */
const settleHeld = async (run: Run, sender: RowSender): Promise<void> => {
  await sender.drain();
  if (!run.signal.aborted) await sender.endQuarantine();
};

/** Sends until the input ends and has not grown while the last rows were in flight. */
const sendAll = async (
  run: Run,
  preflight: Preflight,
  sender: RowSender,
  isLeftOut: boolean,
  turn: Turn | undefined,
): Promise<ReadingEnd> => {
  await run.prove();
  if (isLeftOut) return (await hasRows(run, preflight)) ? 'limit' : 'end of input';
  do {
    for await (const window of run.windows(preflight.sizes, (rows) => preflight.ask(rows))) {
      const end = await sender.sendWindow(window);
      if (!end) continue;
      await settleHeld(run, sender);
      return end;
    }
    turn?.taken();
    await settleHeld(run, sender);
  } while (await run.hasGrown());
  return 'end of input';
};
