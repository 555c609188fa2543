import { printable } from '../text/text.ts';
import type { Problem, ProblemKind, Row, RowValues } from './row.ts';
import { damageOfCount, damageOfId } from './value-damage.ts';

/** The three values as the parser gave them: text from CSV, any JSON value from JSONL, undefined where there is none. */
export type RawValues = { readonly groupId: unknown; readonly account: unknown; readonly unread: unknown };

export type Checked = { values: RowValues; row: Row | undefined; problems: readonly Problem[] };

// docs/api.md, "Identifiers": custom GroupIds and UserIDs are printable ASCII of at most so many bytes.
export const GROUP_ID_MAX_BYTES = 48;
export const ACCOUNT_MAX_BYTES = 32;
// The endpoint says only "Integer"; beyond 32 bits signed nothing is known, so nothing is sent.
const UNREAD_MAX = 2_147_483_647;

const PLAIN_DIGITS = /^[0-9]+$/;

// In failures.csv other columns stand beside them, and no line may be longer than a record of an input, 1 MiB.
const VALUES_MAX_LENGTH = 64 * 1024;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

const NO_PROBLEMS: readonly Problem[] = [];

// IDs that no rule below has anything to say of, told at one look: short, printable, no topic, and with a beginning that
// neither a placeholder nor a rounded number has. Nearly all are; the others are looked at closely.
const SOUND_GROUP_ID = /^(?!@TOPIC#_|-?[0-9][.,Ee]|[#N\\])@?[\x20-\x3f\x41-\x7e]{1,47}$/;
const SOUND_ACCOUNT = /^(?!-?[0-9][.,Ee]|[#N\\])[\x20-\x7e]{1,32}$/;
const SOUND_COUNT = /^[0-9]{1,9}$/;

/**
 * The rules of a row, the same for `import` and `validate`, for CSV and JSONL.
 *
 * @returns the row to send, or every reason why it cannot be sent; never both
 */
export const checkRow = (raw: RawValues): Checked => {
  const { groupId, account, unread } = raw;
  const isSound =
    typeof groupId === 'string' &&
    typeof account === 'string' &&
    SOUND_GROUP_ID.test(groupId) &&
    SOUND_ACCOUNT.test(account);
  const count = isSound ? soundCount(unread) : undefined;
  if (!isSound || count === undefined) return checkClosely(raw);
  return {
    values: { groupId, account, unread: String(unread) },
    row: { groupId, account, unread: count },
    problems: NO_PROBLEMS,
  };
};

const soundCount = (value: unknown): number | undefined => {
  if (typeof value === 'string') return SOUND_COUNT.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= UNREAD_MAX ? value : undefined;
};

const checkClosely = (raw: RawValues): Checked => {
  const problems: Problem[] = [];
  checkGroupId(raw.groupId, problems);
  checkAccount(raw.account, problems);
  const unread = checkUnread(raw.unread, problems);
  const values = { groupId: idText(raw.groupId), account: idText(raw.account), unread: plainText(raw.unread) };
  if (values.groupId.length + values.account.length + values.unread.length > VALUES_MAX_LENGTH) {
    return unreadable('too-long', 'the three values are longer than 64 KiB together');
  }
  if (problems.length > 0) {
    return isWellFormed(values)
      ? { values, row: undefined, problems }
      : unreadable('undecodable', 'a value holds half of a character (a lone surrogate)');
  }
  return { values, row: { groupId: values.groupId, account: values.account, unread }, problems: NO_PROBLEMS };
};

/** What could not be written to `failures.csv` as it is. */
const isWellFormed = ({ groupId, account, unread }: RowValues): boolean =>
  !LONE_SURROGATE.test(groupId) && !LONE_SURROGATE.test(account) && !LONE_SURROGATE.test(unread);

/** A row of which nothing could be read: its three values stay empty, its line names it. */
export const unreadable = (kind: ProblemKind, message: string): Checked => ({
  values: { groupId: '', account: '', unread: '' },
  row: undefined,
  problems: [{ kind, message }],
});

const checkGroupId = (value: unknown, problems: Problem[]): void => {
  if (!isIdText('GroupId', value, problems)) return;
  if (value.includes('@TOPIC#_')) {
    problems.push({
      kind: 'group-id-is-topic',
      message: `GroupId ${show(value)} is a topic ID; the endpoint takes groups only`,
    });
  } else if (value.length > GROUP_ID_MAX_BYTES) {
    problems.push({
      kind: 'group-id-too-long',
      message: `GroupId ${show(value)} is ${value.length} bytes long, at most ${GROUP_ID_MAX_BYTES} are allowed`,
    });
  }
};

const checkAccount = (value: unknown, problems: Problem[]): void => {
  if (!isIdText('Member_Account', value, problems)) return;
  if (value.length > ACCOUNT_MAX_BYTES) {
    problems.push({
      kind: 'account-too-long',
      message: `Member_Account ${show(value)} is ${value.length} bytes long, at most ${ACCOUNT_MAX_BYTES} are allowed`,
    });
  }
};

const isIdText = (column: 'GroupId' | 'Member_Account', value: unknown, problems: Problem[]): value is string => {
  if (isAbsent(value)) {
    problems.push({ kind: 'column-missing', message: `${column} is missing or empty` });
    return false;
  }
  if (typeof value !== 'string') {
    problems.push(notText(column, value));
    return false;
  }
  const damage = damageOfId(value, column === 'GroupId' ? 'group-id-not-ascii' : 'account-not-ascii');
  if (damage) problems.push({ kind: damage.kind, message: `${column} ${show(value)} ${damage.says}` });
  return damage === undefined;
};

const notText = (column: string, value: unknown): Problem =>
  hasLostDigits(value)
    ? {
        kind: 'id-rounded',
        message: `${column} is a JSON number beyond 2^53, whose last digits most programs lose: compare it with its source, and write it in quotes where it is exported`,
      }
    : {
        kind: 'id-not-text',
        message: `${column} is a JSON ${typeName(value)}, not a string: write it in quotes, exactly as it was created`,
      };

// JSON.parse has rounded it; the program that wrote the file may have done so too.
const hasLostDigits = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;

// `{"$numberLong":"5"}` is what mongoexport writes with --jsonFormat=canonical.
const typeName = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  const isOfMongo = typeof value === 'object' && value !== null && Object.keys(value)[0]?.startsWith('$');
  return isOfMongo ? 'object of MongoDB (export it with --jsonFormat=relaxed)' : typeof value;
};

const checkUnread = (value: unknown, problems: Problem[]): number => {
  if (isAbsent(value)) {
    problems.push({ kind: 'column-missing', message: 'UnreadMsgNum is missing or empty' });
    return 0;
  }
  if (typeof value === 'string' && !PLAIN_DIGITS.test(value)) {
    const { kind, says } = damageOfCount(value);
    problems.push({ kind, message: `UnreadMsgNum ${show(value)} ${says}` });
    return 0;
  }
  if (typeof value !== 'string' && !Number.isInteger(value)) {
    const found = typeof value === 'number' ? String(value) : `a JSON ${typeName(value)}`;
    problems.push({ kind: 'unread-not-integer', message: `UnreadMsgNum is ${found}, not a whole number` });
    return 0;
  }
  const count = Number(value);
  if (count < 0 || count > UNREAD_MAX) {
    problems.push({
      kind: 'unread-out-of-range',
      message: `UnreadMsgNum ${show(plainText(value))} is not between 0 and ${UNREAD_MAX}`,
    });
    return 0;
  }
  return count;
};

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

// The exponent form of what has lost digits is refused again when the failure file is fed back; its digits would pass for
// an ID that was never in the input. So would the word Infinity, which JSON.parse gives for 1e999.
const idText = (value: unknown): string => {
  if (!hasLostDigits(value)) return plainText(value);
  return Number.isFinite(value) ? value.toExponential() : '';
};

const plainText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
};

const show = (value: string): string => `"${printable(value, 60)}"`;
