import { addSettled, type SettledCounts } from '../../app/import/failure-limit.ts';
import { importRows } from '../../app/import/import-rows.ts';
import { signalBehind } from '../../app/run/signal-behind.ts';
import type { ImportSummary } from '../../core/books/summary.ts';
import type { ExitCode } from '../../core/errors.ts';
import { importFiles } from '../../wiring/read-state.ts';
import { gatherShares } from '../../wiring/together.ts';
import type { Context } from '../context.ts';
import { resolveImport } from '../flags/plan.ts';
import { settle } from '../flags/read-settings.ts';
import { openCommand } from '../open-command.ts';
import { repeatedFlags } from '../output/command-line.ts';
import { showSummaries } from '../output/show-summaries.ts';
import { runValidate } from './validate.ts';

const NONE_SETTLED: SettledCounts = { ok: 0, failed: 0, skipped: 0 };

export const runImport = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  if (context.flags.dryRun) return runValidate(given, context);
  const { paths, settings, secretKey } = await settle(given, context);
  const plan = { ...resolveImport(paths, settings, secretKey), flags: repeatedFlags(context.flags) };
  const opened = await openCommand(plan, context);
  const summaries: ImportSummary[] = [];
  try {
    for (const input of opened.inputs) {
      const files = importFiles(input.input.stateDir);
      const limit = leftOf(plan.rows.limit, summaries);
      const isLeftOut = limit === 0 && summaries.length > 0;
      const later = opened.inputs.slice(summaries.length + 1).flatMap(({ deps }) => deps.journal.resumed?.counts ?? []);
      const others = [...summaries.map(({ rows }) => rows), ...later].reduce<SettledCounts>(addSettled, NONE_SETTLED);
      const signal = signalBehind(opened.signal, summaries);
      const rowsPlan = { ...plan.rows, ...input.plan, files, limit, isLeftOut, others };
      summaries.push(await input.withReport(await importRows(rowsPlan, input.deps, signal)));
    }
  } catch (error) {
    throw opened.noteBug(error);
  } finally {
    await opened.close();
  }
  if (plan.shard) for (const { input } of opened.inputs) await gatherShares(input.stateDir);
  return showSummaries(summaries, opened.inputs, plan, context);
};

/** `--limit` counts over all inputs. */
const leftOf = (limit: number | undefined, summaries: readonly ImportSummary[]): number | undefined =>
  limit === undefined ? undefined : limit - summaries.reduce((sum, { rowsSent }) => sum + rowsSent, 0);
