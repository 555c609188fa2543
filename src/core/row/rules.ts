import type { LineProblem } from '../errors/input-error.ts';
import { type JsonType, type Problem, shortened } from './problem.ts';
import type { Row, RowValues } from './row.ts';
import { damageOfCount, damageOfId } from './value-damage.ts';

/**
 * The three values as the parser gave them: text from CSV, any JSON value from JSONL, undefined where there is none.
 */
export type RawValues = { readonly groupId: unknown; readonly account: unknown; readonly unread: unknown };

export type Checked = { values: RowValues; row: Row | undefined; problems: readonly Problem[] };

// The API's limits for custom GroupIds and UserIDs, which are printable ASCII (docs/api.md).
export const GROUP_ID_MAX_BYTES = 48;
export const ACCOUNT_MAX_BYTES = 32;
// The API says only "Integer". Beyond 32 bits signed nothing is known, so nothing is sent.
export const UNREAD_MAX = 2_147_483_647;

// Programs that keep a column with a gap as fractions write `3.0` for 3.
const WHOLE_NUMBER = /^[0-9]+(?:\.0+)?$/;

// A line of failures.csv holds other columns too, and must not be longer than a record of an input, 1 MiB.
const VALUES_MAX_LENGTH = 64 * 1024;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** @returns whether a text is a whole number in value, of any size */
export const isWholeNumber = (text: string): boolean => WHOLE_NUMBER.test(text);

const NO_PROBLEMS: readonly Problem[] = [];

// Values that no rule below objects to, found by one test each: short, printable, no topic, and not beginning like a
// placeholder or a rounded number. Nearly all rows pass: 200 instead of 360 ns a row (bench pieces).
const SOUND_GROUP_ID = /^(?!@TOPIC#_|-?[0-9][.,Ee]|[#N\\([<]|Err:)@?[\x20-\x3f\x41-\x7e]{1,47}$/;
const SOUND_ACCOUNT = /^(?!-?[0-9][.,Ee]|[#N\\([<]|Err:)[\x20-\x7e]{1,32}$/;
const SOUND_COUNT = /^[0-9]{1,9}(?:\.0)?$/;

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

/**
 * The same rules for the values without spaces at their edges, also no-break and full-width ones.
 *
 * @returns `values` as they stand in the input
 */
const checkTrimmedRow = (raw: RawValues): Checked => {
  const { groupId, account, unread } = raw;
  const values = valuesOf(raw);
  if (areTooLong(values) || !isWellFormed(values)) return checkRow(raw);
  return { ...checkRow({ groupId: trimmed(groupId), account: trimmed(account), unread: trimmed(unread) }), values };
};

/** @returns the rules for the rows of one input */
export const rulesOf = ({ trim }: { readonly trim?: true; readonly kind: string }): typeof checkRow =>
  trim ? checkTrimmedRow : checkRow;

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);

const soundCount = (value: unknown): number | undefined => {
  if (typeof value === 'string') return SOUND_COUNT.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= UNREAD_MAX ? value : undefined;
};

const checkClosely = (raw: RawValues): Checked => {
  const problems: Problem[] = [];
  checkGroupId(raw.groupId, problems);
  checkAccount(raw.account, problems);
  const unread = checkUnread(raw.unread, problems);
  const values = valuesOf(raw);
  if (areTooLong(values)) {
    return withoutValues({ kind: 'too-long', code: 'values-too-long' });
  }
  if (problems.length > 0) {
    return isWellFormed(values)
      ? { values, row: undefined, problems }
      : withoutValues({ kind: 'undecodable', code: 'half-character' });
  }
  return { values, row: { groupId: values.groupId, account: values.account, unread }, problems: NO_PROBLEMS };
};

const valuesOf = ({ groupId, account, unread }: RawValues): RowValues => ({
  groupId: idText(groupId),
  account: idText(account),
  unread: plainText(unread),
});

const areTooLong = ({ groupId, account, unread }: RowValues): boolean =>
  groupId.length + account.length + unread.length > VALUES_MAX_LENGTH;

/** Others could not be written to `failures.csv` as they are. */
const isWellFormed = ({ groupId, account, unread }: RowValues): boolean =>
  !LONE_SURROGATE.test(groupId) && !LONE_SURROGATE.test(account) && !LONE_SURROGATE.test(unread);

/** A row of which nothing can be read: its three values stay empty, its line names it. */
export const unreadable = (problem: LineProblem): Checked => withoutValues(problem);

const withoutValues = (problem: Problem): Checked => ({
  values: { groupId: '', account: '', unread: '' },
  row: undefined,
  problems: [problem],
});

const checkGroupId = (value: unknown, problems: Problem[]): void => {
  if (!isIdText('groupId', value, problems)) return;
  if (value.includes('@TOPIC#_')) {
    problems.push({ kind: 'group-id-is-topic', code: 'topic-id', value: shortened(value) });
  } else if (value.length > GROUP_ID_MAX_BYTES) {
    problems.push({
      kind: 'group-id-too-long',
      code: 'id-too-long',
      field: 'groupId',
      value: shortened(value),
      sizeBytes: value.length,
      mostBytes: GROUP_ID_MAX_BYTES,
    });
  }
};

const checkAccount = (value: unknown, problems: Problem[]): void => {
  if (!isIdText('account', value, problems) || value.length <= ACCOUNT_MAX_BYTES) return;
  problems.push({
    kind: 'account-too-long',
    code: 'id-too-long',
    field: 'account',
    value: shortened(value),
    sizeBytes: value.length,
    mostBytes: ACCOUNT_MAX_BYTES,
  });
};

const isIdText = (field: 'groupId' | 'account', value: unknown, problems: Problem[]): value is string => {
  const problem = isAbsent(value)
    ? ({ kind: 'column-missing', code: 'value-missing', field } as const)
    : typeof value === 'string'
      ? damageOfId(value, field)
      : notText(field, value);
  if (problem) problems.push(problem);
  return problem === undefined;
};

const notText = (field: 'groupId' | 'account', value: unknown): Problem =>
  hasLostDigits(value)
    ? { kind: 'id-rounded', code: 'digits-lost', field }
    : { kind: 'id-not-text', code: 'id-not-text', field, found: jsonTypeOf(value) };

// JSON.parse has rounded it; the program that wrote the file may have done so before.
const hasLostDigits = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;

// `{"$numberLong":"5"}` is what mongoexport writes in its canonical format.
const jsonTypeOf = (value: unknown): JsonType => {
  if (Array.isArray(value)) return 'array';
  const isOfMongo = typeof value === 'object' && value !== null && Object.keys(value)[0]?.startsWith('$');
  return isOfMongo ? 'mongo' : (typeof value as JsonType);
};

const checkUnread = (value: unknown, problems: Problem[]): number => {
  const problem = problemOfUnread(value);
  if (!problem) return Number(value);
  problems.push(problem);
  return 0;
};

const problemOfUnread = (value: unknown): Problem | undefined => {
  if (isAbsent(value)) return { kind: 'column-missing', code: 'value-missing', field: 'unread' };
  if (typeof value === 'string') {
    if (!WHOLE_NUMBER.test(value)) return damageOfCount(value);
  } else if (typeof value !== 'number') {
    return { kind: 'unread-not-integer', code: 'count-not-number', found: jsonTypeOf(value) };
  } else if (!Number.isInteger(value)) {
    return { kind: 'unread-not-integer', code: 'count-fraction', value };
  }
  const count = Number(value);
  if (count >= 0 && count <= UNREAD_MAX) return undefined;
  return {
    kind: 'unread-out-of-range',
    code: 'count-out-of-range',
    value: shortened(plainText(value)),
    most: UNREAD_MAX,
  };
};

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

// When the failure file is imported, the exponent form is refused again; plain digits would pass for an ID that was
// never in the input. So would the word Infinity, which JSON.parse makes of 1e999.
const idText = (value: unknown): string => {
  if (!hasLostDigits(value)) return plainText(value);
  return Number.isFinite(value) ? value.toExponential() : '';
};

const plainText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
};
