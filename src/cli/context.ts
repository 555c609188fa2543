import type { Clock } from '../core/ports.ts';
import type { Secrets } from '../core/text/secrets.ts';
import type { Environment, Flags } from './flags/settings.ts';
import type { Terminal } from './output/terminal.ts';

/** What every command is given of the world. */
export type Context = {
  readonly flags: Flags;
  /** what was typed behind `tim-unread` */
  readonly words: readonly string[];
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** opened when it is asked for, and not before */
  readonly stdin: () => NodeJS.ReadStream;
};
