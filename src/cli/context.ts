import type { StopSignal } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import type { Secrets } from '../core/text/secrets.ts';
import type { Messages } from '../messages/messages.ts';
import type { Flags } from './flags/flag-table.ts';
import type { Environment } from './flags/settings.ts';
import type { Stream, Terminal } from './output/terminal.ts';

/** What only the process can do for a command. */
export type Host = {
  /**
   * Signals that are held do not end the process; the listener is told of them.
   *
   * @returns lets them go again
   */
  readonly holdSignals: (signals: readonly StopSignal[], listener: (signal: StopSignal) => void) => () => void;
  /**
   * @param listener - told of an error that nobody catches, before it ends the process
   * @returns takes the listener away
   */
  readonly onUncaught: (listener: (error: Error) => void) => () => void;
  /** Has memory given back early, for a run that takes long. */
  readonly collectEarly: () => void;
};

/** Everything outside of the command line, but for the files in the folder that the process is in. */
export type World = {
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** opened when it is asked for, and not before */
  readonly stdin: () => NodeJS.ReadStream;
  readonly environment: Environment;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly messages: Messages;
  readonly host: Host;
};

/** What every command is given. */
export type Context = Omit<World, 'stdout' | 'stderr'> & {
  readonly flags: Flags;
  /** what was typed behind `tim-unread` */
  readonly words: readonly string[];
  readonly terminal: Terminal;
};
