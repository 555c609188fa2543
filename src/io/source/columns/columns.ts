/** The three values of a row, by the names that the code has for them. */
export const FIELDS = ['groupId', 'account', 'unread'] as const;
export type Field = (typeof FIELDS)[number];

/** What the three columns (CSV) or keys (JSONL) are called in the input. */
export type ColumnNames = Readonly<Record<Field, string>>;

/** Where the three columns stand in a CSV file without a header, from 1, as `--columns` has them. */
export type ColumnNumbers = Readonly<Record<Field, number>>;

/** Where the three columns stand in a CSV record, from 0, and how many columns there are. */
export type ColumnPositions = Readonly<Record<Field, number>> & { readonly count: number };

/** The names of docs/input.md, "Columns". */
export const DEFAULT_COLUMNS: ColumnNames = {
  groupId: 'GroupId',
  account: 'Member_Account',
  unread: 'UnreadMsgNum',
};

/** Their order in a file without a header. */
export const DEFAULT_NUMBERS: ColumnNumbers = { groupId: 1, account: 2, unread: 3 };

/** Stands in a proposed `--columns` for a position that a user has to fill in. */
export const LEFT_OPEN = '?';
