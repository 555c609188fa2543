import { type CommandAnswer, NOT_JSON } from './answer.ts';
import { accountCheck } from './commands/account-check.ts';
import { getGroupInfo } from './commands/get-group-info.ts';
import { getJoinedGroupList } from './commands/get-joined-group-list.ts';
import { getRoleInGroup } from './commands/get-role-in-group.ts';
import { getSpecifiedGroupMemberInfo } from './commands/get-specified-group-member-info.ts';
import { setUnreadMsgNum } from './commands/set-unread-msg-num.ts';
import type { Body } from './request.ts';
import type { SimulatedWorld } from './world.ts';

const ANSWERS = {
  set_unread_msg_num: setUnreadMsgNum,
  get_group_info: getGroupInfo,
  get_role_in_group: getRoleInGroup,
  get_specified_group_member_info: getSpecifiedGroupMemberInfo,
  get_joined_group_list: getJoinedGroupList,
  account_check: accountCheck,
} satisfies Record<string, (world: SimulatedWorld, body: Body) => CommandAnswer>;

/** The commands that the simulator serves, as their paths end. */
export type ApiCommand = keyof typeof ANSWERS;

export const COMMAND_NAMES = Object.keys(ANSWERS) as readonly ApiCommand[];

export const GROUP_SERVICE = '/v4/group_open_http_svc/';
const LOGIN_SERVICE = '/v4/im_open_login_svc/';

const BY_PATH: ReadonlyMap<string, ApiCommand> = new Map(
  COMMAND_NAMES.map((name) => [`${name === 'account_check' ? LOGIN_SERVICE : GROUP_SERVICE}${name}`, name]),
);

/** @returns undefined when the path is of no command */
export const commandAt = (pathname: string): ApiCommand | undefined => BY_PATH.get(pathname);

// docs/api.md, "Rate limits".
const USUAL_PER_SECOND = 200;
const ACCOUNT_CHECKS_PER_SECOND = 100;

/**
 * The limit of one command when most commands have `limitPerSecond`. account_check has 100 calls a second when the
 * others have 200, and half of their limit when that was raised.
 */
export const limitOf = (command: ApiCommand, limitPerSecond: number): number => {
  if (command !== 'account_check') return limitPerSecond;
  return limitPerSecond > USUAL_PER_SECOND ? limitPerSecond / 2 : Math.min(limitPerSecond, ACCOUNT_CHECKS_PER_SECOND);
};

/** @param body - undefined when the request is not a JSON object */
export const answerCommand = (command: ApiCommand, world: SimulatedWorld, body: Body | undefined): CommandAnswer =>
  body ? ANSWERS[command](world, body) : NOT_JSON;
