import type { CountSource, Reason } from './reason.ts';

/** What the target says of one group. */
export type Group =
  | {
      readonly kind: 'found';
      /** as the REST API names it: Private, Public, ChatRoom, AVChatRoom, Community, or a name of tomorrow */
      readonly type: string;
      /** messages so far, `NextMsgSeq - 1`: the largest unread count there can be; undefined where the reply has none */
      readonly total: number | undefined;
      /** time of the last message by the target's clock, seconds since 1970; undefined where the reply has none */
      readonly lastMessageAtS: number | undefined;
    }
  /** gone, never there, or its ID is wrong: no row of it can be set */
  | { readonly kind: 'refused'; readonly errorCode: number; readonly said: string }
  /** nobody could tell; its rows are handled as if nobody had asked */
  | { readonly kind: 'unknown'; readonly reason: Reason };

/** Meeting (ChatRoom) and AVChatRoom keep none (docs/api.md); a type that no document names is given a try. */
const NO_COUNT: ReadonlySet<string> = new Set(['ChatRoom', 'Meeting', 'AVChatRoom', 'BChatRoom']);

export const keepsCount = (type: string): boolean => !NO_COUNT.has(type);

/**
 * The count that a row leaves behind: the API lowers one above the group's message total, with success and in silence.
 *
 * @param total - undefined where nobody knows
 */
export const countAfter = (asked: number, total: number | undefined): number =>
  total === undefined ? asked : Math.min(asked, total);

/** A member's role by `get_role_in_group`. */
export type Role = 'Owner' | 'Admin' | 'Member' | 'NotMember';

/** A member's unread count as it is now. */
export type Present = { readonly count: number; readonly source: CountSource };

/** A count in every way in which a reply tells it; the first is the one to go by. Empty where it does not tell. */
export type Presents = readonly Present[];

/** A group as one of its members sees it. */
export type JoinedGroup = { readonly group: Group; readonly presents: Presents };

/**
 * The seqs of a group's messages are consecutive from 1, and `MsgSeq` is the last one that the member has read.
 * Inferred, and not confirmed on a live app: docs/api.md, "Reading counts back".
 *
 * @param total - messages of the group so far, `NextMsgSeq - 1`
 * @param readSeq - the member's `MsgSeq`
 */
export const presentBySeq = (total: number, readSeq: number): Present => ({
  count: Math.max(0, total - readSeq),
  source: 'NextMsgSeq - 1 - MsgSeq',
});
