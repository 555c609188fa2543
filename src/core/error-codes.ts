import type { InputBrokeOffError } from './errors/broken-off-error.ts';
import { ExitCode } from './errors/error.ts';
import type { InputError } from './errors/input-error.ts';
import type { Interrupted } from './errors/interrupted.ts';
import type { DuplicateRowsError, InputChangedError } from './errors/rows-error.ts';
import type { SettingsError } from './errors/settings-error.ts';
import type { JournalError, StateFolderError, WrongStateError } from './errors/state-error.ts';
import type {
  FatalReplyError,
  OutOfReachError,
  ReadsRefusedError,
  TooManyFailuresError,
} from './errors/target-error.ts';

/** The codes of all errors; `TU_USAGE` and `TU_BUG` are those of what has no class. */
export type ErrorName =
  | 'TU_USAGE'
  | 'TU_BUG'
  | (
      | SettingsError
      | InputError
      | DuplicateRowsError
      | StateFolderError
      | InputBrokeOffError
      | InputChangedError
      | JournalError
      | FatalReplyError
      | ReadsRefusedError
      | OutOfReachError
      | TooManyFailuresError
      | WrongStateError
      | Interrupted
    )['code'];

/** The exit statuses with which a command ends by an error; `validate` ends with 2 where an input cannot be read. */
export const EXITS_OF_ERRORS: Readonly<Record<ErrorName, readonly ExitCode[]>> = {
  TU_USAGE: [ExitCode.usage],
  TU_SETTINGS: [ExitCode.usage],
  TU_INPUT: [ExitCode.usage],
  TU_DUPLICATES: [ExitCode.usage],
  TU_STATE_FOLDER: [ExitCode.usage],
  TU_INPUT_BROKE_OFF: [ExitCode.stoppedEarly],
  TU_INPUT_CHANGED: [ExitCode.stoppedEarly],
  TU_JOURNAL: [ExitCode.stoppedEarly],
  TU_FATAL_REPLY: [ExitCode.stoppedEarly],
  TU_READS_REFUSED: [ExitCode.stoppedEarly],
  TU_OUT_OF_REACH: [ExitCode.stoppedEarly],
  TU_TOO_MANY_FAILURES: [ExitCode.stoppedEarly],
  TU_WRONG_STATE: [ExitCode.wrongState],
  TU_INTERRUPTED: [ExitCode.sigint, ExitCode.sigterm, ExitCode.sighup],
  TU_BUG: [ExitCode.bug],
};

export const ERROR_NAMES = Object.keys(EXITS_OF_ERRORS) as ErrorName[];
