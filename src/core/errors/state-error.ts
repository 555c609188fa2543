import { ExitCode, TimUnreadError } from './error.ts';

/** Why a state folder cannot be used. `reason` is the text of the operating system. */
export type StateFolderFact =
  | { readonly kind: 'state-folder-unusable'; readonly path: string; readonly reason: string }
  | { readonly kind: 'state-folder-has-foreign-files'; readonly folder: string; readonly names: readonly string[] }
  /** the folder cannot be renamed */
  | { readonly kind: 'state-folder-not-movable'; readonly folder: string; readonly errorCode: string }
  /** the lock file is there, but this program did not write it */
  | { readonly kind: 'state-lock-is-foreign'; readonly path: string };

/** The state folder cannot be used, and nothing was sent. */
export class StateFolderError extends TimUnreadError<StateFolderFact> {
  readonly code = 'TU_STATE_FOLDER';
  readonly exitCode = ExitCode.usage;
}

type StateTarget =
  | { readonly kind: 'tim'; readonly sdkappid: number; readonly endpoint: string }
  | { readonly kind: 'simulator' };

/** A setting of how the input is read that has changed; undefined when it is not set. */
export type ReadingDifference = { readonly field: string; readonly before: unknown; readonly now: unknown };

/** What has become of rows that were sent, where the input is read in another way. */
export type KeptRows = {
  /** of which a value is another one now */
  readonly differing: number;
  /** on whose lines no row begins now */
  readonly gone: number;
  /** of the first of both */
  readonly lines: readonly number[];
};

/** The process that has locked a state folder. @param since - ISO 8601 UTC */
export type StateHolder = { readonly pid: number; readonly host: string; readonly since: string };

/** Why a state folder, or a file in it, may have been prepared by somebody else. */
export type NotOurs = 'link' | 'not-a-file' | 'several-names' | 'other-owner' | 'open-folder' | 'too-large';

/** Why a run cannot resume from the state folder. */
export type StateFact =
  | { readonly kind: 'state-not-ours'; readonly path: string; readonly why: Exclude<NotOurs, 'other-owner'> }
  /** `owner`: the number of the user; `isRoot`: this process is root's, as with sudo */
  | {
      readonly kind: 'state-of-other-user';
      readonly path: string;
      readonly folder: string;
      readonly owner: number;
      readonly isRoot: boolean;
    }
  | {
      readonly kind: 'checkpoint-unreliable';
      readonly path: string;
      readonly why: 'empty' | 'not-json' | 'damaged' | 'wrong-checksum';
    }
  | {
      readonly kind: 'checkpoint-newer';
      readonly path: string;
      readonly version: number;
      /** the newest version that this program can read */
      readonly knownVersion: number;
    }
  /** `foreign`: names in the folder that no run leaves there */
  | { readonly kind: 'checkpoint-missing'; readonly path: string; readonly foreign: readonly string[] }
  | { readonly kind: 'rows-file-missing'; readonly path: string }
  | { readonly kind: 'rows-file-changed'; readonly path: string; readonly endedAtByte: number }
  | { readonly kind: 'state-of-real-run'; readonly folder: string }
  | {
      readonly kind: 'state-of-other-target';
      readonly folder: string;
      /** the folder is of `check` or `verify` */
      readonly isAudit: boolean;
      readonly before: StateTarget;
      readonly now: StateTarget;
    }
  | {
      readonly kind: 'state-of-other-reading';
      readonly folder: string;
      readonly isAudit: boolean;
      readonly differences: readonly ReadingDifference[];
      /** the rows that were sent, where some of them would be others now */
      readonly kept?: KeptRows;
    }
  /** of inputs that are so many that they are one run, one has a run of its own */
  | { readonly kind: 'state-of-single-inputs'; readonly path: string; readonly folder: string; readonly inputs: number }
  /** of inputs that are one run, those that are done are not the first ones that were given */
  | { readonly kind: 'state-of-other-inputs'; readonly path: string; readonly folder: string; readonly inputs: number }
  /** how many shares the run before was one of, and this one is; undefined: it takes all rows */
  | {
      readonly kind: 'state-of-other-shares';
      readonly folder: string;
      readonly before: number | undefined;
      readonly now: number | undefined;
    }
  | { readonly kind: 'state-made-just-now'; readonly folder: string }
  | {
      readonly kind: 'state-in-use';
      readonly folder: string;
      /** undefined when the holder has not written its name yet */
      readonly holder: StateHolder | undefined;
      readonly isThisProcess: boolean;
    };

/** Why an input is not the one that the run began with. */
export type InputStateFact =
  | {
      readonly kind: 'done-part-shortened';
      readonly path: string;
      readonly sizes: { readonly sizeBytes: number; readonly doneBytes: number } | undefined;
    }
  /** so many bytes of it are done; undefined, as `sizes` are, where its text is not what stands in the file */
  | { readonly kind: 'done-part-rewritten'; readonly path: string; readonly doneBytes: number | undefined }
  | { readonly kind: 'done-line-grown'; readonly path: string }
  /** of several inputs with runs of their own, those that are not what they were */
  | { readonly kind: 'inputs-changed'; readonly paths: readonly string[] };

/** The state folder belongs to another input, another target or other settings, and nothing was sent. */
export class WrongStateError extends TimUnreadError<StateFact | InputStateFact> {
  readonly code = 'TU_WRONG_STATE';
  readonly exitCode = ExitCode.wrongState;
}

/** What a process lacks that the disk or the operating system refuses. */
/** `place`: the folder in which it lay is gone */
export type Lack = 'room' | 'right' | 'writable-disk' | 'open-files' | 'place';

/** `reason`: the text of the operating system */
type Refused = { readonly path: string; readonly reason: string; readonly lack?: Lack | undefined };

/** The file that the disk or the operating system refused. */
export type JournalFact =
  | (Refused & { readonly kind: 'state-not-read' })
  | (Refused & { readonly kind: 'state-not-written' })
  /** the folder; `name`: its last part */
  /** `isHomeOpen`: the user can write into the home folder */
  | (Refused & { readonly kind: 'state-not-made'; readonly name: string; readonly isHomeOpen: boolean })
  /** somebody else has put it there while the run was on */
  | { readonly kind: 'state-swapped'; readonly path: string }
  /** the input is at its end, and the checkpoint counts so many rows that are not in it */
  | { readonly kind: 'state-beyond-input'; readonly path: string; readonly rows: number }
  /** this process was halted for so long that another host took it for dead */
  | { readonly kind: 'state-taken-over'; readonly folder: string };

/** The disk or the operating system refused a file of the state folder. Nothing is sent after that. */
export class JournalError extends TimUnreadError<JournalFact> {
  readonly code = 'TU_JOURNAL';
  readonly exitCode = ExitCode.stoppedEarly;
}
