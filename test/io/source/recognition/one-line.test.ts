import { expect, test } from 'vitest';
import { markBetweenRows } from '../../../../src/io/source/recognition/one-line.ts';

const H = 'GroupId,Member_Account,UnreadMsgNum';

test.each([
  { text: `${H}$g1,u1,3$g2,u2,4$`, mark: '$' },
  { text: `${H}\u2028g1,u1,3\u2028g2,u2,4`, mark: '\u2028' },
  { text: `${H};g1,u1,3;g2,u2,4;g3,u`, mark: ';' },
  { text: `${H},a.b,c.d`, mark: undefined },
  { text: `${H}\ng1,u1,3\n`, mark: undefined },
  { text: `${H}$g1,u1,3`, mark: undefined },
])('between the rows of $text stands $mark', ({ text, mark }) => {
  expect(markBetweenRows(text)).toBe(mark);
});

test('a line of ten thousand different marks is looked at in a moment', { timeout: 10_000 }, () => {
  const marks = Array.from({ length: 10_000 }, (_, at) => `c${at}${String.fromCodePoint(0x2190 + at)},`).join('');
  expect(markBetweenRows(marks)).toBeUndefined();
  expect(markBetweenRows(H + marks)).toBeUndefined();
});
