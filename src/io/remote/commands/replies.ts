import { isDeepStrictEqual } from 'node:util';
import type { Group, JoinedGroup, ToldCount } from '../../../core/target/group.ts';
import { replyRule } from '../../../core/target/reply-codes.ts';
import type { Clean } from '../connection-fault.ts';
import type { ReplyBody } from '../http-client.ts';

/** The groups in a reply to `get_group_info`. `again`: groups for which the target had no answer at the moment. */
export type GroupsReply = { readonly groups: ReadonlyMap<string, Group>; readonly again: ReadonlySet<string> };

/** Every reader here takes a reply of any shape, and returns undefined for one without the list that it looks for. */
export const groupsOf = (body: ReplyBody, clean: Clean): GroupsReply | undefined => {
  const list = objectsIn(body.GroupInfo);
  // If the reply has no groups, only its own code counts.
  if (!list || (list.length === 0 && body.ErrorCode !== 0)) return undefined;
  const groups = new Map<string, Group>();
  const again = new Set<string>();
  for (const [groupId, element] of byName(list, 'GroupId')) {
    groups.set(groupId, groupOf(element, clean));
    if (isTransient(element.ErrorCode)) again.add(groupId);
  }
  return { groups, again };
};

export const rolesOf = (body: ReplyBody): ReadonlyMap<string, string> | undefined => {
  const list = objectsIn(body.UserIdList);
  if (!list) return undefined;
  const roles = new Map<string, string>();
  for (const [account, { Role: role }] of byName(list, 'Member_Account')) {
    if (typeof role === 'string' && role !== '') roles.set(account, role);
  }
  return roles;
};

export const readSeqsOf = (body: ReplyBody): ReadonlyMap<string, number | undefined> | undefined => {
  const list = objectsIn(body.MemberList);
  if (!list) return undefined;
  const seqs = new Map<string, number | undefined>();
  for (const [account, { MsgSeq: seq }] of byName(list, 'Member_Account')) seqs.set(account, countIn(seq));
  return seqs;
};

/** A page of a member's groups. */
export type JoinedPage = {
  readonly totalCount: number;
  /** elements of the page, also those that cannot be read */
  readonly length: number;
  readonly groups: ReadonlyMap<string, JoinedGroup>;
};

export const joinedPageOf = (body: ReplyBody, clean: Clean): JoinedPage | undefined => {
  const list = objectsIn(body.GroupIdList);
  const totalCount = countIn(body.TotalCount);
  if (!list || totalCount === undefined) return undefined;
  const groups = new Map<string, JoinedGroup>();
  for (const [groupId, element] of byName(list, 'GroupId')) {
    const group = groupOf(element, clean);
    groups.set(groupId, { group, told: toldIn(Object(element.SelfInfo) as ReplyBody) });
  }
  return { totalCount, length: list.length, groups };
};

export const importedAccountsOf = (body: ReplyBody): ReadonlyMap<string, boolean> | undefined => {
  const list = objectsIn(body.ResultItem);
  if (!list) return undefined;
  const accounts = new Map<string, boolean>();
  for (const [account, { ResultCode: code = 0, AccountStatus: status }] of byName(list, 'UserID')) {
    if (code === 0 && typeof status === 'string') accounts.set(account, status !== 'NotImported');
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
    total: nextSeq === undefined || nextSeq === 0 ? undefined : nextSeq - 1,
    lastMessageAtS: countIn(element.LastMsgTime),
    ...(nextSeq === 0 && { isContradictory: true }),
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
const toldIn = (self: ReplyBody): ToldCount => ({ unread: countIn(self.UnreadMsgNum), readSeq: countIn(self.MsgSeq) });

/** The elements by their names. One that stands twice with different contents contradicts itself, and is left out. */
const byName = (list: readonly ReplyBody[], nameField: string): ReadonlyMap<string, ReplyBody> => {
  const elements = new Map<string, ReplyBody>();
  const contradictory = new Set<string>();
  for (const element of list) {
    const name = element[nameField];
    if (typeof name !== 'string') continue;
    const earlier = elements.get(name);
    if (earlier && !isDeepStrictEqual(earlier, element)) contradictory.add(name);
    elements.set(name, element);
  }
  for (const name of contradictory) elements.delete(name);
  return elements;
};

const objectsIn = (value: unknown): readonly ReplyBody[] | undefined =>
  Array.isArray(value) ? value.map((element) => Object(element) as ReplyBody) : undefined;

const countIn = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
