import { describe, expect, test } from 'vitest';
import { countAfter, keepsCount, presentBySeq } from '../../../src/core/target/group.ts';

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

describe('the count that the seqs tell', () => {
  test.each([
    { total: 1233, readSeq: 1233, count: 0 }, // the document's sample: NextMsgSeq 1234, MsgSeq 1233
    { total: 9, readSeq: 5, count: 4 },
    { total: 9, readSeq: 0, count: 9 },
    { total: 9, readSeq: 11, count: 0 }, // read further than the group was when it was looked up
  ])('$total messages, read up to $readSeq: $count', ({ total, readSeq, count }) =>
    expect(presentBySeq(total, readSeq)).toEqual({ count, source: 'NextMsgSeq - 1 - MsgSeq' }),
  );
});
