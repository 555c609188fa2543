import { expect, test } from 'vitest';
import { LateCalls } from '../../../src/io/remote/late-calls.ts';

const body = (account: string) => ({ GroupId: 'g', Member_Account: account, UnreadMsgNum: 1 });

test('a call about the same pair waits three seconds from the moment at which the one before it was given up', () => {
  const late = new LateCalls();
  late.givenUp(body('a'), 1000);
  expect(late.waitMs(body('a'), 1500)).toBe(2500);
  expect(late.waitMs(body('b'), 1500)).toBe(0);
  late.givenUp(body('a'), 2000);
  late.givenUp(body('b'), 4500);
  expect(late.waitMs(body('a'), 4500)).toBe(500);
  expect(late.waitMs(body('a'), 5000)).toBe(0);
  expect(late.waitMs(body('b'), 5000)).toBe(2500);
});
