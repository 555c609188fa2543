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
    }
  /** the group does not exist, or its ID is wrong: no row of it can be set */
  | { readonly kind: 'refused'; readonly errorCode: number; readonly said: string }
  /** the target gave no answer; rows of the group are sent as if it had not been looked up */
  | { readonly kind: 'unknown'; readonly reason: Reason };

/** Meeting (ChatRoom) and AVChatRoom groups keep no count (docs/api.md). Types without documentation are tried. */
const NO_COUNT: ReadonlySet<string> = new Set(['ChatRoom', 'Meeting', 'AVChatRoom', 'BChatRoom']);

export const keepsCount = (type: string): boolean => !NO_COUNT.has(type);

/**
 * The count in the target after a row is set. The API lowers a count above the message total of the group, and still
 * reports success.
 *
 * @param total - undefined when unknown
 */
export const countAfter = (asked: number, total: number | undefined): number =>
  total === undefined ? asked : Math.min(asked, total);

/** The role of a member, as `get_role_in_group` names it. */
export type Role = 'Owner' | 'Admin' | 'Member' | 'NotMember';

/** The present unread count of a member. */
export type Present = { readonly count: number; readonly source: CountSource };

/** One count, read in every way that the reply offers. The first decides. Empty when the reply offers none. */
export type Presents = readonly Present[];

/** A group in the list of one of its members. */
export type JoinedGroup = { readonly group: Group; readonly presents: Presents };

/**
 * The seqs of a group's messages are consecutive from 1, and `MsgSeq` is the last one that the member has read. This is
 * inferred, and not confirmed on a live app: docs/api.md, "Reading counts back".
 *
 * @param total - messages of the group so far, `NextMsgSeq - 1`
 * @param readSeq - the member's `MsgSeq`
 */
export const presentBySeq = (total: number, readSeq: number): Present => ({
  count: Math.max(0, total - readSeq),
  source: 'NextMsgSeq - 1 - MsgSeq',
});
