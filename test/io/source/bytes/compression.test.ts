import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArchiveFault } from '../../../../src/core/errors/broken-off-error.ts';
import { HONEST_BOUND } from '../../../../src/core/unpack-bound.ts';
import { ArchiveFaultError } from '../../../../src/io/source/bytes/archive-fault.ts';
import { type Compression, decompress } from '../../../../src/io/source/bytes/compression.ts';
import { fuzzRuns } from '../../../support/fuzz.ts';

const pack: Record<'gzip' | 'brotli', (text: string) => Buffer> = { gzip: gzipSync, brotli: brotliCompressSync };
const KINDS = ['gzip', 'brotli'] as const;

/** What comes out, and why it ended before the end of the archive. */
const unpacked = async (packed: Buffer, compression: Compression, chunkBytes = 64 * 1024) => {
  let readBytes = 0;
  const { chunks, consumedBytes } = decompress(
    (async function* () {
      for (let at = 0; at < packed.length; at += chunkBytes) {
        const chunk = packed.subarray(at, at + chunkBytes);
        readBytes += chunk.length;
        yield chunk;
      }
    })(),
    compression,
    HONEST_BOUND,
  );
  const pieces: Buffer[] = [];
  let fault: ArchiveFault | undefined;
  try {
    for await (const piece of chunks) pieces.push(piece);
  } catch (reason) {
    if (!(reason instanceof ArchiveFaultError)) throw reason;
    fault = reason.fault;
  }
  return { text: Buffer.concat(pieces).toString('latin1'), fault, readBytes, consumedBytes: consumedBytes() };
};

/** Rows that hardly compress. */
const rowsOf = (count: number): string =>
  Array.from({ length: count }, (_, at) => `g${at},u${Math.imul(at, 2_654_435_761) >>> 0},${at % 100}\n`).join('');

describe.each(KINDS)('what is compressed by %s', (kind) => {
  const text = rowsOf(30_000);
  const whole = pack[kind](text);

  test.each([1000, 65_536, 10_000_000])('comes out as it went in, by %s bytes at a time', async (chunkBytes) => {
    expect(await unpacked(whole, kind, chunkBytes)).toEqual({
      text,
      fault: undefined,
      readBytes: whole.length,
      consumedBytes: whole.length,
    });
  });

  test('and shrinks a thousand times comes out as it went in', async () => {
    const zeros = '0'.repeat(20_000_000);
    expect((await unpacked(pack[kind](zeros), kind)).text.length).toBe(zeros.length);
  });

  test.each([512, 65_536, 4_000_000])('may be padded by %s zeros, all of which are read', async (zeros) => {
    const padded = Buffer.concat([whole, Buffer.alloc(zeros)]);
    expect(await unpacked(padded, kind)).toMatchObject({ text, fault: undefined, readBytes: padded.length });
  });

  test.each([1, 65_536, 4_000_000])('is not all there is where more follows behind %s zeros', async (zeros) => {
    const more = Buffer.concat([whole, Buffer.alloc(zeros), pack[kind]('g,b,2\n')]);
    expect(await unpacked(more, kind)).toMatchObject({
      text,
      fault: { code: 'bytes-behind', atLeastBytes: expect.any(Number) },
    });
  });

  test('gives what stands before a cut, also of a few rows', async () => {
    const few = rowsOf(200);
    const packed = pack[kind](few);
    const { text: got, fault } = await unpacked(packed.subarray(0, -200), kind);
    expect(fault).toEqual({ code: 'cut-off' });
    expect(few.startsWith(got)).toBe(true);
    expect(got.length).toBeGreaterThan(few.length / 2);
  });

  test('gives the same when it is damaged, however it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: whole.length - 1 }),
        fc.integer({ min: 50, max: 100_000 }),
        async (at, chunkBytes) => {
          const damaged = Buffer.from(whole);
          damaged[at] = (damaged[at] ?? 0) ^ 0x55;
          const once = await unpacked(damaged, kind, 64 * 1024);
          const again = await unpacked(damaged, kind, chunkBytes);
          expect({ text: again.text.length, fault: again.fault }).toEqual({
            text: once.text.length,
            fault: once.fault,
          });
        },
      ),
      { numRuns: fuzzRuns(15) },
    );
  });
});

test.each([
  { name: 'text', rest: Buffer.from('garbage\n') },
  { name: 'one byte', rest: Buffer.from('x') },
  { name: 'a signature behind zeros', rest: Buffer.concat([Buffer.alloc(9), Buffer.from('signature')]) },
  { name: 'much', rest: Buffer.alloc(200_000, 'x') },
])('what is no gzip behind the end costs no row: $name', async ({ rest }) => {
  const text = rowsOf(3000);
  const packed = Buffer.concat([gzipSync(text), rest]);
  for (const chunkBytes of [1000, 65_536, 10_000_000]) {
    expect(await unpacked(packed, 'gzip', chunkBytes)).toMatchObject({
      text,
      fault: undefined,
      readBytes: packed.length,
    });
  }
});

test.each([
  { name: 'a name', flags: 8, extra: Buffer.from('members.csv\0') },
  { name: 'a comment', flags: 16, extra: Buffer.from('nightly\0') },
  { name: 'an extra field', flags: 4, extra: Buffer.from([2, 0, 1, 2]) },
  { name: 'a checksum of the header', flags: 2, extra: Buffer.from([1, 2]) },
])('a header of gzip may hold $name', async ({ flags, extra }) => {
  const packed = gzipSync('a,b\n');
  const head = Buffer.from(packed.subarray(0, 10));
  head[3] = flags;
  const whole = Buffer.concat([head, extra, packed.subarray(10)]);
  for (const chunkBytes of [1, 7, 1000]) {
    expect(await unpacked(whole, 'gzip', chunkBytes)).toMatchObject({ text: 'a,b\n', fault: undefined });
  }
});

test.each([
  { at: -8, says: 'incorrect data check' },
  { at: -4, says: 'incorrect length check' },
])('a gzip whose trailer does not fit gives its rows and is told: $says', async ({ at, says }) => {
  const packed = Buffer.from(gzipSync('a,b\n'));
  packed[packed.length + at] = (packed.at(at) ?? 0) ^ 1;
  expect(await unpacked(packed, 'gzip')).toMatchObject({ text: 'a,b\n', fault: { code: 'corrupt', says } });
});

test('members of gzip one behind the other are one text', async () => {
  expect(await unpacked(Buffer.concat([gzipSync('a\n'), gzipSync(''), gzipSync('b\n')]), 'gzip', 5)).toMatchObject({
    text: 'a\nb\n',
    fault: undefined,
  });
});
