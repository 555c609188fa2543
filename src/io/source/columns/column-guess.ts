import { printable, shellWord } from '../../../core/text/text.ts';
import { canBeTyped, columnMapText } from './column-map.ts';
import { type ColumnNames, DEFAULT_COLUMNS, FIELDS, type Field, LEFT_OPEN } from './columns.ts';

// What other systems call the three, the likeliest first; as `plain` leaves them.
const OTHER_NAMES: Readonly<Record<Field, readonly string[]>> = {
  groupId: [
    ...['groupid', 'gid', 'group', 'roomid', 'chatid', 'conversationid', 'teamid', 'tid', 'room', 'team'],
    ...['群组id', '群id', '群組id', '群组编号', '群编号', '群号', '群聊id', '房间id', '会话id', '会话编号'],
    ...['群组', '群組', '群聊', '群', '房间'],
  ],
  account: [
    ...[
      'memberaccount',
      'account',
      'userid',
      'uid',
      'memberid',
      'accountid',
      'identifier',
      'user',
      'member',
      'username',
    ],
    ...['成员账号', '会员账号', '用户账号', '用户id', '成员id', '会员id', '用户编号', '成员编号', '会员编号'],
    ...['账号', '帐号', '帳號', '账户', '用户', '成员', '成員', '会员', '用户名'],
  ],
  unread: [
    ...['unreadmsgnum', 'unreadcount', 'unreadnum', 'unreadmessages', 'unreadmsgcount', 'unreadmessagecount', 'unread'],
    ...['unreadmsgnumber', 'unreadnumber', 'badge', 'count'],
    ...[
      '未读消息数',
      '未读消息数量',
      '消息未读数',
      '未读数',
      '未讀數',
      '未读数量',
      '未读条数',
      '未读消息',
      '未读',
      '未讀',
    ],
  ],
};

/**
 * What to type where a header, or the first object of JSONL, has other names than those wanted. A flag that can be pasted
 * stands at the end, with no full stop behind it that would be copied along.
 *
 * @param delimiter - of CSV; undefined for JSONL
 */
export const nameHint = (found: readonly string[], wanted: ColumnNames, delimiter: string | undefined): string => {
  const otherDelimiter = delimiter === undefined ? undefined : delimiterHint(found, delimiter);
  if (otherDelimiter !== undefined) return otherDelimiter;
  const guesses = guessNames(found, wanted);
  const known = FIELDS.filter((field) => guesses[field] !== undefined);
  const untypable = known.map((field) => guesses[field] ?? '').filter((name) => !canBeTyped(name));
  if (untypable.length > 0) {
    const names = untypable.map((name) => `"${printable(name, 40)}"`).join(', ');
    return `No --columns can be typed for ${names} (too long, or a character that no command takes, or = behind a comma): rename that in the file.`;
  }
  if (known.length === FIELDS.length) {
    return `Did you mean this? --columns ${shellWord(columnMapText((field) => guesses[field] ?? ''))}`;
  }
  const numbers = known.length === 0 && delimiter !== undefined ? guessNumbers(found) : undefined;
  if (numbers) return `If that is a row already, and no header: ${noHeaderText(found, numbers)}`;
  const map = columnMapText((field) => guesses[field] ?? '…');
  return delimiter === undefined
    ? `Name the keys of your objects: --columns ${shellWord(map)}`
    : `A file without a header needs --no-header. Else name the columns of your header: --columns ${shellWord(map)}`;
};

/** What to type where `--no-header` was given and a column lies beyond the first record. */
export const positionHint = (record: readonly string[], delimiter: string): string => {
  const otherDelimiter = delimiterHint(record, delimiter);
  if (otherDelimiter !== undefined) return otherDelimiter;
  const numbers = guessNumbers(record);
  if (!numbers) {
    return `Give positions from 1 to ${record.length}: --no-header --columns GroupId=…,Member_Account=…,UnreadMsgNum=…`;
  }
  return `${numbers.candidates.length === 0 ? 'Did you mean this? ' : ''}${noHeaderText(record, numbers)}`;
};

const noHeaderText = (record: readonly string[], { known, candidates }: NumberGuess): string => {
  const flags = `--no-header --columns ${shellWord(columnMapText((field) => known[field] ?? LEFT_OPEN))}`;
  const open = FIELDS.filter((field) => known[field] === undefined).map((field) => DEFAULT_COLUMNS[field]);
  if (open.length === 0) return flags;
  const shown = (at: number): string => `${at} ("${printable(record[at - 1] ?? '', 40)}")`;
  const count = known.unread === undefined ? '' : `; column ${shown(known.unread)} looks like UnreadMsgNum`;
  const columns = printable(candidates.map(shown).join(', '), 400);
  return `${open.join(' and ')} may be any of the columns ${columns}, and nothing in them tells which${count}. Put a number for each ${LEFT_OPEN}: ${flags}`;
};

// The likeliest first; \x01 is that of Hive.
const DELIMITERS = [',', ';', '\t', '|', '\x01', '^', ':', '，', '；'];
/** How a user types those that have no key, and are nothing to be shown. */
const TYPED: Readonly<Record<string, string>> = { '\t': '\\t', '\x01': '\\x01' };
const HALF_WIDTH: Readonly<Record<string, string>> = { '，': ',', '；': ';' };

const delimiterHint = (record: readonly string[], delimiter: string): string | undefined => {
  const [only = ''] = record;
  const [other] = DELIMITERS.filter((candidate) => candidate !== delimiter && only.includes(candidate)).toSorted(
    (a, b) => only.split(b).length - only.split(a).length,
  );
  if (record.length !== 1 || other === undefined) return undefined;
  const plainOne = HALF_WIDTH[other];
  return plainOne === undefined
    ? `Did you mean this? --delimiter '${TYPED[other] ?? other}'`
    : `Its values stand between full-width ${other}, which cannot be a delimiter. Export it again with a plain ${plainOne} or replace them all: sed 's/${other}/${plainOne}/g' FILE > NEWFILE`;
};

/** A name that is right stays; of the others each is guessed for one field at most. */
export const guessNames = (found: readonly string[], wanted: ColumnNames): Partial<Record<Field, string>> => {
  const guesses: Partial<Record<Field, string>> = {};
  const left = new Set(found);
  const look = (isGuess: (name: string, known: string) => boolean, knownOf: (field: Field) => readonly string[]) => {
    for (const field of FIELDS) {
      if (guesses[field] !== undefined) continue;
      const name = knownOf(field).flatMap((known) => [...left].filter((one) => isGuess(one, known)))[0];
      if (name === undefined) continue;
      guesses[field] = name;
      left.delete(name);
    }
  };
  // The surest first, so that a near miss takes no name that belongs to another field.
  look(isSame, (field) => [wanted[field]]);
  look(isOtherName, (field) => [wanted[field], ...OTHER_NAMES[field]]);
  look(isNearMiss, (field) => [wanted[field], ...OTHER_NAMES[field]]);
  return guesses;
};

const isSame = (name: string, known: string): boolean => name === known;
const isOtherName = (name: string, known: string): boolean => plain(name) === plain(known);
/** One slip of the finger in every four letters, two at most: short names are too near to each other. */
const isNearMiss = (name: string, known: string): boolean => {
  const [a, b] = [plain(name), plain(known)];
  const slips = Math.min(2, Math.floor(b.length / 4));
  return b.length > 5 && Math.abs(a.length - b.length) <= slips && editDistance(a, b) <= slips;
};

/** Letters and digits only, small, half-width: `Group ID`, `group_id` and `ＧｒｏｕｐＩｄ` are one name. */
const plain = (name: string): string =>
  name
    .slice(0, 100)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** How many letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). */
const editDistance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row[j] = Math.min(replaced, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
};

/** What the values of a record tell of its columns, from 1. */
type NumberGuess = {
  readonly known: Readonly<Partial<Record<Field, number>>>;
  /** one of these each of the others would be */
  readonly candidates: readonly number[];
};

/**
 * Nothing that a user may paste as it is rests on an order of columns: IDs may be numbers too, and which of two is the
 * group no rule of ours would find out afterwards. Where the command must be looked at anyway the last number is named as
 * the likely count.
 *
 * @returns undefined where the record looks like no row
 */
const guessNumbers = (record: readonly string[]): NumberGuess | undefined => {
  const filled = [...record.keys()].filter((at) => record[at] !== '');
  const counts = filled.filter((at) => /^[0-9]{1,10}$/.test(record[at] ?? ''));
  const groups = filled.filter((at) => record[at]?.startsWith('@TGS#'));
  if (filled.length < FIELDS.length || counts.length === 0) return undefined;
  const groupId = groups.length === 1 ? groups[0] : undefined;
  const unread = groupId === undefined || counts.length === 1 ? counts.at(-1) : undefined;
  const others = filled.filter((at) => at !== groupId && at !== unread);
  const account = groupId !== undefined && others.length === 1 ? others[0] : undefined;
  const known = Object.entries({ groupId, account, unread }).flatMap(([field, at]) =>
    at === undefined ? [] : [[field, at + 1]],
  );
  return { known: Object.fromEntries(known), candidates: others.filter((at) => at !== account).map((at) => at + 1) };
};
