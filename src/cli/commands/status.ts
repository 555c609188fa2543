import type { ExitCode } from '../../core/errors.ts';
import { FOR_PROGRAMS } from '../../messages/languages.ts';
import { statusObject } from '../../report/json/status-json.ts';
import type { StatusCommands } from '../../report/next-steps.ts';
import { judgeStatus } from '../../report/status.ts';
import { statusText } from '../../report/text/status-text.ts';
import type { InputPlan } from '../../wiring/plan.ts';
import { readStatus } from '../../wiring/read-status.ts';
import { isJoined } from '../../wiring/reading.ts';
import { findRounds } from '../../wiring/rounds.ts';
import type { FoundStatus } from '../../wiring/status-together.ts';
import type { Context } from '../context.ts';
import { expandPaths } from '../flags/expand-paths.ts';
import type { Flags } from '../flags/flag-table.ts';
import { requireStateDir, resolveStateDirs } from '../flags/input-plan.ts';
import { readSettings } from '../flags/read-settings.ts';
import { flagsOfReading } from '../flags/reading-flags.ts';
import { commandLine } from '../output/command-line.ts';
import { inputCommands } from '../output/next-commands.ts';
import { pageStyle, printObjects } from '../output/terminal.ts';

export const runStatus = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const paths = await expandPaths(given);
  const { terminal, clock, messages, maker } = context;
  const { settings } = await readSettings(context);
  const found: { status: FoundStatus['status']; commands: StatusCommands }[] = [];
  for (const input of resolveStateDirs(requireStateDir(paths, settings), settings)) {
    const one = await readStatus(input, clock, await maker());
    found.push({ status: one.status, commands: await commandsFor(input, one, context) });
  }
  if (settings.isSet('json')) {
    printObjects(
      terminal,
      found.map(({ status, commands }) => statusObject(status, commands, FOR_PROGRAMS)),
    );
  } else {
    for (const { status, commands } of found) {
      terminal.result(statusText(status, commands, messages, pageStyle(terminal, 'stdout')));
    }
  }
  // In the order 0, 3, 4 a higher one says that more is left to do.
  return found.map(({ status }) => judgeStatus(status).exitCode).reduce((a, b) => (b > a ? b : a));
};

/** What was typed wins over what the run was given, and both over nothing. */
const commandsFor = async (
  { path, stateDir }: Pick<InputPlan, 'path' | 'stateDir'>,
  { checkpoint }: FoundStatus,
  { flags, program }: Context,
): Promise<StatusCommands> => {
  const line = commandLine(program);
  const isRehearsal = checkpoint?.rehearsal === true;
  const ofRun: Flags = {
    ...checkpoint?.flags,
    ...(checkpoint && !isJoined(checkpoint.reading) ? flagsOfReading(path, checkpoint.reading, checkpoint.flags) : {}),
    ...flags,
    simulator: isRehearsal,
  };
  const of = { path, stateDir, rounds: await findRounds(stateDir), isRehearsal, isOneOfMany: false };
  const again = line.goOn(path, ofRun);
  return {
    ...inputCommands(of, ofRun, line),
    again,
    restart: `${again} --restart`,
    check: line.other('check', [path], ofRun),
    isRestart: false,
  };
};
