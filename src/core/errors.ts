/** Exit statuses of the command line: the contract's table, also shown in `--help` and the README. */
export const ExitCode = {
  ok: 0,
  bug: 1,
  usage: 2,
  rowsFailed: 3,
  stoppedEarly: 4,
  wrongState: 5,
  sighup: 129,
  sigint: 130,
  sigterm: 143,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What happened, as values: `kind` names its text in every language of `src/messages`. No secret is among them. */
export type Fact = { readonly kind: string };

/**
 * An end that was foreseen. Its fact says what happened, and the catalogue of messages has the words for it and for what to
 * type next. Anything else that is thrown is a bug and keeps its stack.
 */
export abstract class TimUnreadError extends Error {
  /** stable and documented */
  abstract readonly code: string;
  abstract readonly exitCode: ExitCode;
  readonly fact: Fact | undefined = undefined;
  readonly hint: string = '';

  constructor(fact: Fact | string, options?: ErrorOptions) {
    super(typeof fact === 'string' ? fact : fact.kind, options);
  }

  override get name(): string {
    return this.constructor.name;
  }
}

/** The path of a state folder that is the path of a file. */
export type StateSettingsFact = { readonly kind: 'state-folder-is-file'; readonly folder: string };

/** A flag, a variable or a combination of them that cannot be meant. */
export class SettingsError extends TimUnreadError {
  readonly code = 'TU_SETTINGS';
  readonly exitCode = ExitCode.usage;
  override readonly fact: StateSettingsFact | undefined;
  constructor(
    fact: StateSettingsFact | string,
    override readonly hint = '',
  ) {
    super(fact);
    this.fact = typeof fact === 'string' ? undefined : fact;
  }
}

/** An input that cannot be opened, or in which no row can be found. */
export class InputError extends TimUnreadError {
  readonly code = 'TU_INPUT';
  readonly exitCode = ExitCode.usage;
  constructor(
    readonly path: string,
    message: string,
    override readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${message}`, options);
  }
}

/** The input could be opened, but not read to its end. */
export class InputBrokeOffError extends TimUnreadError {
  readonly code = 'TU_INPUT_BROKE_OFF';
  readonly exitCode = ExitCode.stoppedEarly;
  override readonly hint: string;
  /** what sets the input right, for whoever has no run that could go on */
  readonly remedy: string;
  /** what was read before may be wrong too */
  readonly isCorrupt: boolean;
  /** @param advice - `hint` is that of a run, which goes on with the same command */
  constructor(path: string, cause: Error, advice: BrokeOffAdvice = DISK_ADVICE) {
    super(`${path} could not be read any further: ${cause.message}`, { cause });
    this.hint = advice.hint;
    this.remedy = advice.remedy;
    this.isCorrupt = advice.isCorrupt;
  }
}

type BrokeOffAdvice = { readonly hint: string; readonly remedy: string; readonly isCorrupt: boolean };

const DISK_ADVICE: BrokeOffAdvice = {
  hint: 'Nothing is lost. When the disk answers again, the same command goes on.',
  remedy: 'Look after the disk that it is on.',
  isCorrupt: false,
};

/** What was read of the input no longer stands in it: noticed in the middle of the run, which stopped. */
export class InputChangedError extends TimUnreadError {
  readonly code = 'TU_INPUT_CHANGED';
  readonly exitCode = ExitCode.stoppedEarly;
  /** for whoever has no run that could go on */
  readonly remedy = 'Wait until nobody writes to it any more.';
  constructor(
    path: string,
    what: string,
    override readonly hint = 'Put the file back as it was, and the same command goes on; where rows were read from the changed part already, it will be refused, and --restart begins again from row 1 (the state folder is kept under a dated name).',
  ) {
    super(`${path} changed while it was read: ${what}`);
  }
}

/** `count` rows have a pair that stands in an earlier row too; `examples` are the first of them. */
export type DuplicateFact = {
  readonly kind: 'duplicate-rows';
  readonly path: string;
  readonly count: number;
  readonly examples: readonly {
    readonly groupId: string;
    readonly account: string;
    readonly line: number;
    readonly unread: number;
    readonly firstLine: number;
    readonly firstUnread: number;
  }[];
};

/** Rows of the same pair, where the user wants none; nothing was sent. */
export class DuplicateRowsError extends TimUnreadError {
  readonly code = 'TU_DUPLICATES';
  readonly exitCode = ExitCode.usage;
  constructor(override readonly fact: DuplicateFact) {
    super(fact);
  }
}

/** Why a state folder cannot be used; `reason` is the text of the operating system. */
export type StateFolderFact =
  | { readonly kind: 'state-folder-unusable'; readonly path: string; readonly reason: string }
  | { readonly kind: 'state-folder-has-foreign-files'; readonly folder: string; readonly names: readonly string[] }
  /** it cannot be renamed */
  | { readonly kind: 'state-folder-not-movable'; readonly folder: string; readonly errorCode: string }
  /** a file that is not ours has the name of the lock */
  | { readonly kind: 'state-lock-is-foreign'; readonly path: string };

/** The state folder cannot be used, and nothing was sent. */
export class StateFolderError extends TimUnreadError {
  readonly code = 'TU_STATE_FOLDER';
  readonly exitCode = ExitCode.usage;
  constructor(
    override readonly fact: StateFolderFact,
    options?: ErrorOptions,
  ) {
    super(fact, options);
  }
}

type StateTarget =
  | { readonly kind: 'tim'; readonly sdkappid: number; readonly endpoint: string }
  | { readonly kind: 'simulator' };

/** A part of how the input is read; undefined where it is not set. */
export type ReadingDifference = { readonly field: string; readonly before: unknown; readonly now: unknown };

/** The process that a state folder is locked by. @param since - ISO 8601 UTC */
export type StateHolder = { readonly pid: number; readonly host: string; readonly since: string };

/** Why a run cannot go on from what the state folder holds. */
export type StateFact =
  | {
      readonly kind: 'checkpoint-unreliable';
      readonly path: string;
      readonly why: 'empty' | 'not-json' | 'damaged' | 'wrong-checksum';
    }
  | {
      readonly kind: 'checkpoint-newer';
      readonly path: string;
      readonly version: number;
      /** the newest version that can be read */
      readonly knownVersion: number;
    }
  | { readonly kind: 'checkpoint-missing'; readonly path: string }
  | { readonly kind: 'rows-file-missing'; readonly path: string }
  | { readonly kind: 'rows-file-changed'; readonly path: string; readonly endedAtByte: number }
  | { readonly kind: 'state-of-real-run'; readonly folder: string }
  | {
      readonly kind: 'state-of-other-target';
      readonly folder: string;
      /** of a command that only asks */
      readonly isAudit: boolean;
      readonly before: StateTarget;
      readonly now: StateTarget;
    }
  | {
      readonly kind: 'state-of-other-reading';
      readonly folder: string;
      readonly isAudit: boolean;
      readonly differences: readonly ReadingDifference[];
    }
  | { readonly kind: 'state-made-just-now'; readonly folder: string }
  | {
      readonly kind: 'state-in-use';
      readonly folder: string;
      /** undefined where it has not written its name yet */
      readonly holder: StateHolder | undefined;
      readonly isThisProcess: boolean;
    };

/** The state folder belongs to another input, another target or other settings, and nothing was sent. */
export class WrongStateError extends TimUnreadError {
  readonly code = 'TU_WRONG_STATE';
  readonly exitCode = ExitCode.wrongState;
  override readonly fact: StateFact | undefined;
  constructor(
    fact: StateFact | string,
    override readonly hint = '',
  ) {
    super(fact);
    this.fact = typeof fact === 'string' ? undefined : fact;
  }
}

/** Which file the disk or the system refused; `reason` is its text. */
export type JournalFact =
  | { readonly kind: 'state-not-read'; readonly path: string; readonly reason: string }
  | { readonly kind: 'state-not-written'; readonly path: string; readonly reason: string };

/**
 * The disk or the system refused a file of the state folder: before the first call, or in the middle of the run; then
 * sending stopped first.
 */
export class JournalError extends TimUnreadError {
  readonly code = 'TU_JOURNAL';
  readonly exitCode = ExitCode.stoppedEarly;
  constructor(
    override readonly fact: JournalFact,
    options?: ErrorOptions,
  ) {
    super(fact, options);
  }
}

/** A reason of `core/target/reason.ts`; this file imports nothing. */
type Because = { readonly code: string };

export type FatalReplyFact =
  | {
      readonly kind: 'fatal-reply';
      readonly errorCode: number;
      /** what the target said beside the code, cleaned */
      readonly said: string;
      /** how far this machine's clock is ahead of the target's, milliseconds; only where that may be the reason */
      readonly clockAheadMs: number | undefined;
    }
  /** an HTTP status that the API never answers with */
  | { readonly kind: 'http-status'; readonly status: number }
  /** `count` rows in a row were refused in a way that a lack of rights explains as well as a wrong row */
  | {
      readonly kind: 'rows-refused';
      readonly count: number;
      /** a row that had been set before was refused as well; else no row was ever set */
      readonly isKnownGoodRefused: boolean;
      readonly errorCode: number;
      readonly because: Because;
    }
  /** `count` rows in a row were refused with the same code, which no document lists */
  | { readonly kind: 'unknown-code'; readonly count: number; readonly errorCode: number; readonly because: Because };

/** A reply that no other row could improve on: the run stops, its rows stay pending. */
export class FatalReplyError extends TimUnreadError {
  readonly code = 'TU_FATAL_REPLY';
  readonly exitCode = ExitCode.stoppedEarly;
  constructor(override readonly fact: FatalReplyFact) {
    super(fact);
  }
}

export type QuestionsRefusedFact = {
  readonly kind: 'questions-refused';
  /** refused one after the other */
  readonly count: number;
  readonly errorCode: number | null;
  readonly because: Because;
};

/** The target answers, and refuses every question about counts and groups. */
export class ReadsRefusedError extends TimUnreadError {
  readonly code = 'TU_READS_REFUSED';
  readonly exitCode = ExitCode.stoppedEarly;
  constructor(override readonly fact: QuestionsRefusedFact) {
    super(fact);
  }
}

export type OutOfReachFact = { readonly kind: 'out-of-reach'; readonly afterMs: number; readonly because: Because };

/** Nothing got through to the target for longer than the user wants to wait. */
export class OutOfReachError extends TimUnreadError {
  readonly code = 'TU_OUT_OF_REACH';
  readonly exitCode = ExitCode.stoppedEarly;
  constructor(override readonly fact: OutOfReachFact) {
    super(fact);
  }
}

export type TooManyFailuresFact = {
  readonly kind: 'too-many-failures';
  readonly failed: number;
  readonly limit:
    | { readonly kind: 'rows'; readonly rows: number }
    | { readonly kind: 'percent'; readonly percent: number };
};

/** More rows failed than the user allows. */
export class TooManyFailuresError extends TimUnreadError {
  readonly code = 'TU_TOO_MANY_FAILURES';
  readonly exitCode = ExitCode.stoppedEarly;
  constructor(override readonly fact: TooManyFailuresFact) {
    super(fact);
  }
}

/** Signals that ask a run to stop. */
export const STOP_SIGNALS = {
  SIGHUP: ExitCode.sighup,
  SIGINT: ExitCode.sigint,
  SIGTERM: ExitCode.sigterm,
} as const;
export type StopSignal = keyof typeof STOP_SIGNALS;

export type InterruptedFact = { readonly kind: 'interrupted'; readonly signal: StopSignal };

/** The user asked to stop, or closed the terminal. */
export class Interrupted extends TimUnreadError {
  readonly code = 'TU_INTERRUPTED';
  readonly exitCode: ExitCode;
  constructor(override readonly fact: InterruptedFact) {
    super(fact);
    this.exitCode = STOP_SIGNALS[fact.signal];
  }
}
