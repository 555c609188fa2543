import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRow } from '../../../src/core/row/rules.ts';
import { damageOfCount, damageOfId } from '../../../src/core/row/value-damage.ts';
import { fuzzRuns } from '../../support/fuzz.ts';

describe('a count that is not plain digits is told what it is, and what to write', () => {
  test.each([
    { count: 'NULL', kind: 'placeholder', says: 'stands for no value: give a number, 0 where nothing is unread' },
    { count: '1,234', kind: 'unread-not-integer', says: 'has a thousands separator: write 1234' },
    { count: '1 234 567', kind: 'unread-not-integer', says: 'has a thousands separator: write 1234567' },
    { count: '1\u202f234', kind: 'unread-not-integer', says: 'has a thousands separator: write 1234' },
    { count: "1'234", kind: 'unread-not-integer', says: 'has a thousands separator: write 1234' },
    { count: '5.0', kind: 'unread-not-integer', says: 'has a decimal part: write 5' },
    { count: '5,00', kind: 'unread-not-integer', says: 'has a decimal part: write 5' },
    { count: '1.234', kind: 'unread-not-integer', says: 'has a decimal part or separators: write a whole number' },
    { count: ' 5', kind: 'unread-not-integer', says: 'has a space around it: write 5' },
    { count: '5 ', kind: 'unread-not-integer', says: 'has a space around it: write 5' },
    { count: ' ', kind: 'unread-not-integer', says: 'is blank' },
    { count: '+5', kind: 'unread-not-integer', says: 'has a sign: write 5' },
    { count: '-1', kind: 'unread-not-integer', says: 'is negative: a count is 0 or more' },
    { count: "'5", kind: 'unread-not-integer', says: 'has an apostrophe: write 5' },
    { count: '1e3', kind: 'unread-not-integer', says: 'is in exponent form: write it in plain digits' },
    { count: '1,2E+05', kind: 'unread-not-integer', says: 'is in exponent form' },
    { count: '99+', kind: 'unread-not-integer', says: 'is what an app shows in place of a larger count: export' },
    { count: 'TRUE', kind: 'unread-not-integer', says: 'is true or false, not a count' },
    { count: '5\u00a0', kind: 'hidden-character', says: 'has a no-break space (U+00A0) at its end: remove it' },
    { count: '\ufeff5', kind: 'hidden-character', says: 'has a byte order mark (U+FEFF) at its beginning: remove it' },
    { count: '5\n', kind: 'hidden-character', says: 'has a line break (U+000A) at its end: remove it' },
    { count: '１２', kind: 'other-digits', says: 'has full-width digits: write 12' },
    { count: '٣', kind: 'other-digits', says: 'has digits of another script: write 3' },
    { count: '𝟗𝟎𝟝', kind: 'other-digits', says: 'has digits of another script: write 905' }, // sets side by side
    { count: '五', kind: 'unread-not-integer', says: 'is not a plain whole number' },
    { count: '0x10', kind: 'unread-not-integer', says: 'is not a plain whole number' },
  ])('$count: $says', ({ count, kind, says }) => {
    const damage = damageOfCount(count);
    expect(damage.kind).toBe(kind);
    expect(damage.says.startsWith(says)).toBe(true);
  });

  test.each([
    ...['NULL', 'null', '(null)', '\\N', 'N/A', '#N/A', '#REF!', '#DIV/0!', 'nil', 'None', 'undefined', 'NaN', '-'],
  ])('%s stands for no value', (count) => expect(damageOfCount(count).kind).toBe('placeholder'));
});

describe('an ID', () => {
  test.each([
    { id: '1.58292E+18', says: 'looks like a number that a spreadsheet or a program has rounded' },
    { id: '1.58292e18', says: 'looks like a number that a spreadsheet or a program has rounded' },
    { id: '#N/A', says: 'stands for no value: give the ID, or leave the row out' },
    { id: 'al\u200bice', says: 'has a zero-width space (U+200B) inside: remove it' },
    { id: '\u3000alice', says: 'has a full-width space (U+3000) at its beginning: remove it' },
    { id: 'room１２', says: 'has full-width digits: write room12' },
  ])('$id $says', ({ id, says }) => expect(damageOfId(id, 'account-not-ascii')?.says).toContain(says));

  test.each(['alice', ' alice ', '1e5', '1.5e3', '2-Mar', "'00123", 'null', 'NaN', 'Null'])('%j may be meant', (id) =>
    expect(damageOfId(id, 'account-not-ascii')).toBeUndefined(),
  );

  test.each(['戴夫', 'a\tb', '群１'])('%j is not ASCII, and no more can be said', (id) =>
    expect(damageOfId(id, 'account-not-ascii')?.kind).toBe('account-not-ascii'),
  );
});

test.each([
  {
    raw: { groupId: JSON.parse('1582920000000000123') },
    says: /GroupId is a JSON number beyond 2\^53, .* compare it with its source/,
  },
  { raw: { account: 77 }, says: /^Member_Account is a JSON number, not a string: write it in quotes/ },
  { raw: { unread: true }, says: /^UnreadMsgNum is a JSON boolean, not a whole number$/ },
  {
    raw: { unread: { $numberInt: '5' } },
    says: /^UnreadMsgNum is a JSON object of MongoDB \(export it with --jsonFormat=relaxed\)/,
  },
  { raw: { unread: [5] }, says: /^UnreadMsgNum is a JSON array/ },
  { raw: { unread: 5.5 }, says: /^UnreadMsgNum is 5\.5, not a whole number$/ },
  { raw: { unread: '1,234' }, says: /^UnreadMsgNum "1,234" has a thousands separator: write 1234$/ },
  { raw: { account: 'bob\u200b' }, says: /^Member_Account "bob\\u200b" has a zero-width space/ },
])('a whole message: $says', ({ raw, says }) => {
  expect(checkRow({ groupId: 'g1', account: 'alice', unread: 5, ...raw }).problems[0]?.message).toMatch(says);
});

test('an ID of printable ASCII is damaged where it is a placeholder or a rounded number, and nowhere else', () => {
  const pieces = fc.constantFrom(
    ...[
      '1',
      '58',
      '-',
      '+',
      '.',
      ',',
      'E',
      'e',
      '#',
      'N',
      '/',
      'A',
      'NULL',
      '\\N',
      '#N/A',
      '#REF!',
      '#DIV/0!',
      ' ',
      'g',
    ],
  );
  const placeholders = ['NULL', '\\N', '#N/A', '#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NUM!', '#NULL!'];
  const kindOf = (id: string): string | undefined => {
    if (placeholders.includes(id)) return 'placeholder';
    return /^-?\d([.,]\d+)?[Ee]\+\d\d+$/.test(id) || /^-?\d[.,]\d+E\d+$/.test(id) ? 'id-rounded' : undefined;
  };
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 7 }), (parts) => {
      const id = parts.join('');
      expect(damageOfId(id, 'account-not-ascii')?.kind).toBe(kindOf(id));
    }),
    { numRuns: fuzzRuns(5000) },
  );
});
