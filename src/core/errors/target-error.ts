import { ExitCode, TimUnreadError } from './error.ts';

/** A `Reason` of `core/target/reason.ts`, written out because this file imports nothing. */
type Because = { readonly code: string };

export type FatalReplyFact =
  | {
      readonly kind: 'fatal-reply';
      readonly errorCode: number;
      /** the text of the reply, without secrets and control characters */
      readonly said: string;
      /** how far this machine's clock is ahead of the target's, milliseconds; set only when that may be the cause */
      readonly clockAheadMs: number | undefined;
      /** the account that the calls are made for; set only where the code is about it */
      readonly admin?: string | undefined;
    }
  /** an HTTP status that the API never sends */
  | { readonly kind: 'http-status'; readonly status: number }
  /** `count` rows in a row were refused, because of wrong rows or of missing rights */
  | {
      readonly kind: 'rows-refused';
      readonly count: number;
      /** true: some of their accounts are members of their groups, as the target says; false: nobody could tell */
      readonly areMembers: boolean;
      readonly errorCode: number;
      readonly because: Because;
    }
  /** no row was ever set, and so many groups, accounts or rows were refused with the same answer */
  | {
      readonly kind: 'all-refused';
      readonly of: 'groups' | 'accounts' | 'rows';
      readonly count: number;
      readonly errorCode: number;
      readonly because: Because;
    }
  /** `count` rows in a row were refused with the same undocumented code */
  | { readonly kind: 'unknown-code'; readonly count: number; readonly errorCode: number; readonly because: Because };

/** A reply that every other row would get too. The run stops, and its rows stay pending. */
export class FatalReplyError extends TimUnreadError<FatalReplyFact> {
  readonly code = 'TU_FATAL_REPLY';
  readonly exitCode = ExitCode.stoppedEarly;
}

export type QuestionsRefusedFact = {
  readonly kind: 'questions-refused';
  /** questions refused in a row */
  readonly count: number;
  readonly errorCode: number | null;
  readonly because: Because;
};

/** The target answers, but refuses all questions about counts and groups. */
export class ReadsRefusedError extends TimUnreadError<QuestionsRefusedFact> {
  readonly code = 'TU_READS_REFUSED';
  readonly exitCode = ExitCode.stoppedEarly;
}

export type OutOfReachFact = {
  readonly kind: 'out-of-reach';
  readonly afterMs: number;
  /** waiting cannot mend it: see `core/target/way.ts` */
  readonly isLasting: boolean;
  readonly because: Because;
};

/** No call reached the target for longer than the user wants to wait. */
export class OutOfReachError extends TimUnreadError<OutOfReachFact> {
  readonly code = 'TU_OUT_OF_REACH';
  readonly exitCode = ExitCode.stoppedEarly;
}

export type TooManyFailuresFact = {
  readonly kind: 'too-many-failures';
  readonly failed: number;
  readonly limit:
    | { readonly kind: 'rows'; readonly rows: number }
    | { readonly kind: 'percent'; readonly percent: number };
};

/** More rows failed than the user allows. */
export class TooManyFailuresError extends TimUnreadError<TooManyFailuresFact> {
  readonly code = 'TU_TOO_MANY_FAILURES';
  readonly exitCode = ExitCode.stoppedEarly;
}
