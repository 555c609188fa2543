import type { ColumnNames } from './columns.ts';
import type { Suspicion } from './suspicion/suspicion.ts';

/** What was recognised of an input that is not as in plain CSV, TSV or JSONL of its name, and is told in one line. */
export type Recognised = {
  /** where the name of the file says another */
  readonly format: string | undefined;
  readonly columns: ColumnNames | undefined;
  readonly quote: "'" | '"' | 'none' | undefined;
  /** what a backslash does */
  readonly escapes: 'all' | 'quotes' | 'kept' | undefined;
  /** how many values rows have beside the header, as `RowHabits` of the reader has it */
  readonly rows: 'named' | 'closed' | 'cut' | undefined;
  /** what the writer puts around values because of spreadsheets, and is taken off */
  readonly guards: 'formula' | 'apostrophe' | undefined;
  /** of a workbook of several: those that are one table, with the line of each one's first row, and those that are left out */
  readonly sheets?:
    | {
        readonly sheets: readonly { readonly name: string; readonly line: number }[];
        readonly hidden: readonly string[];
      }
    | undefined;
};

/** What the first rows show that can be read in two ways. */
export type ReadingDoubt =
  /** IDs with two backslashes, which may be one that is escaped; `lines` of the first few */
  | { readonly kind: 'backslashes-unclear'; readonly lines: readonly number[] }
  /** values that hold the shape of whole rows where quotes are read as such; first and last lines of the first few */
  | {
      readonly kind: 'rows-in-quotes';
      readonly places: readonly (readonly [number, number])[];
      /** quotes are read as such */
      readonly isQuoted: boolean;
    };

/** Where text of an input could not be decoded. */
type Undecodable = {
  /** rows of this kind so far */
  readonly count: number;
  /** lines of the first few */
  readonly lines: readonly number[];
  /** in which the input is read; undefined where nobody named one, and it is read as UTF-8 */
  readonly encoding: string | undefined;
  /** what the bytes look like, as `TextDecoder` names it; undefined where they do not tell */
  readonly looksLike: string | undefined;
  /** other lines are in the encoding in which the input is read, and hold more than ASCII */
  readonly isMixed: boolean;
};

/** What was noticed of an input besides its rows. It is told once for each kind. */
export type InputRemark =
  /** rows whose three values are right, beside a value that could not be decoded */
  | (Undecodable & { readonly kind: 'others-undecodable' })
  /** rows that cannot be sent, because one of the three values could not be decoded or told apart */
  | (Undecodable & { readonly kind: 'rows-undecodable' })
  /** rows that cannot be sent because they have no count */
  | { readonly kind: 'counts-missing'; readonly count: number; readonly lines: readonly number[] }
  /** rows whose member has read up to a sequence behind the last one of the group; their count is 0 */
  | { readonly kind: 'positions-past-end'; readonly count: number; readonly lines: readonly number[] }
  /** something else follows behind the end of an archive; what was unpacked is whole */
  | { readonly kind: 'bytes-behind-archive'; readonly bytes: number }
  /** bytes behind the last row that are no row: NUL, and the Ctrl-Z of DOS */
  | { readonly kind: 'padding'; readonly bytes: number }
  | ReadingDoubt
  | Suspicion;
