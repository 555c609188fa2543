import { judge } from '../../core/books/summary.ts';
import { ExitCode } from '../../core/errors.ts';
import { statusObject } from '../../report/json/status-json.ts';
import { type Status, statusText } from '../../report/text/status-text.ts';
import { requireInputs } from '../../wiring/open-input.ts';
import type { InputPlan } from '../../wiring/plan.ts';
import { importFiles, readState } from '../../wiring/read-state.ts';
import type { Context } from '../context.ts';
import { expandPaths } from '../flags/expand-paths.ts';
import type { Flags } from '../flags/flag-table.ts';
import { requireStateDir, resolveStateDirs } from '../flags/input-plan.ts';
import { readSettings } from '../flags/read-settings.ts';
import { flagsOfReading } from '../flags/reading-flags.ts';
import { feedBackCommand, importCommand } from '../output/command-line.ts';
import { pageStyle, printObjects } from '../output/terminal.ts';

export const runStatus = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const paths = await expandPaths(given);
  const { terminal, flags, messages } = context;
  const { settings } = await readSettings(context);
  const statuses: { status: Status; reading: Flags }[] = [];
  for (const input of resolveStateDirs(requireStateDir(paths, settings), settings))
    statuses.push(await readStatus(input));
  if (settings.isSet('json')) {
    printObjects(
      terminal,
      statuses.map(({ status }) => statusObject(status, messages)),
    );
  } else {
    for (const { status, reading } of statuses) {
      const isRehearsal = status.run?.rehearsal === true;
      const ofRun = { ...flags, ...reading, simulator: isRehearsal };
      const next = { import: importCommand([status.path], ofRun), feedBack: feedBackCommand(status.path, ofRun) };
      terminal.result(statusText(status, next, messages, pageStyle(terminal, 'stdout')));
    }
  }
  return ExitCode.ok;
};

const readStatus = async ({ path, stateDir }: Omit<InputPlan, 'wish'>): Promise<{ status: Status; reading: Flags }> => {
  const checkpoint = await readState(stateDir);
  if (!checkpoint) {
    // A wrong file name must be reported as such, and not as a run that has not begun.
    await requireInputs([path]);
    return { status: { path, run: undefined }, reading: {} };
  }
  const { state, counts, input, next, doneBytes } = checkpoint;
  const status: Status = {
    path,
    run: {
      verdict: state === 'finished' ? judge(counts, undefined).verdict : 'INCOMPLETE',
      savedAt: checkpoint.savedAt,
      rehearsal: checkpoint.rehearsal,
      target: checkpoint.target ?? undefined,
      rows: counts,
      failures: checkpoint.failures,
      sizeBytes: input.sizeBytes === null ? undefined : Math.max(input.sizeBytes, doneBytes),
      doneBytes,
      nextLine: next.line,
      files: importFiles(stateDir),
    },
  };
  return { status, reading: flagsOfReading(path, checkpoint.reading) };
};
