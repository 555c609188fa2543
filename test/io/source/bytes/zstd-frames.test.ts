import zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { HONEST_BOUND } from '../../../../src/core/unpack-bound.ts';
import { decompress } from '../../../../src/io/source/bytes/compression.ts';
import { isZstdFrame, ZstdFrames } from '../../../../src/io/source/bytes/zstd-frames.ts';

async function* inPieces(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

// Frames by RFC 8878, with uncompressed blocks.
const block = (text: string, isLast: boolean, type = 0, length = text.length): Buffer =>
  Buffer.concat([
    Buffer.from([(isLast ? 1 : 0) | (type << 1) | ((length << 3) & 0xff), length >> 5, 0]),
    Buffer.from(text),
  ]);
const FRAME = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const single = (text: string): Buffer => Buffer.concat([FRAME, Buffer.from([0x20, text.length]), block(text, true)]);
const frames = {
  'of one segment': single('abc\n'),
  'of several blocks, with a window': Buffer.concat([
    FRAME,
    Buffer.from([0, 0x58]),
    block('ab', false),
    block('c\n', true),
  ]),
  'with a run': Buffer.concat([FRAME, Buffer.from([0, 0x58]), block('x', true, 1, 200)]),
  'with a dictionary and a long size': Buffer.concat([
    FRAME,
    Buffer.from([0xc3, 0x58]),
    Buffer.alloc(12),
    block('q', true),
  ]),
  'with a checksum': Buffer.concat([FRAME, Buffer.from([0x04, 0x58]), block('q', true), Buffer.from('sums')]),
  'that may be passed over': Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0]), Buffer.from('any')]),
  'that holds nothing': Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]),
};
const ALL = Object.values(frames);

/** @returns the ends of the pieces, and the error at the end */
const cut = async (bytes: Buffer, pieceBytes: number) => {
  const cutter = new ZstdFrames();
  const ends: number[] = [];
  for await (const piece of cutter.cut(inPieces(bytes, pieceBytes))) ends.push((ends.at(-1) ?? 0) + piece.length);
  let says = 'whole';
  try {
    cutter.requireEnd();
  } catch (error) {
    says = (error as Error).message;
  }
  return { ends, says };
};

describe('an archive is cut', () => {
  test.each(Object.entries(frames).map(([name, frame]) => ({ name, frame })))(
    'behind a frame $name',
    async ({ frame }) => {
      expect(isZstdFrame(frame)).toBe(true);
      expect(await cut(Buffer.concat([frame, ...ALL]), 1e6)).toMatchObject({
        ends: expect.arrayContaining([frame.length]),
        says: 'whole',
      });
    },
  );

  test.each([1, 2, 3, 5, 64, 1e6])('behind every frame, in pieces of %i bytes', async (pieceBytes) => {
    const bytes = Buffer.concat(ALL);
    let at = 0;
    const wanted = ALL.map(({ length }) => {
      at += length;
      return at;
    });
    const { ends, says } = await cut(bytes, pieceBytes);
    expect(ends).toEqual(expect.arrayContaining(wanted));
    expect(ends.at(-1)).toBe(bytes.length);
    expect(says).toBe('whole');
  });

  test.each([
    { name: 'zeros', rest: Buffer.alloc(600), says: 'whole' },
    { name: 'text', rest: Buffer.from('more text'), says: 'bytes-behind' },
    { name: 'less than four bytes', rest: Buffer.from('x\n'), says: 'bytes-behind' },
    { name: 'a frame behind zeros', rest: Buffer.concat([Buffer.alloc(9), single('q')]), says: 'bytes-behind' },
    { name: 'half a frame', rest: single('abc').subarray(0, -1), says: 'cut-off' },
    { name: 'half a header', rest: FRAME, says: 'cut-off' },
    { name: 'half of one to be passed over', rest: frames['that may be passed over'].subarray(0, 9), says: 'cut-off' },
  ])('and what follows is told: $name', async ({ rest, says }) => {
    for (const pieceBytes of [1, 3, 7, 1e6]) {
      const { says: said } = await cut(Buffer.concat([...ALL, rest]), pieceBytes);
      expect(said).toBe(says);
    }
  });
});

const { zstdCompressSync } = zlib as unknown as { zstdCompressSync?: (text: string) => Buffer };

describe.skipIf(!zstdCompressSync)('where this Node can, it unpacks', () => {
  const pack = (text: string): Buffer => zstdCompressSync?.(text) ?? Buffer.alloc(0);
  const unpacked = async (bytes: Buffer, pieceBytes: number) => {
    const { chunks, consumedBytes } = decompress(inPieces(bytes, pieceBytes), 'zstd', HONEST_BOUND);
    const pieces: Buffer[] = [];
    const error = await (async () => {
      for await (const chunk of chunks) pieces.push(chunk);
    })().catch((thrown: Error) => thrown);
    return { text: Buffer.concat(pieces).toString(), error, consumed: consumedBytes() };
  };
  const long = Array.from({ length: 100_000 }, (_, at) => `${Math.imul(at, 2654435761) >>> 0}\n`).join('');
  const several = Buffer.concat([
    frames['that may be passed over'],
    pack('one\n'),
    pack(long),
    frames['that may be passed over'],
    pack('three\n'),
  ]);

  test.each([100, 65_536, 1e9])('several frames, in pieces of %i bytes', async (pieceBytes) => {
    const { text, error, consumed } = await unpacked(several, pieceBytes);
    expect(error).toBeUndefined();
    expect(text === `one\n${long}three\n`).toBe(true);
    expect(consumed).toBe(several.length);
  });

  test('what is before a place where it breaks off, and says so', async () => {
    expect(await unpacked(several.subarray(0, -2), 1e9)).toMatchObject({
      error: { message: 'unexpected end of file' },
    });
    const { text, error } = await unpacked(Buffer.concat([several, Buffer.from('more')]), 65_536);
    expect(error?.message).toBe('at least 4 bytes follow behind its end');
    expect(text === `one\n${long}three\n`).toBe(true);
  });
});
