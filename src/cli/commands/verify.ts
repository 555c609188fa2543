import { auditsInTurn } from '../../app/audit/audits-in-turn.ts';
import { verifyRows } from '../../app/audit/verify.ts';
import type { VerifySummary } from '../../core/books/summary.ts';
import type { ExitCode } from '../../core/errors/error.ts';
import { importStartS } from '../../wiring/read-state.ts';
import type { Context } from '../context.ts';
import { resolveVerify } from '../flags/plan.ts';
import { settlePlan } from '../flags/settle-plan.ts';
import { openCommand } from '../open-command.ts';
import { showSummaries } from '../output/show-summaries.ts';

export const runVerify = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const plan = await settlePlan(given, context, resolveVerify);
  const opened = await openCommand(plan, context);
  let summaries: readonly VerifySummary[];
  try {
    const inputs = opened.inputs.map(({ input, plan: own, toBeSet, files, deps, withReport }) => ({
      run: async (signal: AbortSignal, onTaken: () => void) => {
        if (!toBeSet) throw new Error('verify has not looked for superseded rows');
        const importedSinceS = await importStartS(input.stateDir, own.target);
        return verifyRows({ ...plan.rows, ...own, files, toBeSet, importedSinceS }, deps, signal, onTaken);
      },
      withReport,
    }));
    summaries = await auditsInTurn<VerifySummary>(inputs, opened.signal);
  } catch (error) {
    throw opened.noteBug(error);
  } finally {
    await opened.close();
  }
  return showSummaries(summaries, opened.inputs, plan, context);
};
