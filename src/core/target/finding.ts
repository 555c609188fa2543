import type { InputRow, Row } from '../row/row.ts';
import { countAfter, disagree, type Group, keepsCount, type Present, type Presents } from './group.ts';
import type { Failure, FailureClass } from './outcome.ts';
import type { CountSource, Reason } from './reason.ts';

/** What was read about one pair. */
export type PairReading =
  /** `presents` is not empty; `hasGrown`: messages came to the group between two questions about it */
  | {
      readonly kind: 'count';
      readonly group: ExistingGroup;
      readonly presents: Presents;
      readonly hasGrown?: boolean;
    }
  | { readonly kind: 'not-member' }
  /** the group does not exist, or its type keeps no count */
  | { readonly kind: 'group'; readonly failure: Failure }
  /** the target gave no answer for the pair */
  | { readonly kind: 'unknown'; readonly failure: Failure };

export type ExistingGroup = Extract<Group, { kind: 'found' }>;

/** How a row compares with the target: as asked, lowered to the total of the group, or not as asked. */
export type Judgement =
  | { readonly kind: 'exact' }
  | { readonly kind: 'lowered'; readonly total: number }
  | { readonly kind: 'wrong'; readonly failure: Failure };

/** @returns why no row of the group can be set; undefined when one can be set, or nothing is known */
export const failureOfGroup = (group: Group): Failure | undefined => {
  if (group.kind === 'refused')
    return notSent('group_refused', { code: 'reply', errorCode: group.errorCode, said: group.said }, group.errorCode);
  if (group.kind === 'unknown' || keepsCount(group.type)) return undefined;
  return notSent('unsupported_group', { code: 'group-type', type: group.type });
};

/**
 * Judges a row that was set by what the target has now.
 *
 * @param sinceS - when the import began, seconds since 1970; undefined when unknown
 */
export const judgeCount = (row: Row, found: PairReading, sinceS: number | undefined): Judgement => {
  switch (found.kind) {
    case 'not-member':
      return wrong('not_member', { code: 'not-a-member' });
    case 'group':
    case 'unknown':
      return { kind: 'wrong', failure: found.failure };
    case 'count': {
      const { total, lastMessageAtS } = found.group;
      const { count, source } = presentOf(found);
      // The target gives whole seconds, so a message of the second in which the import began counts as later.
      const hasNewMessages =
        found.hasGrown === true ||
        (sinceS !== undefined && lastMessageAtS !== undefined && lastMessageAtS >= Math.floor(sinceS));
      const contradiction = contradictionIn(row, found);
      if (contradiction && !(hasNewMessages && isUpperBound(found.presents))) return wrong('unknown', contradiction);
      if (count === row.unread) return { kind: 'exact' };
      if (total !== undefined && count === total && row.unread > total) return { kind: 'lowered', total };
      return wrong(hasNewMessages ? 'new_messages' : 'different', {
        code: 'other-count',
        asked: row.unread,
        found: count,
        source,
        hasNewMessages,
      });
    }
  }
};

/** @returns how the ways of reading the count of a row contradict each other; undefined where they agree */
export const contradictionIn = (row: Row, { presents }: Extract<PairReading, { kind: 'count' }>): Reason | undefined =>
  disagree(presents)
    ? {
        code: 'counts-disagree',
        asked: row.unread,
        unread: countBy(presents, 'UnreadMsgNum'),
        bySeq: countBy(presents, 'NextMsgSeq - 1 - MsgSeq'),
      }
    : undefined;

/** Live messages may not count as unread, but take a seq: then the count by seq is more than the service's own. */
const isUpperBound = (presents: Presents): boolean =>
  countBy(presents, 'NextMsgSeq - 1 - MsgSeq') > countBy(presents, 'UnreadMsgNum');

const countBy = (presents: Presents, wanted: CountSource): number =>
  presents.find(({ source }) => source === wanted)?.count ?? Number.NaN;

/** @returns the count that decides */
export const presentOf = ({ presents }: Extract<PairReading, { kind: 'count' }>): Present => {
  const [present] = presents;
  if (!present) throw new Error('a count without any');
  return present;
};

/** @param total - messages of the group; undefined when unknown */
export const isLowered = (row: Row, total: number | undefined): total is number =>
  countAfter(row.unread, total) < row.unread;

/** @param failure - of the question @returns the failure of the row that the question was about */
export const failureOfQuestion = (failure: Failure): Failure =>
  failure.class === 'group_refused' ? failure : { ...failure, class: 'unknown' };

/** A failure without a call for this row. */
export const notSent = (failureClass: FailureClass, reason: Reason, errorCode: number | null = null): Failure => ({
  class: failureClass,
  errorCode,
  reason,
  attempts: 0,
});

const wrong = (failureClass: FailureClass, reason: Reason): Judgement => ({
  kind: 'wrong',
  failure: notSent(failureClass, reason),
});

/** The failure of an invalid row, which is never sent. */
export const failureOfInvalid = ({ problems }: Pick<InputRow, 'problems'>): Failure =>
  notSent('invalid', { code: 'invalid', problems });
