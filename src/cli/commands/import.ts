import { importInTurn } from '../../app/import/import-in-turn.ts';
import type { ImportSummary } from '../../core/books/summary.ts';
import type { ExitCode } from '../../core/errors/error.ts';
import { importFiles } from '../../wiring/read-state.ts';
import { gatherShares } from '../../wiring/together.ts';
import type { Context } from '../context.ts';
import { resolveImport } from '../flags/plan.ts';
import { settlePlan } from '../flags/settle-plan.ts';
import { openCommand } from '../open-command.ts';
import { showSummaries } from '../output/show-summaries.ts';
import { runValidate } from './validate.ts';

export const runImport = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  if (context.flags.dryRun) return runValidate(given, context);
  const plan = await settlePlan(given, context, resolveImport);
  const opened = await openCommand(plan, context, plan.rows.limit);
  let summaries: readonly ImportSummary[];
  try {
    const inputs = opened.inputs.map(({ input, plan: own, deps, withReport }) => ({
      plan: { ...own, files: importFiles(input.stateDir) },
      deps,
      withReport,
    }));
    summaries = await importInTurn(inputs, plan.rows, opened.signal);
  } catch (error) {
    throw opened.noteBug(error);
  } finally {
    await opened.close();
  }
  if (plan.shard) for (const { input } of opened.inputs) await gatherShares(input.stateDir);
  return showSummaries(summaries, opened.inputs, plan, context);
};
