import type { DuplicateRule } from '../../core/duplicates/duplicates.ts';
import type { InputRow, Row } from '../../core/row/row.ts';
import { failureOfInvalid } from '../../core/target/finding.ts';
import type { Failure } from '../../core/target/outcome.ts';

/** What becomes of a row. */
export type Decision =
  /** it is never sent: it is invalid, or nothing can be set in its group */
  | { readonly act: 'fail'; readonly failure: Failure }
  /** another row of its pair is sent instead */
  | { readonly act: 'supersede'; readonly byLine: number }
  /** its count is what it asks for already */
  | { readonly act: 'leave' }
  | { readonly act: 'send'; readonly row: Row };

/** What is known of the target before a row is sent. */
export type KnownTarget = {
  /** @returns why nothing can be set in the group; undefined where something can, as far as anybody knows */
  failureOfGroup(groupId: string): Failure | undefined;
  /** @returns whether the row's count is set already, and that can be relied on */
  isUnchanged(row: Row): boolean;
};

/** The one place where the fate of a row is decided; whatever comes after only acts on it. */
export const decide = (input: InputRow, known: KnownTarget): Decision => {
  const { row, supersededByLine } = input;
  if (!row) return { act: 'fail', failure: failureOfInvalid(input) };
  if (supersededByLine !== undefined) return { act: 'supersede', byLine: supersededByLine };
  const failure = known.failureOfGroup(row.groupId);
  if (failure) return { act: 'fail', failure };
  return known.isUnchanged(row) ? { act: 'leave' } : { act: 'send', row };
};

/**
 * Whether rows can be superseded at all: then the whole input is read once before the first call, to find them. By default
 * all rows of a pair are sent in their order, and nothing needs to be found. Where counts are read first, only the row that
 * wins may be compared with what is there.
 */
export const canSupersede = (plan: {
  readonly onDuplicate: DuplicateRule;
  readonly comparesCounts: boolean;
}): boolean => plan.onDuplicate !== 'last' || plan.comparesCounts;
