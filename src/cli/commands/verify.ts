import { verify } from '../../app/audit/verify.ts';
import type { ExitCode } from '../../core/errors.ts';
import { isSameTarget, type Target } from '../../core/target/target.ts';
import { readCheckpoint, statePaths } from '../../io/journal/state-folder.ts';
import type { Context } from '../context.ts';
import { resolveVerify } from '../flags/plan.ts';
import { settle } from '../flags/read-settings.ts';
import { runInputs } from '../run-inputs.ts';

export const runVerify = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const { paths, settings, secretKey } = await settle(given, context);
  const plan = resolveVerify(paths, settings, secretKey);
  const { sample, seed } = plan;
  return runInputs(plan, context, async (run, { input, deps, halt }) => {
    const { toBeSet } = input;
    if (!toBeSet) throw new Error('verify has not looked for rows that others supersede');
    const importedSinceS = await importStartS(input.paths.folder, run.target);
    return verify({ ...run, sample, seed, toBeSet, importedSinceS }, deps, halt);
  });
};

/** @returns when the import of the same input began, seconds since 1970; undefined where its state is not here */
const importStartS = async (folder: string, target: Target): Promise<number | undefined> => {
  const checkpoint = await readCheckpoint(statePaths(folder)).catch(() => undefined);
  if (!checkpoint?.startedAt || !checkpoint.target || !isSameTarget(checkpoint.target, target)) return undefined;
  return Date.parse(checkpoint.startedAt) / 1000;
};
