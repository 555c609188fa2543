import { backoffMs } from '../../../core/pace/backoff.ts';
import { ACCOUNT_CHECKS_PER_SECOND } from '../../../core/pace/pacing.ts';
import { JOINED_GROUPS_PER_CALL, type ReadApi } from '../../../core/ports.ts';
import type { Group, JoinedGroup } from '../../../core/target/group.ts';
import type { Answer, Unanswered } from '../../../core/target/outcome.ts';
import type { Command } from './command.ts';
import {
  type GroupsReply,
  groupsOf,
  importedAccountsOf,
  type JoinedPage,
  joinedPageOf,
  readSeqsOf,
  rolesOf,
} from './replies.ts';

/** docs/api.md, "The group service": the reply would be over 1 MB, or holds too many members. */
const TOO_LARGE: ReadonlySet<number | null> = new Set([10018, 10054]);

/** So many lists in a row remain shorter than their total: then the total counts what is not listed. */
const SHORT_IN_VAIN = 20;

/**
 * Every page brings a group at least, so their total bounds the pages. A list may grow while it is read, but one that grows with
 * each page has no end: what is not among the groups known then is asked about by group.
 */
const PAGES_OF_GROWTH = 10;
const MOST_PAGES = 5000;

const GROUP_FILTER = ['Type', 'NextMsgSeq', 'LastMsgTime'];

const groupService = (command: string): string => `v4/group_open_http_svc/${command}`;

export const GET_GROUPS: Command<GroupsReply> = {
  path: groupService('get_group_info'),
  read: groupsOf,
  judgesElements: true,
  isReading: true,
  isDoubtful: ({ groups }) => [...groups.values()].some(({ kind }) => kind !== 'found'),
};
/** Without a filter every group brings its members too. */
export const groupsBody = (groupIds: readonly string[]): object => ({
  GroupIdList: groupIds,
  ResponseFilter: { GroupBaseInfoFilter: GROUP_FILTER },
});
const GET_ROLES: Command<ReadonlyMap<string, string>> = {
  path: groupService('get_role_in_group'),
  read: rolesOf,
  isReading: true,
};
const GET_READ_SEQS: Command<ReadonlyMap<string, number | undefined>> = {
  path: groupService('get_specified_group_member_info'),
  read: readSeqsOf,
  isReading: true,
};
const GET_JOINED_GROUPS: Command<JoinedPage> = {
  path: groupService('get_joined_group_list'),
  read: joinedPageOf,
  isReading: true,
};
const CHECK_ACCOUNTS: Command<ReadonlyMap<string, boolean>> = {
  path: 'v4/im_open_login_svc/account_check',
  read: importedAccountsOf,
  isReading: true,
  vendorPerSecond: ACCOUNT_CHECKS_PER_SECOND,
};

/** The read commands: docs/api.md. */
export const READ_COMMANDS: readonly Command<unknown>[] = [
  GET_GROUPS,
  GET_ROLES,
  GET_READ_SEQS,
  GET_JOINED_GROUPS,
  CHECK_ACCOUNTS,
];

export type ReadDeps = {
  /** through pace and retry */
  readonly ask: <T>(command: Command<T>, body: object) => Promise<Answer<T>>;
  readonly maxAttempts: number;
  /** from 0 to below 1 */
  readonly random: () => number;
  /** resolves early when the run stops */
  readonly sleep: (ms: number) => Promise<unknown>;
};

export const createReads = ({ ask, maxAttempts, random, sleep }: ReadDeps): Omit<ReadApi, 'stats'> => {
  /** Asks again about groups for which the target had no answer at the moment. */
  const groups: ReadApi['groups'] = async (groupIds) => {
    const known = new Map<string, Group>();
    let asked = groupIds;
    for (let attempts = 1; ; attempts += 1) {
      const answer = await ask(GET_GROUPS, groupsBody(asked));
      // Keep what earlier replies have answered.
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

  /** lists in a row that were shorter than their total, and remained so */
  let shortInVain = 0;
  const joinedGroups: ReadApi['joinedGroups'] = async (account) => {
    const known = new Map<string, JoinedGroup>();
    let limit = JOINED_GROUPS_PER_CALL;
    let isAskedAgain = false;
    let mostPages = Number.POSITIVE_INFINITY;
    for (let offset = 0, pages = 0; ; ) {
      const page: Answer<JoinedPage> = await ask(GET_JOINED_GROUPS, {
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
      pages += 1;
      mostPages = Math.min(mostPages, page.value.totalCount + PAGES_OF_GROWTH, MOST_PAGES);
      const before = known.size;
      for (const [groupId, joined] of page.value.groups) known.set(groupId, joined);
      const isNew = known.size > before;
      // A page may hold less than was asked for.
      if (isNew) offset += page.value.length;
      if (isAskedAgain) shortInVain = isNew ? 0 : shortInVain + 1;
      const isShort = known.size < page.value.totalCount;
      const isLast = page.value.length < limit && shortInVain >= SHORT_IN_VAIN;
      if (!isShort || isLast || pages >= mostPages || (!isNew && isAskedAgain)) return { ...page, value: known };
      // The total promises more than came, so it is asked for once more.
      isAskedAgain = page.value.length < limit;
    }
  };

  return {
    groups,
    joinedGroups,
    roles: (groupId, accounts) => ask(GET_ROLES, { GroupId: groupId, User_Account: accounts }),
    readSeqs: (groupId, accounts) =>
      ask(GET_READ_SEQS, { GroupId: groupId, Member_List_Account: accounts, MemberInfoFilter: ['MsgSeq'] }),
    accounts: (accounts) => ask(CHECK_ACCOUNTS, { CheckItem: accounts.map((UserID) => ({ UserID })) }),
  };
};

const isTooLarge = (answer: Unanswered): boolean => answer.kind === 'failed' && TOO_LARGE.has(answer.failure.errorCode);
