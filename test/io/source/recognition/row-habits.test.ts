import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../../../src/io/source/recognition/recognise.ts';
import { settledFormat } from '../../../../src/io/source/recognition/settled-format.ts';
import { type InputWish, NO_WISH } from '../../../../src/io/source/recognition/wish.ts';

const H = 'GroupId,Member_Account,UnreadMsgNum';

const habitsOf = (text: string, wish: Partial<InputWish> = {}) => {
  const format = recognise('a.csv', Buffer.from(text), { ...NO_WISH, ...wish });
  return format.kind === 'csv' ? { rows: format.rows, guards: format.guards } : undefined;
};

const NONE = { rows: undefined, guards: undefined };

describe('how many values rows have', () => {
  test.each([
    { name: 'a name first', text: `${H}\n1,@TGS#A,alice,3\n2,g,bob,4\n`, rows: 'named' },
    {
      name: 'a name first, beside IDs that are numbers',
      text: `${H}\n1,10,007,3\n2,11,bob,4\n3,12,eve,5\n`,
      rows: 'named',
    },
    { name: 'a name first, or the count first: both may be', text: `${H}\n1,10,007,3\n2,11,008,4\n`, rows: undefined },
    { name: 'a delimiter behind', text: `${H}\ng1,alice,3,\ng2,bob,4,\n`, rows: 'closed' },
    { name: 'a delimiter behind some', text: `${H}\ng1,alice,3,\ng2,bob,4\n`, rows: undefined },
    { name: 'another value behind', text: `${H}\ng1,alice,3,x\ng2,bob,4,y\n`, rows: undefined },
    { name: 'empty values left out', text: `${H},n,m\ng1,alice,3,x,y\ng2,bob,4\n`, rows: 'cut' },
    { name: 'the count left out', text: `${H},n\ng1,alice,3,x\ng2,bob\n`, rows: undefined },
    { name: 'a row that is short and wrong', text: `${H},n\ng1,alice,3,x\ng2,bob,y\n`, rows: undefined },
    { name: 'all rows short', text: `${H},n\ng1,alice,3\ng2,bob,4\n`, rows: undefined },
    { name: 'a line break in a value', text: `${H},n,m,o\na,b,1,x,y,z\ng1,alice,3,one\ntwo,bob,4\n`, rows: undefined },
    { name: 'a row that is cut off by the end', text: `${H},n\ng1,alice,3,x\ng2,bob,4`, rows: undefined },
  ])('$name: $rows', ({ text, rows }) => expect(habitsOf(text)).toEqual({ ...NONE, rows }));
});

describe('what keeps a spreadsheet from calculating', () => {
  test.each([
    {
      name: 'a header of formulas',
      text: '"=""GroupId""","=""Member_Account""","=""UnreadMsgNum"""\n',
      guards: 'formula',
    },
    { name: 'a plain header', text: `${H}\n"=""g1""","=""a""",3\n`, guards: undefined },
    { name: 'groups of the platform', text: `${H}\n'@TGS#A,alice,3\n`, guards: 'apostrophe' },
    { name: 'numbers below zero', text: `${H},n\ng1,alice,3,'-2.5\n`, guards: 'apostrophe' },
    { name: 'a number below zero beside them', text: `${H},n\n'@TGS#A,alice,3,-2.5\n`, guards: 'apostrophe' },
    { name: 'a formula that is not guarded', text: `${H},n\n'@TGS#A,alice,3,=1+1\n`, guards: undefined },
    { name: 'a group that is not guarded', text: `${H}\n'@TGS#A,alice,3\n@TGS#B,bob,4\n`, guards: undefined },
    { name: 'the mark for text', text: `${H}\n'@TGS#A,'10001,3\n`, guards: undefined },
    { name: 'an apostrophe before a word', text: `${H}\ng1,'t-hooft,3\n`, guards: undefined },
  ])('$name: $guards', ({ text, guards }) => expect(habitsOf(text)).toEqual({ ...NONE, guards }));

  test('is as it stands where somebody has named the quotes', () =>
    expect(habitsOf(`${H}\n'@TGS#A,alice,3\n`, { quote: '"' })).toEqual(NONE));
});

test('healthy rows show no habit', () => {
  const id = fc.stringMatching(/^[a-zA-Z0-9@_#][a-zA-Z0-9@_#.-]{0,20}$/);
  const row = fc.tuple(id, id, fc.nat(), fc.constantFrom('', 'Al', '"The, end"'));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
      expect(habitsOf(`${H},n\n${rows.map((values) => `${values.join(',')}\n`).join('')}`)).toEqual(NONE);
    }),
  );
});

test('a run goes on with the habits that were settled', () => {
  const columns = { groupId: 'g', account: 'a', unread: 'n' };
  const format = { kind: 'csv', delimiter: ',', rows: 'cut', guards: 'apostrophe', columns };
  expect(settledFormat(format, NO_WISH)).toEqual(format);
});
