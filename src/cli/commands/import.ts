import { importRows } from '../../app/import/import-rows.ts';
import type { ExitCode } from '../../core/errors.ts';
import type { Context } from '../context.ts';
import { resolveImport } from '../flags/plan.ts';
import { settle } from '../flags/read-settings.ts';
import { runInputs } from '../run-inputs.ts';
import { runValidate } from './validate.ts';

export const runImport = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  if (context.flags.dryRun) return runValidate(given, context);
  const { paths, settings, secretKey } = await settle(given, context);
  const plan = resolveImport(paths, settings, secretKey);
  const { checkGroups, onlyChanges, maxFailures, pace } = plan;
  const { concurrency } = pace;
  let { limit } = plan;
  return runInputs(plan, context, async (run, { deps, remote, halt }) => {
    const own = { checkGroups, onlyChanges, maxFailures, concurrency, limit };
    const summary = await importRows({ ...run, ...own }, { ...deps, remote }, halt);
    if (limit !== undefined) limit -= summary.rowsSent;
    return summary;
  });
};
