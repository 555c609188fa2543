import type { Reason } from './reason.ts';

/** Why a row was not set, or is not as it was asked for; the `Class` column of the files that hold such rows. */
export const FAILURE_CLASSES = [
  // of a row that was not set
  'invalid',
  'refused',
  'group_refused',
  'unsupported_group',
  'exhausted',
  // what `check` and `verify` find besides
  'not_member',
  'no_account',
  'lowered',
  'different',
  'new_messages',
  'unknown',
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

export type Failure = {
  readonly class: FailureClass;
  /** the API's; null where there was no reply */
  readonly errorCode: number | null;
  readonly reason: Reason;
  /** tries of this row that count, 0 when it was never sent */
  readonly attempts: number;
};

/** What became of a row that was handed to the remote. A refused row is data, not an exception. */
export type Outcome =
  | { readonly kind: 'ok'; readonly attempts: number }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Not set and not refused: the run is stopping, or the row was no longer wanted. */
  | { readonly kind: 'unsent'; readonly attempts: number };

/** What came of a question: the reply's content, or why there is none. */
export type Answer<T> = { readonly kind: 'ok'; readonly attempts: number; readonly value: T } | Unanswered;
export type Unanswered = Exclude<Outcome, { kind: 'ok' }>;
