import type { Clock, OnEvent } from '../core/ports.ts';
import type { InputRemark } from '../core/row/remark.ts';
import type { Secrets } from '../core/text/secrets.ts';
import type { Scanning, Warning } from '../core/warnings.ts';
import type { Maker } from '../io/journal/user-key.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import type { Messages } from '../messages/messages.ts';

/** What the edges need from the process. The caller (command line or library) passes it in. */
export type Surroundings = {
  readonly clock: Clock;
  /** at least 0 and below 1 */
  readonly random: () => number;
  readonly secrets: Secrets;
  /** of this program, for the pages that it writes */
  readonly version: string;
  /** the language of the texts in the files of a run */
  readonly messages: Messages;
  /** who makes a state folder, so that a folder of somebody else is known as such */
  readonly maker: () => Promise<Maker>;
  /** opened on request only */
  readonly stdin: () => NodeJS.ReadStream;
  readonly onEvent: OnEvent;
  readonly onWarning: (warning: Warning) => void;
  readonly onScanning: (scanning: Scanning) => void;
  /** What was noticed of an input, before the first call. Called for every input. */
  readonly onRemarks: (path: string, format: InputFormat, remarks: readonly InputRemark[]) => void;
};

/** What ends a command early. `halt`: no new call starts. `cut`: calls in flight are cut off too. */
export type StopSignals = { readonly halt: AbortSignal; readonly cut: AbortSignal };
