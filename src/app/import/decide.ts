import type { DuplicateRule } from '../../core/duplicates/duplicates.ts';
import type { InputRow, Row } from '../../core/row/row.ts';
import { failureOfInvalid } from '../../core/target/finding.ts';
import type { Failure } from '../../core/target/outcome.ts';

/** What becomes of a row. */
export type Decision =
  /** another process takes it */
  | { readonly fate: 'other shard' }
  /** it breaks a rule, and is never sent */
  | { readonly fate: 'invalid'; readonly failure: Failure }
  /** another row of its pair is sent instead */
  | { readonly fate: 'superseded'; readonly byLine: number }
  /** no row of its group can be set */
  | { readonly fate: 'group refused'; readonly row: Row; readonly failure: Failure }
  /** the count is already what the row asks for */
  | { readonly fate: 'unchanged' }
  | { readonly fate: 'send'; readonly row: Row };

/** What is known of the target before a row is sent. */
export type KnownTarget = {
  /** @returns why no row of the group can be set; undefined when one can be set, or nothing is known */
  failureOfGroup(groupId: string): Failure | undefined;
  /** @returns whether the target already has the row's count, by a way of reading that is believed */
  isUnchanged(row: Row): boolean;
};

/**
 * The only place that decides what becomes of a row before it is sent. All other code acts on its answer. For a row that
 * is sent, the outcome decides: see `RowSender`.
 */
export const decide = (input: InputRow, known: KnownTarget): Decision => {
  const { row, supersededByLine, isOfOtherShard } = input;
  if (isOfOtherShard) return { fate: 'other shard' };
  if (!row) return { fate: 'invalid', failure: failureOfInvalid(input) };
  if (supersededByLine !== undefined) return { fate: 'superseded', byLine: supersededByLine };
  const failure = known.failureOfGroup(row.groupId);
  if (failure) return { fate: 'group refused', row, failure };
  return known.isUnchanged(row) ? { fate: 'unchanged' } : { fate: 'send', row };
};

/**
 * Whether rows can be superseded. If so, the whole input is read once before the first call, to find them. By default
 * all rows of a pair are sent in their order, and nothing has to be found. When counts are read first, only the row
 * that supersedes the others may be compared with the count in the target.
 */
export const canSupersede = (plan: {
  readonly onDuplicate: DuplicateRule;
  readonly comparesCounts: boolean;
}): boolean => plan.onDuplicate !== 'last' || plan.comparesCounts;
