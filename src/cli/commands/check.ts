import { checkRows } from '../../app/audit/check.ts';
import { signalBehind } from '../../app/run/signal-behind.ts';
import type { CheckSummary } from '../../core/books/summary.ts';
import type { ExitCode } from '../../core/errors.ts';
import type { Context } from '../context.ts';
import { resolveCheck } from '../flags/plan.ts';
import { settle } from '../flags/read-settings.ts';
import { openCommand } from '../open-command.ts';
import { showSummaries } from '../output/show-summaries.ts';

export const runCheck = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const { paths, settings, secretKey } = await settle(given, context);
  const plan = resolveCheck(paths, settings, secretKey);
  const opened = await openCommand(plan, context);
  const summaries: CheckSummary[] = [];
  try {
    for (const input of opened.inputs) {
      const signal = signalBehind(opened.signal, summaries);
      summaries.push(
        await input.withReport(await checkRows({ ...input.plan, files: input.files }, input.deps, signal)),
      );
    }
  } catch (error) {
    throw opened.noteBug(error);
  } finally {
    await opened.close();
  }
  return showSummaries(summaries, opened.inputs, plan, context);
};
