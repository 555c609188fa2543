import { resolve } from 'node:path';
import { ExitCode } from '../../core/errors/error.ts';
import { SettingsError } from '../../core/errors/settings-error.ts';
import { printable } from '../../core/text/text.ts';
import type { InputPlan } from '../../wiring/plan.ts';
import { reportPathOf } from '../../wiring/read-state.ts';
import { isCorrectedCopy } from '../../wiring/rounds.ts';
import { writeReport } from '../../wiring/write-report.ts';
import { writeWorkbook } from '../../wiring/write-workbook.ts';
import type { Context } from '../context.ts';
import { expandPaths } from '../flags/expand-paths.ts';
import { begunAsOne, requireStateDir, resolveStateDirs } from '../flags/input-plan.ts';
import { readSettings } from '../flags/read-settings.ts';
import type { Settings } from '../flags/settings.ts';
import { VERSION } from '../version.ts';

/** Of several inputs, where nobody says where. */
const NAME_OF_MANY = 'tim-unread-report.html';

/** Writes the page of one input or several, at any time. It locks nothing, and no run notices. */
export const runReport = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const { terminal, messages } = context;
  const paths = await expandPaths(given);
  const { settings } = await readSettings(context);
  const inputs = await resolveEach(requireStateDir(paths, settings), settings);
  const [first] = inputs;
  const output = settings.value('output');
  if (output !== undefined) refuseOutput(output, paths);
  const own = inputs.length === 1 && first ? reportPathOf(first.stateDir) : NAME_OF_MANY;
  const path = output ?? own;
  await writeReport(inputs, path, { ...context, version: VERSION }, false);
  terminal.result(`${messages.reportPage.written(printable(path))}\n`);
  if (settings.isSet('xlsx')) {
    for (const { stateDir } of inputs) {
      const workbook = await writeWorkbook(stateDir, context);
      terminal.result(`${messages.reportPage.workbook(printable(workbook.path), workbook.left)}\n`);
    }
  }
  return ExitCode.ok;
};

/** A corrected copy is no part of the run of many inputs whose rows it has. */
const resolveEach = async (
  paths: readonly string[],
  settings: Settings,
): Promise<Omit<InputPlan, 'wish' | 'counting'>[]> => {
  const copies = new Set<string>();
  if (settings.value('stateDir') === undefined)
    for (const path of paths) if (await isCorrectedCopy(path)) copies.add(path);
  const others = paths.filter((path) => !copies.has(path));
  return [
    ...resolveStateDirs(others, settings, await begunAsOne(others, settings)),
    ...resolveStateDirs([...copies], settings),
  ];
};

/** A file that is named by mistake is not written over: a page ends in .html, and nothing else of a run does. */
const refuseOutput = (path: string, inputs: readonly string[]): void => {
  if (!/\.html?$/i.test(path) || inputs.some((input) => resolve(input) === resolve(path))) {
    throw new SettingsError({ kind: 'output-no-page', path });
  }
};
