import type { Clock, OnEvent } from '../core/ports.ts';
import type { Secrets } from '../core/text/secrets.ts';
import type { Messages } from '../messages/messages.ts';

/** What the edges are built from: everything that belongs to the process, handed in by the face that it has. */
export type World = {
  readonly clock: Clock;
  /** from 0 to below 1 */
  readonly random: () => number;
  readonly secrets: Secrets;
  /** the language of what stands in the files of a run */
  readonly messages: Messages;
  /** opened when it is asked for, and not before */
  readonly stdin: () => NodeJS.ReadStream;
  readonly onEvent: OnEvent;
  readonly onNotice: (notice: Notice) => void;
};

/** What somebody should know of the edges, before and beside what happens in a run. */
export type Notice =
  /** the file system keeps no locks: two runs at a time would not notice each other */
  | { readonly kind: 'folder-not-locked'; readonly folder: string }
  /** the run goes on without a log */
  | { readonly kind: 'log-not-written'; readonly path: string; readonly reason: string }
  | {
      readonly kind: 'finding-superseded';
      readonly path: string;
      readonly doneBytes: number;
      readonly sizeBytes: number | undefined;
    };

/** What ends a command early: `halt`, and no new call starts; `cut`, and the calls in flight end too. */
export type StopSignals = { readonly halt: AbortSignal; readonly cut: AbortSignal };
