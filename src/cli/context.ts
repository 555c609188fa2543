import type { StopSignal } from '../core/errors/interrupted.ts';
import type { Clock } from '../core/ports.ts';
import type { Secrets } from '../core/text/secrets.ts';
import type { MessagesByLanguage } from '../messages/languages.ts';
import type { Messages } from '../messages/messages.ts';
import type { Surroundings } from '../wiring/surroundings.ts';
import type { Flags } from './flags/flag-table.ts';
import type { Environment } from './flags/settings.ts';
import type { Stream, Terminal } from './output/terminal.ts';

/** What a command needs from the process. */
export type Host = {
  /**
   * Held signals do not end the process; the listener receives them.
   *
   * @returns a function that releases the signals
   */
  readonly holdSignals: (signals: readonly StopSignal[], listener: (signal: StopSignal) => void) => () => void;
  /**
   * For a command that holds no signals: they end the process, one that has come before too.
   *
   * @param before - what is done before; a second signal does not wait for it. It resolves to false where the process is at
   * its end already
   */
  readonly letSignalsEnd: (before?: (signal: StopSignal) => Promise<boolean>) => void;
  /** For a command that will hold signals. @returns one that has come before, and still waits for it */
  readonly cameEarly: () => StopSignal | undefined;
  /**
   * @param listener - receives an uncaught error before it ends the process
   * @returns a function that removes the listener
   */
  readonly onUncaught: (listener: (error: Error) => void) => () => void;
  /**
   * @param listener - called when somebody asks by a signal how far the run is: SIGUSR1, or SIGINFO where there is one
   * @returns a function that removes the listener
   */
  readonly onLook: (listener: () => void) => () => void;
  /** Makes the garbage collector run early, for long runs. */
  readonly collectEarly: () => void;
};

/** The world around a command line, except for files. */
export type World = {
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** writes to standard output without the removal of secrets; left out where `stdout` removes none */
  readonly writeSecret?: (text: string) => void;
  /** opened on request only */
  readonly stdin: () => NodeJS.ReadStream;
  readonly environment: Environment;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** see `Surroundings` */
  readonly maker: Surroundings['maker'];
  readonly languages: MessagesByLanguage;
  readonly host: Host;
  /** bugs whose stack stands in a log already, and the path of that */
  readonly loggedBugs: WeakMap<Error, string>;
  /** the words that start this program: `npx tim-unread` */
  readonly program: string;
};

/** What every command receives. */
export type Context = Omit<World, 'stdout' | 'stderr' | 'writeSecret'> & {
  readonly flags: Flags;
  /** the arguments after `tim-unread` */
  readonly words: readonly string[];
  /** of the language that was chosen */
  readonly messages: Messages;
  readonly terminal: Terminal;
};
