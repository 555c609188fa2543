/** The three values of a row, by the names that the code has for them. */
export const FIELDS = ['groupId', 'account', 'unread'] as const;
export type Field = (typeof FIELDS)[number];

/** What the three columns (CSV) or keys (JSONL) are called in the input. */
export type ColumnNames = Readonly<Record<Field, string>>;

/** Where the three columns stand in a CSV file without a header, from 1. */
export type ColumnNumbers = Readonly<Record<Field, number>>;

/** Which names the three have, or where they stand in a file without a header. */
export type ColumnChoice = { readonly columns: ColumnNames } | { readonly positions: ColumnNumbers };

/** The names of docs/input.md, "Columns". */
export const DEFAULT_COLUMNS: ColumnNames = {
  groupId: 'GroupId',
  account: 'Member_Account',
  unread: 'UnreadMsgNum',
};

/** Their order in a file without a header. */
export const DEFAULT_NUMBERS: ColumnNumbers = { groupId: 1, account: 2, unread: 3 };

/** Stands in a proposed map of columns for a name or a position that a user has to fill in. */
export const LEFT_OPEN = '?';

/** A map of columns as users type it: `GroupId=room,Member_Account=uid,UnreadMsgNum=3`. */
export const columnMapText = (of: (field: Field) => string | number): string =>
  FIELDS.map((field) => `${DEFAULT_COLUMNS[field]}=${of(field)}`).join(',');
