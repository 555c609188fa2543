import { InputError } from '../../core/errors.ts';
import { printable } from '../../core/text.ts';

/** What the three columns (CSV) or keys (JSONL) are called in the input. */
export type ColumnNames = { readonly groupId: string; readonly account: string; readonly unread: string };

/** Where the three columns stand in a CSV record, from 0, and how many columns there are. */
export type ColumnPositions = {
  readonly groupId: number;
  readonly account: number;
  readonly unread: number;
  readonly count: number;
};

const FIELDS = ['groupId', 'account', 'unread'] as const;

/** The names of the contract. */
export const DEFAULT_COLUMNS: ColumnNames = {
  groupId: 'GroupId',
  account: 'Member_Account',
  unread: 'UnreadMsgNum',
};

// What other systems call the three, in lower case without separators.
const OTHER_NAMES: Record<(typeof FIELDS)[number], readonly string[]> = {
  groupId: ['groupid', 'group', 'gid', 'roomid', 'room', 'chatid', 'conversationid', 'teamid', 'tid', '群id', '群组id'],
  account: [
    'memberaccount',
    'account',
    'userid',
    'uid',
    'user',
    'memberid',
    'member',
    'username',
    'identifier',
    '用户id',
    '成员',
  ],
  unread: ['unreadmsgnum', 'unread', 'unreadnum', 'unreadcount', 'unreadmessages', 'count', 'badge', '未读数', '未读'],
};

/**
 * @param line - on which the header stands
 * @param header - its fields
 * @throws InputError naming what was found and the nearest guess, ready to paste
 */
export const findColumns = (
  path: string,
  line: number,
  header: readonly string[],
  names: ColumnNames,
  delimiter: string,
): ColumnPositions => {
  const positions = { groupId: 0, account: 0, unread: 0, count: header.length };
  const missing: string[] = [];
  for (const field of FIELDS) {
    const at = header.indexOf(names[field]);
    if (at < 0) missing.push(names[field]);
    else if (header.indexOf(names[field], at + 1) >= 0) {
      throw new InputError(
        path,
        `the column ${names[field]} stands twice in the header`,
        'Rename or remove one of the two.',
      );
    }
    positions[field] = at;
  }
  if (missing.length === 0) return positions;
  throw new InputError(
    path,
    `the header (line ${line}) lacks ${missing.join(', ')}; found ${listed(header)}`,
    hintFor(header, names, delimiter),
  );
};

/**
 * JSONL has no header; but where the first object has none of the three keys, the others will not have them either.
 *
 * @param keys - of the first object
 * @throws InputError naming what was found and the nearest guess, ready to paste
 */
export const requireKeys = (path: string, line: number, keys: readonly string[], names: ColumnNames): void => {
  if (FIELDS.some((field) => keys.includes(names[field]))) return;
  throw new InputError(
    path,
    `the first object (line ${line}) has none of the keys ${FIELDS.map((field) => names[field]).join(', ')}; found ${listed(keys)}`,
    hintFor(keys, names, ''),
  );
};

const listed = (names: readonly string[]): string =>
  printable(names.map((name) => `"${printable(name, 40)}"`).join(', '), 400);

const hintFor = (header: readonly string[], names: ColumnNames, delimiter: string): string => {
  const [only = ''] = header;
  const other = [',', ';', '\t', '|'].find((candidate) => candidate !== delimiter && only.includes(candidate));
  if (header.length === 1 && other) {
    return `Did you mean --delimiter ${other === '\t' ? "$'\\t' (or --format tsv)" : `'${other}'`}?`;
  }
  const guesses = FIELDS.map((field) => header.find((name) => name === names[field]) ?? guess(header, field));
  if (guesses.every((name) => name !== undefined)) {
    const map = FIELDS.map((field, at) => `${DEFAULT_COLUMNS[field]}=${printable(guesses[at] ?? '', 60)}`).join(',');
    return `Did you mean --columns ${/^[\w=,.-]+$/.test(map) ? map : `'${map}'`}?`;
  }
  return 'Name them: --columns GroupId=…,Member_Account=…,UnreadMsgNum=… with the names of your header. A CSV file without a header needs one as its first line.';
};

const guess = (header: readonly string[], field: (typeof FIELDS)[number]): string | undefined =>
  header.find((name) => OTHER_NAMES[field].includes(name.toLowerCase().replace(/[\s_.-]/g, '')));
