import type { TimUnreadError } from '../errors/error.ts';
import type { Duplicate } from '../errors/rows-error.ts';
import type { Problem, ProblemKind } from './problem.ts';
import type { InputRemark } from './remark.ts';
import type { SheetRow } from './row.ts';

/** A row, and what is wrong with it. `index`: where several rows may stand on a line; `sheet`: where lines are those of several. */
export type ProblemExample = {
  readonly line: number;
  readonly index?: number | undefined;
  readonly sheet?: SheetRow | undefined;
  readonly problem: Problem;
};

/** One kind of problem: how often it is there, and where the first few are. */
export type ProblemSummary = {
  readonly kind: ProblemKind;
  readonly count: number;
  readonly examples: readonly ProblemExample[];
};

export type Validation = {
  readonly path: string;
  readonly sizeBytes: number | undefined;
  /** `read = valid + invalid`; a row can have several problems */
  readonly rows: {
    readonly read: number;
    readonly valid: number;
    readonly invalid: number;
    /** valid rows whose (GroupId, Member_Account) stands in an earlier valid row too */
    readonly duplicate: number;
  };
  /** distinct GroupIds of the valid rows */
  readonly groups: number;
  readonly problems: readonly ProblemSummary[];
  /** of `rows.duplicate`, those that ask for another count than the first row of their pair */
  readonly differing: number;
  /** the first few of `rows.duplicate` */
  readonly duplicates: readonly Duplicate[];
  /** the last line has no line break: the export, and the count in this line, may be cut off */
  readonly isLastLineOpen: boolean;
  /** what was noticed besides the rows, once for each kind */
  readonly remarks: readonly InputRemark[];
  /** why the input could not be read to its end; everything else is about the rows before that */
  readonly brokeOff: BrokeOff | undefined;
};

export type BrokeOff = {
  readonly error: TimUnreadError;
  /** about how many of the input's own bytes were read */
  readonly doneBytes: number;
};

/** Of an input in which no row was reached. */
export const unopened = (path: string, error: TimUnreadError): Validation => ({
  path,
  sizeBytes: undefined,
  rows: { read: 0, valid: 0, invalid: 0, duplicate: 0 },
  groups: 0,
  problems: [],
  differing: 0,
  duplicates: [],
  isLastLineOpen: false,
  remarks: [],
  brokeOff: { error, doneBytes: 0 },
});
