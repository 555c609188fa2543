import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ExistingGroup,
  failureOfGroup,
  isLowered,
  judgeCount,
  type PairReading,
  presentOf,
} from '../../../src/core/target/finding.ts';
import { countAfter, type Presents } from '../../../src/core/target/group.ts';
import { fuzzRuns } from '../../support/fuzz.ts';

const row = (unread: number) => ({ groupId: 'g', account: 'u', unread });
const group = (given: Partial<ExistingGroup> = {}): ExistingGroup => ({
  kind: 'found',
  type: 'Public',
  total: 9,
  lastMessageAtS: 1000,
  ...given,
});
const bySeq = (count: number): Presents => [{ count, source: 'NextMsgSeq - 1 - MsgSeq' }];
const counted = (count: number, given: Partial<ExistingGroup> = {}): PairReading => ({
  kind: 'count',
  group: group(given),
  presents: bySeq(count),
});

describe('why no row of a group can be set', () => {
  test.each([
    { group: group(), failure: undefined },
    { group: group({ type: 'Work' }), failure: undefined },
    { group: group({ type: 'AVChatRoom' }), failure: { class: 'unsupported_group', errorCode: null, attempts: 0 } },
    {
      group: group({ type: 'Meeting' }),
      failure: { class: 'unsupported_group', reason: { code: 'group-type', type: 'Meeting' } },
    },
    {
      group: { kind: 'refused', errorCode: 10010, said: 'gone' } as const,
      failure: {
        class: 'group_refused',
        errorCode: 10010,
        reason: { code: 'reply', errorCode: 10010, said: 'gone' },
        attempts: 0,
      },
    },
    { group: { kind: 'unknown', reason: { code: 'group-left-out' } } as const, failure: undefined },
  ])('$group: $failure', ({ group: told, failure }) => {
    const found = failureOfGroup(told);
    if (failure) expect(found).toMatchObject(failure);
    else expect(found).toBeUndefined();
  });
});

describe('a row that was set, against what is there', () => {
  test.each([
    { asked: 5, found: counted(5), verdict: { kind: 'exact' } },
    { asked: 0, found: counted(0), verdict: { kind: 'exact' } },
    { asked: 9, found: counted(9), verdict: { kind: 'exact' } },
    { asked: 10, found: counted(9), verdict: { kind: 'lowered', total: 9 } },
    { asked: 10, found: counted(10, { total: undefined }), verdict: { kind: 'exact' } },
    { asked: 10, found: counted(9, { total: undefined }), verdict: { kind: 'wrong', failure: { class: 'different' } } },
    { asked: 5, found: counted(9), verdict: { kind: 'wrong', failure: { class: 'different' } } }, // the total, not asked for
    { asked: 10, found: counted(8), verdict: { kind: 'wrong', failure: { class: 'different' } } },
    { asked: 5, found: { kind: 'not-member' } as const, verdict: { kind: 'wrong', failure: { class: 'not_member' } } },
  ])('asked for $asked, found $found: $verdict', ({ asked, found, verdict }) => {
    expect(judgeCount(row(asked), found, undefined)).toMatchObject(verdict);
  });

  test.each([
    { lastMessageAtS: 1000, sinceS: 1001, failure: 'different' },
    { lastMessageAtS: 1000, sinceS: 1000, failure: 'new_messages' }, // in the same second: nobody knows which came first
    { lastMessageAtS: 1001, sinceS: 1000, failure: 'new_messages' },
    { lastMessageAtS: 1001, sinceS: undefined, failure: 'different' },
    { lastMessageAtS: undefined, sinceS: 1000, failure: 'different' },
  ])('another count, the last message at $lastMessageAtS, set since $sinceS: $failure', (given) => {
    const verdict = judgeCount(row(5), counted(7, { lastMessageAtS: given.lastMessageAtS }), given.sinceS);
    expect(verdict).toMatchObject({
      kind: 'wrong',
      failure: { class: given.failure, reason: { code: 'other-count', asked: 5, found: 7 } },
    });
  });

  test('what nobody could read keeps its reason', () => {
    const failure = {
      class: 'unknown',
      errorCode: 10002,
      reason: { code: 'reply', errorCode: 10002, said: '' },
      attempts: 5,
    } as const;
    expect(judgeCount(row(5), { kind: 'unknown', failure }, 0)).toEqual({ kind: 'wrong', failure });
    expect(judgeCount(row(5), { kind: 'group', failure }, 0)).toEqual({ kind: 'wrong', failure });
  });

  test('a count that the API left behind is never called wrong', () => {
    const counts = fc.record({ asked: fc.nat(20), total: fc.option(fc.nat(20), { nil: undefined }) });
    fc.assert(
      fc.property(counts, ({ asked, total }) => {
        const verdict = judgeCount(row(asked), counted(countAfter(asked, total), { total }), 0);
        expect(verdict.kind).toBe(isLowered(row(asked), total) ? 'lowered' : 'exact');
      }),
      { numRuns: fuzzRuns(200) },
    );
  });
});

test('of counts told in two ways the first is the one to go by', () => {
  const presents: Presents = [{ count: 3, source: 'UnreadMsgNum' }, ...bySeq(4)];
  expect(presentOf({ kind: 'count', group: group(), presents })).toEqual({ count: 3, source: 'UnreadMsgNum' });
});
