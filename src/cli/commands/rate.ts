import { ExitCode } from '../../core/errors/error.ts';
import { parseDayRates } from '../../core/pace/day-rates.ts';
import { askRate } from '../../wiring/ask-rate.ts';
import type { Context } from '../context.ts';
import { expandPaths } from '../flags/expand-paths.ts';
import { begunAsOne, requireStateDir, resolveStateDirs } from '../flags/input-plan.ts';
import { readSettings } from '../flags/read-settings.ts';
import { wrong } from '../flags/settings.ts';

/** Changes the rate of the run that is on: the last word is the rate. */
export const runRate = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const { terminal, messages } = context;
  const typed = given.at(-1) ?? '';
  const rates = given.length > 1 ? parseDayRates(typed) : undefined;
  if (!rates) throw wrong('rate', { form: 'rate-or-pause' }, typed);
  const paths = await expandPaths(given.slice(0, -1));
  const { settings } = await readSettings(context);
  const runs = await askRate(
    resolveStateDirs(requireStateDir(paths, settings), settings, await begunAsOne(paths, settings)),
    typed,
  );
  terminal.result(`${messages.talk.rateAsked({ rates, runs })}\n`);
  return ExitCode.ok;
};
