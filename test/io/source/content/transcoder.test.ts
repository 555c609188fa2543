import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transcode } from '../../../../src/io/source/content/transcoder.ts';
import { encode } from '../../../support/encode.ts';

/** Gives bytes in pieces. @returns everything that comes out */
const transcoded = async (bytes: Buffer, encoding: string, pieceBytes: number): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  for await (const piece of transcode(chunks(), encoding)) pieces.push(piece);
  return Buffer.concat(pieces);
};

const ENCODINGS = ['gb18030', 'gbk', 'big5', 'shift_jis', 'utf-16le', 'utf-16be'];
const PIECES = [1, 2, 3, 7, 1000];

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
      const lines = (await transcoded(bytes, encoding, pieceBytes)).toString('latin1').split('\n');
      expect(lines.map((line) => Buffer.from(line, 'latin1').toString())).toEqual(['before,上', '\ufffd', 'behind,中']);
      expect(lines[1]).toBe('\u00ff'); // 0xff: no byte of UTF-8
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

  test('of a line that is longer than any record its length is kept, and the next line is there', async () => {
    const long = encode('上'.repeat(700_000), encoding);
    const bytes = Buffer.concat([long, encode('\nnext,中\n', encoding)]);
    const lines = (await transcoded(bytes, encoding, 65_537)).toString().split('\n');
    expect(lines.slice(1)).toEqual(['next,中', '']);
    expect(lines[0]?.length).toBeGreaterThan(1024 * 1024);
  });
});

test('windows-1252 is read as the Encoding Standard says, not as Latin-1', async () => {
  const lines = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte, 0x67, 0x31, 0x0a]));
  const text = (await transcoded(Buffer.concat(lines), 'windows-1252', 4)).toString();
  const latin1 = Buffer.concat(lines).toString('latin1');
  const table = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
  expect(text).toBe([...latin1].map((character) => table[character.charCodeAt(0) - 0x80] ?? character).join(''));
});

const ALL_ENCODINGS = [
  ...['ibm866', 'koi8-r', 'koi8-u', 'macintosh', 'x-mac-cyrillic', 'iso-8859-8-i', 'utf-16le', 'utf-16be'],
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15].map((part) => `iso-8859-${part}`),
  ...[874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258].map((page) => `windows-${page}`),
  ...['gb18030', 'gbk', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis', 'euc-kr'],
];

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
