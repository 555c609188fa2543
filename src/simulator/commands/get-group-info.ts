import { type CommandAnswer, INVALID_PARAMETER, success } from '../answer.ts';
import { BASE_FIELDS, tell, tellMember } from '../reply-fields.ts';
import { type Body, findGroup, isObject, isRefused, readFilter } from '../request.ts';
import type { SimulatedWorld } from '../world.ts';

const MOST_GROUPS = 50;

/**
 * docs/api.md, "get_group_info". The documents call the outer code meaningless, so this one misleads: if one group is
 * refused, the whole reply says that the group does not exist, and still contains every group.
 */
export const getGroupInfo = (world: SimulatedWorld, body: Body): CommandAnswer => {
  const { GroupIdList: groupIds, ResponseFilter: filter } = body;
  // The documents do not list 10005 (too many accounts) here, and these are not accounts.
  if (!Array.isArray(groupIds) || groupIds.length === 0 || groupIds.length > MOST_GROUPS) return INVALID_PARAMETER;
  if (!groupIds.every((groupId) => typeof groupId === 'string')) return INVALID_PARAMETER;
  if (filter !== undefined && !isObject(filter)) return INVALID_PARAMETER;
  const base = readFilter(filter?.GroupBaseInfoFilter);
  const member = readFilter(filter?.MemberInfoFilter);
  if (base && isRefused(base)) return base;
  if (member && isRefused(member)) return member;

  const told = groupIds.map((groupId) => {
    const group = findGroup(world, groupId);
    if (isRefused(group)) return { GroupId: groupId, ErrorCode: group.errorCode, ErrorInfo: group.errorInfo };
    return {
      GroupId: groupId,
      ErrorCode: 0,
      ErrorInfo: '',
      ...tell(BASE_FIELDS, filter ? (base ?? []) : undefined, group),
      ...((!filter || member) && {
        MemberList: [...group.members.keys()].map((account) => tellMember(member, group, account)),
      }),
    };
  });
  const fields = { GroupInfo: told };
  return told.every(({ ErrorCode }) => ErrorCode === 0)
    ? success(fields)
    : { errorCode: 10010, errorInfo: 'this group does not exist', fields };
};
