import { check } from '../../app/audit/check.ts';
import type { ExitCode } from '../../core/errors.ts';
import type { Context } from '../context.ts';
import { resolveCheck } from '../flags/plan.ts';
import { settle } from '../flags/read-settings.ts';
import { runInputs } from '../run-inputs.ts';

export const runCheck = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const { paths, settings, secretKey } = await settle(given, context);
  const plan = resolveCheck(paths, settings, secretKey);
  return runInputs(plan, context, (run, { deps, halt }) => check(run, deps, halt));
};
