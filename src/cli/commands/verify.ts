import { verifyRows } from '../../app/audit/verify.ts';
import { signalBehind } from '../../app/run/signal-behind.ts';
import type { VerifySummary } from '../../core/books/summary.ts';
import type { ExitCode } from '../../core/errors.ts';
import { importStartS } from '../../wiring/read-state.ts';
import type { Context } from '../context.ts';
import { resolveVerify } from '../flags/plan.ts';
import { settle } from '../flags/read-settings.ts';
import { openCommand } from '../open-command.ts';
import { showSummaries } from '../output/show-summaries.ts';

export const runVerify = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const { paths, settings, secretKey } = await settle(given, context);
  const plan = resolveVerify(paths, settings, secretKey);
  const opened = await openCommand(plan, context);
  const summaries: VerifySummary[] = [];
  try {
    for (const input of opened.inputs) {
      const { toBeSet, files, deps } = input;
      if (!toBeSet) throw new Error('verify has not looked for superseded rows');
      const importedSinceS = await importStartS(input.input.stateDir, input.plan.target);
      const rowsPlan = { ...plan.rows, ...input.plan, files, toBeSet, importedSinceS };
      summaries.push(await input.withReport(await verifyRows(rowsPlan, deps, signalBehind(opened.signal, summaries))));
    }
  } catch (error) {
    throw opened.noteBug(error);
  } finally {
    await opened.close();
  }
  return showSummaries(summaries, opened.inputs, plan, context);
};
