import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnMapText } from '../../../../src/core/row/columns.ts';
import { canBeTyped, parseColumnMap } from '../../../../src/io/source/columns/column-map.ts';

test('any three names that can be typed are read back', () => {
  const piece = fc.oneof(
    fc.constantFrom(',', '=', ' ', ', ', ',GroupId', 'GroupId=', ',Member_Account=', ',UnreadMsgNum=', '群'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
  );
  const name = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
  let read = 0;
  fc.assert(
    fc.property(fc.record({ groupId: name, account: name, unread: name }), (names) => {
      if (!Object.values(names).every(canBeTyped)) return;
      expect(parseColumnMap(columnMapText((field) => names[field]))).toEqual(names);
      read += 1;
    }),
    { numRuns: 3000 },
  );
  expect(read).toBeGreaterThan(300);
});

describe('a name that cannot be typed', () => {
  test.each([
    { name: 'a, b=c', why: '= behind a comma' },
    { name: 'a,GroupId=b', why: 'a column of ours' },
    { name: 'a\0', why: 'NUL' },
    { name: 'a\ud800', why: 'half a character' },
    { name: 'a'.repeat(401), why: 'too long' },
  ])('has $why', ({ name }) => expect(canBeTyped(name)).toBe(false));
});
