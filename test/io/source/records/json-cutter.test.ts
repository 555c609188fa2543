import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonCutter } from '../../../../src/io/source/records/json-cutter.ts';
import { fuzzRuns } from '../../../support/fuzz.ts';

const WHOLE = { isInArray: false, endsWithArray: false };

type Cut = { readonly text: string; readonly line: number; readonly nextLine: number; readonly fault?: string };

/** The elements, whatever the pieces in which the bytes come. */
const cut = (text: string, pieceBytes = 1 << 20, surroundings = WHOLE, maxBytes?: number): Cut[] => {
  const bytes = Buffer.from(text);
  const cutter = new JsonCutter({ byte: 0, line: 1 }, surroundings, maxBytes);
  const found: Cut[] = [];
  for (let at = 0; at <= bytes.length; at += pieceBytes) {
    const isLast = at + pieceBytes > bytes.length;
    for (const { startByte, endByte, fault, ...lines } of cutter.cut(bytes.subarray(at, at + pieceBytes), isLast)
      .spans) {
      const { line, nextLine } = lines;
      found.push({ text: bytes.toString('utf8', startByte, endByte), line, nextLine, ...(fault ? { fault } : {}) });
    }
  }
  return found;
};

const textsOf = (text: string): string[] => cut(text).map((one) => one.text);

describe('elements are found', () => {
  test.each([
    { name: 'of an array', text: '[{"a":1},{"a":2}]' },
    { name: 'of an array over lines', text: '[\n  {"a":1}\n  ,\n  {"a":2}\n]\n' },
    { name: 'one after the other', text: '{"a":1}{"a":2}' },
    { name: 'of texts of RFC 7464', text: '\x1e{"a":1}\n\x1e{"a":2}\n' },
    { name: 'of arrays one after the other', text: '[{"a":1}]\n[{"a":2}]\n' },
    { name: 'behind a byte order mark in the middle', text: '[{"a":1}]\n\ufeff[{"a":2}]' },
    { name: 'behind a comma too many', text: '[{"a":1},,{"a":2},]' },
  ])('$name', ({ text }) => expect(textsOf(text)).toEqual(['{"a":1}', '{"a":2}']));

  test('with brackets and quotes inside their texts', () => {
    const element = '{"a":"}{][\\"\\\\","b":[{"c":[{}]}]}';
    expect(textsOf(`[${element},${element}]`)).toEqual([element, element]);
  });

  test('with their lines', () => {
    expect(cut('[\n{\n"a":1\n},{"a":2},\n\n{"a":3}\n]')).toMatchObject([
      { line: 2, nextLine: 4 },
      { line: 4, nextLine: 4 },
      { line: 6, nextLine: 6 },
    ]);
  });

  test('that are no objects', () => expect(textsOf('[null,{"a":1},"x",5]')).toEqual(['null', '{"a":1}', '"x"', '5']));

  test('in the colours of a terminal', () => {
    const coloured = '\x1b[1;39m{\x1b[0m\x1b[34;1m"a"\x1b[0m:\x1b[0;39m1\x1b[0m\x1b[1;39m}\x1b[0m';
    expect(cut(`${coloured}\n${coloured}\n`)).toMatchObject([{ line: 1 }, { line: 2 }]);
  });

  test('up to the end of their array, where that stands inside an object', () => {
    const inside = { isInArray: true, endsWithArray: true };
    expect(cut('{"a":1},{"a":2}],"total":2,"more":[{"a":3}]}', 5, inside).map(({ text }) => text)).toEqual([
      '{"a":1}',
      '{"a":2}',
    ]);
  });
});

describe('a broken element costs only itself', () => {
  test.each([
    { name: 'not closed', broken: '{"a":{"b":1', next: ',\n{"a":2}' },
    { name: 'not closed, on the line of the next', broken: '{"a":1', next: ',{"a":2}' },
    { name: 'with a text that is not closed', broken: '{"a":"x}', next: ',{"a":2}' },
    { name: 'with a text that is not closed on its line', broken: '{"a":"x}', next: ',\n{"a":2}' },
    { name: 'closed by the wrong bracket', broken: '{"a":[1}', next: ',\n{"a":2}' },
    { name: 'over lines, with a text that is not closed', broken: '{\n "a":"x,\n "b":1\n}', next: ',\n{"a":2}' },
  ])('$name', ({ broken, next }) => {
    for (const pieceBytes of [1, 3, 1000]) {
      const found = cut(`[{"a":0},\n${broken}${next},{"a":3}]`, pieceBytes);
      expect(found.filter(({ fault }) => !fault).map(({ text }) => text)).toEqual(['{"a":0}', '{"a":2}', '{"a":3}']);
      expect(found.filter(({ fault }) => fault)).toMatchObject([{ fault: 'broken-json', line: 2 }]);
    }
  });

  test('and where it is too long, what is nested in it is no row', () => {
    const long = `{"a":[${'{"a":1},'.repeat(50)}{"a":1}]}`;
    for (const pieceBytes of [7, 64, 10_000]) {
      expect(cut(`[{"a":0},${long},{"a":2}]`, pieceBytes, WHOLE, 100)).toMatchObject([
        { text: '{"a":0}' },
        { fault: 'too-long' },
        { text: '{"a":2}' },
      ]);
    }
  });
});

describe('at the end', () => {
  const isArrayOpen = (text: string): boolean => {
    const cutter = new JsonCutter({ byte: 0, line: 1 }, WHOLE);
    cutter.cut(Buffer.from(text), true);
    return cutter.isArrayOpen;
  };

  test.each([
    { text: '[{"a":1}]', isOpen: false },
    { text: '[{"a":1},', isOpen: true },
    { text: '[{"a":1},{"a"', isOpen: true },
    { text: '{"a":1}{"a"', isOpen: false },
  ])('$text: array open: $isOpen', ({ text, isOpen }) => expect(isArrayOpen(text)).toBe(isOpen));

  test('an object that breaks off is a broken row, but not inside an array, whose rest is to come', () => {
    expect(cut('{"a":1}{"a"')).toMatchObject([{ text: '{"a":1}' }, { fault: 'broken-json' }]);
    expect(cut('[{"a":1},{"a"')).toMatchObject([{ text: '{"a":1}' }]);
  });
});

const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 8 });
const indents = fc.constantFrom(undefined, 2, '\t');

test('whatever JSON an array holds, in whatever pieces it comes, its elements are those of JSON.parse', () => {
  fc.assert(
    fc.property(objects, indents, fc.integer({ min: 1, max: 40 }), (elements, indent, pieceBytes) => {
      const text = JSON.stringify(elements, undefined, indent);
      const found = cut(text, pieceBytes);
      expect(found.map((one) => JSON.parse(one.text))).toEqual(JSON.parse(text));
      expect(found.every(({ fault }) => !fault)).toBe(true);
    }),
    { numRuns: fuzzRuns(500) },
  );
});

test('a cutter that begins behind any element finds the rest, on the same lines', () => {
  fc.assert(
    fc.property(objects, indents, fc.nat(), (elements, indent, pick) => {
      const bytes = Buffer.from(JSON.stringify(elements, undefined, indent));
      const all = new JsonCutter({ byte: 0, line: 1 }, WHOLE).cut(bytes, true).spans;
      const from = all[pick % Math.max(1, all.length)];
      if (!from) return;
      const at = { byte: from.endByte, line: from.nextLine };
      const cutter = new JsonCutter(at, { isInArray: true, endsWithArray: false });
      const rest = cutter.cut(bytes.subarray(at.byte), true).spans;
      expect(rest).toEqual(all.slice(all.indexOf(from) + 1));
    }),
    { numRuns: fuzzRuns(500) },
  );
});
