import { type Pair, pairKey } from '../row/row.ts';
import type { Failure, FailureClass } from './outcome.ts';
import { isKnownCode, replyRule } from './reply-codes.ts';

/** What the refusals have in common. */
export type RefusedAlike = 'groups' | 'accounts' | 'rows';

/**
 * @param failures - of rows that were asked about, none of which is as it should be
 * @param asked - how many were asked about
 * @returns what nearly all of them lack: then the app or the region is doubted rather than the rows
 */
export const lackedByAll = (
  failures: readonly { readonly class: FailureClass; readonly count: number }[],
  asked: number,
): 'groups' | 'accounts' | undefined => {
  const has = (failureClass: FailureClass): boolean => {
    const count = failures.reduce((sum, failure) => sum + (failure.class === failureClass ? failure.count : 0), 0);
    return count >= FEWEST_ROWS && count >= asked * SHARE_OF_ALL;
  };
  if (has('group_refused')) return 'groups';
  return has('no_account') ? 'accounts' : undefined;
};

/** All that was refused so far was refused alike, and no row was ever set. */
export type CommonCause = {
  readonly of: RefusedAlike;
  /** how many different groups, accounts or rows were refused so */
  readonly count: number;
  readonly failure: Failure;
};

/** Fewer refusals may be honest: a small file of rows that are all wrong must end. */
const FEWEST_ROWS = 20;
/** Two groups may be gone, and two accounts. */
const FEWEST_NAMES = 3;
/** So many rows are looked at before a known code ends the run: deleted accounts may stand together at the head. */
const ENOUGH_ROWS = 500;
/** So many are looked at where they are of one group or two: a file may be sorted by group. Bounds memory. */
const MOST_ROWS = 10_000;
const SHARE_OF_ALL = 0.9;

type Refusals = { rows: number; readonly names: Set<string>; readonly groups: Set<string>; last: Failure };

/**
 * Where no row was ever set, one answer to all rows is not believed: a wrong app, a wrong region and a replica without its
 * data refuse every row too. Judges the refusals that wait for the first row that is set.
 */
export class CommonCauseJudge {
  readonly #refusals = new Map<string, Refusals>();
  #rows = 0;

  /** @returns the verdict on all refusals so far once it can be given: their common cause, or that they have none */
  refused(pair: Pair, failure: Failure): CommonCause | 'none' | undefined {
    const refusals = this.#note(pair, failure);
    // So many with a code that no document lists are no chance.
    const isOdd = failure.errorCode !== null && !isKnownCode(failure.errorCode);
    if (this.#rows < (isOdd ? FEWEST_ROWS : ENOUGH_ROWS)) return undefined;
    if (this.#isOfNearlyAll(refusals) && this.#isNarrow(refusals)) return undefined;
    const verdict = this.judge();
    return verdict === 'none' && this.#rows < ENOUGH_ROWS ? undefined : verdict;
  }

  /** @returns the verdict where no further row comes */
  judge(): CommonCause | 'none' {
    for (const refusals of this.#refusals.values()) {
      const { rows, names, last } = refusals;
      if (rows >= FEWEST_ROWS && names.size >= FEWEST_NAMES && this.#isOfNearlyAll(refusals)) {
        return { of: sharedBy(last), count: names.size, failure: last };
      }
    }
    return 'none';
  }

  /** The refusals so far are believed. */
  forget(): void {
    this.#refusals.clear();
    this.#rows = 0;
  }

  #note(pair: Pair, failure: Failure): Refusals {
    const key = keyOf(failure);
    const refusals = this.#refusals.get(key) ?? { rows: 0, names: new Set(), groups: new Set(), last: failure };
    this.#refusals.set(key, refusals);
    refusals.rows += 1;
    refusals.names.add(nameOf(pair, failure));
    refusals.groups.add(pair.groupId);
    refusals.last = failure;
    this.#rows += 1;
    return refusals;
  }

  /** What is refused alike may be the trouble of one group or two, as long as others may follow. */
  #isNarrow({ names, groups }: Refusals): boolean {
    if (names.size < FEWEST_NAMES) return this.#rows < MOST_ROWS;
    return groups.size < FEWEST_NAMES && this.#rows < ENOUGH_ROWS;
  }

  #isOfNearlyAll({ rows }: Refusals): boolean {
    return rows >= this.#rows * SHARE_OF_ALL;
  }
}

/** Codes that say the same are one answer. */
const keyOf = (failure: Failure): string => {
  const of = sharedBy(failure);
  return of === 'rows' ? `rows ${failure.errorCode}` : of;
};

const sharedBy = ({ class: failureClass, errorCode }: Failure): RefusedAlike => {
  if (failureClass === 'group_refused') return 'groups';
  return errorCode !== null && replyRule(errorCode).ofAccount ? 'accounts' : 'rows';
};

const nameOf = (pair: Pair, failure: Failure): string => {
  const of = sharedBy(failure);
  if (of === 'rows') return pairKey(pair);
  return of === 'groups' ? pair.groupId : pair.account;
};
