import { type ColumnNames, DEFAULT_COLUMNS, FIELDS, type Field } from '../../../core/row/columns.ts';

// Names that mean nothing else in any system that we know, as `plainName` writes them. Names such as `user`, `群` or
// `count` may be a nickname, a title or another number: these are only proposed.
const KNOWN_NAMES: Readonly<Record<Field, ReadonlySet<string>>> = {
  groupId: new Set([
    'groupid',
    'gid',
    '群id',
    '群组id',
    '群組id',
    '群聊id',
    '群编号',
    '群组编号',
    '群組編號',
    '群編號',
    'グループid',
    '그룹id',
  ]),
  account: new Set([
    ...['memberaccount', 'userid', 'uid', 'memberid', 'useraccount', 'accountid', 'memberuserid'],
    ...[
      '用户id',
      '用户账号',
      '成员账号',
      '成员id',
      '成员编号',
      '会员编号',
      '会员id',
      '用户编号',
      '用戶id',
      '成員id',
      '帐号id',
      '帳號id',
      '使用者id',
      '使用者帳號',
      '成員帳號',
      'ユーザーid',
      '사용자id',
      '账号id',
    ],
  ]),
  unread: new Set([
    ...['unreadmsgnum', 'unreadcount', 'unreadnum', 'unreadmsgcount', 'unreadmessagecount', 'unreadnumber', 'unread'],
    ...[
      '未读数',
      '未读消息数',
      '未读数量',
      '未读条数',
      '未读消息条数',
      '未读消息数量',
      '消息未读数',
      '未讀數',
      '未讀訊息數',
      '未讀數量',
      '未讀則數',
      '未読数',
      '未読件数',
    ],
  ]),
};

/** Letters and digits only, small, half-width: `Group ID`, `group_id` and `ＧｒｏｕｐＩｄ` are one name. */
export const plainName = (name: string): string =>
  name
    .slice(0, 100)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** What mail programs, patches and numbers of lines put before a line is no part of its first name. */
export const isMarked = ([first = '']: readonly string[]): boolean => /^(?:[>+-]|[0-9]+[:)])/.test(first);

/**
 * @param found - names in a header, or keys of objects
 * @returns the three columns where each has its own name, or one that cannot mean anything else; undefined where a
 *   column has none, or two that may be it
 */
export const knownColumns = (found: readonly string[]): ColumnNames | undefined => {
  if (isMarked(found)) return undefined;
  const names: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const [name, ...others] = found.includes(DEFAULT_COLUMNS[field])
      ? [DEFAULT_COLUMNS[field]]
      : found.filter((one) => KNOWN_NAMES[field].has(plainName(one)));
    if (name === undefined || others.length > 0) return undefined;
    names[field] = name;
  }
  return names as ColumnNames;
};
