import pLimit from 'p-limit';
import type { ExitCode } from '../../core/errors/error.ts';
import { FOR_PROGRAMS } from '../../messages/languages.ts';
import { statusObject } from '../../report/json/status-json.ts';
import type { StatusCommands } from '../../report/next-steps.ts';
import { judgeStatus } from '../../report/status.ts';
import { statusText } from '../../report/text/status-text.ts';
import { statusTotalText } from '../../report/text/status-total.ts';
import type { InputPlan } from '../../wiring/plan.ts';
import { readStatus } from '../../wiring/read-status.ts';
import { findRounds } from '../../wiring/rounds.ts';
import type { FoundStatus } from '../../wiring/status-together.ts';
import type { Context } from '../context.ts';
import { expandPaths } from '../flags/expand-paths.ts';
import { FLAG_NAMES, type FlagName, type Flags, specOf } from '../flags/flag-table.ts';
import { begunAsOne, requireStateDir, resolveBound, resolveStateDirs } from '../flags/input-plan.ts';
import { readSettings } from '../flags/read-settings.ts';
import { flagsOfReading } from '../flags/reading-flags.ts';
import { lacksApp } from '../flags/target-plan.ts';
import { commandLine } from '../output/command-line.ts';
import { inputCommands } from '../output/next-commands.ts';
import { ScreenBlock } from '../output/screen-block.ts';
import { pageStyle, printObjects, widthOf } from '../output/terminal.ts';

type Looked = Pick<InputPlan, 'path' | 'joined' | 'stateDir'>;

type Found = { readonly status: FoundStatus['status']; readonly commands: StatusCommands };

const LOOK_EVERY_MS = 2000;
const MOST_LOOKED_AT_ONCE = 32;

export const runStatus = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const paths = await expandPaths(given);
  const { terminal } = context;
  const { settings } = await readSettings(context);
  const folders = resolveStateDirs(requireStateDir(paths, settings), settings, await begunAsOne(paths, settings));
  const inputs = folders.map((input) => ({ ...input, ...resolveBound(settings) }));
  const looked = { ...context, lacksApp: lacksApp(settings) };
  const found = settings.isSet('watch') ? await watch(inputs, looked) : await look(inputs, looked);
  if (settings.isSet('json')) {
    printObjects(
      terminal,
      found.map(({ status, commands }) => statusObject(status, commands, FOR_PROGRAMS)),
    );
  } else {
    for (const page of pagesOf(found, context)) terminal.result(page);
  }
  // In the order 0, 3, 4 a higher one says that more is left to do.
  return found.map(({ status }) => judgeStatus(status).exitCode).reduce((a, b) => (b > a ? b : a));
};

type LookContext = Context & { readonly lacksApp: boolean };

/** A look at a run that is on takes a second, so that several are looked at in the same one. */
const look = async (inputs: readonly Looked[], context: LookContext): Promise<Found[]> => {
  const maker = await context.maker();
  const few = pLimit(MOST_LOOKED_AT_ONCE);
  const lookAt = async (input: Looked): Promise<Found> => {
    const one = await readStatus(input, context.clock, maker);
    return { status: one.status, commands: await commandsFor(input, one, context) };
  };
  return Promise.all(inputs.map((input) => few(() => lookAt(input))));
};

const pagesOf = (found: readonly Found[], { terminal, clock, messages }: Context): string[] => {
  const style = pageStyle(terminal, 'stdout');
  const statuses = found.map(({ status }) => status);
  const pages = [
    ...(found.length > 1 ? [statusTotalText(statuses, messages, style, clock.wallMs())] : []),
    ...found.map(({ status, commands }) => statusText(status, commands, messages, style, clock.wallMs())),
  ];
  return pages.map((page, at) => (at === 0 ? page : `\n${page}`));
};

/** Looks again and again while a run is on. @returns what was found last: it is not drawn yet */
const watch = async (inputs: readonly Looked[], context: LookContext): Promise<Found[]> => {
  const { terminal, clock } = context;
  const { stdout } = terminal;
  const block = terminal.canDraw ? new ScreenBlock(stdout, () => widthOf(stdout) ?? 80) : undefined;
  const never = new AbortController().signal;
  try {
    for (;;) {
      const found = await look(inputs, context);
      if (!found.some(({ status }) => status.running)) return found;
      block?.draw(() =>
        topOf(pagesOf(found, context).join('').trimEnd().split('\n'), pageStyle(terminal, 'stdout').rows),
      );
      await clock.sleep(LOOK_EVERY_MS, never);
    }
  } finally {
    block?.end();
  }
};

/** What does not fit is left out at the end: what matters most is at the beginning, and a screen draws only what fits. */
const topOf = (lines: readonly string[], rows: number): readonly string[] =>
  lines.length < rows ? lines : [...lines.slice(0, Math.max(1, rows - 2)), '…'];

/**
 * The flags that a run was given. A folder that this user did not make here does not say where his rows and his UserSigs
 * go, nor where files are written.
 */
const keptFlags = ({ flags = {}, isMadeHere }: NonNullable<FoundStatus['asked']>): Flags =>
  isMadeHere
    ? flags
    : Object.fromEntries(FLAG_NAMES.filter(isHarmless).flatMap((name) => (name in flags ? [[name, flags[name]]] : [])));

const isHarmless = (name: FlagName): boolean => specOf(name).carried !== 'target' && name !== 'stateDir';

/** What was typed wins over what the run was given, and both over nothing. */
const commandsFor = async (
  { path, stateDir }: Pick<InputPlan, 'path' | 'stateDir'>,
  { asked, status }: FoundStatus,
  { flags, program, lacksApp }: LookContext,
): Promise<StatusCommands> => {
  const line = commandLine(program);
  const isRehearsal = asked?.rehearsal === true;
  const ofRun: Flags = {
    ...(asked && keptFlags(asked)),
    ...(asked && flagsOfReading(path, asked.reading, asked.flags)),
    ...flags,
    simulator: isRehearsal,
  };
  const of = { path, stateDir, rounds: await findRounds(stateDir), isRehearsal, isOneOfMany: false };
  const again = line.goOn(path, ofRun);
  // All shares of an input are not begun anew by one command.
  const isWhole = status.shares !== undefined && ofRun.shard === undefined;
  return {
    ...inputCommands(of, ofRun, line),
    again,
    restart: isWhole ? undefined : `${again} --restart`,
    check: line.other('check', [path], ofRun),
    lacksApp: lacksApp && ofRun.envFile === undefined && ofRun.sdkappid === undefined,
    isRestart: false,
  };
};
