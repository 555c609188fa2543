import { describe, expect, test } from 'vitest';
import { AS_WRITTEN, counted } from '../../../src/core/row/counting.ts';
import { checkRow } from '../../../src/core/row/rules.ts';

const rowOf = (unread: unknown, groupId = 'g1') => checkRow({ groupId, account: 'alice', unread });

describe('a row without a count', () => {
  const counting = { ...AS_WRITTEN, missingCount: 0 };

  test.each([undefined, null, '', 'NULL', 'null', 'NaN', '\\N', 'None'])(
    '%j has the count that was given',
    (unread) => {
      const { checked } = counted(rowOf(unread), counting);
      expect(checked).toMatchObject({ row: { groupId: 'g1', account: 'alice', unread: 0 }, problems: [] });
    },
  );

  test('keeps what it is in the input, for failures.csv', () =>
    expect(counted(rowOf('NULL'), counting).checked.values.unread).toBe('NULL'));

  test.each(['x', ' ', '-1', '1.5'])('but %j is a count that is wrong', (unread) =>
    expect(counted(rowOf(unread), counting).checked.row).toBeUndefined(),
  );

  test('and other problems of the row stay', () =>
    expect(counted(rowOf('', ''), counting).checked.row).toBeUndefined());
});

describe('a row with the sequence up to which its member has read', () => {
  const lastSeqs = new Map([
    ['g1', 42],
    ['long', 9_000_000_000],
  ]);
  const counting = { ...AS_WRITTEN, lastSeqs };

  test.each([
    { position: '10', unread: 32, isPastEnd: false }, // 42 - 10
    { position: '42', unread: 0, isPastEnd: false },
    { position: '43', unread: 0, isPastEnd: true },
    { position: 40.0, unread: 2, isPastEnd: false },
    { position: '9000000000', unread: 0, isPastEnd: true }, // a sequence may be larger than a count
  ])('$position of 42: $unread', ({ position, unread, isPastEnd }) =>
    expect(counted(rowOf(position), counting)).toMatchObject({ checked: { row: { unread } }, isPastEnd }),
  );

  test.each([
    { position: '1', groupId: 'g2', code: 'no-last-seq' },
    { position: 'x', groupId: 'g1', code: 'position-not-whole' },
    { position: '1.5', groupId: 'g1', code: 'position-not-whole' },
    { position: '', groupId: 'g1', code: 'value-missing' },
    { position: '1', groupId: 'long', code: 'count-out-of-range' },
  ])('$position in $groupId: $code', ({ position, groupId, code }) =>
    expect(counted(rowOf(position, groupId), counting).checked).toMatchObject({ row: undefined, problems: [{ code }] }),
  );

  test('that has none may have the count that was given', () =>
    expect(counted(rowOf('NULL'), { ...counting, missingCount: 7 }).checked.row?.unread).toBe(7));
});
