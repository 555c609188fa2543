import { type CommandAnswer, INVALID_PARAMETER } from './answer.ts';
import type { Body } from './request.ts';

/**
 * Replies that contradict themselves, or leave out a part of what was asked. The call is applied as ever; `fail-0`,
 * `no-status` and `no-groups` instead of set_unread_msg_num set nothing.
 * - `fail-0`: ErrorCode 0 beside ActionStatus FAIL
 * - `no-status`: ErrorCode 0 without any ActionStatus
 * - `next-seq-0`: NextMsgSeq is 0
 * - `seq-beyond`: MsgSeq lies beyond NextMsgSeq - 1
 * - `two-counts`: UnreadMsgNum is one more than NextMsgSeq - 1 - MsgSeq
 * - `other-group`, `other-member`: the reply is about others than were asked about
 * - `short-page`: half of the list comes, whatever was asked for
 * - `left-out`: the last element of the list does not come
 * - `odd-role`: members have a role that no document names
 * - `no-members`: nobody is a member, as for a server that lacks its data
 * - `no-groups`: no group exists, as for a server that lacks its data; nothing is set
 * - `spoilt`: a list in which anything does not exist, or is no member, is refused as a whole
 */
const CONTRADICTIONS = {
  'fail-0': (reply) => (reply.ErrorCode === 0 ? { ...reply, ActionStatus: 'FAIL' } : reply),
  'no-status': ({ ActionStatus, ...rest }) => (rest.ErrorCode === 0 ? rest : { ActionStatus, ...rest }),
  'next-seq-0': (reply) => withFields(reply, { NextMsgSeq: () => 0 }),
  'seq-beyond': (reply) => withFields(reply, { MsgSeq: (seq) => Number(seq) + 1_000_000 }),
  'two-counts': (reply) =>
    inElements(reply, (element) => {
      const self = Object(element.SelfInfo) as Body;
      const bySeq = Number(element.NextMsgSeq) - 1 - Number(self.MsgSeq);
      return element.SelfInfo ? { ...element, SelfInfo: { ...self, UnreadMsgNum: bySeq + 1 } } : element;
    }),
  'other-group': (reply) => withFields(reply, { GroupId: other }),
  'other-member': (reply) => withFields(reply, { Member_Account: other, UserID: other }),
  'short-page': (reply) => inLists(reply, (list) => list.slice(0, Math.ceil(list.length / 2))),
  'left-out': (reply) => inLists(reply, (list) => list.slice(0, -1)),
  'odd-role': (reply) => withFields(reply, { Role: (role) => (role === 'NotMember' ? role : 'Moderator') }),
  'no-members': (reply) => withFields(reply, { Role: () => 'NotMember' }),
  'no-groups': (_reply, asked) => denied(asked),
  spoilt: (reply, asked) => (isSpoilt(reply, asked) ? SPOILT : reply),
} satisfies Record<string, (reply: Body, asked: Body) => Body>;

export type Contradiction = keyof typeof CONTRADICTIONS;

export const CONTRADICTION_NAMES = Object.keys(CONTRADICTIONS) as readonly Contradiction[];

export const isContradiction = (fault: unknown): fault is Contradiction =>
  (CONTRADICTION_NAMES as readonly unknown[]).includes(fault);

/** Contradictions after which a write was not applied. */
export const setsNothing = (fault: unknown): boolean =>
  fault === 'fail-0' || fault === 'no-status' || fault === 'no-groups';

/** @param asked - the body of the call @returns the reply as the fault makes it */
export const contradict = (fault: Contradiction, reply: Body, asked: Body): Body => CONTRADICTIONS[fault](reply, asked);

const other = (value: unknown): string => `other-${String(value)}`;

/** The lists of the replies, each with the list of the request that it answers. */
const LISTS: ReadonlyMap<string, string | undefined> = new Map([
  ['GroupInfo', 'GroupIdList'],
  ['UserIdList', 'User_Account'],
  ['MemberList', 'Member_List_Account'],
  ['ResultItem', 'CheckItem'],
  ['GroupIdList', undefined],
]);

const inLists = (reply: Body, change: (list: readonly Body[]) => readonly Body[]): Body =>
  Object.fromEntries(
    Object.entries(reply).map(([name, value]) => [name, LISTS.has(name) ? change(value as readonly Body[]) : value]),
  );

const inElements = (reply: Body, change: (element: Body) => Body): Body => inLists(reply, (list) => list.map(change));

/** Changes fields of these names at the top, in the lists, and in the SelfInfo of their elements. */
const withFields = (value: Body, changes: Readonly<Record<string, (value: unknown) => unknown>>): Body =>
  Object.fromEntries(
    Object.entries(value).map(([name, inner]): [string, unknown] => {
      const change = changes[name];
      if (change) return [name, change(inner)];
      if (name === 'SelfInfo') return [name, withFields(inner as Body, changes)];
      if (!LISTS.has(name)) return [name, inner];
      return [name, (inner as readonly Body[]).map((element) => withFields(element, changes))];
    }),
  );

const denied = ({ GroupIdList: groupIds }: Body): Body => {
  const code = { ErrorCode: 10010, ErrorInfo: 'this group does not exist' };
  const told = Array.isArray(groupIds) && { GroupInfo: groupIds.map((groupId) => ({ GroupId: groupId, ...code })) };
  return { ActionStatus: 'FAIL', ...code, ...told };
};

const isSpoilt = (reply: Body, asked: Body): boolean =>
  [...LISTS].some(([told, wanted]) => {
    const list = reply[told];
    if (!Array.isArray(list) || wanted === undefined) return false;
    const isAbsent = ({ Role, AccountStatus, ErrorCode = 0 }: Body): boolean =>
      Role === 'NotMember' || AccountStatus === 'NotImported' || ErrorCode !== 0;
    return list.length < (asked[wanted] as readonly unknown[]).length || (list as Body[]).some(isAbsent);
  });

const envelopeOf = ({ errorCode, errorInfo }: CommandAnswer): Body => ({
  ActionStatus: 'FAIL',
  ErrorInfo: errorInfo,
  ErrorCode: errorCode,
});
const SPOILT = envelopeOf(INVALID_PARAMETER);
