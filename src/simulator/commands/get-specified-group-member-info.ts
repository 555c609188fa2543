import { type CommandAnswer, NOT_FOR_THIS_TYPE, success, TOO_MANY_ACCOUNTS } from '../answer.ts';
import { tellMember } from '../reply-fields.ts';
import { type Body, findGroup, isRefused, readAccounts, readFilter } from '../request.ts';
import type { SimulatedWorld } from '../world.ts';

const MOST_ACCOUNTS = 50;

/**
 * docs/api.md, "get_specified_group_member_info". That accounts which are not members are left out without an error is
 * UNCONFIRMED.
 */
export const getSpecifiedGroupMemberInfo = (world: SimulatedWorld, body: Body): CommandAnswer => {
  const accounts = readAccounts(body.Member_List_Account, { most: MOST_ACCOUNTS, tooMany: TOO_MANY_ACCOUNTS });
  if (isRefused(accounts)) return accounts;
  const names = readFilter(body.MemberInfoFilter);
  if (names && isRefused(names)) return names;
  const roles = readFilter(body.MemberRoleFilter);
  if (roles && isRefused(roles)) return roles;
  const group = findGroup(world, body.GroupId);
  if (isRefused(group)) return group;
  if (group.type === 'AVChatRoom') return NOT_FOR_THIS_TYPE;
  const members = accounts.filter((account) => {
    const role = world.roleIn(group, account);
    return role && (roles?.includes(role) ?? true);
  });
  return success({
    GroupId: group.groupId,
    MemberList: members.map((account) => tellMember(names, group, account)),
  });
};
