import type { GroupSpec } from '../../src/simulator/groups.ts';
import type { Dice } from './dice.ts';

/** What must become of a row: `settable`, or its class in `failures.csv`. */
export type Fate = 'settable' | 'invalid' | 'refused' | 'group_refused';

/** A row of the input, its three values as `failures.csv` would show them. No two valid rows have the same count. */
export type SoakRow = {
  readonly line: number;
  readonly groupId: string;
  readonly account: string;
  readonly unread: string;
  readonly fate: Fate;
};

export type SoakInput = {
  readonly fileName: string;
  readonly text: string;
  readonly rows: readonly SoakRow[];
  readonly groups: readonly GroupSpec[];
};

type Format = 'csv' | 'jsonl';
type Pair = { readonly groupId: string; readonly account: string; readonly fate: Fate };
type Raw = { readonly groupId: unknown; readonly account: unknown; readonly unread: unknown };
type Spoil = Partial<Raw> | { readonly line: string };

const LONG_ACCOUNT = 'a'.repeat(33);
const SPOILS: readonly Spoil[] = [
  { unread: 'x' },
  { unread: '-1' },
  { unread: '2147483648' },
  { unread: '' },
  { account: '' },
  { account: LONG_ACCOUNT },
  { account: 'ü' },
  { groupId: '@TGS#1@TOPIC#_2' },
  { groupId: '1.58292E+18' },
];
const SPOILS_OF: Record<Format, readonly [Spoil, ...Spoil[]]> = {
  csv: [{ unread: ' 5' }, { unread: '5.5' }, { line: 'g1,too few' }, { line: 'g"1,stray quote,1,' }, ...SPOILS],
  jsonl: [{ unread: 5.5 }, { account: 17 }, { line: '{"GroupId": "g1"' }, { line: '[1]' }, ...SPOILS],
};

const NEAR_ROWS = 8;
// Above every count: a group lowers a count above its number of messages.
const MESSAGES = 2_000_000;
const COUNT_MODULUS = 1_000_003;

/** A few hundred to 2,000 rows; a third of them repeat the pair of an earlier one. */
export const makeInput = (dice: Dice): SoakInput => {
  const format = dice.pick<Format>(['csv', 'jsonl']);
  const eol = dice.pick(['\n', '\n', '\r\n']);
  // Small inputs more often than large ones: more kills in the same time.
  const size = 400 + Math.floor(dice.share() ** 2 * 1600);
  const pairs: [Pair, ...Pair[]] = [newPair(dice, 0)];
  const rows: SoakRow[] = [];
  let text =
    (dice.hits(0.2) ? '\ufeff' : '') + (format === 'csv' ? `GroupId,Member_Account,UnreadMsgNum,Note${eol}` : '');
  let line = format === 'csv' ? 2 : 1;
  for (let at = 0; at < size; at += 1) {
    if (dice.hits(0.02)) {
      text += eol;
      line += 1;
    }
    const pair = choosePair(dice, pairs);
    pairs.push(pair);
    // Counts neither rise nor fall along the file, so that the last row of a pair is not always the largest.
    const order: Raw = { ...pair, unread: String((at * 7919 + 13) % COUNT_MODULUS) };
    const spoil = dice.hits(0.04) ? dice.pick(SPOILS_OF[format]) : {};
    const isUnreadable = 'line' in spoil;
    const raw: Raw = { ...order, ...spoil };
    rows.push({
      line,
      groupId: isUnreadable ? '' : asText(raw.groupId),
      account: isUnreadable ? '' : asText(raw.account),
      unread: isUnreadable ? '' : asText(raw.unread),
      fate: Object.keys(spoil).length > 0 ? 'invalid' : pair.fate,
    });
    const record = isUnreadable ? spoil.line : format === 'csv' ? csvRecord(raw, note(dice)) : jsonRecord(raw, dice);
    text += record + eol;
    line += record.split('\n').length;
  }
  if (dice.hits(0.3)) text = text.slice(0, -eol.length);
  return { fileName: `rows.${format}`, text, rows, groups: groupsOf(pairs) };
};

const choosePair = (dice: Dice, pairs: readonly [Pair, ...Pair[]]): Pair => {
  const share = dice.share();
  if (share < 0.7) return newPair(dice, pairs.length);
  const distance = share < 0.85 ? 1 + dice.below(Math.min(NEAR_ROWS, pairs.length)) : 1 + dice.below(pairs.length);
  return pairs[pairs.length - distance] ?? pairs[0];
};

const newPair = (dice: Dice, number: number): Pair => {
  const account = `user${number}${dice.hits(0.05) ? ', "x"' : ''}`;
  const share = dice.share();
  if (share < 0.03) return { groupId: `gone${dice.below(8)}`, account, fate: 'group_refused' };
  return { groupId: `g${dice.below(20)}`, account, fate: share < 0.06 ? 'refused' : 'settable' };
};

/** The existing groups: without those that are gone, and without the members whose rows must be refused. */
const groupsOf = (pairs: readonly Pair[]): GroupSpec[] => {
  const members = new Map<string, string[]>();
  for (const { groupId, account, fate } of pairs) {
    if (fate === 'group_refused') continue;
    const known = members.get(groupId) ?? [];
    if (fate === 'settable') known.push(account);
    members.set(groupId, known);
  }
  return [...members].map(([groupId, accounts]) => ({
    groupId,
    type: 'Public',
    messages: MESSAGES,
    members: accounts,
  }));
};

const note = (dice: Dice): string => (dice.hits(0.1) ? 'two\nlines, "quoted"' : '');

const csvRecord = (raw: Raw, noteText: string): string =>
  [raw.groupId, raw.account, raw.unread, noteText]
    .map((value) => asText(value))
    .map((value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value))
    .join(',');

const jsonRecord = ({ groupId, account, unread }: Raw, dice: Dice): string => {
  const isDigits = typeof unread === 'string' && /^[0-9]+$/.test(unread);
  const count = isDigits && dice.hits(0.5) ? Number(unread) : unread;
  return JSON.stringify({ GroupId: groupId, Member_Account: account, UnreadMsgNum: count, note: 'not read' });
};

const asText = (value: unknown): string => (typeof value === 'string' ? value : String(value));
