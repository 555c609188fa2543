import { DEFAULT_COLUMNS, FIELDS, type Field } from '../../../core/row/columns.ts';
import { shellWord } from '../../../core/text/text.ts';

const FIELD_OF: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [DEFAULT_COLUMNS[field], field]));

// A name may hold commas: it ends only at a comma before one of our columns.
const BETWEEN_PAIRS = /,\s*(?=(?:GroupId|Member_Account|UnreadMsgNum)=)/;
// `Membr_Account=uid` after a comma is a typing error, not part of a name.
const isSlip = (value: string): boolean => value.includes(',') && value.indexOf(',') < value.lastIndexOf('=');
// An argument of a command cannot contain NUL or a lone surrogate.
const NOT_TYPED = /\0|\p{Cs}/u;
// Long messages are cut off, and a flag that is cut off would mean something else.
const LONGEST_WORD = 400;

/** @returns the columns that a map gives, as `columnMapText` writes it; undefined where it cannot be read */
export const parseColumnMap = (text: string): Partial<Record<Field, string>> | undefined => {
  const pairs: Partial<Record<Field, string>> = {};
  for (const pair of text.split(BETWEEN_PAIRS)) {
    const at = pair.indexOf('=');
    const field = FIELD_OF.get(pair.slice(0, at));
    const value = pair.slice(at + 1);
    if (at < 0 || !field || value === '' || pairs[field] !== undefined || isSlip(value)) return undefined;
    pairs[field] = value;
  }
  return pairs;
};

/** @returns whether a map can name this column, and be pasted from a message */
export const canBeTyped = (name: string): boolean =>
  !NOT_TYPED.test(name) &&
  shellWord(name).length <= LONGEST_WORD &&
  parseColumnMap(`${DEFAULT_COLUMNS.groupId}=${name}`)?.groupId === name;
