import { type Problem, shortened } from './problem.ts';
import { type Checked, isWholeNumber, UNREAD_MAX } from './rules.ts';

/** How the third value of a row becomes its count, where that is not the count itself. */
export type Counting = {
  /** the count of a row that has none */
  readonly missingCount: number | undefined;
  /** by GroupId the sequence of its last message: then the third value is the one up to which the member has read */
  readonly lastSeqs: ReadonlyMap<string, number> | undefined;
  /** SHA-256 of these sequences; undefined where there are none */
  readonly lastSeqsSha256: string | undefined;
};

/** The third value is the count. */
export const AS_WRITTEN: Counting = { missingCount: undefined, lastSeqs: undefined, lastSeqsSha256: undefined };

/** @returns whether the row has no count, or a word that stands for none */
export const lacksCount = ({ problems }: Pick<Checked, 'problems'>): boolean => problems.some(isMissingCount);

/** A row with its count, or why it has none. `isPastEnd`: it was read up to a sequence that its group does not have. */
export type Counted = { readonly checked: Checked; readonly isPastEnd: boolean };

/** @param checked - by the rules for a row whose third value is its count */
export const counted = (checked: Checked, { missingCount, lastSeqs }: Counting): Counted => {
  if (missingCount !== undefined && checked.problems.length === 1 && lacksCount(checked)) {
    return { checked: withUnread(checked, missingCount), isPastEnd: false };
  }
  return lastSeqs ? countedFrom(checked, lastSeqs) : { checked, isPastEnd: false };
};

const countedFrom = (checked: Checked, lastSeqs: ReadonlyMap<string, number>): Counted => {
  const { groupId, unread: position } = checked.values;
  // Of a sequence these say that it is no count; it need not be one.
  const problems = checked.problems.filter((problem) => !isOfCount(problem) || isMissingCount(problem));
  if (problems.length > 0) return { checked: { ...checked, row: undefined, problems }, isPastEnd: false };
  const lastSeq = lastSeqs.get(groupId);
  const problem = problemOf(position, groupId, lastSeq);
  if (problem || lastSeq === undefined) {
    return { checked: { ...checked, row: undefined, problems: problem ? [problem] : [] }, isPastEnd: false };
  }
  const unread = lastSeq - Number(position);
  return { checked: withUnread(checked, Math.max(0, unread)), isPastEnd: unread < 0 };
};

const problemOf = (position: string, groupId: string, lastSeq: number | undefined): Problem | undefined => {
  if (!isWholeNumber(position) || Number(position) > Number.MAX_SAFE_INTEGER) {
    return { kind: 'unread-not-integer', code: 'position-not-whole', value: shortened(position) };
  }
  if (lastSeq === undefined) return { kind: 'last-seq-missing', code: 'no-last-seq', groupId: shortened(groupId) };
  const unread = lastSeq - Number(position);
  if (unread <= UNREAD_MAX) return undefined;
  return { kind: 'unread-out-of-range', code: 'count-out-of-range', value: String(unread), most: UNREAD_MAX };
};

const withUnread = ({ values }: Checked, unread: number): Checked => ({
  values,
  row: { groupId: values.groupId, account: values.account, unread },
  problems: [],
});

const isMissingCount = (problem: Problem): boolean =>
  (problem.code === 'value-missing' || problem.code === 'placeholder') && problem.field === 'unread';

const isOfCount = (problem: Problem): boolean =>
  problem.kind === 'unread-not-integer' ||
  problem.kind === 'unread-out-of-range' ||
  ('field' in problem && problem.field === 'unread');
