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
  | QuestionsRefused;

/** The target refused one question, or many in a row. */
export type QuestionsRefused = {
  readonly code: 'questions-refused';
  readonly count: number;
  readonly errorCode: number | null;
  readonly because: Reason;
};

/** There was no reply, or none from the API. `proxy` is the proxy in use, if any. */
export type NoReply = { readonly code: 'no-reply'; readonly proxy: string | undefined } & NoReplyFault;

export type NoReplyFault =
  | { readonly fault: 'deadline'; readonly timeoutMs: number }
  | { readonly fault: 'connection'; readonly said: string }
  /** the connection was closed before any reply, as happens to one that was kept open for too long */
  | { readonly fault: 'reset'; readonly said: string }
  /** the certificate is not trusted, is of another name, or is out of date */
  | { readonly fault: 'certificate'; readonly said: string }
  /** HTTP 407: a proxy asks for a name and a password */
  | { readonly fault: 'proxy-login' }
  /** HTTP 100 before each reply, which nobody asked for, and after which undici closes the connection */
  | { readonly fault: 'unasked-continue' }
  | { readonly fault: 'status'; readonly status: number }
  | { readonly fault: 'too-large'; readonly status: number; readonly mostBytes: number }
  | { readonly fault: 'not-the-api'; readonly encoding: string | undefined; readonly said: string };

/** Whether waiting can bring the target back. What cannot be mended that way ends the run soon, with its remedy. */
export const mayPass = (reason: NoReply): boolean =>
  !LASTING.has(reason.fault) && !(reason.fault === 'status' && reason.status >= 400 && reason.status < 500);

const LASTING: ReadonlySet<NoReply['fault']> = new Set(['certificate', 'proxy-login', 'unasked-continue']);
