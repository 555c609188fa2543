import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRow } from '../../../src/core/row/rules.ts';
import { damageOfCount, damageOfId } from '../../../src/core/row/value-damage.ts';
import { fuzzRuns } from '../../support/fuzz.ts';

describe('a count that is not plain digits is told by its form, with the digits to write where they are sure', () => {
  test.each([
    { count: '1,234', code: 'count-thousands-separator', digits: '1234' },
    { count: '1 234 567', code: 'count-thousands-separator', digits: '1234567' },
    { count: '1\u202f234', code: 'count-thousands-separator', digits: '1234' },
    { count: "1'234", code: 'count-thousands-separator', digits: '1234' },
    { count: '5,0', code: 'count-decimal-part', digits: '5' },
    { count: '5.', code: 'count-decimal-part', digits: '5' },
    { count: '1.2万', code: 'count-abbreviated' },
    { count: '3k', code: 'count-abbreviated' },
    { count: '12万条', code: 'count-abbreviated' },
    { count: '5,00', code: 'count-decimal-part', digits: '5' },
    { count: '1.234', code: 'count-decimals-or-separators' },
    { count: ' 5', code: 'count-space-around', digits: '5' },
    { count: '5 ', code: 'count-space-around', digits: '5' },
    { count: ' ', code: 'count-blank' },
    { count: '+5', code: 'count-plus-sign', digits: '5' },
    { count: '-1', code: 'count-negative' },
    { count: "'5", code: 'count-apostrophe', digits: '5' },
    { count: '1e3', code: 'count-exponent' },
    { count: '1,2E+05', code: 'count-exponent' },
    { count: '0xd6', code: 'count-hexadecimal' },
    { count: '0xc', code: 'count-hexadecimal' },
    { count: '99+', code: 'count-capped' },
    { count: 'TRUE', code: 'count-true-or-false' },
    { count: '五', code: 'count-not-whole' },
  ])('$count: $code $digits', ({ count, code, digits }) => {
    const kind = 'unread-not-integer';
    expect(damageOfCount(count)).toEqual({ kind, code, value: count, ...(digits === undefined ? {} : { digits }) });
  });

  test.each([
    { count: '12条', unit: '条', digits: '12' },
    { count: '１２ 条未读', unit: '条未读', digits: '12' },
    { count: '1,234 messages', unit: 'messages', digits: '1234' },
  ])('$count has a unit behind its number', ({ count, unit, digits }) =>
    expect(damageOfCount(count)).toMatchObject({ code: 'count-with-unit', value: count, unit, digits }),
  );

  test.each([
    { count: '１，２００', script: 'full-width', digits: '1200' },
    { count: '３．０', script: 'full-width', digits: '3' },
    { count: '1，200', script: 'full-width', digits: '1200' },
  ])('$count is typed full-width: write $digits', ({ count, script, digits }) =>
    expect(damageOfCount(count)).toMatchObject({ code: 'other-digits', script, digits }),
  );

  test.each([
    { count: '5\u00a0', character: '\u00a0', place: 'end' },
    { count: '\ufeff5', character: '\ufeff', place: 'start' },
    { count: '5\n', character: '\n', place: 'end' },
    { count: '5\u200b5', character: '\u200b', place: 'inside' },
  ])('%j has a character that does not show', ({ count, character, place }) =>
    expect(damageOfCount(count)).toMatchObject({ kind: 'hidden-character', field: 'unread', character, place }),
  );

  test.each([
    { count: '１２', script: 'full-width', digits: '12' },
    { count: '٣', script: 'other', digits: '3' },
    { count: '𝟗𝟎𝟝', script: 'other', digits: '905' }, // sets side by side
  ])('$count has $script digits', ({ count, script, digits }) =>
    expect(damageOfCount(count)).toMatchObject({ kind: 'other-digits', field: 'unread', script, digits }),
  );

  test.each([
    ...['NULL', 'null', '(null)', '\\N', 'N/A', '#N/A', '#REF!', '#DIV/0!', 'nil', 'None', 'undefined', 'NaN', '-'],
  ])('%s stands for no value', (count) =>
    expect(damageOfCount(count)).toMatchObject({ kind: 'placeholder', field: 'unread' }),
  );
});

describe('an ID', () => {
  test.each([
    { id: '1.58292E+18', damage: { code: 'rounded' } },
    { id: '1.58292e18', damage: { code: 'rounded' } },
    { id: '#N/A', damage: { code: 'placeholder' } },
    { id: 'al\u200bice', damage: { code: 'hidden-character', character: '\u200b', place: 'inside' } },
    { id: '\u3000alice', damage: { code: 'hidden-character', character: '\u3000', place: 'start' } },
    { id: 'room１２', damage: { code: 'other-digits', script: 'full-width', digits: 'room12' } },
  ])('$id is damaged: $damage.code', ({ id, damage }) =>
    expect(damageOfId(id, 'groupId')).toMatchObject({ ...damage, field: 'groupId', value: id }),
  );

  test.each(['alice', ' alice ', '1e5', '1.5e3', '2-Mar', "'00123", 'null', 'NaN', 'Null'])('%j may be meant', (id) =>
    expect(damageOfId(id, 'account')).toBeUndefined(),
  );

  test.each(['戴夫', 'a\tb', '群１'])('%j is not ASCII, and no more can be said', (id) =>
    expect(damageOfId(id, 'account')?.kind).toBe('account-not-ascii'),
  );
});

test.each([
  { raw: { groupId: JSON.parse('1582920000000000123') }, problem: { code: 'digits-lost', field: 'groupId' } },
  { raw: { account: 77 }, problem: { code: 'id-not-text', field: 'account', found: 'number' } },
  { raw: { groupId: { $oid: 'x' } }, problem: { code: 'id-not-text', field: 'groupId', found: 'mongo' } },
  { raw: { unread: true }, problem: { code: 'count-not-number', found: 'boolean' } },
  { raw: { unread: { $numberInt: '5' } }, problem: { code: 'count-not-number', found: 'mongo' } },
  { raw: { unread: { count: 5 } }, problem: { code: 'count-not-number', found: 'object' } },
  { raw: { unread: [5] }, problem: { code: 'count-not-number', found: 'array' } },
  { raw: { unread: 5.5 }, problem: { code: 'count-fraction', value: 5.5 } },
])('a value of another JSON type: $problem', ({ raw, problem }) => {
  expect(checkRow({ groupId: 'g1', account: 'alice', unread: 5, ...raw }).problems).toMatchObject([problem]);
});

test('a problem keeps no more of a value than its words show', () => {
  const { problems } = checkRow({
    groupId: 'é'.repeat(9000),
    account: 'x'.repeat(9000),
    unread: `+${'1'.repeat(9000)}`,
  });
  expect(problems.map(({ code }) => code)).toEqual(['not-ascii', 'id-too-long', 'count-plus-sign']);
  expect(JSON.stringify(problems).length).toBeLessThan(1000);
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
    if (placeholders.includes(id) || /^###+$/.test(id)) return 'placeholder';
    return /^-?\d([.,]\d+)?[Ee]\+\d\d+$/.test(id) || /^-?\d[.,]\d+E\d+$/.test(id) ? 'id-rounded' : undefined;
  };
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 7 }), (parts) => {
      const id = parts.join('');
      expect(damageOfId(id, 'account')?.kind).toBe(kindOf(id));
    }),
    { numRuns: fuzzRuns(5000) },
  );
});

test.each([
  ['Ａ-1', 'Ａ', 'A'], // full-width
  ['g–1', '–', '-'],
  ['g—1', '—', '-'],
  ['grp_\u0430', '\u0430', 'a'], // Cyrillic
  ['\u0391lpha', '\u0391', 'A'], // Greek
  ['u\ud835\udc00', '\ud835\udc00', 'A'], // mathematical
  ['o’neil', '’', "'"],
])('%s has %s, which looks like %s', (id, character, plain) =>
  expect(damageOfId(id, 'groupId')).toMatchObject({ lookAlike: { character, plain } }),
);

test.each(['项目组', 'josé', '群–1', 'a\tb'])('%j is not taken for plain text', (id) =>
  expect(damageOfId(id, 'groupId')).not.toHaveProperty('lookAlike'),
);
