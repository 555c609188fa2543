import type { Pair } from '../row/row.ts';

/** Which calls read the counts of a set of pairs. Each pair is in one of the two maps. */
export type ReadPlan = {
  /** accounts by group: `get_specified_group_member_info`, `membersPerCall` accounts a call */
  readonly byGroup: ReadonlyMap<string, readonly string[]>;
  /** groups by account: `get_joined_group_list`, all groups of a member in one call or a few pages */
  readonly byMember: ReadonlyMap<string, readonly string[]>;
};

/**
 * The cheapest plan that reads the groups with the most pairs by group and the rest by member. Groups with many pairs
 * fill their calls. For groups with one or two pairs, one call by member may cover dozens.
 *
 * @param pairs - distinct
 * @param membersPerCall - of a read by group
 * @param callsPerMember - of a read by member, which may take several pages
 */
export const planReads = (pairs: Iterable<Pair>, membersPerCall: number, callsPerMember = 1): ReadPlan => {
  const groups = new Map<string, string[]>();
  for (const { groupId, account } of pairs) listIn(groups, groupId).push(account);
  const fewestFirst = [...groups].sort(([, a], [, b]) => a.length - b.length);

  let byGroupCalls = fewestFirst.reduce((calls, [, accounts]) => calls + callsFor(accounts.length, membersPerCall), 0);
  let fewestCalls = byGroupCalls;
  let groupsByMember = 0;
  const members = new Set<string>();
  for (const [at, [, accounts]] of fewestFirst.entries()) {
    for (const account of accounts) members.add(account);
    byGroupCalls -= callsFor(accounts.length, membersPerCall);
    const calls = byGroupCalls + members.size * callsPerMember;
    if (calls >= fewestCalls) continue;
    fewestCalls = calls;
    groupsByMember = at + 1;
  }

  const byMember = new Map<string, string[]>();
  for (const [groupId, accounts] of fewestFirst.slice(0, groupsByMember)) {
    for (const account of accounts) listIn(byMember, account).push(groupId);
  }
  return { byGroup: new Map(fewestFirst.slice(groupsByMember)), byMember };
};

/** Reads every pair by member, at any cost: only those replies may contain the unread count itself. */
export const readAllByMember = (pairs: Iterable<Pair>): ReadPlan => {
  const byMember = new Map<string, string[]>();
  for (const { groupId, account } of pairs) listIn(byMember, account).push(groupId);
  return { byGroup: new Map(), byMember };
};

const callsFor = (members: number, membersPerCall: number): number => Math.ceil(members / membersPerCall);

const listIn = (lists: Map<string, string[]>, key: string): string[] => {
  const list = lists.get(key) ?? [];
  if (list.length === 0) lists.set(key, list);
  return list;
};

/** @returns the list in chunks of at most `size` */
export const chunksOf = <T>(list: readonly T[], size: number): T[][] => {
  const chunks: T[][] = [];
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
  return chunks;
};
