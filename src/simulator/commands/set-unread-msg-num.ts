import { type CommandAnswer, INVALID_PARAMETER, NO_MEMBER, NO_SUCH_ACCOUNT, success } from '../answer.ts';
import { type Body, findGroup, isRefused, refuseAccount } from '../request.ts';
import type { SimulatedWorld } from '../world.ts';

/**
 * docs/api.md, "set_unread_msg_num". The codes for an unknown UserID and for an account that is not a member are
 * UNCONFIRMED.
 */
export const setUnreadMsgNum = (world: SimulatedWorld, body: Body): CommandAnswer => {
  const { GroupId: groupId, Member_Account: account, UnreadMsgNum: count } = body;
  const refused = refuseAccount(account);
  if (refused) return refused;
  if (!Number.isSafeInteger(count) || (count as number) < 0) return INVALID_PARAMETER;
  const group = findGroup(world, groupId);
  if (isRefused(group)) return group;
  if (!world.hasAccount(account as string)) return NO_SUCH_ACCOUNT;
  if (!world.roleIn(group, account as string)) return NO_MEMBER;
  group.setUnread(account as string, count as number);
  return success();
};
