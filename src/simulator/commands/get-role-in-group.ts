import { type CommandAnswer, NOT_FOR_THIS_TYPE, success, TOO_MANY_ACCOUNTS } from '../answer.ts';
import { type Body, findGroup, isRefused, readAccounts } from '../request.ts';
import type { SimulatedWorld } from '../world.ts';

const MOST_ACCOUNTS = 500;

/**
 * docs/api.md, "get_role_in_group". The code for too many accounts, and NotMember for an unknown UserID, are
 * UNCONFIRMED.
 */
export const getRoleInGroup = (world: SimulatedWorld, body: Body): CommandAnswer => {
  const accounts = readAccounts(body.User_Account, { most: MOST_ACCOUNTS, tooMany: TOO_MANY_ACCOUNTS });
  if (isRefused(accounts)) return accounts;
  const group = findGroup(world, body.GroupId);
  if (isRefused(group)) return group;
  if (group.type === 'AVChatRoom') return NOT_FOR_THIS_TYPE;
  return success({
    UserIdList: accounts.map((account) => ({
      Member_Account: account,
      Role: world.roleIn(group, account) ?? 'NotMember',
    })),
  });
};
