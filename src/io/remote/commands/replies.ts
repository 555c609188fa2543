import { type Group, type JoinedGroup, type Presents, presentBySeq, type Role } from '../../../core/target/group.ts';
import { replyRule } from '../../../core/target/reply-codes.ts';
import type { Clean, ReplyBody } from '../http-client.ts';

/** The groups in a reply to `get_group_info`. `again`: groups for which the target had no answer at the moment. */
export type GroupsReply = { readonly groups: ReadonlyMap<string, Group>; readonly again: ReadonlySet<string> };

/** Every reader here takes a reply of any shape, and returns undefined for one without the list that it looks for. */
export const groupsOf = (body: ReplyBody, clean: Clean): GroupsReply | undefined => {
  const list = objectsIn(body.GroupInfo);
  // If the reply has no groups, only its own code counts.
  if (!list || (list.length === 0 && body.ErrorCode !== 0)) return undefined;
  const groups = new Map<string, Group>();
  const again = new Set<string>();
  for (const element of list) {
    if (typeof element.GroupId !== 'string') continue;
    groups.set(element.GroupId, groupOf(element, clean));
    if (isTransient(element.ErrorCode)) again.add(element.GroupId);
  }
  return { groups, again };
};

export const rolesOf = (body: ReplyBody): ReadonlyMap<string, Role> | undefined => {
  const list = objectsIn(body.UserIdList);
  if (!list) return undefined;
  const roles = new Map<string, Role>();
  for (const { Member_Account: account, Role: role } of list) {
    if (typeof account === 'string' && isRole(role)) roles.set(account, role);
  }
  return roles;
};

export const readSeqsOf = (body: ReplyBody): ReadonlyMap<string, number | undefined> | undefined => {
  const list = objectsIn(body.MemberList);
  if (!list) return undefined;
  const seqs = new Map<string, number | undefined>();
  for (const { Member_Account: account, MsgSeq: seq } of list) {
    if (typeof account === 'string') seqs.set(account, countIn(seq));
  }
  return seqs;
};

/** A page of a member's groups. */
export type JoinedPage = { readonly totalCount: number; readonly groups: ReadonlyMap<string, JoinedGroup> };

export const joinedPageOf = (body: ReplyBody, clean: Clean): JoinedPage | undefined => {
  const list = objectsIn(body.GroupIdList);
  const totalCount = countIn(body.TotalCount);
  if (!list || totalCount === undefined) return undefined;
  const groups = new Map<string, JoinedGroup>();
  for (const element of list) {
    if (typeof element.GroupId !== 'string') continue;
    const group = groupOf(element, clean);
    groups.set(element.GroupId, { group, presents: presentsOf(group, Object(element.SelfInfo) as ReplyBody) });
  }
  return { totalCount, groups };
};

export const importedAccountsOf = (body: ReplyBody): ReadonlySet<string> | undefined => {
  const list = objectsIn(body.ResultItem);
  if (!list) return undefined;
  const accounts = new Set<string>();
  for (const { UserID: account, AccountStatus: status } of list) {
    if (typeof account === 'string' && status !== 'NotImported') accounts.add(account);
  }
  return accounts;
};

const groupOf = (element: ReplyBody, clean: Clean): Group => {
  const { ErrorCode: errorCode, ErrorInfo: errorInfo, Type: type } = element;
  if (errorCode !== undefined && errorCode !== 0) return refusedGroup(errorCode, errorInfo, clean);
  if (typeof type !== 'string') return { kind: 'unknown', reason: { code: 'group-without-type' } };
  const nextSeq = countIn(element.NextMsgSeq);
  return {
    kind: 'found',
    type: clean(type, 40),
    total: nextSeq === undefined ? undefined : Math.max(0, nextSeq - 1),
    lastMessageAtS: countIn(element.LastMsgTime),
  };
};

const refusedGroup = (errorCode: unknown, errorInfo: unknown, clean: Clean): Group => {
  const code = Number.isSafeInteger(errorCode) ? (errorCode as number) : null;
  const said = typeof errorInfo === 'string' ? clean(errorInfo) : '';
  return code !== null && replyRule(code).class === 'group-refused'
    ? { kind: 'refused', errorCode: code, said }
    : { kind: 'unknown', reason: { code: 'group-code', errorCode: code, said } };
};

const isTransient = (errorCode: unknown): boolean =>
  Number.isSafeInteger(errorCode) && ['transient', 'rate-limited'].includes(replyRule(errorCode as number).class);

/** Only older documents name `UnreadMsgNum`. Where a reply has it, it is the count that the service itself keeps. */
const presentsOf = (group: Group, self: ReplyBody): Presents => {
  const unread = countIn(self.UnreadMsgNum);
  const readSeq = countIn(self.MsgSeq);
  const total = group.kind === 'found' ? group.total : undefined;
  return [
    ...(unread === undefined ? [] : [{ count: unread, source: 'UnreadMsgNum' } as const]),
    ...(readSeq === undefined || total === undefined ? [] : [presentBySeq(total, readSeq)]),
  ];
};

const ROLES: readonly unknown[] = ['Owner', 'Admin', 'Member', 'NotMember'] satisfies Role[];

const isRole = (value: unknown): value is Role => ROLES.includes(value);

const objectsIn = (value: unknown): readonly ReplyBody[] | undefined =>
  Array.isArray(value) ? value.map((element) => Object(element) as ReplyBody) : undefined;

const countIn = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
