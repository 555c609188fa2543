import { describe, expect, test } from 'vitest';
import { countAfter, isMember, keepsCount, readCount } from '../../../src/core/target/group.ts';

const groupOf = (total: number | undefined) =>
  ({ kind: 'found', type: 'Public', total, lastMessageAtS: undefined }) as const;

describe('a group of type', () => {
  test.each([
    { type: 'Private', keeps: true },
    { type: 'Work', keeps: true },
    { type: 'Public', keeps: true },
    { type: 'Community', keeps: true },
    { type: 'ChatRoom', keeps: false },
    { type: 'Meeting', keeps: false },
    { type: 'AVChatRoom', keeps: false },
    { type: 'BChatRoom', keeps: false },
    { type: 'NameOfTomorrow', keeps: true }, // a row that the target takes is not refused by us
  ])('$type keeps a count: $keeps', ({ type, keeps }) => expect(keepsCount(type)).toBe(keeps));
});

describe('the count that a row leaves behind', () => {
  test.each([
    { asked: 5, total: 9, count: 5 },
    { asked: 9, total: 9, count: 9 },
    { asked: 10, total: 9, count: 9 },
    { asked: 1, total: 0, count: 0 },
    { asked: 0, total: 9, count: 0 },
    { asked: 2_147_483_647, total: undefined, count: 2_147_483_647 },
  ])('$asked in a group of $total messages: $count', ({ asked, total, count }) =>
    expect(countAfter(asked, total)).toBe(count),
  );
});

const BY_SEQ = 'NextMsgSeq - 1 - MsgSeq';

describe('the count that a reply tells', () => {
  test.each([
    { total: 1233, readSeq: 1233, presents: [[0, BY_SEQ]] }, // the document's sample: NextMsgSeq 1234, MsgSeq 1233
    { total: 9, readSeq: 5, presents: [[4, BY_SEQ]] },
    { total: 9, readSeq: 0, presents: [[9, BY_SEQ]] },
    { total: undefined, readSeq: 5, unread: 4, presents: [[4, 'UnreadMsgNum']] },
    {
      total: 9,
      readSeq: 5,
      unread: 3,
      presents: [
        [3, 'UnreadMsgNum'],
        [4, BY_SEQ],
      ],
    },
  ])('$total messages, read up to $readSeq, UnreadMsgNum $unread: $presents', ({ total, readSeq, unread, presents }) =>
    expect(readCount(groupOf(total), { readSeq, unread })).toEqual({
      kind: 'read',
      presents: presents.map(([count, source]) => ({ count, source })),
    }),
  );

  test.each([
    { name: 'a seq beyond the last message', group: groupOf(9), told: { readSeq: 10 }, reason: 'seq-beyond' },
    { name: 'the same beside a count', group: groupOf(9), told: { readSeq: 10, unread: 5 }, reason: 'seq-beyond' },
    { name: 'no seq and no count', group: groupOf(9), told: {}, reason: 'no-count-in-reply' },
    { name: 'no total and no count', group: groupOf(undefined), told: { readSeq: 4 }, reason: 'no-count-in-reply' },
    {
      name: 'NextMsgSeq 0, also beside a count',
      group: { ...groupOf(undefined), isContradictory: true } as const,
      told: { readSeq: 4, unread: 5 },
      reason: 'next-seq-zero',
    },
  ])('is in doubt after $name', ({ group, told, reason }) =>
    expect(readCount(group, { unread: undefined, readSeq: undefined, ...told })).toMatchObject({
      kind: 'doubtful',
      reason: { code: reason },
    }),
  );
});

test.each([
  { role: 'Owner', member: true },
  { role: 'Member', member: true },
  { role: 'RoleOfTomorrow', member: true },
  { role: 'NotMember', member: false },
])('who has the role $role is a member: $member', ({ role, member }) => expect(isMember(role)).toBe(member));
