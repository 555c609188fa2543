/** What the writer does to all rows, besides quoting their values. What is missing is as in RFC 4180. */
export type RowHabits = {
  /**
   * How many values a row has beside the header. `named`: one more, a name that stands first (R). `closed`: one more,
   * because a delimiter stands behind the last one. `cut`: empty values at the end may be left out (ExcelJS).
   */
  readonly rows?: 'named' | 'closed' | 'cut';
  /** What keeps a spreadsheet from calculating: `="text"`, or an apostrophe before `=`, `+`, `-` and `@`. */
  readonly guards?: 'formula' | 'apostrophe';
};

const FORMULA = /^="((?:[^"]|"")*)"$/;
const MARKED = /^'(?=[=+\-@\t\r])/;

/** @returns the value as it was before the writer guarded it */
export const unguarded = (value: string, { guards }: Pick<RowHabits, 'guards'>): string => {
  if (guards === 'formula') return FORMULA.exec(value)?.[1]?.replaceAll('""', '"') ?? value;
  return guards === 'apostrophe' ? value.replace(MARKED, '') : value;
};
