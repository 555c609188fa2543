import { createRequire } from 'node:module';
import { CommanderError } from 'commander';
import { ExitCode, TimUnreadError } from '../core/errors.ts';
import { Secrets } from '../core/text/secrets.ts';
import { systemClock } from '../io/clock.ts';
import { en } from '../messages/en.ts';
import { told } from '../messages/messages.ts';
import { addSecretsOf } from './flags/read-settings.ts';
import { tellError } from './output/tell-error.ts';
import { createTerminal, type Terminal } from './output/terminal.ts';
import { buildProgram } from './program.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** Runs one command of the command line and sets the exit status of the process. @param argv - as `process.argv` */
export const main = async (argv: readonly string[]): Promise<void> => {
  const secrets = new Secrets();
  const terminal = createTerminal(process, process.env, secrets);
  // Known before anything else can go wrong; what comes from files is added when they are read.
  addSecretsOf(process.env, secrets);
  process.on('uncaughtException', (error) => process.exit(tell(error, terminal)));
  const words = argv.slice(2);
  const context = {
    words,
    environment: process.env,
    terminal,
    secrets,
    clock: systemClock,
    stdin: () => process.stdin,
  };
  let exitCode: ExitCode = ExitCode.ok;
  const program = buildProgram(version, context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    exitCode = tell(error, terminal);
  }
  process.exitCode = exitCode;
};

/** @returns the exit status that goes with the error */
const tell = (error: unknown, terminal: Terminal): ExitCode => {
  // Commander has told its own errors already; help and version end here too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (error instanceof TimUnreadError) {
    tellError(terminal, told(en, error), error.code);
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.talk(`This is a bug in tim-unread. Nothing is lost: the same command goes on. Please report:\n${stack}`);
  return ExitCode.bug;
};
