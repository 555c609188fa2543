import type { Problem } from '../row/problem.ts';

/**
 * How the unread count of a member was read. The second way is inferred from the documents, which do not promise it.
 */
export type CountSource = 'UnreadMsgNum' | 'NextMsgSeq - 1 - MsgSeq';

/**
 * Why a row failed, why a group is unknown, or why the run waits: a code and values. The message catalogue has one text
 * for each code. `said` is text from the target, without secrets and control characters.
 */
export type Reason =
  /** of a row that was never sent */
  | { readonly code: 'invalid'; readonly problems: readonly Problem[] }
  /** the target's error code; the catalogue has its meaning */
  | { readonly code: 'reply'; readonly errorCode: number; readonly said: string }
  /** the same, in a text that also shows the code */
  | { readonly code: 'coded-reply'; readonly errorCode: number; readonly said: string }
  /** `ErrorCode` is 0, but the requested content is missing, or the reply contradicts itself or is about another */
  | { readonly code: 'reply-lacks-content' }
  | { readonly code: 'too-many-requests' }
  | NoReply
  | { readonly code: 'not-sent'; readonly because: Reason }
  | { readonly code: 'earlier-row-refused'; readonly because: Reason }
  /** a few rows of the group were exhausted while other groups got through */
  | { readonly code: 'group-in-trouble'; readonly because: Reason }
  | { readonly code: 'group-type'; readonly type: string }
  | { readonly code: 'group-left-out' }
  | { readonly code: 'group-without-type' }
  /** an element of the reply has its own error code; null when that is not a number */
  | { readonly code: 'group-code'; readonly errorCode: number | null; readonly said: string }
  | { readonly code: 'group-not-asked' }
  | { readonly code: 'group-not-looked-up'; readonly because: Reason }
  | { readonly code: 'not-a-member' }
  | { readonly code: 'member-left-out' }
  | { readonly code: 'no-account' }
  | { readonly code: 'account-left-out' }
  | { readonly code: 'would-be-lowered'; readonly asked: number; readonly total: number }
  | {
      readonly code: 'other-count';
      readonly asked: number;
      readonly found: number;
      readonly source: CountSource;
      readonly hasNewMessages: boolean;
    }
  | { readonly code: 'no-count-in-reply' }
  | { readonly code: 'next-seq-zero' }
  | { readonly code: 'seq-beyond'; readonly readSeq: number; readonly total: number }
  | { readonly code: 'counts-disagree'; readonly asked: number; readonly unread: number; readonly bySeq: number }
  | {
      readonly code: 'read-back-differs';
      readonly groupId: string;
      readonly account: string;
      readonly set: number;
      readonly found: number;
    }
  /** of an import that reads counts first: why no row was skipped */
  | { readonly code: 'counts-not-read'; readonly count: number; readonly because: Reason }
  | { readonly code: 'too-few-tried'; readonly tried: number; readonly needed: number }
  | { readonly code: 'every-count-differs'; readonly tried: number }
  /** the limit that several processes share cannot be asked for; `redis`: its URL without a login */
  | {
      readonly code: 'budget-away';
      readonly redis: string;
      readonly said: string;
      /** why waiting mends nothing */
      readonly is?: LastingBudgetTrouble | undefined;
      /** what waiting may mend */
      readonly likely?: PassingBudgetTrouble | undefined;
    }
  | QuestionsRefused;

export type LastingBudgetTrouble =
  | 'sentinel'
  | 'cluster'
  | 'replica'
  /** of the login */
  | 'refused'
  /** the login is good, but may not do what is needed */
  | 'no-right'
  | 'no-database'
  | 'certificate'
  /** what answers is no Redis */
  | 'no-redis'
  /** TLS is spoken to what answers without it */
  | 'no-tls';

export type PassingBudgetTrouble =
  /** TLS is spoken, and nothing answers */
  | 'tls-unanswered'
  /** the connection is closed without an answer, as a port for TLS does */
  | 'closed-unanswered'
  | 'full'
  | 'cannot-save'
  | 'loading'
  | 'busy'
  | 'too-few-replicas';

/** The target refused one question, or many in a row. */
export type QuestionsRefused = {
  readonly code: 'questions-refused';
  readonly count: number;
  readonly errorCode: number | null;
  readonly because: Reason;
};

/** There was no reply, or none from the API. `proxy` is the proxy in use, if any. */
export type NoReply = { readonly code: 'no-reply'; readonly proxy: string | undefined } & NoReplyFault;

/** The lines of the table in `way.ts`, each with what is known of it. `said` is the text of the error. */
export type NoReplyFault =
  | { readonly fault: 'deadline'; readonly timeoutMs: number }
  /** `host`: the name that was looked up */
  | { readonly fault: 'name-not-found' | 'name-unanswered'; readonly host: string }
  | {
      readonly fault:
        | 'connection'
        /** closed before any reply, as happens to a connection that was kept open for too long */
        | 'reset'
        | 'blocked-here'
        /** this process, or this machine, has no more of it for another connection */
        | 'open-files'
        | 'local-ports'
        | 'certificate'
        | 'certificate-expired'
        | 'certificate-early'
        /** a company's own, or a machine's own */
        | 'certificate-authority'
        | 'certificate-name'
        /** what answers speaks no TLS */
        | 'no-tls'
        | 'tls-refused';
      readonly said: string;
    }
  /** HTTP 407; `isLoginGiven`: with the name and the password of the variable */
  | { readonly fault: 'proxy-login'; readonly isLoginGiven: boolean }
  /** the answer of a proxy to CONNECT: by its policy, or because it does not get through either */
  | { readonly fault: 'proxy-denied' | 'proxy-failed'; readonly status: number }
  /** HTTP 100 before each reply, which nobody asked for, and after which undici closes the connection */
  | { readonly fault: 'unasked-continue' }
  | { readonly fault: 'status' | 'status-forbidden'; readonly status: number }
  | { readonly fault: 'too-large'; readonly status: number; readonly mostBytes: number }
  | { readonly fault: 'not-the-api'; readonly encoding: string | undefined; readonly said: string };
