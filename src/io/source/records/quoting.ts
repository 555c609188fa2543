import type { RowHabits } from './row-habits.ts';

/** How the values of CSV are written. What is missing is as in RFC 4180. */
export type CsvDialect = RowHabits & {
  readonly delimiter: string;
  /** what values are quoted with, where that is not `"` */
  readonly quote?: "'" | 'none';
  /** what stands before a character that would mean something else; without it a quote inside quotes is doubled */
  readonly escape?: string;
  /** what it does; missing: all characters */
  readonly escapes?: 'quotes' | 'kept';
  /** lines before the header, or before the first row where there is none */
  readonly skipLines?: number;
  /** lines that begin with it are no rows */
  readonly comment?: string;
};

/**
 * What a backslash does. `all`: the character behind it is meant as such, or is a letter for a control character (`\n`).
 * `quotes`: it does so before a quote only. `kept`: a quote behind it does not close the value, and both stay (PHP).
 */
export type Escapes = 'all' | 'quotes' | 'kept';

/** What can hide a delimiter or a line break, as bytes. */
export type Quoting = {
  readonly delimiter: number;
  readonly quote: number | undefined;
  readonly escapes: Escapes | undefined;
};

/** The quoting of RFC 4180. */
export const plainQuoting = (delimiter: string): Quoting => ({
  delimiter: delimiter.charCodeAt(0),
  quote: 0x22,
  escapes: undefined,
});

/** @returns undefined where nothing hides a line break: then each line is a record */
export const quotingOf = (dialect: CsvDialect): Quoting | undefined => {
  const { delimiter, quote } = dialect;
  if (quote === 'none' && dialect.escape === undefined) return undefined;
  return {
    delimiter: delimiter.charCodeAt(0),
    quote: quote === 'none' ? undefined : (quote ?? '"').charCodeAt(0),
    escapes: dialect.escape === undefined ? undefined : (dialect.escapes ?? 'all'),
  };
};
