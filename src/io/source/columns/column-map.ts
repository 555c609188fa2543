import { shellWord } from '../../../core/text/text.ts';
import { DEFAULT_COLUMNS, FIELDS, type Field } from './columns.ts';

const FIELD_OF: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [DEFAULT_COLUMNS[field], field]));

// A name may hold commas: only one that stands before a column of ours ends it.
const BETWEEN_PAIRS = /,\s*(?=(?:GroupId|Member_Account|UnreadMsgNum)=)/;
// `Membr_Account=uid` behind a comma is a slip, and no part of a name.
const SLIP = /,.*=/;
// No argument of a command holds a NUL or half of a character.
const NOT_TYPED = /\0|\p{Cs}/u;
// Messages are cut off at some length, and a flag that is cut off would be another one.
const LONGEST_WORD = 400;

/** The value of `--columns`, as `parseColumnMap` reads it. */
export const columnMapText = (of: (field: Field) => string | number): string =>
  FIELDS.map((field) => `${DEFAULT_COLUMNS[field]}=${of(field)}`).join(',');

/** @returns what `--columns` gives for each of the three that it names; undefined where it cannot be read */
export const parseColumnMap = (text: string): Partial<Record<Field, string>> | undefined => {
  const pairs: Partial<Record<Field, string>> = {};
  for (const pair of text.split(BETWEEN_PAIRS)) {
    const at = pair.indexOf('=');
    const field = FIELD_OF.get(pair.slice(0, at));
    const value = pair.slice(at + 1);
    if (at < 0 || !field || value === '' || pairs[field] !== undefined || SLIP.test(value)) return undefined;
    pairs[field] = value;
  }
  return pairs;
};

/** @returns whether a column of that name can be given in `--columns`, by pasting what a message shows */
export const canBeTyped = (name: string): boolean =>
  !NOT_TYPED.test(name) &&
  shellWord(name).length <= LONGEST_WORD &&
  parseColumnMap(`${DEFAULT_COLUMNS.groupId}=${name}`)?.groupId === name;
