import { backoffMs } from '../../../core/pace/backoff.ts';
import { JOINED_GROUPS_PER_CALL, type ReadApi } from '../../../core/ports.ts';
import type { Group, JoinedGroup } from '../../../core/target/group.ts';
import type { Answer, Unanswered } from '../../../core/target/outcome.ts';
import type { Command } from '../send.ts';
import type { JoinedPage } from './replies.ts';
import { groupsOf, importedAccountsOf, joinedPageOf, readSeqsOf, rolesOf } from './replies.ts';

/** docs/api.md, "The group service": the reply would be over 1 MB, or holds too many members. */
const TOO_LARGE: ReadonlySet<number | null> = new Set([10018, 10054]);

const GROUP_FILTER = ['Type', 'NextMsgSeq', 'LastMsgTime'];

/** The commands that read, as they are spelled on the wire; docs/api.md has their facts. */
export const READ_COMMANDS = {
  groups: { path: 'v4/group_open_http_svc/get_group_info', read: groupsOf, judgesElements: true },
  roles: { path: 'v4/group_open_http_svc/get_role_in_group', read: rolesOf },
  readSeqs: { path: 'v4/group_open_http_svc/get_specified_group_member_info', read: readSeqsOf },
  joinedGroups: { path: 'v4/group_open_http_svc/get_joined_group_list', read: joinedPageOf },
  accounts: { path: 'v4/im_open_login_svc/account_check', read: importedAccountsOf },
} as const;

export type ReadCommands = { readonly [K in keyof typeof READ_COMMANDS]: Command<ReplyOf<K>> };
type ReplyOf<K extends keyof typeof READ_COMMANDS> = Exclude<ReturnType<(typeof READ_COMMANDS)[K]['read']>, undefined>;

export type ReadDeps = {
  readonly commands: ReadCommands;
  /** through throttle and retry */
  readonly ask: <T>(command: Command<T>, body: object) => Promise<Answer<T>>;
  readonly maxAttempts: number;
  /** from 0 to below 1 */
  readonly random: () => number;
  /** resolves early when the run is halted */
  readonly sleep: (ms: number) => Promise<unknown>;
};

export const createReads = ({ commands, ask, maxAttempts, random, sleep }: ReadDeps): Omit<ReadApi, 'stats'> => {
  /** What only a moment's trouble kept it from telling is asked again. */
  const groups: ReadApi['groups'] = async (groupIds) => {
    const known = new Map<string, Group>();
    let asked = groupIds;
    for (let attempts = 1; ; attempts += 1) {
      const answer = await ask(commands.groups, {
        GroupIdList: asked,
        // Without a filter every group brings its members too.
        ResponseFilter: { GroupBaseInfoFilter: GROUP_FILTER },
      });
      // What the replies before it told is not lost.
      if (answer.kind === 'failed' && known.size > 0) return { kind: 'ok', attempts, value: known };
      if (answer.kind !== 'ok') return answer;
      const { groups: told, again } = answer.value;
      for (const groupId of asked) {
        const group = told.get(groupId);
        if (group) known.set(groupId, group);
      }
      asked = asked.filter((groupId) => again.has(groupId));
      if (asked.length === 0 || attempts >= maxAttempts) return { ...answer, value: known };
      await sleep(backoffMs(attempts, random()));
    }
  };

  const joinedGroups: ReadApi['joinedGroups'] = async (account) => {
    const known = new Map<string, JoinedGroup>();
    let limit = JOINED_GROUPS_PER_CALL;
    for (let offset = 0; ; ) {
      const page: Answer<JoinedPage> = await ask(commands.joinedGroups, {
        Member_Account: account,
        Limit: limit,
        Offset: offset,
        // Imported Private groups stay inactive until their owner writes.
        WithNoActiveGroups: 1,
        ResponseFilter: { GroupBaseInfoFilter: GROUP_FILTER, SelfInfoFilter: ['MsgSeq', 'UnreadMsgNum'] },
      });
      if (page.kind !== 'ok') {
        if (!isTooLarge(page) || limit === 1) return page;
        limit = Math.ceil(limit / 4);
        continue;
      }
      const before = known.size;
      for (const [groupId, joined] of page.value.groups) known.set(groupId, joined);
      offset += limit;
      // Behind a page that brought nothing new there is nothing, whatever the total says.
      if (offset >= page.value.totalCount || known.size === before) return { ...page, value: known };
    }
  };

  return {
    groups,
    joinedGroups,
    roles: (groupId, accounts) => ask(commands.roles, { GroupId: groupId, User_Account: accounts }),
    readSeqs: (groupId, accounts) =>
      ask(commands.readSeqs, { GroupId: groupId, Member_List_Account: accounts, MemberInfoFilter: ['MsgSeq'] }),
    accounts: (accounts) => ask(commands.accounts, { CheckItem: accounts.map((UserID) => ({ UserID })) }),
  };
};

const isTooLarge = (answer: Unanswered): boolean => answer.kind === 'failed' && TOO_LARGE.has(answer.failure.errorCode);
