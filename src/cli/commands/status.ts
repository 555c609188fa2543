import { isDeepStrictEqual } from 'node:util';
import pLimit from 'p-limit';
import type { ExitCode } from '../../core/errors/error.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { STANDARD_INPUT } from '../../io/source/bytes/standard-input.ts';
import type { InputWish } from '../../io/source/recognition/wish.ts';
import { FOR_PROGRAMS } from '../../messages/languages.ts';
import { statusObject } from '../../report/json/status-json.ts';
import type { StatusCommands, StatusTotalCommands } from '../../report/next-steps/commands.ts';
import { judgeStatus } from '../../report/status.ts';
import { statusText } from '../../report/text/status-text.ts';
import { statusTotalNextText, statusTotalText } from '../../report/text/status-total.ts';
import { refusalOf } from '../../wiring/inspect-input.ts';
import type { InputPlan } from '../../wiring/plan.ts';
import { readStatus } from '../../wiring/read-status.ts';
import { findRounds } from '../../wiring/rounds.ts';
import type { FoundStatus } from '../../wiring/status-together.ts';
import type { Context } from '../context.ts';
import { expandPaths } from '../flags/expand-paths.ts';
import { type CommandName, FLAG_NAMES, type Flags, specOf } from '../flags/flag-table.ts';
import { begunAsOne, requireStateDir, resolveBound, resolveStateDirs, resolveWish } from '../flags/input-plan.ts';
import { keptFlags } from '../flags/kept-flags.ts';
import { readSettings } from '../flags/read-settings.ts';
import { flagsOfReading } from '../flags/reading-flags.ts';
import { lacksApp } from '../flags/target-plan.ts';
import { commandLine, typedPaths } from '../output/command-line.ts';
import { inputCommands } from '../output/next-commands.ts';
import { proposedFlags } from '../output/proposed-command.ts';
import { ScreenBlock } from '../output/screen-block.ts';
import { pageStyle, printObjects, widthOf } from '../output/terminal.ts';

type Looked = Pick<InputPlan, 'path' | 'joined' | 'stateDir'>;

type Found = FoundStatus & { readonly commands: StatusCommands };

const LOOK_EVERY_MS = 2000;
const MOST_LOOKED_AT_ONCE = 32;

export const runStatus = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const paths = await expandPaths(given);
  const { terminal } = context;
  const { settings } = await readSettings(context);
  const folders = resolveStateDirs(requireStateDir(paths, settings), settings, await begunAsOne(paths, settings));
  const inputs = folders.map((input) => ({ ...input, ...resolveBound(settings) }));
  const wish = resolveWish(settings);
  const looked = { ...context, lacksApp: lacksApp(settings), wish, typed: typedPaths(given, inputs) };
  const found = settings.isSet('watch') ? await watch(inputs, looked) : await look(inputs, looked);
  if (settings.isSet('json')) {
    printObjects(
      terminal,
      found.map(({ status, commands }) => statusObject(status, commands, FOR_PROGRAMS)),
    );
  } else {
    for (const page of pagesOf(found, looked)) terminal.result(page);
  }
  // In the order 0, 3, 4 a higher one says that more is left to do.
  return found.map(({ status }) => judgeStatus(status).exitCode).reduce((a, b) => (b > a ? b : a));
};

type LookContext = Context & {
  readonly lacksApp: boolean;
  readonly wish: InputWish;
  /** the inputs as they were typed */
  readonly typed: readonly string[];
};

/** A look at a run that is on takes a second, so that several are looked at in the same one. */
const look = async (inputs: readonly Looked[], context: LookContext): Promise<Found[]> => {
  const maker = await context.maker();
  const few = pLimit(MOST_LOOKED_AT_ONCE);
  const lookAt = async (input: Looked): Promise<Found> => {
    const one = await readStatus(input, context.clock, maker);
    return { ...one, commands: await commandsFor(input, one, context) };
  };
  return Promise.all(inputs.map((input) => few(() => lookAt(input))));
};

const pagesOf = (found: readonly Found[], context: LookContext): string[] => {
  const { terminal, clock, messages } = context;
  const style = pageStyle(terminal, 'stdout');
  const statuses = found.map(({ status }) => status);
  const own = found.map(({ status, commands }) => statusText(status, commands, messages, style, clock.wallMs()));
  const next = statusTotalNextText(statuses, totalCommands(found, context), messages, style);
  const pages =
    found.length > 1
      ? [statusTotalText(statuses, messages, style, clock.wallMs()), ...own, ...(next === undefined ? [] : [next])]
      : own;
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

/** Those that have begun were begun by one command where each of them was given the same. */
const totalCommands = (found: readonly Found[], { flags, program, typed }: LookContext): StatusTotalCommands => {
  const begun = found.flatMap(({ checkpoint }) => checkpoint ?? []);
  const [first = {}, ...others] = begun.map((one) => ({ ...keptFlags(one), simulator: one.rehearsal }));
  const isAllCorrected = found.every(
    ({ status: { run }, commands }) => commands.isAllCorrected || (run?.rows.failed ?? 0) === 0,
  );
  if (others.some((other) => !isDeepStrictEqual(first, other))) {
    return { again: undefined, verify: undefined, isAllCorrected };
  }
  const line = commandLine(program);
  const ofRun: Flags = { ...first, ...flags, simulator: begun[0]?.rehearsal === true };
  return {
    again: found.some(({ commands }) => commands.seeWhy) ? undefined : line.goOn(typed, ofRun),
    verify: ofRun.simulator ? undefined : line.other('verify', typed, ofRun),
    isAllCorrected,
  };
};

/** The flags that another command takes too. */
const only = (command: CommandName, flags: Flags): Flags =>
  Object.fromEntries(
    FLAG_NAMES.filter((name) => specOf(name).commands.includes(command)).map((name) => [name, flags[name]]),
  );

/** What was typed wins over what the run was given, and both over nothing. */
const commandsFor = async (
  { path, stateDir, joined }: Looked,
  { asked, status }: FoundStatus,
  { flags, program, lacksApp, wish }: LookContext,
): Promise<StatusCommands> => {
  const line = commandLine(program);
  const isRehearsal = asked?.rehearsal === true;
  const isUnread =
    asked !== undefined || joined !== undefined || status.running !== undefined || path === STANDARD_INPUT;
  const refusal = isUnread ? undefined : await refusalOf(path, wish);
  const proposed = refusal instanceof InputError && refusal.proposal ? proposedFlags(refusal.proposal) : undefined;
  const ofRun: Flags = {
    ...(asked && keptFlags(asked)),
    ...(asked && flagsOfReading(path, asked.reading, asked.flags)),
    // It would be refused without them.
    ...proposed,
    ...flags,
    simulator: isRehearsal,
  };
  const of = { path, stateDir, rounds: await findRounds(stateDir), isRehearsal, isOneOfMany: false };
  const again = line.goOn([path], ofRun);
  // All shares of an input are not begun anew by one command.
  const isWhole = status.shares !== undefined && ofRun.shard === undefined;
  return {
    ...inputCommands(of, ofRun, line),
    again,
    restart: isWhole ? undefined : `${again} --restart`,
    check: line.other('check', [path], ofRun),
    seeWhy: refusal && !proposed ? line.other('inspect', [path], only('inspect', ofRun)) : undefined,
    lacksApp: lacksApp && !isRehearsal && ofRun.envFile === undefined && ofRun.sdkappid === undefined,
    isRestart: false,
    isOnlyChanges: ofRun.onlyChanges === true,
  };
};
