import { type CommandAnswer, INVALID_PARAMETER, NO_SUCH_ACCOUNT, success } from '../answer.ts';
import type { SimulatedGroup } from '../groups.ts';
import { BASE_FIELDS, OLDER_SELF_FIELDS, SELF_FIELDS, tell } from '../reply-fields.ts';
import { type Body, isObject, isRefused, readFilter, readWhole, refuseAccount } from '../request.ts';
import type { SimulatedWorld } from '../world.ts';

const MOST_GROUPS = 5000;
const TYPES: readonly unknown[] = ['Public', 'Private', 'ChatRoom', 'AVChatRoom', 'Community'];

/**
 * docs/api.md, "get_joined_group_list". The code for an unknown UserID is UNCONFIRMED: 10019 is the code of the group
 * service for an account that does not exist. It is not documented either whether `TotalCount` counts groups of types
 * that the request leaves out; here it does not.
 */
export const getJoinedGroupList = (world: SimulatedWorld, body: Body): CommandAnswer => {
  const { Member_Account: account, GroupType: type, ResponseFilter: filter } = body;
  const refused = refuseAccount(account);
  if (refused) return refused;
  const limit = readWhole(body.Limit, { from: 1, to: MOST_GROUPS, absent: Number.POSITIVE_INFINITY });
  const offset = readWhole(body.Offset, { from: 0, to: Number.MAX_SAFE_INTEGER, absent: 0 });
  const withInactive = readWhole(body.WithNoActiveGroups, { from: 0, to: 1, absent: 0 });
  const withHuge = readWhole(body.WithHugeGroups, { from: 0, to: 1, absent: 0 });
  if (typeof limit !== 'number' || typeof offset !== 'number') return INVALID_PARAMETER;
  if (typeof withInactive !== 'number' || typeof withHuge !== 'number') return INVALID_PARAMETER;
  if (type !== undefined && !TYPES.includes(type)) return INVALID_PARAMETER;
  if (filter !== undefined && !isObject(filter)) return INVALID_PARAMETER;
  const base = readFilter(filter?.GroupBaseInfoFilter);
  const self = readFilter(filter?.SelfInfoFilter);
  if (base && isRefused(base)) return base;
  if (self && isRefused(self)) return self;
  if (!world.hasAccount(account as string)) return NO_SUCH_ACCOUNT;

  const isAsked = (group: SimulatedGroup): boolean => {
    if (type !== undefined && group.type !== type) return false;
    if (group.type === 'Private' && !group.isActive) return withInactive === 1;
    return group.type !== 'AVChatRoom' || withHuge === 1;
  };
  const groups = world.groupsOf(account as string).filter(isAsked);
  const selfFields = world.readBack === 'unread' ? OLDER_SELF_FIELDS : SELF_FIELDS;
  return success({
    TotalCount: groups.length,
    GroupIdList: groups.slice(offset, offset + limit).map((group) => ({
      GroupId: group.groupId,
      ...tell(BASE_FIELDS, base ?? [], group),
      ...(self && { SelfInfo: tell(selfFields, self, group, account as string) }),
    })),
  });
};
