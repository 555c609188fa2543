import { copyFileSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Host, World } from '../../src/cli/context.ts';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import type { StopSignal } from '../../src/core/errors/interrupted.ts';
import { Secrets } from '../../src/core/text/secrets.ts';
import { systemClock } from '../../src/io/clock.ts';
import { LANGUAGES } from '../../src/messages/languages.ts';
import { openMaker } from '../../src/wiring/maker.ts';
import type { Ended } from './binary.ts';
import { TextStream } from './streams.ts';
import { tempFolder } from './temp.ts';
import { until } from './until.ts';
import { unwrapped } from './unwrapped.ts';

/** A host that does not touch the process; `send` does what a signal does. */
class TestHost implements Host {
  readonly #listeners = new Set<(signal: StopSignal) => void>();
  readonly holdSignals: Host['holdSignals'] = (_, listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly letSignalsEnd = (): void => {};
  readonly cameEarly: Host['cameEarly'] = () => undefined;
  readonly onLook: Host['onLook'] = () => () => {};
  readonly onUncaught: Host['onUncaught'] = () => () => {};
  readonly collectEarly = (): void => {};

  send(signal: StopSignal): void {
    for (const listener of [...this.#listeners]) listener(signal);
  }

  get isListening(): boolean {
    return this.#listeners.size > 0;
  }
}

/** The user of this test run has a key of his own. */
const CONFIG_FOLDER = join(mkdtempSync(join(tmpdir(), 'tim-unread-config-')), 'tim-unread');

type CommandOptions = {
  /** all that there is: settings of the machine that runs the tests do not reach the command */
  readonly env?: Readonly<Record<string, string>>;
  /** the folder of the process while it runs; commands that run at the same time share it */
  readonly cwd?: string;
  /** `open`: the test writes it; else there is nothing behind it */
  readonly stdin?: string | Buffer | 'open';
  readonly world?: Partial<World>;
};

export type RunningCommand = {
  readonly ended: Promise<Ended>;
  /** what was written so far */
  readonly stdout: () => string;
  /** resolves when standard error has contained the text this many times, wherever its lines were broken */
  readonly talked: (text: string, times?: number) => Promise<void>;
  /** Does what a signal does, as soon as the command holds it. */
  readonly signal: (signal: StopSignal) => Promise<void>;
  /** Ends it so that its state folder is as it is at this instant, as SIGKILL leaves it. */
  readonly kill: (stateDir: string) => Promise<void>;
  readonly stdin: PassThrough;
};

// Whoever listens to these decides how the process ends.
const PROCESS_EVENTS = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'uncaughtException',
  'uncaughtExceptionMonitor',
  'unhandledRejection',
  'warning',
];
const listeners = (): string => PROCESS_EVENTS.map((event) => `${event} ${process.listenerCount(event)}`).join(', ');

const atWork = { commands: 0, home: process.cwd(), listeners: '' };

const enter = (cwd: string | undefined): void => {
  if (atWork.commands === 0) {
    atWork.listeners = listeners();
    if (cwd !== undefined) process.chdir(cwd);
  } else if (cwd !== undefined && cwd !== process.cwd()) {
    throw new Error(`a command is at work in ${process.cwd()}, another one cannot be in ${cwd}`);
  }
  atWork.commands += 1;
};

const leave = (): void => {
  atWork.commands -= 1;
  if (atWork.commands > 0) return;
  process.chdir(atWork.home);
  if (listeners() !== atWork.listeners) throw new Error(`listeners before: ${atWork.listeners}; now: ${listeners()}`);
};

/**
 * Writes go on in threads while files are copied. The checkpoint comes first: files that are newer than it are what a crash
 * leaves too, older ones never are.
 */
const copyState = (from: string, to: string): void => {
  const isCheckpoint = (name: string): boolean => name.endsWith('checkpoint.json');
  const names = readdirSync(from).filter((name) => !name.endsWith('.tmp'));
  mkdirSync(to);
  for (const name of [...names.filter(isCheckpoint), ...names.filter((one) => !isCheckpoint(one))]) {
    copyFileSync(join(from, name), join(to, name));
  }
};

/** Starts a whole command line in this process. */
export const startCommand = (
  words: readonly string[],
  { env = {}, cwd, stdin, world = {} }: CommandOptions = {},
): RunningCommand => {
  const stdout = new TextStream();
  const stderr = new TextStream();
  const input = new PassThrough();
  if (stdin !== 'open') input.end(stdin ?? '');
  const host = new TestHost();
  const run = async (): Promise<Ended> => {
    enter(cwd);
    try {
      const code = await runCommandLine(words, {
        stdout,
        stderr,
        stdin: () => input as unknown as NodeJS.ReadStream,
        maker: () => openMaker(CONFIG_FOLDER),
        environment: env,
        secrets: new Secrets(),
        clock: systemClock,
        languages: LANGUAGES,
        host,
        loggedBugs: new WeakMap(),
        program: 'npx tim-unread',
        ...world,
      });
      return { code, stdout: stdout.text, stderr: stderr.text };
    } finally {
      leave();
    }
  };
  const ended = run();
  const signal = async (name: StopSignal): Promise<void> => {
    await until(() => host.isListening);
    host.send(name);
  };
  return {
    ended,
    stdout: () => stdout.text,
    talked: (text, times = 1) => until(() => unwrapped(stderr.text).split(text).length > times),
    signal,
    kill: async (stateDir) => {
      const copy = join(await tempFolder(), 'state');
      copyState(stateDir, copy);
      host.send('SIGTERM');
      host.send('SIGTERM');
      await ended;
      await rm(stateDir, { recursive: true });
      copyState(copy, stateDir);
    },
    stdin: input,
  };
};

/** Runs a whole command line in this process, to its end. */
export const runCommand = (words: readonly string[], options?: CommandOptions): Promise<Ended> =>
  startCommand(words, options).ended;
