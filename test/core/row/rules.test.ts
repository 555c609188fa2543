import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRow } from '../../../src/core/row/rules.ts';
import { damageOfId } from '../../../src/core/row/value-damage.ts';
import { fuzzRuns } from '../../support/fuzz.ts';

const valid = { groupId: 'g1', account: 'alice', unread: '5' };
const kindsOf = (raw: object): string[] => checkRow({ ...valid, ...raw }).problems.map(({ kind }) => kind);

describe('a row that can be sent', () => {
  test('keeps its IDs as they are', () => {
    const row = { groupId: ' a "b", c ', account: 'A b', unread: '7' };
    expect(checkRow(row)).toEqual({
      values: row,
      row: { groupId: ' a "b", c ', account: 'A b', unread: 7 },
      problems: [],
    });
  });

  test.each([
    { unread: '0', count: 0 },
    { unread: '2147483647', count: 2_147_483_647 },
    { unread: '007', count: 7 },
    { unread: '5.0', count: 5 }, // pandas makes a fraction of every count of a column with a gap
    { unread: '2147483647.000', count: 2147483647 },
    { unread: 5, count: 5 }, // JSONL: a number counts by its value; JSON.parse gives 5 for 5.0 too
    { unread: '12', count: 12 }, // JSONL: a string of plain digits
  ])('takes UnreadMsgNum $unread for $count', ({ unread, count }) => {
    expect(checkRow({ ...valid, unread }).row?.unread).toBe(count);
  });

  test.each([
    { groupId: 'g'.repeat(48) },
    { groupId: '@TGS#_@TGS#cFNAPKYM' },
    { groupId: '1e5' }, // no program writes an exponent without a sign and without a fraction
    { groupId: '1E18' },
    { groupId: '2-Mar' }, // what Excel makes of MAR2, but also what a group may be called
    { groupId: "'00123" }, // an apostrophe that kept Excel from making a number of it, or one that belongs there
    { account: 'null' }, // somebody's name; where it is nobody's, the target says so
    { account: '00123.0' },
    { account: 'u'.repeat(32) },
    { account: '123456789012345678901234567890' },
  ])('%o is within the rules', (raw) => expect(kindsOf(raw)).toEqual([]));
});

describe('a row that cannot', () => {
  test.each([
    { raw: { groupId: '' }, kind: 'column-missing' },
    { raw: { groupId: undefined }, kind: 'column-missing' },
    { raw: { account: null }, kind: 'column-missing' },
    { raw: { unread: '' }, kind: 'column-missing' },
    { raw: { groupId: 'g'.repeat(49) }, kind: 'group-id-too-long' },
    { raw: { groupId: '项目组' }, kind: 'group-id-not-ascii' },
    { raw: { groupId: 'a\tb' }, kind: 'group-id-not-ascii' },
    { raw: { groupId: 'a\u0000b' }, kind: 'group-id-not-ascii' },
    { raw: { groupId: 'a\ud83cb' }, kind: 'undecodable' },
    { raw: { account: 'u'.repeat(70_000) }, kind: 'too-long' },
    { raw: { unread: '0'.repeat(70_000) }, kind: 'too-long' },
    { raw: { groupId: `@TGS#_c@TOPIC#_${'t'.repeat(60)}` }, kind: 'group-id-is-topic' },
    { raw: { groupId: 123 }, kind: 'id-not-text' },
    { raw: { groupId: true }, kind: 'id-not-text' },
    { raw: { groupId: '1.58292E+18' }, kind: 'id-rounded' },
    { raw: { account: '8.6e+12' }, kind: 'id-rounded' },
    { raw: { groupId: '1,58292E+18' }, kind: 'id-rounded' },
    { raw: { groupId: '1.58E18' }, kind: 'id-rounded' }, // Java
    { raw: { account: '1.2345678E7' }, kind: 'id-rounded' },
    { raw: { groupId: 2 ** 53 }, kind: 'id-rounded' },
    { raw: { groupId: Number.POSITIVE_INFINITY }, kind: 'id-rounded' }, // JSON.parse('1e999')
    { raw: { groupId: 2 ** 53 - 1 }, kind: 'id-not-text' },
    { raw: { groupId: 1.5 }, kind: 'id-not-text' },
    { raw: { groupId: ['g1'] }, kind: 'id-not-text' },
    ...[
      'NULL',
      '(NULL)',
      '(null)',
      '[NULL]',
      '<null>',
      '<NULL>',
      '\\N',
      '#N/A',
      '<NA>',
      '#SPILL!',
      'Err:502',
      '###',
    ].flatMap((none) => [
      { raw: { groupId: none }, kind: 'placeholder' },
      { raw: { account: none }, kind: 'placeholder' },
    ]),
    { raw: { groupId: '#REF!' }, kind: 'placeholder' },
    { raw: { groupId: 'g1\u00a0' }, kind: 'hidden-character' },
    { raw: { account: '\ufeffalice' }, kind: 'hidden-character' },
    { raw: { account: 'al\u200bice' }, kind: 'hidden-character' },
    { raw: { account: 'alice\r' }, kind: 'hidden-character' },
    { raw: { groupId: '１００' }, kind: 'other-digits' },
    { raw: { groupId: '群１' }, kind: 'group-id-not-ascii' },
    { raw: { account: 'u'.repeat(33) }, kind: 'account-too-long' },
    { raw: { account: 'josé' }, kind: 'account-not-ascii' },
    { raw: { unread: '5.5' }, kind: 'unread-not-integer' },
    { raw: { unread: '1e3' }, kind: 'unread-not-integer' },
    { raw: { unread: '+5' }, kind: 'unread-not-integer' },
    { raw: { unread: ' 5' }, kind: 'unread-not-integer' },
    { raw: { unread: '5\u00a0' }, kind: 'hidden-character' },
    { raw: { unread: '٣' }, kind: 'other-digits' },
    { raw: { unread: '５' }, kind: 'other-digits' },
    { raw: { unread: '-1' }, kind: 'unread-not-integer' },
    { raw: { unread: '0x10' }, kind: 'unread-not-integer' },
    { raw: { unread: 5.5 }, kind: 'unread-not-integer' },
    { raw: { unread: true }, kind: 'unread-not-integer' },
    { raw: { unread: [5] }, kind: 'unread-not-integer' },
    { raw: { unread: -1 }, kind: 'unread-out-of-range' },
    { raw: { unread: '2147483648' }, kind: 'unread-out-of-range' },
    { raw: { unread: '9'.repeat(400) }, kind: 'unread-out-of-range' },
  ])('$raw is $kind', ({ raw, kind }) => {
    const checked = checkRow({ ...valid, ...raw });
    expect(checked.problems.map((problem) => problem.kind)).toEqual([kind]);
    expect(checked.row).toBeUndefined();
  });

  test('is told all that is wrong with it', () => {
    expect(kindsOf({ groupId: '', account: 'é', unread: 'x' })).toEqual([
      'column-missing',
      'account-not-ascii',
      'unread-not-integer',
    ]);
  });

  test('keeps the values it has, for the failure file', () => {
    expect(checkRow({ groupId: 'g1', account: undefined, unread: -1 }).values).toEqual({
      groupId: 'g1',
      account: '',
      unread: '-1',
    });
  });

  // The reader puts the text in its place where it has it.
  test.each([
    { json: '1582920000000000123', kind: 'id-rounded' },
    { json: '-1e20', kind: 'id-rounded' },
    { json: '1e999', kind: 'column-missing' },
  ])('as it was read, the JSON number $json is refused again when it is fed back', ({ json, kind }) => {
    const { values } = checkRow({ ...valid, groupId: JSON.parse(json) });
    expect(kindsOf({ groupId: values.groupId })).toEqual([kind]);
  });
});

describe('whatever the values are, a row can be sent', () => {
  const idArbitrary = fc
    .array(
      fc.constantFrom(
        ...[
          '1',
          '58',
          '-',
          '.',
          'E',
          'e',
          '+18',
          '#',
          'N',
          'NULL',
          '(null)',
          '[NULL]',
          '<null>',
          '\\N',
          '#N/A',
          '@',
          '@TOPIC#_',
          '@TGS#',
          'TOPIC#_',
        ],
        ...[' ', 'g', '~', '\u007f', '\n', 'é', '\u200b', 'x'.repeat(16), 'y'.repeat(30)],
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join(''));
  const isRight = (id: string, mostBytes: number): boolean =>
    id !== '' && id.length <= mostBytes && damageOfId(id, 'account') === undefined;

  test('when its IDs are short, undamaged and no topic', () => {
    fc.assert(
      fc.property(idArbitrary, idArbitrary, (groupId, account) => {
        const { row, values, problems } = checkRow({ groupId, account, unread: '7' });
        const isGroupRight = isRight(groupId, 48) && !groupId.includes('@TOPIC#_');
        expect(row).toEqual(isGroupRight && isRight(account, 32) ? { groupId, account, unread: 7 } : undefined);
        expect(values).toEqual({ groupId, account, unread: '7' });
        expect(problems.length === 0).toBe(row !== undefined);
      }),
      { numRuns: fuzzRuns(3000) },
    );
  });

  test('when its count is a whole number from 0 to 2147483647', () => {
    const textArbitrary = fc.array(fc.constantFrom('0', '1', '2147483647', '9', '-', '.', 'e', ' '), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.oneof(
          textArbitrary.map((parts) => parts.join('')),
          fc.integer(),
          fc.double(),
        ),
        (unread) => {
          const isRightCount =
            (typeof unread === 'number' ? Number.isInteger(unread) : /^[0-9]+(\.0+)?$/.test(unread)) &&
            Number(unread) >= 0 &&
            Number(unread) <= 2_147_483_647;
          const { row, values } = checkRow({ ...valid, unread });
          expect(row).toEqual(isRightCount ? { groupId: 'g1', account: 'alice', unread: Number(unread) } : undefined);
          expect(values.unread).toBe(String(unread));
        },
      ),
      { numRuns: fuzzRuns(3000) },
    );
  });
});
