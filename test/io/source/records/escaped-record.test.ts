import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvParser } from '../../../../src/io/source/records/csv.ts';
import { type CsvDialect, quotingOf } from '../../../../src/io/source/records/quoting.ts';
import { RecordCutter } from '../../../../src/io/source/records/record-cutter.ts';
import { fuzzRuns } from '../../../support/fuzz.ts';

/** Reads text that arrives in chunks. @returns the values of each record, or the code of what is wrong with it */
const read = (text: string, dialect: CsvDialect, chunkBytes: number): unknown[] => {
  const bytes = Buffer.from(text);
  const cutter = new RecordCutter({ byte: 0, line: 1 }, quotingOf(dialect));
  const parser = new CsvParser(dialect);
  const records: unknown[] = [];
  const take = (chunk: Buffer, isLast: boolean): void => {
    const block = cutter.cut(chunk, isLast);
    const parsed = parser.parse(block);
    for (const { fault } of block.spans) {
      const record = fault ? { code: fault } : parsed.shift();
      records.push(record && 'code' in record ? record.code : record);
    }
  };
  for (let at = 0; at < bytes.length; at += chunkBytes) take(bytes.subarray(at, at + chunkBytes), false);
  take(Buffer.alloc(0), true);
  return records;
};

const TAB_ESCAPES: CsvDialect = { delimiter: '\t', quote: 'none', escape: '\\' };
const QUOTED_ESCAPES: CsvDialect = { delimiter: ',', escape: '\\' };
const ESCAPED_QUOTES: CsvDialect = { delimiter: ',', escape: '\\', escapes: 'quotes' };
const KEPT: CsvDialect = { delimiter: ',', escape: '\\', escapes: 'kept' };

const LETTERS: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0', '\\': '\\\\' };
const escaped = (value: string): string => value.replace(/[\n\r\t\0\\]/g, (one) => LETTERS[one] ?? one);

/** Writers, as their manuals describe them. */
const WRITERS = [
  { name: 'mysql -B', dialect: TAB_ESCAPES, write: escaped },
  {
    name: 'INTO OUTFILE with its defaults',
    dialect: TAB_ESCAPES,
    write: (value: string) => value.replace(/[\t\n\\]/g, (one) => `\\${one}`).replaceAll('\0', '\\0'),
  },
  {
    name: 'INTO OUTFILE with quotes',
    dialect: QUOTED_ESCAPES,
    write: (value: string) => `"${value.replace(/["\n\\]/g, (one) => `\\${one}`).replaceAll('\0', '\\0')}"`,
  },
] as const;

const value = fc.string({ unit: fc.constantFrom(...'ab,"\'\\\t\n;N0 明😀'), maxLength: 6 });
const rows = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 5 });
const chunkBytes = fc.constantFrom(1, 2, 3, 7, 1000);

describe('what a writer has written is read', () => {
  test.each(WRITERS)('$name', ({ dialect, write }) => {
    fc.assert(
      fc.property(rows, chunkBytes, (table, size) => {
        const text = table.map((row) => `${row.map(write).join(dialect.delimiter)}\n`).join('');
        expect(read(text, dialect, size)).toEqual(table);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  // What stands before a delimiter or a line break may also be a backslash at the end of a value.
  test('a writer that puts a backslash before quotes only', () => {
    fc.assert(
      fc.property(rows, chunkBytes, (table, size) => {
        const bare = table.map((row) => row.map((one) => one.replace(/\\|"(?=[,\n])/g, '/')));
        const text = bare.map((row) => `${row.map((one) => `"${one.replaceAll('"', '\\"')}"`).join(',')}\n`).join('');
        expect(read(text, ESCAPED_QUOTES, size)).toEqual(bare);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});

describe.each([1, 2, 1000])('in chunks of %i bytes', (size) => {
  test.each([
    { name: 'no value', dialect: TAB_ESCAPES, text: '\\N\ta\n', records: [['\\N', 'a']] },
    {
      name: 'a line break of two bytes',
      dialect: TAB_ESCAPES,
      text: 'a\\\r\nb\tc\r\nd\te',
      records: [
        ['a\r\nb', 'c'],
        ['d', 'e'],
      ],
    },
    { name: 'the last byte', dialect: TAB_ESCAPES, text: 'a\tb\\', records: [['a', 'b\\']] },
    { name: 'what PHP keeps', dialect: KEPT, text: '"a\\"b","c"\n', records: [['a\\"b', 'c']] },
    { name: 'a value that ends in one', dialect: KEPT, text: '"C:\\new\\",b\n', records: [['C:\\new\\', 'b']] },
    { name: 'a doubled quote', dialect: ESCAPED_QUOTES, text: '"a""b",c\n', records: [['a"b', 'c']] },
    {
      name: 'a letter that nobody escapes',
      dialect: ESCAPED_QUOTES,
      text: '"CORP\\eve",c\n',
      records: [['CORP\\eve', 'c']],
    },
    {
      name: 'text behind a closing quote',
      dialect: QUOTED_ESCAPES,
      text: '"a"b,c\nd,e\n',
      records: ['bad-quote', ['d', 'e']],
    },
    {
      name: 'a bare quote in a value',
      dialect: QUOTED_ESCAPES,
      text: 'al"ice,c\nd,e\n',
      records: ['quote-inside-value', ['d', 'e']],
    },
    {
      name: 'a quote that never closes',
      dialect: QUOTED_ESCAPES,
      text: '"a,c\nd,e\n',
      records: ['unclosed-quote', ['d', 'e']],
    },
  ])('$name', ({ dialect, text, records }) => expect(read(text, dialect, size)).toEqual(records));
});
