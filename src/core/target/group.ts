import type { CountSource, Reason } from './reason.ts';

/** What the target says about one group. */
export type Group =
  | {
      readonly kind: 'found';
      /**
       * as the REST API names it: Private, Public, ChatRoom, AVChatRoom, Community, or a name that is not documented
       * yet
       */
      readonly type: string;
      /** messages so far, `NextMsgSeq - 1`: the largest possible unread count; undefined when the reply has none */
      readonly total: number | undefined;
      /** time of the last message by the clock of the target, seconds since 1970; undefined when the reply has none */
      readonly lastMessageAtS: number | undefined;
      /** `NextMsgSeq` is 0, which no group has: nothing that the reply says about counts is believed */
      readonly isContradictory?: true;
    }
  /** the group does not exist, or its ID is wrong: no row of it can be set */
  | { readonly kind: 'refused'; readonly errorCode: number; readonly said: string }
  /** the target gave no answer; rows of the group are sent as if it had not been looked up */
  | { readonly kind: 'unknown'; readonly reason: Reason };

/** Meeting (ChatRoom) and AVChatRoom groups keep no count (docs/api.md). Types without documentation are tried. */
const NO_COUNT: ReadonlySet<string> = new Set(['ChatRoom', 'Meeting', 'AVChatRoom', 'BChatRoom']);

/** By newer pages of the SDK a ticket can open counts for Meeting groups of an app (docs/api.md). */
const OPENED_BY_TICKET: ReadonlySet<string> = new Set(['ChatRoom', 'Meeting']);

export const canBeOpened = (type: string): boolean => OPENED_BY_TICKET.has(type);

export const keepsCount = (type: string): boolean => !NO_COUNT.has(type);

/**
 * The count in the target after a row is set. The API lowers a count above the message total of the group, and still
 * reports success.
 *
 * @param total - undefined when unknown
 */
export const countAfter = (asked: number, total: number | undefined): number =>
  total === undefined ? asked : Math.min(asked, total);

/** @param role - as `get_role_in_group` names it: Owner, Admin, Member, NotMember, or a name that is not documented yet */
export const isMember = (role: string): boolean => role !== 'NotMember';

/** The present unread count of a member. */
export type Present = { readonly count: number; readonly source: CountSource };

/** One count, read in every way that the reply offers. The first decides. Empty when the reply offers none. */
export type Presents = readonly Present[];

/** What a reply says about the count of a member: `UnreadMsgNum` and `MsgSeq`, undefined when the reply has none. */
export type ToldCount = { readonly unread: number | undefined; readonly readSeq: number | undefined };

/** A group in the list of one of its members. */
export type JoinedGroup = { readonly group: Group; readonly told: ToldCount };

/** A count that was read, or why a reply proves nothing about it. */
export type ReadCount =
  | { readonly kind: 'read'; readonly presents: Presents }
  | { readonly kind: 'doubtful'; readonly reason: Reason };

/**
 * The seqs of a group's messages are consecutive from 1, and `MsgSeq` is the last one that the member has read. This is
 * inferred, and not confirmed on a live app: docs/api.md, "Reading counts back".
 *
 * @param group - `total`: messages of the group so far, `NextMsgSeq - 1`
 * @returns the count in every way that the reply offers, first the one that the service itself keeps. The ways may
 *   contradict each other.
 */
export const readCount = (group: Extract<Group, { kind: 'found' }>, { unread, readSeq }: ToldCount): ReadCount => {
  const { total } = group;
  if (group.isContradictory) return { kind: 'doubtful', reason: { code: 'next-seq-zero' } };
  if (readSeq !== undefined && total !== undefined && readSeq > total) {
    return { kind: 'doubtful', reason: { code: 'seq-beyond', readSeq, total } };
  }
  const presents: Present[] = [];
  if (unread !== undefined) presents.push({ count: unread, source: 'UnreadMsgNum' });
  if (readSeq !== undefined && total !== undefined) {
    presents.push({ count: total - readSeq, source: 'NextMsgSeq - 1 - MsgSeq' });
  }
  if (presents.length === 0) return { kind: 'doubtful', reason: { code: 'no-count-in-reply' } };
  return { kind: 'read', presents };
};

/** Whether two ways of reading give different counts. */
export const disagree = (presents: Presents): boolean => presents.some(({ count }) => count !== presents[0]?.count);
