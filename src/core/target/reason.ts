import type { Problem } from '../row/problem.ts';

/** How the unread count of a member was read. The second way is inferred from the documents, not promised by them. */
export type CountSource = 'UnreadMsgNum' | 'NextMsgSeq - 1 - MsgSeq';

/**
 * Why something is as it is: why a row failed, why a group is not known, why the run waits. Codes and values; the catalogue
 * of messages has one text for each code. `said` is text of the target, cleaned of secrets and control characters.
 */
export type Reason =
  /** of a row that was never sent */
  | { readonly code: 'invalid'; readonly problems: readonly Problem[] }
  /** the target's own code, which has a meaning of its own in the catalogue */
  | { readonly code: 'reply'; readonly errorCode: number; readonly said: string }
  /** the same where the code is to be told too */
  | { readonly code: 'coded-reply'; readonly errorCode: number; readonly said: string }
  /** `ErrorCode` 0 without the content that was asked for */
  | { readonly code: 'reply-lacks-content' }
  | { readonly code: 'too-many-requests' }
  | NoReply
  | { readonly code: 'not-sent'; readonly because: Reason }
  | { readonly code: 'earlier-row-refused'; readonly because: Reason }
  | { readonly code: 'group-type'; readonly type: string }
  | { readonly code: 'group-left-out' }
  | { readonly code: 'group-without-type' }
  /** an element of the reply has a code of its own; null where that is no number */
  | { readonly code: 'group-code'; readonly errorCode: number | null; readonly said: string }
  | { readonly code: 'group-not-asked' }
  | { readonly code: 'group-not-looked-up'; readonly because: Reason }
  | { readonly code: 'not-a-member' }
  | { readonly code: 'no-account' }
  | { readonly code: 'would-be-lowered'; readonly asked: number; readonly total: number }
  | {
      readonly code: 'other-count';
      readonly asked: number;
      readonly found: number;
      readonly source: CountSource;
      readonly hasNewMessages: boolean;
    }
  | { readonly code: 'no-count-in-reply' }
  | {
      readonly code: 'read-back-differs';
      readonly groupId: string;
      readonly account: string;
      readonly set: number;
      readonly found: number;
    }
  | QuestionsRefused;

/** The target refuses questions: one, or so many in a row. */
export type QuestionsRefused = {
  readonly code: 'questions-refused';
  readonly count: number;
  readonly errorCode: number | null;
  readonly because: Reason;
};

/** No reply came, or one that is not the API's. `proxy` is the one on the way, where there is one. */
export type NoReply = { readonly code: 'no-reply'; readonly proxy: string | undefined } & NoReplyFault;

export type NoReplyFault =
  | { readonly fault: 'deadline'; readonly timeoutMs: number }
  | { readonly fault: 'connection'; readonly said: string }
  | { readonly fault: 'status'; readonly status: number }
  | { readonly fault: 'too-large'; readonly status: number; readonly mostBytes: number }
  | { readonly fault: 'not-the-api'; readonly encoding: string | undefined; readonly said: string };
