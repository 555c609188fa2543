import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_COLUMNS } from '../../../../src/core/row/columns.ts';
import { checkRow } from '../../../../src/core/row/rules.ts';
import { JsonlParser } from '../../../../src/io/source/records/jsonl.ts';
import { withNumbersAsWritten } from '../../../../src/io/source/records/number-text.ts';

const valuesOf = (text: string) => {
  const line = new JsonlParser(DEFAULT_COLUMNS).parse(text);
  if (line.kind !== 'values') throw new Error('no values');
  return withNumbersAsWritten(checkRow(line.values), line.values, text, DEFAULT_COLUMNS).values;
};

test.each([
  { number: '1234567890123456789012345' }, // 1.2345678901234568e+24
  { number: '1582920000000000123' },
  { number: '1.2345678901234568e+24' },
  { number: '-1e20' },
  { number: '1e999' }, // Infinity
  { number: '5.0' },
  { number: '77' },
])('an ID that is the JSON number $number keeps its text', ({ number }) => {
  const text = `{"x":{"GroupId":1},"GroupId": ${number} ,"Member_Account":"a\\"","UnreadMsgNum":5.0}`;
  expect(valuesOf(text)).toEqual({ groupId: number, account: 'a"', unread: '5' });
});

test.each([
  { name: 'both IDs', text: '{"GroupId":10,"Member_Account":2e1,"UnreadMsgNum":1}', values: ['10', '2e1'] },
  {
    name: 'a key that is there twice',
    text: '{"GroupId":2.0,"GroupId":2.0,"Member_Account":"a"}',
    values: ['2.0', 'a'],
  },
  { name: 'an escaped key', text: '{"Group\\u0049d":1.0,"Member_Account":"a"}', values: ['1.0', 'a'] },
  { name: 'depths', text: '{"m":[1,{"GroupId":3},":"],"GroupId":1.0,"n":{"GroupId":4}}', values: ['1.0', ''] },
  { name: 'a quote in a value', text: '{"n":"\\",\\"GroupId\\":9","GroupId":1.0}', values: ['1.0', ''] },
  { name: 'digits without end', text: `{"GroupId":${'9'.repeat(2000)}}`, values: ['', ''] },
])('$name', ({ text, values: [groupId, account] }) => expect(valuesOf(text)).toMatchObject({ groupId, account }));

test('of a row that is too long the values stay empty', () => {
  const text = `{"GroupId":77,"Member_Account":"${'x'.repeat(70_000)}","UnreadMsgNum":1}`;
  expect(valuesOf(text)).toEqual({ groupId: '', account: '', unread: '' });
});

test('whatever stands around it, the number is found', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.integer(), (others, id) => {
      const text = JSON.stringify({ ...others, GroupId: '@' }).replace(/"GroupId":"@"/, `"GroupId":${id}.0`);
      expect(valuesOf(text).groupId).toBe(`${id}.0`);
    }),
  );
});
