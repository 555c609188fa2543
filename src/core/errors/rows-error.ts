import { ExitCode, TimUnreadError } from './error.ts';

/** A row whose pair stands in an earlier row too, and the first row of the pair. */
export type Duplicate = {
  readonly groupId: string;
  readonly account: string;
  readonly line: number;
  readonly unread: number;
  /** of the first row of the pair */
  readonly firstLine: number;
  readonly firstUnread: number;
  /** where several rows may stand on a line, both lines are indices; where many inputs are one run, both are rows of all */
  readonly by?: 'index' | 'row';
  /** where many inputs are one run: the one that it stands in */
  readonly input?: string;
};

export type InputChangedFact =
  | {
      readonly kind: 'input-shortened';
      readonly path: string;
      readonly fromBytes: number;
      readonly toBytes: number;
    }
  | { readonly kind: 'input-rewritten'; readonly path: string; readonly readBytes: number }
  | { readonly kind: 'last-line-grown'; readonly path: string }
  /** the input has grown, and such an input cannot be read further */
  | { readonly kind: 'input-grown'; readonly path: string }
  | { readonly kind: 'duplicates-added'; readonly path: string };

/** What was read no longer stands in the input. This was noticed during the run, which stopped. */
export class InputChangedError extends TimUnreadError<InputChangedFact> {
  readonly code = 'TU_INPUT_CHANGED';
  readonly exitCode = ExitCode.stoppedEarly;
}

/** `count` rows have the pair of an earlier row; `examples` are the first of them. */
export type DuplicateFact = {
  readonly kind: 'duplicate-rows';
  readonly path: string;
  readonly count: number;
  readonly examples: readonly Duplicate[];
};

/** The input has rows of the same pair, and the user allows none. Nothing was sent. */
export class DuplicateRowsError extends TimUnreadError<DuplicateFact> {
  readonly code = 'TU_DUPLICATES';
  readonly exitCode = ExitCode.usage;
}
