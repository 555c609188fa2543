import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { ExitCode, TimUnreadError } from '../core/errors/error.ts';
import { Interrupted } from '../core/errors/interrupted.ts';
import { SettingsError } from '../core/errors/settings-error.ts';
import { shellWord } from '../core/text/text.ts';
import { FOR_PROGRAMS } from '../messages/languages.ts';
import { type Messages, told } from '../messages/messages.ts';
import type { Told } from '../messages/told.ts';
import { refusedObject } from '../report/json/refused-json.ts';
import type { RefusedJson } from '../report/json/schema.ts';
import { writeCrashFile } from '../wiring/crash-file.ts';
import type { World } from './context.ts';
import { withoutFlagOfNode } from './flags/env-file-flag.ts';
import { addSecretsOf, addSecretsOfWords } from './flags/environment-secrets.ts';
import { languageOf } from './flags/language.ts';
import { wayOut } from './output/proposed-command.ts';
import { tellError, warn } from './output/tell.ts';
import { createTerminal, printObjects, type Terminal } from './output/terminal.ts';
import { isCommandName, runProgram, shownError } from './program.ts';
import { NAME } from './program-words.ts';
import { VERSION } from './version.ts';

/**
 * Runs one command line. It touches the process only through `world`, so two can run in one process.
 *
 * @param typed - the arguments after `tim-unread`
 */
export const runCommandLine = async (
  typed: readonly string[],
  world: World,
  terminal = createTerminal(world),
): Promise<ExitCode> => {
  const { stdout, stderr, writeSecret, ...rest } = world;
  const words = withoutFlagOfNode(typed);
  // Added before anything can go wrong. Secrets from files are added when they are read.
  addSecretsOf(world.environment, world.secrets);
  addSecretsOfWords(words, world.secrets);
  const messages = messagesOf(words, world);
  // Where it is installed, Node has left the flag to us.
  if (world.program !== NAME && words.some((word, at) => word !== typed[at])) {
    warn({ terminal, messages }, { kind: 'env-file-is-of-node' });
  }
  const exitCode = await runProgram({ ...rest, words, messages, terminal }).catch((error) =>
    tellEnd(error, words, world, terminal),
  );
  const reason = await terminal.lostResult();
  if (reason === undefined) return exitCode;
  terminal.talk(messages.talk.resultLost(reason));
  // Who reads the result must not take it for whole.
  return exitCode === ExitCode.ok ? ExitCode.stoppedEarly : exitCode;
};

/**
 * Reports the error that ended a command: to people, and with `--json` to programs too, unless its result was printed
 * already.
 *
 * @returns the exit status for it
 */
export const tellEnd = (thrown: unknown, words: readonly string[], world: World, terminal: Terminal): ExitCode => {
  const error = asForeseen(thrown);
  const messages = messagesOf(words, world);
  const { talk } = FOR_PROGRAMS;
  const refuse = (exitCode: ExitCode, refusal: RefusedJson['error']): ExitCode => {
    if (isJson(words) && !terminal.hasResult()) {
      // The catalogue does not know how this program was started.
      const next = refusal.next.replaceAll('npx tim-unread ', `${world.program} `);
      printObjects(terminal, [refusedObject(commandIn(words), exitCode, { ...refusal, next })]);
    }
    return exitCode;
  };
  if (error instanceof CommanderError) {
    // Commander has printed its own errors already. Help and version also end here.
    if (error.exitCode === 0) return ExitCode.ok;
    const message = shownError(error.message, FOR_PROGRAMS).replace(/^error: /, '');
    return refuse(ExitCode.usage, { code: 'TU_USAGE', message, next: talk.seeHelp });
  }
  if (error instanceof TimUnreadError) {
    const way = wayOut(error, words, world.program);
    const toldIn = (language: Messages): Told => {
      const said = told(language, error);
      return error instanceof Interrupted && isTyped('--restart', words)
        ? { ...said, next: language.talk.beginAnew }
        : said;
    };
    tellError({ terminal, messages }, toldIn(messages), error.code, way);
    const { text, next } = toldIn(FOR_PROGRAMS);
    return refuse(error.exitCode, {
      code: error.code,
      message: text,
      next: way === undefined ? next : `${next} ${talk.wholeCommand} ${way}`,
    });
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const log = error instanceof Error ? world.loggedBugs.get(error) : undefined;
  const file = log ?? writeCrashFile(world.secrets.scrub(crashText(error, words, world.clock.wallMs())));
  terminal.talk(messages.talk.bug({ stack, file, isLog: log !== undefined }));
  const message = error instanceof Error ? error.message : String(error);
  return refuse(ExitCode.bug, { code: 'TU_BUG', message, next: talk.reportBug });
};

/** Also what loads a module ends so where the process has all files open that it may. */
const asForeseen = (error: unknown): unknown => {
  const { code } = Object(error) as { code?: unknown };
  if (error instanceof TimUnreadError || (code !== 'EMFILE' && code !== 'ENFILE')) return error;
  return new SettingsError({ kind: 'open-files-few', errorCode: code }, { cause: error });
};

const messagesOf = (words: readonly string[], { environment, languages }: World): Messages =>
  languages[languageOf(words, environment)];

/** Known also where the rest of what was typed cannot be understood. */
const isJson = (words: readonly string[]): boolean => isTyped('--json', words);

const isTyped = (flag: string, words: readonly string[]): boolean => {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).includes(flag);
};

const commandIn = (words: readonly string[]): string | null => words.find((word) => isCommandName(word)) ?? null;

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
