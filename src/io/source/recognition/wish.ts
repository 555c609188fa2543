import type { ColumnChoice } from '../../../core/row/columns.ts';
import type { FormatName } from '../records/format-names.ts';

/** What stands around a value that holds delimiters or line breaks; `none`: quotes are characters like any others. */
export type Quote = '"' | "'" | 'none';

/** How an input is to be read, as far as somebody has said so. What is undefined is recognised from its first bytes. */
export type InputWish = {
  readonly format: FormatName | undefined;
  /** as `TextDecoder` names it */
  readonly encoding: string | undefined;
  readonly delimiter: string | undefined;
  readonly quote: Quote | undefined;
  /** the character before one that would mean something else */
  readonly escape: string | undefined;
  /** lines before the header, or before the first row where there is none */
  readonly skipLines: number | undefined;
  /** lines that begin with it are no rows */
  readonly comment: string | undefined;
  /** where the array of the rows stands in a JSON document, as it is typed: `data.items` */
  readonly jsonPath: string | undefined;
  /** the name of the one sheet of a workbook */
  readonly sheet: string | undefined;
  readonly choice: ColumnChoice | undefined;
  /** take spaces off the edges of the three values */
  readonly trim: boolean;
  /** the counts are made of positions up to which members have read, so that column has another name */
  readonly hasPositions: boolean;
};

/** Nothing was asked for: everything is recognised. */
export const NO_WISH: InputWish = {
  format: undefined,
  encoding: undefined,
  delimiter: undefined,
  quote: undefined,
  escape: undefined,
  skipLines: undefined,
  comment: undefined,
  jsonPath: undefined,
  sheet: undefined,
  choice: undefined,
  trim: false,
  hasPositions: false,
};

/** The text that a workbook becomes is plain CSV, whatever was asked for. */
export const wishOfWorkbook = (wish: InputWish): InputWish => ({
  ...wish,
  format: 'csv',
  encoding: undefined,
  delimiter: ',',
  quote: '"',
  escape: undefined,
  jsonPath: undefined,
});
