import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvParser } from '../../../../src/io/source/records/csv.ts';
import { plainQuoting, type Quoting } from '../../../../src/io/source/records/quoting.ts';
import { RecordCutter, type Span } from '../../../../src/io/source/records/record-cutter.ts';
import { fuzzRuns } from '../../../support/fuzz.ts';

const COMMA = plainQuoting(',');

/** Cuts text that arrives in chunks. @returns spans, with the text of each */
const cut = (text: string, chunkBytes: number, maxBytes = 100): (Span & { text: string })[] => {
  const bytes = Buffer.from(text);
  const cutter = new RecordCutter({ byte: 0, line: 1 }, COMMA, maxBytes);
  const spans: Span[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    spans.push(...cutter.cut(bytes.subarray(at, at + chunkBytes), false).spans);
  }
  spans.push(...cutter.cut(Buffer.alloc(0), true).spans);
  return spans.map((span) => ({ ...span, text: bytes.subarray(span.startByte, span.endByte).toString() }));
};

const CHUNKS = [1, 2, 3, 7, 1000];

test.each([
  { text: 'a,"b\nc\nd"', nextLine: 4 },
  { text: 'a,"b\nc\nd"\n', nextLine: 4 },
  { text: 'a', nextLine: 2 },
  { text: `a,"${'z'.repeat(200)}\nc\nd",`, nextLine: 4 },
])('behind $text comes line $nextLine, with or without a line break at its end', ({ text, nextLine }) =>
  expect(cut(text, 7).at(-1)?.nextLine).toBe(nextLine),
);

describe.each(CHUNKS)('in chunks of %i bytes', (chunkBytes) => {
  const textsOf = (text: string) => cut(text, chunkBytes).map(({ text: record, line, fault }) => [record, line, fault]);

  test('records end at line breaks, with or without one at the end', () => {
    expect(textsOf('a,b\nc,d\r\ne,f')).toEqual([
      ['a,b\n', 1, undefined],
      ['c,d\r\n', 2, undefined],
      ['e,f', 3, undefined],
    ]);
  });

  test('a line break inside quotes ends none', () => {
    expect(textsOf('"a\nb",c\nd,"e ""x""\r\nf"\r\ng,h\n')).toEqual([
      ['"a\nb",c\n', 1, undefined],
      ['d,"e ""x""\r\nf"\r\n', 3, undefined],
      ['g,h\n', 5, undefined],
    ]);
  });

  test('blank lines are no records, and count as lines', () => {
    expect(textsOf('\n\r\na,b\n\nc,d\n\n')).toEqual([
      ['a,b\n', 3, undefined],
      ['c,d\n', 5, undefined],
    ]);
  });

  test('a quote that goes on behind its end costs its own line only', () => {
    expect(textsOf('a,"b"c\n"d",e\n')).toEqual([
      ['a,"b"c\n', 1, 'bad-quote'],
      ['"d",e\n', 2, undefined],
    ]);
  });

  test('a quote that is closed by the next line’s opening quote costs its own line only', () => {
    expect(textsOf('a,"b\nc,"d"\n"e",f\n')).toEqual([
      ['a,"b\n', 1, 'bad-quote'],
      ['c,"d"\n', 2, undefined],
      ['"e",f\n', 3, undefined],
    ]);
  });

  test('a quote that is never closed costs its own line only', () => {
    const rest = 'c,d\n'.repeat(40);
    const cutUp = textsOf(`a,"b\n${rest}`);
    expect(cutUp[0]).toEqual(['a,"b\n', 1, 'unclosed-quote']);
    expect(cutUp.length).toBe(41);
    expect(textsOf('a,b\nc,"d').at(-1)).toEqual(['c,"d', 2, 'unclosed-quote']);
  });

  test('a quoted value that is too long is taken for one that is never closed', () => {
    const text = `"${'aa,b\n'.repeat(30)}"\nc,d\n`; // 152 bytes in quotes, 100 are allowed
    const cutUp = textsOf(text);
    expect(cutUp[0]).toEqual(['"aa,b\n', 1, 'unclosed-quote']);
    expect(cutUp.at(-1)).toEqual(['c,d\n', 32, undefined]);
    expect(cutUp).toHaveLength(32);
  });

  test('a line that is too long is passed over, and the next one is there', () => {
    const text = `a,b\n${'x'.repeat(350)}\nc,d\n`;
    expect(
      cut(text, chunkBytes).map(({ fault, line, startByte, endByte }) => [fault, line, startByte, endByte]),
    ).toEqual([
      [undefined, 1, 0, 4],
      ['too-long', 2, 4, 355],
      [undefined, 3, 355, 359],
    ]);
    expect(cut('x'.repeat(350), chunkBytes).map(({ fault, endByte }) => [fault, endByte])).toEqual([['too-long', 350]]);
  });

  const long = 'z'.repeat(150);

  test.each([
    { name: 'in a value', text: `"${long}\nhi,g1,mallory\n",g1,alice\nnext,line\n`, line: 4 },
    { name: 'in one behind it', text: `a,"x""",b,"${long}""\nhi,g1\n\n""",c,"d\ne"\nnext,line\n`, line: 6 },
    { name: 'with CRLF', text: `"${long}\r\nhi,g1,mallory\r\n"\r\nnext,line\n`, line: 4 },
  ])('of a quoted value with a line that is too long none is a record: $name', ({ text, line }) => {
    const end = text.indexOf('next');
    expect(textsOf(text)).toEqual([
      [text.slice(0, end), 1, 'too-long'],
      ['next,line\n', line, undefined],
    ]);
  });

  test.each([
    { name: 'no quote behind it', rest: 'c,d\n'.repeat(40), first: `a,"${long}\n` },
    { name: 'one that is too far off', rest: `${'c,d\n'.repeat(25)}",e\n`, first: `a,"${long}\n` },
    { name: 'the next quote opens a value', rest: 'c,"d"\n', first: `a,"${long}\n` },
    { name: 'nothing behind it', rest: 'c,d\n', first: `a,"${long}\n` },
    { name: 'the quote is none, inside a value', rest: '"c",d\n', first: `a,b"${long}\n` },
    { name: 'the quote is closed', rest: 'c,d\n"e",f\n', first: `a,"${long}"\n` },
  ])('a line that is too long costs itself only: $name', ({ rest, first }) => {
    expect(textsOf(first + rest).map(([text]) => text)).toEqual([first, ...(rest.match(/.*\n/g) ?? [])]);
  });
});

test('of a line that is too long no more is held than a record may have', () => {
  const cutter = new RecordCutter({ byte: 0, line: 1 }, COMMA);
  const held = Array.from({ length: 100 }, () => cutter.cut(Buffer.alloc(1024 * 1024, 'x'), false).bytes.length);
  expect(Math.max(...held)).toBeLessThanOrEqual(2 * 1024 * 1024); // one record, and the chunk that shows it is too long
});

const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '中', "'"), maxLength: 6 });
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

test('on any well-formed CSV cutter and parser agree with the parser alone', () => {
  const csv = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(csv, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 20 }), (records, lineBreak, chunk) => {
      const text = records.map((record) => record.map(quoted).join(',') + lineBreak).join('');
      const spans = cut(text, chunk, 10_000);
      const parser = new CsvParser({ delimiter: ',' });
      const block = { bytes: Buffer.from(text), startByte: 0, spans, doneByte: Buffer.byteLength(text) };
      expect(parser.parse(block)).toEqual(parse(text, { record_delimiter: ['\r\n', '\n'], relax_column_count: true }));
      expect(spans.map((span) => span.text).join('')).toBe(text);
    }),
  );
});

test('any bytes at all are cut into spans that cover them in order, the same for every chunk size', () => {
  const bytes = fc.string({ unit: fc.constantFrom('a', 'a', 'a', 'a', '"', ',', '\n', '\r'), maxLength: 200 });
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 9 }), (text, chunk) => {
      const spans = cut(text, chunk, 20);
      let at = 0;
      let line = 1;
      for (const span of spans) {
        expect(span.startByte).toBeGreaterThanOrEqual(at);
        expect(text.slice(at, span.startByte)).toMatch(/^[\r\n]*$/);
        expect(span.line).toBeGreaterThanOrEqual(line);
        at = span.endByte;
        line = span.nextLine;
      }
      expect(text.slice(at)).toMatch(/^[\r\n]*$/);
      expect(spans).toEqual(cut(text, 1000, 20));
    }),
    { numRuns: fuzzRuns(1000) },
  );
});

const escaped = (escapes: Quoting['escapes']): Quoting => ({ ...COMMA, escapes });

describe.each([
  { name: 'quotes that are doubled', quoting: COMMA },
  { name: 'a backslash before anything', quoting: escaped('all') },
  { name: 'a backslash before quotes', quoting: escaped('quotes') },
  { name: 'a backslash that is kept', quoting: escaped('kept') },
])('stray quotes, where there are $name', ({ quoting }) => {
  const wild = fc.string({
    unit: fc.constantFrom('a', '"', '"', ',', '\n', '\n', '\r', '\\', '\\'),
    maxLength: 120,
  });
  const spansOf = (bytes: Buffer, at: { byte: number; line: number }, chunkBytes: number, maxBytes: number): Span[] => {
    const cutter = new RecordCutter(at, quoting, maxBytes);
    const spans: Span[] = [];
    for (let from = at.byte; from < bytes.length; from += chunkBytes) {
      spans.push(...cutter.cut(bytes.subarray(from, from + chunkBytes), false).spans);
    }
    return [...spans, ...cutter.cut(Buffer.alloc(0), true).spans];
  };

  test('what earlier lines came to changes no record: a cutter that begins at any of them finds the rest alike', () => {
    fc.assert(
      fc.property(wild, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 20, max: 60 }), (text, chunk, maxBytes) => {
        const bytes = Buffer.from(text);
        const spans = spansOf(bytes, { byte: 0, line: 1 }, 1000, maxBytes);
        for (const [at, { startByte, line }] of spans.entries()) {
          expect(spansOf(bytes, { byte: startByte, line }, 1000, maxBytes)).toEqual(spans.slice(at));
        }
        expect(spansOf(bytes, { byte: 0, line: 1 }, chunk, maxBytes)).toEqual(spans);
      }),
      { numRuns: fuzzRuns(500) },
    );
  });

  test('what is padding at the end was no part of the record that was read up to it', () => {
    for (const chunk of [1, 2, 3, 1000]) {
      const ends = spansOf(Buffer.from('"a\n"b\n\x1a\0\0'), { byte: 0, line: 1 }, chunk, 7).map(
        ({ endByte }) => endByte,
      );
      expect(ends).toEqual([3, 6]);
    }
  });
});
