import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transcode } from '../../../../src/io/source/text/transcoder.ts';
import { encode } from '../../../support/encode.ts';
import { fuzzRuns } from '../../../support/fuzz.ts';

/** Gives bytes in pieces. @returns everything that comes out */
const transcoded = async (
  bytes: Buffer,
  encoding: string,
  pieceBytes: number | readonly number[],
  maxBytes?: number,
): Promise<Buffer> => {
  const sizes = typeof pieceBytes === 'number' ? [pieceBytes] : pieceBytes;
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }
  const pieces: Buffer[] = [];
  for await (const piece of transcode(chunks(), encoding, undefined, maxBytes)) {
    expect(piece).not.toHaveLength(0); // the reader would take that for the end
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
};

const split = (text: Buffer): Buffer[] =>
  text
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(line, 'latin1'));

const ENCODINGS = ['gb18030', 'gbk', 'big5', 'shift_jis', 'utf-16le', 'utf-16be'];
const PIECES = [1, 2, 3, 7, 1000];
const ALL_ENCODINGS = [
  ...['ibm866', 'koi8-r', 'koi8-u', 'macintosh', 'x-mac-cyrillic', 'iso-8859-8-i', 'utf-16le', 'utf-16be'],
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15].map((part) => `iso-8859-${part}`),
  ...[874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258].map((page) => `windows-${page}`),
  ...['gb18030', 'gbk', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis', 'euc-kr'],
];

describe.each(ENCODINGS)('%s', (encoding) => {
  // 上 is 0x0a 0x4e in UTF-16; 中 ends in a byte of ASCII in some of the others.
  const text = 'group,account\n上,中,1\r\nplain,line,2\n\n"a\n上",3';

  test.each(PIECES)('comes out as UTF-8, in pieces of %i bytes', async (pieceBytes) => {
    expect((await transcoded(encode(text, encoding), encoding, pieceBytes)).toString()).toBe(text);
  });

  test('bytes that are not in it spoil their own line only', async () => {
    const bad = encoding.startsWith('utf-16') ? Buffer.from([0xd8, 0xd8]) : Buffer.from([0x81, 0x20]);
    const bytes = Buffer.concat([
      encode('before,上\n', encoding),
      encode('bad,', encoding),
      bad,
      encode(',line\nbehind,中', encoding),
    ]);
    for (const pieceBytes of PIECES) {
      const [before, line, behind] = split(await transcoded(bytes, encoding, pieceBytes));
      expect(before?.toString()).toBe('before,上');
      expect(line?.toString()).toMatch(/^bad,\ufffd+ ?,line$/);
      expect(isUtf8(line ?? Buffer.alloc(0))).toBe(false);
      expect(behind?.toString()).toBe('behind,中');
    }
  });

  test('whatever the text and however it arrives, it comes out equal', async () => {
    const wild = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', '\r', '上', '中', '｜', ' ', '0'),
      maxLength: 80,
    });
    await fc.assert(
      fc.asyncProperty(wild, fc.integer({ min: 1, max: 9 }), async (any, pieceBytes) => {
        expect((await transcoded(encode(any, encoding), encoding, pieceBytes)).toString()).toBe(any);
      }),
    );
  });

  test('a line that is longer than any record comes out whole, and the next one too', async () => {
    const long = `${'上'.repeat(700_000)}\nnext,中\n`;
    const bytes = encode(long, encoding);
    expect((await transcoded(bytes, encoding, 65_537)).equals(Buffer.from(long))).toBe(true);
  });

  test('a line that is longer than any record is no text where bytes of it are not in the encoding', async () => {
    const bad = encoding.startsWith('utf-16') ? Buffer.from([0xd8, 0xd8]) : Buffer.from([0x81, 0x20]);
    const bytes = Buffer.concat([
      encode('中'.repeat(30), encoding),
      bad,
      encode(`${'上'.repeat(30)}\nnext,中\n`, encoding),
    ]);
    const [long, next] = split(await transcoded(bytes, encoding, 7, 20));
    expect(isUtf8(long ?? Buffer.alloc(0))).toBe(false);
    expect(long?.toString()).toMatch(/^中{30}[^中上]+上{30}$/);
    expect(next?.toString()).toBe('next,中');
  });
});

test('windows-1252 is read as the Encoding Standard says, not as Latin-1', async () => {
  const lines = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte, 0x67, 0x31, 0x0a]));
  const text = (await transcoded(Buffer.concat(lines), 'windows-1252', 4)).toString();
  const latin1 = Buffer.concat(lines).toString('latin1');
  const table = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
  expect(text).toBe([...latin1].map((character) => table[character.charCodeAt(0) - 0x80] ?? character).join(''));
});

test.each([
  { encoding: 'gbk', byte: 0x80, character: '€' },
  { encoding: 'gbk', byte: 0xff, character: undefined },
  { encoding: 'gb18030', byte: 0xff, character: undefined },
  { encoding: 'big5', byte: 0x80, character: undefined },
  { encoding: 'big5', byte: 0xff, character: undefined },
  { encoding: 'euc-jp', byte: 0x85, character: undefined },
  { encoding: 'euc-kr', byte: 0x80, character: undefined },
  { encoding: 'windows-874', byte: 0xdb, character: undefined },
  { encoding: 'windows-874', byte: 0xff, character: undefined },
  { encoding: 'windows-874', byte: 0x81, character: '\x81' },
  { encoding: 'windows-1253', byte: 0xaa, character: undefined },
  { encoding: 'macintosh', byte: 0xf0, character: '\uf8ff' }, // the apple
])('$encoding: the byte $byte is $character, as the Encoding Standard says', async ({ encoding, byte, character }) => {
  for (const maxBytes of [4, 1000]) {
    const out = await transcoded(Buffer.from([0x61, byte, 0x2c, 0x31, 0x32, 0x0a]), encoding, 2, maxBytes);
    if (character === undefined) expect(isUtf8(out)).toBe(false);
    else expect(out.toString()).toBe(`a${character},12\n`);
  }
});

test.each([
  { bytes: [0x81, 0x30, 0x84, 0x36], character: '\xa5' },
  { bytes: [0xaa, 0xa1], character: '\ue000' }, // where people put characters of their own
])('gbk is read as gb18030: $bytes', async ({ bytes, character }) => {
  for (const encoding of ['gbk', 'gb18030']) {
    expect((await transcoded(Buffer.from(bytes), encoding, 1)).toString()).toBe(character);
  }
});

test.each(ALL_ENCODINGS.filter((name) => !name.startsWith('utf-16') && name !== 'iso-2022-jp'))(
  '%s: ASCII is ASCII',
  async (encoding) => {
    const ascii = Buffer.from(Array.from({ length: 128 }, (_, byte) => byte));
    expect(await transcoded(ascii, encoding, 3)).toEqual(ascii);
  },
);

const text = (encoding: string) =>
  fc.array(
    fc.oneof(
      { arbitrary: fc.constantFrom('a', '"', ',', '\\', '上', '中').map((any) => encode(any, encoding)), weight: 12 },
      { arbitrary: fc.constant(encode('\n', encoding)), weight: 1 },
      // In ISO-2022-JP: Latin letters of JIS, Kanji, ASCII.
      { arbitrary: fc.constantFrom('\x1b(J\\', '\x1b$B', '\x1b(B').map((any) => Buffer.from(any)), weight: 1 },
      { arbitrary: fc.uint8Array({ minLength: 1, maxLength: 3 }).map((any) => Buffer.from(any)), weight: 1 },
    ),
    { maxLength: 60 },
  );

test.each([
  ...['gb18030', 'gbk', 'big5', 'shift_jis', 'euc-jp', 'iso-2022-jp', 'utf-16le', 'utf-16be', 'windows-1252'],
])('%s: what comes out is a matter of the bytes, not of how they arrive', async (encoding) => {
  const known = encoding.startsWith('utf-16') ? encoding : 'gb18030';
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(text(known), sizes, fc.constantFrom(4, 10, 16), async (parts, pieces, maxBytes) => {
      const bytes = Buffer.concat(parts);
      const whole = await transcoded(bytes, encoding, 1_000_000, maxBytes);
      expect(await transcoded(bytes, encoding, pieces, maxBytes)).toEqual(whole);
    }),
    { numRuns: fuzzRuns(300) },
  );
});

test.each([...['gb18030', 'gbk', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'windows-874', 'iso-8859-6']])(
  '%s: whatever a line is, its quotes, commas and tabs are all there',
  async (encoding) => {
    const byte = fc.oneof(
      fc.constantFrom(0x22, 0x2c, 0x3b, 0x09, 0x0a, 0x30, 0x41, 0x81, 0x84, 0x8f, 0xa4, 0xff),
      fc.nat(255),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(byte, { maxLength: 40 }), fc.constantFrom(10, 1000), async (wild, maxBytes) => {
        const bytes = Buffer.concat([Buffer.from('.\n,'), Buffer.from(wild)]); // no byte order mark
        const out = await transcoded(bytes, encoding, 1000, maxBytes);
        const structure = (any: Buffer): string => any.toString('latin1').replace(/[^",;\t\n]/g, '');
        expect(structure(out)).toBe(structure(bytes));
      }),
      { numRuns: fuzzRuns(500) },
    );
  },
);

test.each(PIECES)('iso-2022-jp: each line begins as ASCII, in pieces of %i bytes', async (pieceBytes) => {
  const bytes = Buffer.from('\x1b(J\\\n\\\n'); // the yen sign of JIS, then a backslash
  expect((await transcoded(bytes, 'iso-2022-jp', pieceBytes)).toString()).toBe('¥\n\\\n');
});

// Of UTF-16 in both orders, of UTF-8, of GB18030.
const MARKS = [[0xff], [0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf], [0x84, 0x31, 0x95, 0x33]];

test.each(ALL_ENCODINGS)('%s: what looks like a byte order mark is none where a line begins', async (encoding) => {
  const isUtf16 = encoding.startsWith('utf-16');
  const ascii = (text: string): Buffer => (isUtf16 ? encode(text, encoding) : Buffer.from(text));
  for (const mark of MARKS.filter(({ length }) => !isUtf16 || length % 2 === 0)) {
    const first = await transcoded(
      Buffer.concat([ascii('a\n'), Buffer.from(mark), ascii('g1\n')]),
      encoding,
      isUtf16 ? 4 : 2,
    );
    const inside = await transcoded(Buffer.concat([ascii('a\nx'), Buffer.from(mark), ascii('g1\n')]), encoding, 1000);
    // A line that is no text is none in either place.
    if (inside.includes(0xff)) expect(first.includes(0xff)).toBe(true);
    else expect(first.toString()).toBe(inside.toString().replace('x', ''));
  }
});

test.each([
  { name: 'UTF-16, little end first', bytes: Buffer.from('\ufeff上,1\n', 'utf16le') },
  { name: 'UTF-16, big end first', bytes: Buffer.from('\ufeff上,1\n', 'utf16le').swap16() },
])('a byte order mark of $name is recognised by itself', async ({ bytes }) => {
  for (const pieceBytes of PIECES) expect((await transcoded(bytes, 'utf-8', pieceBytes)).toString()).toBe('上,1\n');
});

test('UTF-8 passes as it is, whole or not', async () => {
  const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff, 0x0a, 0xe4]);
  expect(await transcoded(bytes, 'utf-8', 1)).toEqual(bytes);
  expect(await transcoded(Buffer.from([0xe4]), 'utf-8', 1)).toEqual(Buffer.from([0xe4]));
});

// Characters of the Encoding Standard that Node's own decoders read as others, or not at all.
test.each([
  { encoding: 'euc-kr', bytes: [0x81, 0x41, 0xc6, 0x52, 0xb0, 0xa1], text: '갂힣가' }, // windows-949, the last of its syllables
  { encoding: 'euc-kr', bytes: [0x8c, 0x63], text: '똠' },
  { encoding: 'big5', bytes: [0xfa, 0x6f, 0x87, 0x7c, 0xa4, 0xa4], text: '兠𣚞中' }, // Hong Kong
  { encoding: 'big5', bytes: [0xc6, 0xe7, 0x88, 0x62], text: 'ぁÊ̄' },
  { encoding: 'euc-jp', bytes: [0x8f, 0xb0, 0xa1, 0xad, 0xa1], text: '丂①' },
])('$encoding: $text is read as the Encoding Standard says', async ({ encoding, bytes, text }) => {
  for (const pieceBytes of [1, 2, 100]) {
    expect((await transcoded(Buffer.from(bytes), encoding, pieceBytes)).toString()).toBe(text);
  }
});
