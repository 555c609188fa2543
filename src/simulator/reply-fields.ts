import type { SimulatedGroup } from './groups.ts';

/** Creation time of every group and join time of every member, seconds since 1970. */
const CREATED_AT = 1_500_000_000;

/** Fields of a group: `GroupBaseInfoFilter` in docs/api.md, "get_joined_group_list". */
export const BASE_FIELDS: ReadonlyMap<string, (group: SimulatedGroup) => unknown> = new Map<
  string,
  (group: SimulatedGroup) => unknown
>([
  ['Type', (group) => group.type],
  ['Name', (group) => group.groupId],
  ['Introduction', () => ''],
  ['Notification', () => ''],
  ['FaceUrl', () => ''],
  ['Owner_Account', (group) => group.owner],
  ['CreateTime', () => CREATED_AT],
  ['LastInfoTime', () => CREATED_AT],
  ['LastMsgTime', (group) => group.lastMessageAt],
  ['NextMsgSeq', (group) => group.nextMsgSeq],
  ['MemberNum', (group) => group.members.size],
  ['MaxMemberNum', () => 6000],
  ['ApplyJoinOption', () => 'FreeAccess'],
  ['MuteAllMember', () => 'Off'],
]);

type MemberField = (group: SimulatedGroup, account: string) => unknown;

/** Fields of a member: `SelfInfoFilter` in docs/api.md, "get_joined_group_list". */
export const SELF_FIELDS: ReadonlyMap<string, MemberField> = new Map<string, MemberField>([
  ['Role', (group, account) => group.members.get(account) ?? 'Member'],
  ['JoinTime', () => CREATED_AT],
  ['MsgFlag', () => 'AcceptAndNotify'],
  ['MsgSeq', (group, account) => group.msgSeqOf(account)],
]);

/** The same fields by the older document. */
export const OLDER_SELF_FIELDS: ReadonlyMap<string, MemberField> = new Map([
  ...SELF_FIELDS,
  ['UnreadMsgNum', (group, account) => group.unreadOf(account)],
]);

/** `MemberInfoFilter` in docs/api.md, "get_specified_group_member_info"; it has no unread count. */
const MEMBER_FIELDS: ReadonlyMap<string, MemberField> = new Map<string, MemberField>([
  ...SELF_FIELDS,
  ['LastSendMsgTime', () => 0],
  ['MuteUntil', () => 0],
  ['NameCard', () => ''],
]);

/** @param names - the fields to return; undefined: all. Unknown names are ignored (UNCONFIRMED). */
export const tell = <Of extends unknown[]>(
  fields: ReadonlyMap<string, (...of: Of) => unknown>,
  names: readonly string[] | undefined,
  ...of: Of
): Record<string, unknown> =>
  Object.fromEntries(
    [...fields].filter(([name]) => names?.includes(name) ?? true).map(([name, field]) => [name, field(...of)]),
  );

/** An entry of a `MemberList`. */
export const tellMember = (
  names: readonly string[] | undefined,
  group: SimulatedGroup,
  account: string,
): Record<string, unknown> => ({ Member_Account: account, ...tell(MEMBER_FIELDS, names, group, account) });
