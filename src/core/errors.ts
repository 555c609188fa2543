/** Exit statuses of the command line: the table of the README, also shown in `--help`. */
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

/** A flag, a variable or a combination of them that cannot be meant. */
export class SettingsError extends TimUnreadError {
  readonly code = 'TU_SETTINGS';
  readonly exitCode = ExitCode.usage;
  constructor(
    message: string,
    override readonly hint: string,
  ) {
    super(message);
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

/** The state folder cannot be used, and nothing was sent. */
export class StateFolderError extends TimUnreadError {
  readonly code = 'TU_STATE_FOLDER';
  readonly exitCode = ExitCode.usage;
  constructor(
    message: string,
    override readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The state folder belongs to another input, another target or other settings, and nothing was sent. */
export class WrongStateError extends TimUnreadError {
  readonly code = 'TU_WRONG_STATE';
  readonly exitCode = ExitCode.wrongState;
  constructor(
    message: string,
    override readonly hint: string,
  ) {
    super(message);
  }
}

/**
 * The disk or the system refused a file of the state folder: before the first call, or in the middle of the run; then
 * sending stopped first.
 */
export class JournalError extends TimUnreadError {
  readonly code = 'TU_JOURNAL';
  readonly exitCode = ExitCode.stoppedEarly;
  override readonly hint =
    'Make room, or make the folder writable; then the same command goes on, and nothing is lost.';
  constructor(path: string, cause: Error, deed: 'read' | 'written' = 'written') {
    super(`${path} could not be ${deed}: ${cause.message}`, { cause });
  }
}

/** A reply that no other row could improve on: the run stops, its rows stay pending. */
export class FatalReplyError extends TimUnreadError {
  readonly code = 'TU_FATAL_REPLY';
  readonly exitCode = ExitCode.stoppedEarly;
  constructor(
    message: string,
    override readonly hint: string,
    readonly errorCode: number | null,
  ) {
    super(message);
  }
}

/** The target answers, and refuses every question about counts and groups. */
export class ReadsRefusedError extends TimUnreadError {
  readonly code = 'TU_READS_REFUSED';
  readonly exitCode = ExitCode.stoppedEarly;
  override readonly hint =
    'Check that --admin is an App admin, and that this app may call get_group_info, get_role_in_group, get_specified_group_member_info and get_joined_group_list; then the same command goes on. import needs none of them: with --no-group-check it does not ask.';
  constructor(count: number, errorCode: number | null, message: string) {
    const what = count === 1 ? 'a question was refused' : `${count} questions in a row were refused, the last`;
    super(`${what} with code ${errorCode}: ${message}`);
  }
}

/** Nothing got through to the target for longer than `--give-up-after`. */
export class OutOfReachError extends TimUnreadError {
  readonly code = 'TU_OUT_OF_REACH';
  readonly exitCode = ExitCode.stoppedEarly;
  override readonly hint =
    'Check the network, the region and --endpoint. When the target is back, the same command goes on where it stopped.';
  constructor(reason: string, afterText: string) {
    super(`the target was out of reach for ${afterText}; last seen: ${reason}`);
  }
}

/** More rows failed than `--max-failures` allows. */
export class TooManyFailuresError extends TimUnreadError {
  readonly code = 'TU_TOO_MANY_FAILURES';
  readonly exitCode = ExitCode.stoppedEarly;
  override readonly hint =
    'Look at failures.csv. To go on all the same, leave --max-failures out or give a larger one:';
  constructor(failed: number, allowed: string) {
    super(`${failed} rows failed, more than --max-failures ${allowed} allows`);
  }
}

/** Signals that ask a run to stop. */
export const STOP_SIGNALS = {
  SIGHUP: ExitCode.sighup,
  SIGINT: ExitCode.sigint,
  SIGTERM: ExitCode.sigterm,
} as const;
export type StopSignal = keyof typeof STOP_SIGNALS;

/** The user asked to stop, or closed the terminal. */
export class Interrupted extends TimUnreadError {
  readonly code = 'TU_INTERRUPTED';
  override readonly hint = 'The same command goes on where it stopped.';
  readonly exitCode: ExitCode;
  constructor(readonly signal: StopSignal) {
    super(`interrupted by ${signal}`);
    this.exitCode = STOP_SIGNALS[signal];
  }
}
