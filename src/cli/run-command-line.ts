import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { ExitCode, TimUnreadError } from '../core/errors.ts';
import { shellWord } from '../core/text/text.ts';
import { type Messages, told } from '../messages/messages.ts';
import { writeCrashFile } from '../wiring/crash-file.ts';
import type { World } from './context.ts';
import { addSecretsOf, addSecretsOfWords } from './flags/environment-secrets.ts';
import { languageOf } from './flags/language.ts';
import { wayOut } from './output/proposed-command.ts';
import { tellError } from './output/tell.ts';
import { createTerminal } from './output/terminal.ts';
import { runProgram } from './program.ts';
import { VERSION } from './version.ts';

/**
 * Runs one command line. It touches the process only through `world`, so two can run in one process.
 *
 * @param words - the arguments after `tim-unread`
 */
export const runCommandLine = async (words: readonly string[], world: World): Promise<ExitCode> => {
  const { stdout, stderr, writeSecret, ...rest } = world;
  // Added before anything can go wrong. Secrets from files are added when they are read.
  addSecretsOf(world.environment, world.secrets);
  addSecretsOfWords(words, world.secrets);
  try {
    return await runProgram({ ...rest, words, messages: messagesOf(words, world), terminal: createTerminal(world) });
  } catch (error) {
    return tellEnd(error, world, words);
  }
};

/** Reports the error that ended a command. @returns the exit status for it */
export const tellEnd = (error: unknown, world: World, words: readonly string[] = []): ExitCode => {
  // Commander has printed its own errors already. Help and version also end here.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  const messages = messagesOf(words, world);
  const terminal = createTerminal(world);
  if (error instanceof TimUnreadError) {
    tellError({ terminal, messages }, told(messages, error), error.code, wayOut(error, words, world.program));
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const log = error instanceof Error ? world.loggedBugs.get(error) : undefined;
  const file = log ?? writeCrashFile(world.secrets.scrub(crashText(error, words, world.clock.wallMs())));
  terminal.talk(messages.talk.bug({ stack, file, isLog: log !== undefined }));
  return ExitCode.bug;
};

const messagesOf = (words: readonly string[], { environment, languages }: World): Messages =>
  languages[languageOf(words, environment)];

/** What a report of a bug needs, where there is no log. */
const crashText = (error: unknown, words: readonly string[], wallMs: number): string =>
  [
    `tim-unread ${VERSION}, Node ${process.version}, ${process.platform} ${process.arch}`,
    new Date(wallMs).toISOString(),
    ['tim-unread', ...words.map(shellWord)].join(' '),
    // With its causes, and what hangs on it.
    inspect(error, { depth: 5 }),
    '',
  ].join('\n');
