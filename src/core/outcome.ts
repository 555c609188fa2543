/** Why a row was not set; the `Class` column of `failures.csv`. */
export type FailureClass = 'invalid' | 'refused' | 'group_refused' | 'unsupported_group' | 'exhausted';

export type Failure = {
  readonly class: FailureClass;
  /** the API's; null where there was no reply */
  readonly errorCode: number | null;
  readonly message: string;
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
