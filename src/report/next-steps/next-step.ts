import type { Fact, TimUnreadError } from '../../core/errors/error.ts';

/** A next step for the user. `commands` are ready to paste, one after the other. The texts are in `report.next`. */
export type NextStep = Step & { readonly commands: readonly string[] };

export type Step =
  /** remove the cause of the error, then go on */
  | { readonly step: 'resume'; readonly error: TimUnreadError; readonly isRestart: boolean }
  | { readonly step: 'repair'; readonly error: TimUnreadError }
  | { readonly step: 'stopped-by'; readonly code: string; readonly fact: Fact | undefined }
  | { readonly step: 'correct-others' | 'feed-back-some'; readonly path: string }
  /** `count` rows of the file `path` are meant, of which a copy is made */
  | { readonly step: CorrectingStep; readonly path: string; readonly count: number }
  | { readonly step: 'clear-the-way'; readonly path: string; readonly count: number; readonly isOnly: boolean }
  /** `count` rows are not as asked */
  | { readonly step: CountingStep; readonly count: number }
  /** `count` rows that `verify` found had not been set by the import; `path` says why */
  | {
      readonly step: 'correct-refused' | 'verify-corrected' | 'verify-overruling' | 'leave-overruled';
      readonly count: number;
      readonly path: string;
    }
  /** every row of the file `path` was set from a copy, and read back */
  | { readonly step: 'all-corrected'; readonly path: string }
  /** none of them is known to the app */
  | { readonly step: 'doubt-app'; readonly of: 'groups' | 'accounts' }
  | { readonly step: PlainStep };

type CorrectingStep = 'feed-back' | 'import-as-is' | 'set-again' | 'set-all-again' | 'set-over-original';

type CountingStep =
  | 'import-anyway'
  | 'ask-again'
  | 'verify-later-copy'
  | 'leave-new-messages'
  | 'failed-above'
  | 'found-above';

type PlainStep =
  | 'send-the-rest'
  | 'import-rest'
  | 'not-imported'
  | 'feed-again'
  | 'verify'
  | 'verify-original'
  | 'verify-piped'
  | 'send-again'
  | 'nothing-or-send-again'
  | 'set-changes-again'
  | 'nothing'
  | 'nothing-to-correct'
  | 'no-rows'
  | 'no-rows-in-all'
  | 'resume-all'
  | 'go-on'
  | 'go-on-killed'
  | 'go-on-audit'
  | 'wait'
  | 'input-gone'
  | 'see-why'
  | 'input-gone-since'
  | 'input-edited'
  | 'input-edited-since'
  | 'input-grown'
  | 'import'
  | 'import-unknown'
  | 'import-all-anyway'
  | 'repair-inputs'
  | 'correct-all'
  | 'settle-warnings'
  | 'correct-or-choose'
  | 'correct-or-import'
  | 'give-settings'
  | 'name-app';

export const plain = (step: PlainStep, ...commands: readonly (string | undefined)[]): NextStep => ({
  step,
  commands: commands.filter((command) => command !== undefined),
});

export const ofOne = (command: string | undefined): readonly string[] => (command === undefined ? [] : [command]);
