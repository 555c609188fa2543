import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recogniseManner } from '../../../../src/io/source/recognition/dialect.ts';

const manner = (
  text: string,
  delimiter = ',',
  wish: Partial<Parameters<typeof recogniseManner>[2]> = {},
  before = '',
) =>
  recogniseManner(
    Buffer.from(text),
    delimiter,
    { quote: undefined, escape: undefined, comment: undefined, ...wish },
    Buffer.from(before),
  );

const H = 'a,b,c\n';
const TAB = 'a\tb\tc\n';

describe('the manner that reads most rows', () => {
  test.each([
    { name: 'plain CSV', text: `${H}1,"x, y",3\n1,"a ""b"" c",3\n`, found: {} },
    { name: 'a path with backslashes', text: `${H}1,C:\\new\\x,3\n1,CORP\\eve,3\n`, found: {} },
    { name: 'values in apostrophes', text: "'a','b','c'\n'1','x, y','3'\n", found: { quote: "'" } },
    { name: 'rows in apostrophes, all but numbers', text: "'g','a',3\n'h','b',4\n", found: { quote: "'" } },
    { name: 'escaped apostrophes', text: "'g','O\\'N',3\n'h','b, c',\\N\n", found: { quote: "'", escape: '\\' } },
    { name: 'a bare header above apostrophes', text: `${H}'1','a','3'\n'2','O''N','0'\n`, found: { quote: "'" } },
    {
      name: 'a bare header above escaped apostrophes',
      text: `${H}'1','O\\'N','3'\n'2','b','0'\n`,
      found: { quote: "'", escape: '\\' },
    },
    {
      name: 'a bare header above apostrophes, with a line break first',
      text: `${H}'1','a\nb','3'\n'2','','0'\n'3','c',\n'4','c','1'\n`,
      found: { quote: "'" },
    },
    { name: 'one row in apostrophes among bare ones', text: `${H}'1','a','3'\n2,'b',0\n3,'c',0\n`, found: {} },
    { name: 'apostrophes at the edges of names', text: `${H}'1','a',3\n'2','b',0\n`, found: {} },
    { name: 'a number in apostrophes beside a bare one', text: `${H}1,'007',3\n2,'b',0\n`, found: {} },
    { name: 'an apostrophe in a value', text: `${H}1,O'Neil,3\n1,'t Hooft,3\n`, found: {} },
    {
      name: 'escaped quotes',
      text: `${H}1,"a \\"b\\" c, d",3\n1,"CORP\\eve",3\n`,
      found: { escape: '\\', escapes: 'quotes' },
    },
    { name: 'a list that is joined', text: `${H}1,"The,3\n1,a "b" c,3\n1,x,3\n`, found: { quote: 'none' } },
    { name: 'one broken quote among many rows', text: `${H}1,"x"y,3\n${'1,"x",3\n'.repeat(9)}`, found: {} },
  ])('$name', ({ text, found }) => expect(manner(text)).toEqual(found));

  test.each([
    { name: 'stray quotes', text: `${TAB}1\t"The\t3\n1\t"\t3\n`, found: { quote: 'none' } },
    { name: 'values in quotes', text: '"a"\t"b"\t"c"\n"1"\t"x\ty"\t"3"\n', found: {} },
    { name: 'escapes', text: `${TAB}1\tx\\ty\t\\N\n1\ta\\\\b\t3\n`, found: { quote: 'none', escape: '\\' } },
    {
      name: 'a name first in each row, quotes escaped',
      text: '"a"\t"b"\n"1"\t"x\\"y"\t3\n"2"\t"z\tz"\t4\n',
      found: { escape: '\\' },
    },
  ])('of a tab file: $name', ({ text, found }) => expect(manner(text, '\t')).toMatchObject(found));

  test('what mysql says before its rows shows that they are escaped', () => {
    const text = `${TAB}1\tCORP\\\\eve\t3\n`;
    const escapes = { quote: 'none', escape: '\\' };
    expect(manner(text, '\t')).toEqual({ quote: 'none' });
    expect(manner(text, '\t', {}, 'mysql: [Warning] Using a password …\n')).toEqual(escapes);
    expect(manner(text, '\t', {}, "mysql: Deprecated program name. … use '/usr/bin/mariadb' instead\n")).toEqual(
      escapes,
    );
  });

  test('is never another one than that which was asked for', () => {
    const text = fc.string({ unit: fc.constantFrom(...'a1,"\'\\\n\t'), maxLength: 60 });
    const quote = fc.constantFrom("'" as const, 'none' as const);
    fc.assert(
      fc.property(text, quote, (some, asked) => {
        expect(manner(some, ',', { quote: asked }).quote).toBe(asked);
        expect(manner(some, ',', { escape: '\\' }).escape).toBe('\\');
      }),
    );
  });
});
