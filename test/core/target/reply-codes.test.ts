import { describe, expect, test } from 'vitest';
import { isKnownCode, replyRule } from '../../../src/core/target/reply-codes.ts';

// The classes of docs/api.md, "Reply codes": T transient, R rate limited, F fatal, U new UserSig, P row, PG group.
describe.each([
  { class: 'ok', codes: [0] },
  { class: 'transient', codes: [10002, 60004, 60005, 60008, 60013, 60014, 70169, 70202, 70500, 110007] },
  { class: 'rate-limited', codes: [10006, 60007, 60011, 60018, 60019, 60022] },
  { class: 'new-usersig', codes: [70001, 70002, 70003, 70005, 10008] },
  { class: 'refused', codes: [10004, 10007, 10016, 10019, 70107, 70206, 70402, 110013, 10024] },
  { class: 'group-refused', codes: [10010, 10015, 11000] },
  {
    class: 'fatal',
    codes: [
      10003, 10011, 10012, 10026, 60002, 60003, 60006, 60009, 60010, 60012, 60015, 60016, 60017, 60020, 60021, 60025,
      60026, 60027, 60028, 70009, 70013, 70014, 70016, 70020, 70050, 70051, 70346, 70398, 70399, 70403, 71000, 72000,
      72002, 80005,
    ],
  },
])('$class', ({ class: replyClass, codes }) => {
  test.each(codes)('%i', (code) => expect(replyRule(code).class).toBe(replyClass));
});

test('a fatal code says what to do about it', () => {
  const codes = Array.from({ length: 120_000 }, (_, code) => code).filter(isKnownCode);
  const silent = codes.filter((code) => replyRule(code).class === 'fatal' && !replyRule(code).remedy);
  expect(codes.length).toBeGreaterThan(100);
  expect(silent).toEqual([]);
});

test('a code that no document lists refuses the row', () => {
  expect(isKnownCode(99_999)).toBe(false);
  expect(replyRule(99_999).class).toBe('refused');
});
