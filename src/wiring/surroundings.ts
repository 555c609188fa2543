import type { Clock, OnEvent } from '../core/ports.ts';
import type { Secrets } from '../core/text/secrets.ts';
import type { Scanning, Warning } from '../core/warnings.ts';
import type { Messages } from '../messages/messages.ts';

/** What the edges are built from: everything that belongs to the process, handed in by the face that it has. */
export type Surroundings = {
  readonly clock: Clock;
  /** from 0 to below 1 */
  readonly random: () => number;
  readonly secrets: Secrets;
  /** the language of what stands in the files of a run */
  readonly messages: Messages;
  /** opened when it is asked for, and not before */
  readonly stdin: () => NodeJS.ReadStream;
  readonly onEvent: OnEvent;
  readonly onWarning: (warning: Warning) => void;
  readonly onScanning: (scanning: Scanning) => void;
};

/** What ends a command early: `halt`, and no new call starts; `cut`, and the calls in flight end too. */
export type StopSignals = { readonly halt: AbortSignal; readonly cut: AbortSignal };
