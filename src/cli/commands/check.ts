import { auditsInTurn } from '../../app/audit/audits-in-turn.ts';
import { checkRows } from '../../app/audit/check.ts';
import type { CheckSummary } from '../../core/books/summary.ts';
import type { ExitCode } from '../../core/errors/error.ts';
import { importedInto } from '../../wiring/read-state.ts';
import type { Context } from '../context.ts';
import { resolveCheck } from '../flags/plan.ts';
import { settlePlan } from '../flags/settle-plan.ts';
import { openCommand } from '../open-command.ts';
import { showSummaries } from '../output/show-summaries.ts';

export const runCheck = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const plan = await settlePlan(given, context, resolveCheck);
  const opened = await openCommand(plan, context);
  let summaries: readonly CheckSummary[];
  try {
    const inputs = opened.inputs.map(({ input, plan: own, files, deps, withReport }) => ({
      run: async (signal: AbortSignal, onTaken: () => void) => {
        const imported = await importedInto(input.stateDir, own.target);
        return checkRows({ ...own, files, imported }, deps, signal, onTaken);
      },
      withReport,
    }));
    summaries = await auditsInTurn<CheckSummary>(inputs, opened.signal);
  } catch (error) {
    throw opened.noteBug(error);
  } finally {
    await opened.close();
  }
  return showSummaries(summaries, opened.inputs, plan, context);
};
