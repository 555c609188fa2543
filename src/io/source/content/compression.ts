import { extname } from 'node:path';
import { pipeline, Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { InputError } from '../../../core/errors.ts';

export type Compression = 'gzip' | 'brotli' | 'zstd';

const MAGIC: readonly { readonly compression: Compression; readonly bytes: readonly number[] }[] = [
  { compression: 'gzip', bytes: [0x1f, 0x8b] },
  { compression: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
];

const EXTENSIONS: Readonly<Record<string, Compression>> = { '.gz': 'gzip', '.br': 'brotli', '.zst': 'zstd' };

/**
 * By its first bytes; Brotli has none of its own, so there the name decides.
 *
 * @param head - the first bytes of the input
 * @throws InputError when the name promises an archive and the bytes are none, or this Node cannot unpack it
 */
export const findCompression = (path: string, head: Buffer): Compression | undefined => {
  const found = MAGIC.find(({ bytes }) => head.subarray(0, bytes.length).equals(Buffer.from(bytes)))?.compression;
  const named = namedCompression(path);
  if (found === 'zstd' && !('createZstdDecompress' in zlib)) {
    throw new InputError(path, 'is zstd-compressed, which Node can unpack from 22.15 on', 'Unpack it first: zstd -d.');
  }
  if (found || named === 'brotli') return found ?? named;
  if (named && head.length > 0) {
    throw new InputError(
      path,
      `is called ${extname(path)} and is no ${named} archive`,
      'Check the file; if it holds plain text, rename it.',
    );
  }
  return undefined;
};

/** What the name says. */
export const namedCompression = (path: string): Compression | undefined => EXTENSIONS[extname(path).toLowerCase()];

/** The name of what is inside: `members.csv` of `members.csv.gz`. */
export const unpackedName = (path: string): string =>
  namedCompression(path) ? path.slice(0, -extname(path).length) : path;

/** @throws whatever the archive is not, in the middle of its content; also when it is cut off */
export const decompress = (chunks: AsyncIterable<Buffer>, compression: Compression): AsyncIterable<Buffer> => {
  const unpacking = unpacker(compression);
  // The error, if there is one, is thrown where the stream is read.
  pipeline(Readable.from(chunks, { objectMode: false }), unpacking, () => {});
  return unpacking;
};

const unpacker = (compression: Compression): Transform => {
  const options = { chunkSize: 64 * 1024 };
  if (compression === 'gzip') return zlib.createGunzip(options);
  if (compression === 'brotli') return zlib.createBrotliDecompress(options);
  // The types are those of the oldest Node that is supported; `findCompression` has asked.
  return (zlib as unknown as { createZstdDecompress(options: object): Transform }).createZstdDecompress(options);
};
