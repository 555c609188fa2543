import type { ColumnGuess } from '../../../core/errors/input-error.ts';
import { type ColumnNames, DEFAULT_COLUMNS, FIELDS, type Field } from '../../../core/row/columns.ts';
import { editDistance } from '../../../core/text/likeness.ts';
import { canBeTyped } from './column-map.ts';
import { isMarked, plainName } from './known-names.ts';
import { misread } from './misread-names.ts';
import { isDelimiter, isSureSeparator, separatorsIn } from './separators.ts';

// Names of the three columns in other systems, the likeliest first, normalised as by `plainName`.
const OTHER_NAMES: Readonly<Record<Field, readonly string[]>> = {
  groupId: [
    ...['groupid', 'gid', 'group', 'roomid', 'chatid', 'conversationid', 'teamid', 'tid', 'room', 'team'],
    ...['群组id', '群id', '群組id', '群组编号', '群编号', '群号', '群聊id', '房间id', '会话id', '会话编号'],
    ...['群组', '群組', '群聊', '群', '房间', 'グループid', 'ルームid', '그룹id', '채팅방id'],
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
    ...['ユーザーid', 'メンバーid', '会員id', '사용자id', '회원id', '회원계정'],
  ],
  unread: [
    ...['unreadmsgnum', 'unreadcount', 'unreadnum', 'unreadmessages', 'unreadmsgcount', 'unreadmessagecount', 'unread'],
    ...['unreadmsgnumber', 'unreadnumber', 'unreadcnt', 'badge', 'count', 'cnt'],
    ...[
      '未读消息数',
      '未读消息数量',
      '消息未读数',
      '未读数',
      '未讀數',
      '未读数量',
      '未读条数',
      '未读消息条数',
      '未读消息',
      '未读',
      '未讀',
      ...['未読数', '未読件数', '未読メッセージ数', '안읽은수', '안읽은메시지수', '읽지않은메시지수'],
    ],
  ],
};

/**
 * What a header, or the keys of the first objects of JSONL, may mean where they lack a name that is wanted.
 *
 * @param delimiter - of CSV; undefined for JSONL
 * @param sample - the first records of CSV, `found` among them
 */
export const guessColumns = (
  found: readonly string[],
  wanted: ColumnNames,
  delimiter: string | undefined,
  sample: () => readonly (readonly string[])[] = () => [found],
): ColumnGuess => {
  const otherDelimiter = delimiter === undefined ? undefined : guessDelimiter(found, delimiter, sample);
  if (otherDelimiter) return otherDelimiter;
  if (isMarked(found)) return { by: 'nothing' };
  const separator = delimiter === undefined ? undefined : guessSeparator(found, wanted, sample);
  if (separator) return separator;
  const names = guessNames(found, wanted);
  const guessed = FIELDS.flatMap((field) => names[field] ?? []);
  const untypable = guessed.filter((name) => !canBeTyped(name));
  if (untypable.length > 0) return { by: 'untypable-name', names: untypable };
  if (guessed.length > 0) return { by: 'name', names };
  if (delimiter === undefined) return { by: 'nothing' };
  return (
    guessByValues(found, sample()) ?? (areSpaced(sample()) ? { by: 'delimiter', delimiter: ' ' } : { by: 'nothing' })
  );
};

/** What a file without a header may hold where a column lies beyond its first record. */
export const guessPositions = (
  record: readonly string[],
  delimiter: string,
  sample: () => readonly (readonly string[])[],
): ColumnGuess => guessDelimiter(record, delimiter, sample) ?? guessByValues(record, sample()) ?? { by: 'nothing' };

// The likeliest first; \x01 is that of Hive, \x1f that of ASCII, others are what programs take to be sure.
const DELIMITERS = [',', ';', '\t', '|', '\x01', '\x1f', '\x1e', '\x02', '^', '~', ':'];

const guessDelimiter = (
  record: readonly string[],
  delimiter: string,
  sample: () => readonly (readonly string[])[],
): ColumnGuess | undefined => {
  const [only = ''] = record;
  const [other] = DELIMITERS.filter((candidate) => candidate !== delimiter && givesColumns(only, candidate)).toSorted(
    (a, b) => only.split(b).length - only.split(a).length,
  );
  if (record.length !== 1 || other === undefined) return undefined;
  // A column between two characters of `|~|` has no value: only by names can the others be found.
  const whole = isInNames(only, other) ? undefined : guessSeparator(record, DEFAULT_COLUMNS, sample);
  if (whole?.by === 'separator' && whole.separator.trim().length > 1 && whole.separator.includes(other)) return whole;
  return { by: 'delimiter', delimiter: other, ...(isPadded(only, other) ? { trim: true } : {}) };
};

const isInNames = (only: string, delimiter: string): boolean =>
  Object.keys(guessNames(only.split(delimiter), DEFAULT_COLUMNS)).length > 0;

/** What stands between the values of a line, where that is nothing usual: names show it, or rows that are alike. */
const guessSeparator = (
  record: readonly string[],
  wanted: ColumnNames,
  sample: () => readonly (readonly string[])[],
): Extract<ColumnGuess, { by: 'delimiter' | 'separator' }> | undefined => {
  const [only = ''] = record;
  if (record.length !== 1) return undefined;
  const separators = separatorsIn(only);
  const ofNames = separators.find(
    (separator) => Object.keys(guessNames(only.split(separator), wanted)).length === FIELDS.length,
  );
  if (ofNames !== undefined) {
    return isDelimiter(ofNames) ? { by: 'delimiter', delimiter: ofNames } : { by: 'separator', separator: ofNames };
  }
  for (const separator of separators.filter(isSureSeparator)) {
    const rows = sample().map((row) => row.join('').split(separator));
    const [first = []] = rows;
    const guess = rows.every(({ length }) => length === first.length) ? guessByValues(first, rows) : undefined;
    if (guess?.by !== 'value') continue;
    if (isDelimiter(separator)) return { by: 'delimiter', delimiter: separator };
    const { positions, trim } = guess;
    return { by: 'separator', separator, bare: { positions, ...(trim ? { trim } : {}) } };
  }
  return undefined;
};

/** Rows without a header, with one space between their values, as `awk` prints them. */
const areSpaced = (records: readonly (readonly string[])[]): boolean => {
  const rows = records.map((record) => (record.length === 1 ? (record[0] ?? '').split(' ') : []));
  const length = rows[0]?.length ?? 0;
  const isWhole = (row: readonly string[]): boolean => row.length === length && !row.includes('');
  if (rows.length < 2 || length < FIELDS.length || !rows.every(isWhole)) return false;
  return [...Array(length).keys()].some((at) => rows.every((row) => COUNT.test(row[at] ?? '')));
};

const isPadded = (only: string, delimiter: string): boolean =>
  only
    .split(delimiter)
    .slice(1)
    .every((part) => part.startsWith(' '));

/** A colon stands in any sentence, and in any time of day. */
const givesColumns = (only: string, delimiter: string): boolean => {
  const parts = only.split(delimiter);
  if (parts.length < FIELDS.length) return false;
  return !IN_SENTENCES.has(delimiter) || !/\s/.test(only);
};

const IN_SENTENCES: ReadonlySet<string> = new Set([':', '^', '~']);

/** A name that is right stays. Each of the others is guessed for one field at most. */
export const guessNames = (found: readonly string[], wanted: ColumnNames): Partial<Record<Field, string>> => {
  const guesses: Partial<Record<Field, string>> = {};
  // Of two columns of one name nobody can say which is meant.
  const timesFound = timesOf(found);
  const left = new Set(found.filter((name) => timesFound.get(name) === 1));
  const look = (isGuess: (name: string, known: string) => boolean, knownOf: (field: Field) => readonly string[]) => {
    for (const field of FIELDS) {
      if (guesses[field] !== undefined) continue;
      const name = knownOf(field).flatMap((known) => [...left].filter((one) => isGuess(one, known)))[0];
      if (name === undefined) continue;
      guesses[field] = name;
      left.delete(name);
    }
  };
  // Each name is compared with all that are known.
  const plains = new Map<string, string>();
  const plain = (name: string): string => {
    const known = plains.get(name) ?? plainName(name);
    plains.set(name, known);
    return known;
  };
  // The surest first, so that a near miss takes no name that belongs to another field.
  look(isSame, (field) => [wanted[field]]);
  look(
    (name, known) => plain(name) === plain(known),
    (field) => [wanted[field], ...OTHER_NAMES[field]],
  );
  const coresFound = new Map(found.map((name) => [name, coresOf(name)]));
  const times = timesOf(found.flatMap((name) => coresFound.get(name) ?? []));
  const isOnlyOne = (name: string, known: string): boolean =>
    coresFound.get(name)?.includes(plain(known)) === true && times.get(plain(known)) === 1;
  look(isOnlyOne, (field) => [wanted[field], ...OTHER_NAMES[field]]);
  if (found.length <= MOST_LOOKED_AT) {
    const meant = new Map(found.map((name) => [name, misread(name).map(plainName)]));
    look(
      (name, known) => meant.get(name)?.includes(plain(known)) === true,
      (field) => [wanted[field], ...OTHER_NAMES[field]],
    );
    look(
      (name, known) => isNearMiss(plain(name), plain(known)),
      (field) => [wanted[field], ...OTHER_NAMES[field]],
    );
  }
  return guesses;
};

/** Each pair of names takes some microseconds. */
const MOST_LOOKED_AT = 200;

const timesOf = (names: readonly string[]): ReadonlyMap<string, number> => {
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return times;
};

/**
 * What a name may be without what stands beside it: the table of `unread.GroupId` (Hive), `chat.GroupId` (a nested
 * document) and `unread[GroupId]` (Power BI), the type of `GroupId:string` (Neo4j), the other name of `群ID(GroupId)`.
 */
const coresOf = (name: string): string[] => {
  const behindTable = /^[\w$]+(?:\.[\w$]+)*[.[]([^.[\]]+)\]?$/.exec(name)?.[1];
  const beforeType = /^([^:]+):\w+$/.exec(name)?.[1];
  const [, before, inside] = /^([^(（]+)[(（]([^()（）]+)[)）]\s*$/.exec(name) ?? [];
  const cores = [behindTable, beforeType, before, inside].filter((core) => core !== undefined);
  return [...new Set((cores.length === 0 ? [name] : cores).map(plainName))];
};

const isSame = (name: string, known: string): boolean => name === known;
/** One typing error in every four letters, at most two: short names are too similar to each other. Both as of `plainName`. */
const isNearMiss = (a: string, b: string): boolean => {
  const slips = Math.min(2, Math.floor(b.length / 4));
  return b.length > 5 && Math.abs(a.length - b.length) <= slips && editDistance(a, b) <= slips;
};

/**
 * Guesses by the values of the first records. Users paste what is proposed, so a column is named only when the values
 * are clear. Of two columns of names or numbers, neither is clearly the group. If a column stays open anyway, the last
 * number is named as the likely count.
 *
 * @returns undefined when the record does not look like a row
 */
export const guessByValues = (
  found: readonly string[],
  sample: readonly (readonly string[])[],
): ColumnGuess | undefined => {
  const record = found.map((value) => value.trim());
  const isTrimmed = found.some((value, at) => value !== record[at]);
  const rows = sample.filter(({ length }) => length === record.length).map((row) => row.map((value) => value.trim()));
  const everyValue = (at: number, is: (value: string) => boolean): boolean => rows.every((row) => is(row[at] ?? ''));
  const filled = [...record.keys()].filter((at) => record[at] !== '');
  const counts = filled.filter((at) => COUNT.test(record[at] ?? '') && everyValue(at, (one) => MAYBE_COUNT.test(one)));
  const groups = filled.filter((at) => rows.some((row) => /^['"]?@TGS#/.test(row[at] ?? '')));
  if (filled.length < FIELDS.length || counts.length === 0) return undefined;
  const groupId = groups.length === 1 ? groups[0] : undefined;
  const unread = groupId === undefined || counts.length === 1 ? counts.at(-1) : undefined;
  const others = filled.filter((at) => at !== groupId && at !== unread);
  const ids = rows.length > 1 ? others.filter((at) => everyValue(at, mayBeId)) : others;
  const account = groupId !== undefined && ids.length === 1 ? ids[0] : undefined;
  const known = Object.entries({ groupId, account, unread }).flatMap(([field, at]) =>
    at === undefined ? [] : [[field, at + 1]],
  );
  const candidates = (ids.length > 0 ? ids : others).filter((at) => at !== account).map((at) => at + 1);
  return {
    ...{ by: 'value', positions: Object.fromEntries(known), candidates },
    ...(isTrimmed ? { trim: true } : {}),
  };
};

const COUNT = /^[0-9]{1,10}$/;
/** A count, or a word for none. */
const MAYBE_COUNT = /^(?:[0-9]{1,10}|\\N|"N|NULL|None|nil|NaN|)$/i;
const FRACTION_OR_TIME = /^-?[0-9]+\.[0-9]+$|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]:[0-9]{2}/;

/** Of an account: short, printable ASCII, and neither a number with a fraction nor a time. */
const mayBeId = (value: string): boolean => /^[!-~](?:[ -~]{0,30}[!-~])?$/.test(value) && !FRACTION_OR_TIME.test(value);
