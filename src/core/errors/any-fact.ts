import type { InputBrokeOffFact } from './broken-off-error.ts';
import type { InputFact } from './input-error.ts';
import type { InterruptedFact } from './interrupted.ts';
import type { DuplicateFact, InputChangedFact } from './rows-error.ts';
import type { InputSettingsFact, SettingsFact, StateSettingsFact } from './settings-error.ts';
import type { InputStateFact, JournalFact, StateFact, StateFolderFact } from './state-error.ts';
import type { FatalReplyFact, OutOfReachFact, QuestionsRefusedFact, TooManyFailuresFact } from './target-error.ts';

/** The facts of all errors. Every language has a text for each kind. */
export type AnyFact =
  | SettingsFact
  | InputSettingsFact
  | StateSettingsFact
  | InputFact
  | InputBrokeOffFact
  | InputChangedFact
  | DuplicateFact
  | StateFolderFact
  | StateFact
  | InputStateFact
  | JournalFact
  | FatalReplyFact
  | QuestionsRefusedFact
  | OutOfReachFact
  | TooManyFailuresFact
  | InterruptedFact;
