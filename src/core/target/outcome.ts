import type { Reason } from './reason.ts';

/** Why a row was not set, or is not as it asked. The `Class` column of failures.csv, check.csv and verify.csv. */
export const FAILURE_CLASSES = [
  // from `import`, `check` and `verify`
  'invalid',
  'refused',
  'group_refused',
  'unsupported_group',
  'exhausted',
  // from `check` and `verify` only
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
  /** `ErrorCode` of the reply; null when there was no reply */
  readonly errorCode: number | null;
  readonly reason: Reason;
  /** attempts that count for this row; 0 when it was never sent */
  readonly attempts: number;
};

/** The outcome of a row that was given to the remote. A refused row is data, not an exception. */
export type Outcome =
  | { readonly kind: 'ok'; readonly attempts: number }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Neither set nor refused: the run is stopping, or the row was no longer wanted. */
  | { readonly kind: 'unsent'; readonly attempts: number };

/** The answer to a question: the content of the reply, or why there is none. */
export type Answer<T> = { readonly kind: 'ok'; readonly attempts: number; readonly value: T } | Unanswered;
export type Unanswered = Exclude<Outcome, { kind: 'ok' }>;
