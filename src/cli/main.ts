import { SettingsError } from '../core/errors/settings-error.ts';
import { Secrets } from '../core/text/secrets.ts';
import { systemClock } from '../io/clock.ts';
import { LANGUAGES } from '../messages/languages.ts';
import { configFolder, openMaker } from '../wiring/maker.ts';
import type { World } from './context.ts';
import type { EarlySignals } from './early-signals.ts';
import { processHost, scrubWrites } from './host.ts';
import { createTerminal } from './output/terminal.ts';
import { programWords } from './program-words.ts';
import { runCommandLine, tellEnd } from './run-command-line.ts';

/** @returns undefined where it is there no more: then no path can be resolved */
const workingFolder = (): string | undefined => {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
};

/**
 * Runs one command line and sets the exit status of the process.
 *
 * @param argv - as `process.argv`
 * @param early - signals that came before
 */
export const main = async (argv: readonly string[], early: EarlySignals): Promise<void> => {
  const cwd = workingFolder();
  const secrets = new Secrets();
  const writeSecret = scrubWrites(process.stdout, secrets);
  scrubWrites(process.stderr, secrets);
  const world: World = {
    stdout: process.stdout,
    writeSecret,
    stderr: process.stderr,
    stdin: () => process.stdin,
    environment: process.env,
    secrets,
    clock: systemClock,
    maker: () => openMaker(configFolder(process.env)),
    languages: LANGUAGES,
    host: processHost(early),
    loggedBugs: new WeakMap(),
    program: programWords({ argv, environment: process.env, cwd }),
  };
  const words = argv.slice(2);
  const terminal = createTerminal(world);
  process.on('uncaughtException', (error) => process.exit(tellEnd(error, words, world, terminal)));
  process.exitCode =
    cwd === undefined
      ? tellEnd(new SettingsError({ kind: 'working-folder-gone' }), words, world, terminal)
      : await runCommandLine(words, world, terminal);
};
