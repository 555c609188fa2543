import zlib, { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { boundOf, HONEST_BOUND } from '../../../../src/core/unpack-bound.ts';
import { ArchiveFaultError } from '../../../../src/io/source/bytes/archive-fault.ts';
import { type Compression, decompress } from '../../../../src/io/source/bytes/compression.ts';

const MIB = 1024 ** 2;
const zeros = Buffer.alloc(16 * MIB);

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 64 * 1024) yield bytes.subarray(at, at + 64 * 1024);
}

/** @returns how much came out, and what was thrown */
const unpack = async (packed: Buffer, compression: Compression, bound = HONEST_BOUND) => {
  let bytes = 0;
  try {
    for await (const chunk of decompress(inPieces(packed), compression, bound).chunks) bytes += chunk.length;
    return { bytes };
  } catch (error) {
    return { bytes, fault: error instanceof ArchiveFaultError ? error.fault : error };
  }
};

const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer };

const ARCHIVES: [Compression, Buffer][] = [
  ['gzip', gzipSync(zeros)],
  ['brotli', brotliCompressSync(zeros)],
  ...(zstdCompressSync ? [['zstd', zstdCompressSync(zeros)] as [Compression, Buffer]] : []),
];

describe.each(ARCHIVES)('an archive of %s that unpacks to a lot', (compression, packed) => {
  test('is read to the size that was asked for, and no further', async () => {
    const bound = boundOf(MIB);
    const { bytes, fault } = await unpack(packed, compression, bound);
    expect(fault).toMatchObject({ code: 'unpacks-too-far', bound });
    expect(bytes).toBeGreaterThan(MIB - 128 * 1024);
    expect(bytes).toBeLessThanOrEqual(MIB);
  });

  test('is read to its end where that is not beyond the bound', async () => {
    expect(await unpack(packed, compression, boundOf(zeros.length))).toEqual({ bytes: zeros.length });
    expect(await unpack(packed, compression)).toEqual({ bytes: zeros.length });
  });
});

test('without a size a bomb is read to 1 GiB, as no export is so dense', async () => {
  // Members one behind the other: 1.25 GiB out of 1.3 MB.
  const bomb = Buffer.concat(Array.from({ length: 80 }, () => gzipSync(zeros)));
  const { bytes, fault } = await unpack(bomb, 'gzip');
  expect(fault).toMatchObject({ code: 'unpacks-too-far', bound: HONEST_BOUND });
  expect(bytes).toBeLessThanOrEqual(1024 * MIB);
}, 300_000);
