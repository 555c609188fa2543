import type { TimUnreadError } from '../errors/error.ts';
import type { InputRemark } from './remark.ts';
import type { InputRow } from './row.ts';

/** What the first megabytes of an input show. */
export type Inspection = {
  readonly path: string;
  /** undefined while nobody knows */
  readonly sizeBytes: number | undefined;
  readonly format: string;
  /** as `TextDecoder` names it */
  readonly encoding: string;
  /** of CSV */
  readonly delimiter: string | undefined;
  readonly quote: string | undefined;
  readonly escape: string | undefined;
  readonly hasHeader: boolean;
  /** names, or positions from 1 where there is no header */
  readonly columns: Readonly<Record<'groupId' | 'account' | 'unread', string | number>>;
  readonly rows: { readonly read: number; readonly valid: number; readonly invalid: number };
  /** the input ends within what was looked at */
  readonly isWhole: boolean;
  /** why no row behind those can be read */
  readonly brokeOff: TimUnreadError | undefined;
  readonly examples: readonly Pick<InputRow, 'line' | 'values' | 'problems'>[];
  readonly remarks: readonly InputRemark[];
};
