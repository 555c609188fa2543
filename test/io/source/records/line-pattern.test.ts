import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnNames } from '../../../../src/core/row/columns.ts';
import { JsonlParser } from '../../../../src/io/source/records/jsonl.ts';
import { keyTwice } from '../../../../src/io/source/records/key-twice.ts';
import { LinePattern } from '../../../../src/io/source/records/line-pattern.ts';
import { fuzzRuns } from '../../../support/fuzz.ts';

const NAMES: ColumnNames = { groupId: 'GroupId', account: 'Member_Account', unread: 'UnreadMsgNum' };
const taught = (line: string, names = NAMES): LinePattern => {
  const pattern = new LinePattern(names);
  pattern.learn(JSON.parse(line));
  return pattern;
};

const LINE = '{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":5}';

describe('a pattern that has learned one line', () => {
  test.each([
    { line: '{"GroupId":"g2","Member_Account":"b","UnreadMsgNum":0}\n', unread: 0 },
    { line: ' {\t"GroupId" : "g2","Member_Account":"b" , "UnreadMsgNum":\r12 } \r\n', unread: 12 },
    { line: '{"GroupId":"g2","Member_Account":"b","UnreadMsgNum":999999999999999}', unread: 999_999_999_999_999 },
  ])('knows $line', ({ line, unread }) =>
    expect(taught(LINE).values(line)).toEqual({ groupId: 'g2', account: 'b', unread }),
  );

  test.each([
    '{"Member_Account":"alice","GroupId":"g1","UnreadMsgNum":5}',
    '{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":5,"x":1}',
    '{"GroupId":"g1","GroupId":"g2","Member_Account":"alice","UnreadMsgNum":5}',
    '{"GroupId":"g\\u0031","Member_Account":"alice","UnreadMsgNum":5}',
    '{"GroupId":"g\t1","Member_Account":"alice","UnreadMsgNum":5}',
    '{"GroupId":7,"Member_Account":"alice","UnreadMsgNum":5}',
    '{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":05}',
    '{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":-5}',
    '{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":5.0}',
    '{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":"5"}',
    '{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":1000000000000000}',
    '\u00a0{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":5}',
    `${LINE}${LINE}`,
    LINE.slice(0, -1),
  ])('leaves %s to JSON.parse', (line) => expect(taught(LINE).values(line)).toBeUndefined());

  test('leaves a long line to JSON.parse', () => {
    const long = (length: number): string => LINE.padEnd(length);
    expect(taught(LINE).values(long(1024))).toBeDefined();
    expect(taught(LINE).values(long(1025))).toBeUndefined();
  });

  test('passes over other keys with plain values', () => {
    const pattern = taught('{"id":1,"GroupId":"g","name":"n","UnreadMsgNum":"3","x":null,"Member_Account":"a"}');
    const other = '{"id":-1.5e+7,"GroupId":"g2","name":"王","UnreadMsgNum":"07","x":true,"Member_Account":"b"}';
    expect(pattern.values(other)).toEqual({ groupId: 'g2', account: 'b', unread: '07' });
    expect(pattern.values(other.replace('true', '{}'))).toBeUndefined();
  });

  test('keeps to it until it has missed twice as many lines', () => {
    const pattern = taught(LINE);
    const other = '{"UnreadMsgNum":1,"GroupId":"g","Member_Account":"a"}';
    pattern.learn(JSON.parse(other));
    expect(pattern.values(other)).toBeDefined();
    pattern.learn(JSON.parse(LINE));
    expect(pattern.values(other)).toBeDefined();
    pattern.learn(JSON.parse(LINE));
    expect(pattern.values(LINE)).toBeDefined();
  });
});

/** A member of an object, as text that JSON.parse takes, or nearly. */
const keyArbitrary = fc.constantFrom('"g"', '"a.*"', '"u\\""', '"\\u0067"', '"x"', '"__proto__"', '"1"', '"g');
const valueArbitrary = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }).map((text) => JSON.stringify(text)),
  fc.constantFrom('"g1"', '"a"', '5', '0', '-0', '05', '5.0', '1e3', '"5"', '""', 'null', 'true', '[1]', '{"g":"h"}'),
  fc.constantFrom('"\t"', '"中"', '"\\n"', '"', '12345678901234567890', 'undefined', ''),
);
const blankArbitrary = fc.constantFrom('', '', '', ' ', '\t', '\r', '\u00a0');
const memberArbitrary = fc
  .tuple(blankArbitrary, keyArbitrary, blankArbitrary, valueArbitrary, blankArbitrary)
  .map(([before, key, colon, value, behind]) => `${before}${key}${colon}:${value}${behind}`);
const plainArbitrary = fc
  .tuple(
    fc.constantFrom('"g1"', '"g2"', '""'),
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom('"a"', '"b"') }, valueArbitrary),
    fc.constantFrom('5', '0', '"5"', '5.0'),
  )
  .map(([g, a, u]) => [`"g":${g}`, `"a.*":${a}`, `"u\\"":${u}`]);
const lineArbitrary = fc
  .tuple(
    fc.oneof(
      plainArbitrary,
      fc.tuple(plainArbitrary, memberArbitrary).map(([plain, more]) => [...plain, more]),
    ),
    fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.array(memberArbitrary, { maxLength: 5 })),
    fc.constantFrom('\n', '\r\n', '', ' \n', ',\n', '}\n'),
  )
  .map(([plain, other, end]) => `{${(other ?? plain).join(',')}}${end}`);

test('gives what JSON.parse gives where no key stands twice, whatever lines it has learned from', () => {
  const names: ColumnNames = { groupId: 'g', account: 'a.*', unread: 'u"' };
  const own = (object: object, key: string): unknown => Object.getOwnPropertyDescriptor(object, key)?.value;
  const expected = (line: string) => {
    try {
      const object: unknown = JSON.parse(line);
      if (typeof object !== 'object' || object === null) return 'no object';
      if (keyTwice(line, Object.values(names)) !== undefined) return 'no JSON';
      return { groupId: own(object, 'g'), account: own(object, 'a.*'), unread: own(object, 'u"') };
    } catch {
      return 'no JSON';
    }
  };
  let known = 0;
  fc.assert(
    fc.property(fc.array(lineArbitrary, { minLength: 2, maxLength: 12 }), (lines) => {
      const parser = new JsonlParser(names);
      const pattern = new LinePattern(names);
      for (const line of lines) {
        const found = parser.parse(line);
        expect(found.kind === 'values' ? found.values : 'no JSON').toStrictEqual(expected(line));
        if (pattern.values(line)) known += 1;
        else if (found.kind === 'values') pattern.learn(JSON.parse(line));
      }
    }),
    { numRuns: fuzzRuns(2000) },
  );
  expect(known).toBeGreaterThan(200);
});
