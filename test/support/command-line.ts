import { Readable } from 'node:stream';
import type { Host, World } from '../../src/cli/context.ts';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import type { StopSignal } from '../../src/core/errors.ts';
import { Secrets } from '../../src/core/text/secrets.ts';
import { systemClock } from '../../src/io/clock.ts';
import { en } from '../../src/messages/en.ts';
import type { Ended } from './binary.ts';
import { TextStream } from './streams.ts';

/** A host that does not touch the process; `send` does what a signal does. */
export class TestHost implements Host {
  readonly #listeners = new Set<(signal: StopSignal) => void>();
  readonly holdSignals: Host['holdSignals'] = (_, listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly onUncaught: Host['onUncaught'] = () => () => {};
  readonly collectEarly = (): void => {};

  /** Waits for a listener and calls it. */
  async send(signal: StopSignal): Promise<void> {
    while (this.#listeners.size === 0) await systemClock.sleep(5, new AbortController().signal);
    for (const listener of [...this.#listeners]) listener(signal);
  }
}

/** Runs a whole command in this process, without the settings in the environment of the tests. */
export const runInProcess = async (words: readonly string[], overrides: Partial<World> = {}): Promise<Ended> => {
  const stdout = new TextStream();
  const stderr = new TextStream();
  const code = await runCommandLine(words, {
    stdout,
    stderr,
    stdin: () => Readable.from([]) as unknown as NodeJS.ReadStream,
    environment: {},
    secrets: new Secrets(),
    clock: systemClock,
    messages: en,
    host: new TestHost(),
    ...overrides,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
};
