import { CommanderError } from 'commander';
import { ExitCode, TimUnreadError } from '../core/errors.ts';
import { told } from '../messages/messages.ts';
import type { World } from './context.ts';
import { addSecretsOf } from './flags/environment-secrets.ts';
import { tellError } from './output/tell.ts';
import { createTerminal } from './output/terminal.ts';
import { runProgram } from './program.ts';

/**
 * Runs one command. The process is left alone but for what the world says: two command lines can run in one process.
 *
 * @param words - what was typed behind `tim-unread`
 */
export const runCommandLine = async (words: readonly string[], world: World): Promise<ExitCode> => {
  const { stdout, stderr, ...rest } = world;
  // Known before anything else can go wrong; what comes from files is added when they are read.
  addSecretsOf(world.environment, world.secrets);
  try {
    return await runProgram({ ...rest, words, terminal: createTerminal(world) });
  } catch (error) {
    return tellEnd(error, world);
  }
};

/** Tells what has ended a command. @returns the exit status that goes with it */
export const tellEnd = (error: unknown, world: World): ExitCode => {
  // Commander has told its own errors already; help and version end here too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  const { messages } = world;
  const terminal = createTerminal(world);
  if (error instanceof TimUnreadError) {
    tellError({ terminal, messages }, told(messages, error), error.code);
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.talk(messages.talk.bug(stack));
  return ExitCode.bug;
};
