import type { Field } from '../columns.ts';

/**
 * What IDs or counts of an input may have been through, though each row on its own can be sent. `suspector.ts` says
 * from how many rows on a kind is believed, and why.
 */
export type SuspicionKind =
  /** a space at the beginning or the end, also a no-break or a full-width one */
  | 'space-at-edge'
  /** the mark with which a spreadsheet keeps a number as text */
  | 'apostrophe'
  /** quotes that are part of the value */
  | 'quotes'
  /** quotes of a word processor, “…”, which no reader takes off */
  | 'written-quotes'
  /** `="10001"`, which shows an ID as text in Excel */
  | 'formula'
  /** of JSON: numbers, which are no text */
  | 'numbers'
  /** GroupId only where it changes, as merged cells are exported */
  | 'groups-left-out'
  /** `None`, `undefined`: what programs write where there is no value, though it may be an ID */
  | 'words-for-none'
  /** `2026/1/1`, `1-Jan`: what a spreadsheet makes of an ID such as 1-1 */
  | 'dates'
  /** `GROUP@TGS#…`: the ID of a conversation, not of a group */
  | 'conversations'
  /** `[g1]`, `Ann <u1>`, `ObjectId(…)` */
  | 'wrapped'
  /** text in hexadecimal or in base64 */
  | 'encoded'
  /** `{{groupId}}`, `%s`, `<user_id>`: what a template puts an ID for */
  | 'templates'
  /** `138****1000`, `@TGS#2J4S...`: not all of it is shown */
  | 'masked'
  /** `10001.0`, of programs that keep a column with a gap as numbers with a fraction */
  | 'decimal-zero'
  /** `1,765,432` */
  | 'thousands'
  /** `0x2711` or `1E17` among plain digits */
  | 'other-notation'
  /** `&amp;` or `%40`, of web pages and addresses */
  | 'escaped'
  /** sequences of UTF-7, `+AEA-` for `@` */
  | 'utf-7'
  /** of JSON: two backslashes in a row, where a writer that escapes twice means one */
  | 'backslashes-doubled'
  /** `u1\n`, where a program writes a line break as two characters */
  | 'breaks-written'
  /** `??1`: question marks for characters that an encoding does not have */
  | 'characters-lost'
  /** `TGS#…`, without its @ */
  | 'platform-changed'
  /** `@tgs#`: the platform writes `@TGS#`, and IDs are case-sensitive */
  | 'lower-case'
  /** digits that a number in a spreadsheet, or a floating-point number, does not keep */
  | 'zeros-at-end'
  /** leading zeros that some IDs have, while others equal them without */
  | 'leading-zeros'
  /** many IDs of exactly the greatest length */
  | 'cut-off'
  /** names of groups and people */
  | 'names'
  /** one account in all rows */
  | 'one-account'
  /** GroupId and Member_Account are the same text */
  | 'same-id-twice'
  /** accounts that are IDs of groups, or are called so while groups are called as accounts */
  | 'swapped'
  /** a word such as `Total` for an ID, with the sum of the counts above */
  | 'totals'
  | 'counts-equal'
  | 'counts-like-times'
  | 'counts-like-ids'
  | 'counts-in-sequence';

/** A value that shows the suspicion. Raw from the input, cut to the length that can be shown. */
export type SuspiciousValue = { readonly line: number; readonly field: Field; readonly value: string };

export type Suspicion = {
  readonly kind: SuspicionKind;
  /** the columns in which it shows, and in how many rows */
  readonly columns: readonly { readonly field: Field; readonly count: number }[];
  /** rows looked at; `isAll`: the input has no others */
  readonly rows: number;
  readonly isAll: boolean;
  /** whether `line` of an example is its line, or its index in a JSON document */
  readonly places: 'line' | 'index';
  /** the first few */
  readonly examples: readonly SuspiciousValue[];
  /** `zeros-at-end`: how many digits are left; `cut-off`: the greatest length */
  readonly length?: number;
  /** `zeros-at-end`: how many rows of these columns have a long ID */
  readonly outOf?: number;
};
