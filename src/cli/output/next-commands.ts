import type { RunSummary } from '../../core/books/summary.ts';
import { TooManyFailuresError } from '../../core/errors/target-error.ts';
import { STANDARD_INPUT } from '../../io/source/bytes/standard-input.ts';
import type { Commands } from '../../report/next-steps/commands.ts';
import type { InputPlan } from '../../wiring/plan.ts';
import type { Original, Rounds } from '../../wiring/rounds.ts';
import type { Context } from '../context.ts';
import type { FlagName, Flags } from '../flags/flag-table.ts';
import { flagsOfReading } from '../flags/reading-flags.ts';
import { type CommandLine, commandLine } from './command-line.ts';

type Place = Pick<InputPlan, 'path' | 'stateDir'>;

/** What is known of an input, to make its commands. */
export type CommandsOf = Place & {
  readonly rounds: Rounds;
  readonly isRehearsal: boolean;
  /** one of several inputs, which share the commands below them */
  readonly isOneOfMany: boolean;
};

/** The commands for one input, beside those that begin with what was typed. */
export const inputCommands = (
  { path, rounds, isRehearsal, isOneOfMany }: CommandsOf,
  flags: Flags,
  line: CommandLine,
): Pick<
  Commands,
  | 'import'
  | 'verify'
  | 'isVerifyOfOriginal'
  | 'isOriginalLater'
  | 'isVerifyPiped'
  | 'verifyCorrected'
  | 'verifyUnproven'
  | 'isAllCorrected'
  | 'correct'
> => {
  const { original, isOriginalLater, freeCopies, laterCopies, isAllCorrected } = rounds;
  const withoutInput = targetOnly(flags);
  const verify = original
    ? line.verify(original.path, { ...withoutInput, ...flagsOfOriginal(original) })
    : line.verify(path, flags);
  const verifyCopy = (copy: Original): string => line.verify(copy.path, { ...withoutInput, ...flagsOfOriginal(copy) });
  const isVerified = !isRehearsal && !isOneOfMany;
  return {
    import: line.import([path], flags),
    verify: isVerified ? verify : undefined,
    isVerifyOfOriginal: original !== undefined,
    isOriginalLater,
    isVerifyPiped: (original?.path ?? path) === STANDARD_INPUT,
    verifyCorrected: laterCopies.map(verifyCopy),
    verifyUnproven: laterCopies.filter(({ isProven }) => !isProven).map(verifyCopy),
    isAllCorrected,
    correct: (file, second) => line.correct(file, freeCopies[second ? 1 : 0], flags),
  };
};

const targetOnly = ({ envFile, sdkappid, admin, secretKeyFile, region, endpoint, rate }: Flags): Flags => ({
  envFile,
  sdkappid,
  admin,
  secretKeyFile,
  region,
  endpoint,
  rate,
});

const flagsOfOriginal = ({ path, stateDir, reading, flags }: Original): Flags => ({
  ...flagsOfReading(path, reading, flags),
  ...(stateDir === `${path}.tim-unread` ? {} : { stateDir }),
});

/** The commands after a command that read inputs: those that begin with what was typed are without what ended it. */
export const typedCommands = (
  summaries: readonly RunSummary[],
  { words, flags, program }: Pick<Context, 'words' | 'flags' | 'program'>,
): Pick<Commands, 'isRestart' | 'isOnlyChanges'> & { readonly again: string; readonly restart: string } => {
  const line = commandLine(program);
  const without = endingFlags(summaries);
  return {
    again: line.again(words, without),
    restart: line.restart(words, without),
    isRestart: flags.restart === true,
    isOnlyChanges: flags.onlyChanges === true,
  };
};

/** The flags that would end the same command where it ended. */
const endingFlags = (summaries: readonly RunSummary[]): FlagName[] => {
  const ends = summaries.flatMap(({ earlyEnd }) => earlyEnd ?? []);
  const isOver = ends.some((end) => end.kind === 'error' && end.error instanceof TooManyFailuresError);
  return ['limit', ...(isOver ? (['maxFailures'] as const) : [])];
};
