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

/** Why a format cannot be settled for an input. */
export type InputSettingsFact =
  | {
      readonly kind: 'format-unknown';
      readonly path: string;
      readonly isStandardInput: boolean;
      /** those that can be chosen */
      readonly formats: readonly string[];
    }
  | { readonly kind: 'format-names-its-values'; readonly path: string };

/** A flag, a variable or a combination of them that cannot be meant. */
export class SettingsError extends TimUnreadError {
  readonly code = 'TU_SETTINGS';
  readonly exitCode = ExitCode.usage;
  override readonly fact: InputSettingsFact | undefined;
  constructor(
    fact: InputSettingsFact | string,
    override readonly hint = '',
  ) {
    super(fact);
    this.fact = typeof fact === 'string' ? undefined : fact;
  }
}

type PerField<Value> = { readonly groupId: Value; readonly account: Value; readonly unread: Value };

/** What the columns of an input may be meant to be, where those that are wanted are not found. */
export type ColumnGuess =
  | { readonly by: 'delimiter'; readonly delimiter: string }
  /** `plain` is the ASCII character that looks like the delimiter */
  | { readonly by: 'full-width-delimiter'; readonly delimiter: string; readonly plain: string }
  /** names in the input that look like those that are wanted: one at least */
  | { readonly by: 'name'; readonly names: Partial<PerField<string>> }
  /** names that look right and that no command line can hold */
  | { readonly by: 'untypable-name'; readonly names: readonly string[] }
  /** positions from 1, by the values of the record; each field that is left open is one of `candidates` */
  | { readonly by: 'value'; readonly positions: Partial<PerField<number>>; readonly candidates: readonly number[] }
  | { readonly by: 'nothing' };

/** Why a line cannot be read at all. */
export type LineProblem =
  | { readonly kind: 'too-long'; readonly code: 'line-too-long' }
  | { readonly kind: 'unparsable'; readonly code: 'quote-not-closed' }
  | { readonly kind: 'unparsable'; readonly code: 'text-after-closing-quote' }
  | { readonly kind: 'unparsable'; readonly code: 'quote-inside-value' }
  | { readonly kind: 'unparsable'; readonly code: 'not-one-record' }
  | { readonly kind: 'unparsable'; readonly code: 'not-csv' /** the parser's */; readonly errorCode: string }
  | { readonly kind: 'unparsable'; readonly code: 'not-json' }
  | { readonly kind: 'unparsable'; readonly code: 'not-json-object' }
  | {
      readonly kind: 'unparsable';
      readonly code: 'value-count';
      readonly found: number;
      readonly expected: number;
      /** which line says how many there are to be */
      readonly expectedBy: 'header' | 'first line';
    }
  | { readonly kind: 'undecodable'; readonly code: 'not-in-encoding'; readonly encoding: string }
  | { readonly kind: 'undecodable'; readonly code: 'not-utf8-as-marked' }
  | { readonly kind: 'undecodable'; readonly code: 'not-utf8-but-like'; readonly encoding: string }
  | { readonly kind: 'undecodable'; readonly code: 'not-utf8'; readonly candidates: readonly string[] };

/** In which encoding a line may be that cannot be decoded. Encodings are named as `TextDecoder` names them. */
export type EncodingGuess =
  /** the byte order mark of the file says UTF-8, and no flag outweighs it */
  | { readonly by: 'byte-order-mark' }
  | { readonly by: 'bytes'; readonly encoding: string }
  | { readonly by: 'nothing'; readonly candidates: readonly string[] };

/** A file that is no text, by its first bytes. */
export type BinaryKind = 'zip' | 'xls' | 'xz' | 'bzip2' | '7z' | 'tar' | 'gzip';

type AboutFirstRecord = {
  readonly path: string;
  readonly isStandardInput: boolean;
  /** it should be a header */
  readonly isHeader: boolean;
  /** the bytes of the input are text in no encoding */
  readonly looksBinary: boolean;
};

/** Why an input cannot be read. */
export type InputFact =
  | { readonly kind: 'input-missing'; readonly path: string }
  | { readonly kind: 'input-not-opened'; readonly path: string; readonly errorCode: string | undefined }
  | { readonly kind: 'input-not-a-file'; readonly path: string; readonly isFolder: boolean }
  | { readonly kind: 'pattern-without-match'; readonly path: string }
  | { readonly kind: 'input-empty'; readonly path: string }
  | { readonly kind: 'standard-input-is-keyboard'; readonly path: string }
  | { readonly kind: 'standard-input-read-twice'; readonly path: string }
  /** it broke off before its first row */
  | { readonly kind: 'input-unreadable'; readonly path: string; readonly why: InputBrokeOffFact }
  | {
      readonly kind: 'input-binary';
      readonly path: string;
      readonly isStandardInput: boolean;
      readonly found: BinaryKind;
      /** what it was unpacked from */
      readonly compression: string | undefined;
    }
  | { readonly kind: 'zstd-unsupported'; readonly path: string }
  | {
      readonly kind: 'archive-expected';
      readonly path: string;
      readonly extension: string;
      readonly compression: string;
    }
  | { readonly kind: 'utf-16-unmarked'; readonly path: string; readonly encoding: string }
  | { readonly kind: 'line-breaks-cr-only'; readonly path: string }
  | {
      readonly kind: 'json-over-lines';
      readonly path: string;
      readonly isStandardInput: boolean;
      readonly shape: 'array' | 'array-in-object' | 'objects';
      /** of the array in the object */
      readonly key: string | undefined;
      readonly compression: string | undefined;
    }
  | (AboutFirstRecord & { readonly kind: 'first-line-too-long' })
  | (AboutFirstRecord & { readonly kind: 'only-blank-lines' })
  | (AboutFirstRecord & {
      readonly kind: 'first-record-unreadable';
      readonly line: number;
      readonly problem: LineProblem;
      /** where it cannot be decoded */
      readonly encoding: EncodingGuess | undefined;
    })
  | { readonly kind: 'no-json-at-start'; readonly path: string; readonly isStandardInput: boolean }
  | { readonly kind: 'column-twice'; readonly path: string; readonly column: string }
  | {
      readonly kind: 'columns-missing';
      readonly path: string;
      /** of the header */
      readonly line: number;
      readonly missing: readonly string[];
      readonly found: readonly string[];
      readonly guess: ColumnGuess;
    }
  | {
      readonly kind: 'keys-missing';
      readonly path: string;
      /** how many objects were looked at; the first stands on `line` */
      readonly objects: number;
      readonly line: number;
      readonly missing: readonly string[];
      readonly found: readonly string[];
      readonly guess: ColumnGuess;
    }
  | {
      readonly kind: 'column-beyond-record';
      readonly path: string;
      readonly line: number;
      readonly column: string;
      /** of the column, from 1 */
      readonly position: number;
      /** the values of the record */
      readonly found: readonly string[];
      readonly guess: ColumnGuess;
    }
  | { readonly kind: 'too-many-lines'; readonly path: string; readonly mostLines: number };

/** An input that cannot be opened, or in which no row can be found. */
export class InputError extends TimUnreadError {
  readonly code = 'TU_INPUT';
  readonly exitCode = ExitCode.usage;
  constructor(
    override readonly fact: InputFact,
    options?: ErrorOptions,
  ) {
    super(fact, options);
  }
}

/** Why reading stopped; `reason` is the text of the system or of the library that stopped it. */
export type InputBrokeOffFact =
  | { readonly kind: 'input-broke-off'; readonly path: string; readonly reason: string }
  | { readonly kind: 'standard-input-broke-off'; readonly path: string; readonly reason: string }
  | {
      readonly kind: 'archive-broke-off';
      readonly path: string;
      readonly compression: string;
      readonly reason: string;
      /** what was read before may be wrong too */
      readonly isCorrupt: boolean;
      /** only the name says that it is an archive, and nothing came out of it */
      readonly mayBeText: boolean;
    };

/** The input could be opened, but not read to its end. */
export class InputBrokeOffError extends TimUnreadError {
  readonly code = 'TU_INPUT_BROKE_OFF';
  readonly exitCode = ExitCode.stoppedEarly;
  constructor(
    override readonly fact: InputBrokeOffFact,
    options?: ErrorOptions,
  ) {
    super(fact, options);
  }

  /** what was read before may be wrong too */
  get isCorrupt(): boolean {
    return this.fact.kind === 'archive-broke-off' && this.fact.isCorrupt;
  }
}

export type InputChangedFact =
  | {
      readonly kind: 'input-shortened';
      readonly path: string;
      readonly fromBytes: number;
      readonly toBytes: number;
    }
  | { readonly kind: 'input-rewritten'; readonly path: string; readonly readBytes: number }
  | { readonly kind: 'last-line-grown'; readonly path: string }
  /** behind the end that was read, where such an input cannot be read on */
  | { readonly kind: 'input-grown'; readonly path: string }
  | { readonly kind: 'duplicates-added'; readonly path: string };

/** What was read of the input no longer stands in it: noticed in the middle of the run, which stopped. */
export class InputChangedError extends TimUnreadError {
  readonly code = 'TU_INPUT_CHANGED';
  readonly exitCode = ExitCode.stoppedEarly;
  constructor(override readonly fact: InputChangedFact) {
    super(fact);
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

/** Why an input is not the one that a run has begun with: of `doneBytes` rows are done. */
export type InputStateFact =
  | {
      readonly kind: 'done-part-shortened';
      readonly path: string;
      readonly sizeBytes: number;
      readonly doneBytes: number;
    }
  | { readonly kind: 'done-part-rewritten'; readonly path: string; readonly doneBytes: number }
  | { readonly kind: 'done-line-grown'; readonly path: string };

/** The state folder belongs to another input, another target or other settings, and nothing was sent. */
export class WrongStateError extends TimUnreadError {
  readonly code = 'TU_WRONG_STATE';
  readonly exitCode = ExitCode.wrongState;
  override readonly fact: InputStateFact | undefined;
  constructor(
    fact: InputStateFact | string,
    override readonly hint = '',
  ) {
    super(fact);
    this.fact = typeof fact === 'string' ? undefined : fact;
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
