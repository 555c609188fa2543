import { extname } from 'node:path';
import { pipeline, Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { InputError } from '../../../core/errors.ts';
import { isZstdFrame, ZstdFrames } from './zstd-frames.ts';

export type Compression = 'gzip' | 'brotli' | 'zstd';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

const EXTENSIONS: Readonly<Record<string, Compression>> = { '.gz': 'gzip', '.br': 'brotli', '.zst': 'zstd' };

/**
 * How many of the first bytes `findCompression` looks at: few, since standard input may be slow, or so many that an archive
 * would not be all text.
 */
export const headBytes = (path: string): number => (namedCompression(path) === 'brotli' ? 4096 : 16);

/**
 * By its first bytes. Brotli has none of its own: there the name decides, unless the bytes are text.
 *
 * @param head - the first `headBytes` of the input, fewer where it has no more
 * @throws InputError when the name promises an archive and the bytes are none, or this Node cannot unpack it
 */
export const findCompression = (path: string, head: Buffer): Compression | undefined => {
  const found = compressionOf(head);
  const named = namedCompression(path);
  if (found === 'zstd' && !('createZstdDecompress' in zlib)) {
    throw new InputError(path, 'is zstd-compressed, which Node can unpack from 22.15 on', 'Unpack it first: zstd -d.');
  }
  if (found) return found;
  if (named === 'brotli') return isText(head) ? undefined : named;
  if (named && head.length > 0) {
    throw new InputError(
      path,
      `is called ${extname(path)} and is no ${named} archive`,
      'Check the file; if it holds plain text, rename it.',
    );
  }
  return undefined;
};

const compressionOf = (head: Buffer): Compression | undefined => {
  if (head.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) return 'gzip';
  return isZstdFrame(head) ? 'zstd' : undefined;
};

/** Of bytes that were compressed one in nine would be a control character, and hardly a handful would be UTF-8. */
const isText = (head: Buffer): boolean => {
  if (head.some((byte) => (byte < 0x20 && !LINE_BYTES.has(byte)) || byte === 0x7f)) return false;
  try {
    // A character may be cut off at the end of the head.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
};

const LINE_BYTES: ReadonlySet<number> = new Set(Buffer.from('\t\n\r'));

/** What the name says. */
const namedCompression = (path: string): Compression | undefined => EXTENSIONS[extname(path).toLowerCase()];

/** The name of what is inside: `members.csv` of `members.csv.gz`. */
export const unpackedName = (path: string): string =>
  namedCompression(path) ? path.slice(0, -extname(path).length) : path;

/** Bytes that come out of an archive, and how many of its own they took so far. */
export type Unpacked = { readonly chunks: AsyncIterable<Buffer>; readonly consumedBytes: () => number };

/**
 * What comes is thrown, where it is read, whatever the archive is not: also when it is cut off, and when something
 * follows behind its end that the unpacker would pass over in silence.
 */
export const decompress = (packed: AsyncIterable<Buffer>, compression: Compression): Unpacked => {
  const unpacking = unpacker(compression);
  const consumedBytes = (): number => unpacking.bytesWritten;
  const frames = new ZstdFrames();
  const behind = new Behind();
  const isZstd = compression === 'zstd';
  const given = isZstd ? frames.cut(packed) : behind.watch(packed);
  pipeline(Readable.from(given, { objectMode: false }), unpacking, () => {});
  const chunks = async function* (): AsyncGenerator<Buffer> {
    yield* unpacking as AsyncIterable<Buffer>;
    if (isZstd) frames.requireEnd();
    else behind.requireNothingFrom(consumedBytes());
  };
  return { chunks: chunks(), consumedBytes };
};

// Chunks between reading and unpacking; streams hold a few.
const MOST_GIVEN_AHEAD = 16;

/** Remembers the last chunks that an unpacker was given: what it does not consume of them stands behind its end. */
class Behind {
  #chunks: { readonly at: number; readonly bytes: Buffer }[] = [];
  #length = 0;

  async *watch(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const bytes of packed) {
      this.#chunks = [...this.#chunks.slice(-MOST_GIVEN_AHEAD), { at: this.#length, bytes }];
      this.#length += bytes.length;
      yield bytes;
    }
  }

  /** @throws Error where there are bytes from an offset on; zeros are padding and do not count */
  requireNothingFrom(offset: number): void {
    const isPadding = this.#chunks.every(({ at, bytes }) =>
      bytes.subarray(Math.max(0, Math.min(bytes.length, offset - at))).every((byte) => byte === 0),
    );
    if (!isPadding) throw new Error(`at least ${this.#length - offset} bytes follow behind its end`);
  }
}

const unpacker = (compression: Compression): Transform & { readonly bytesWritten: number } => {
  const options = { chunkSize: 64 * 1024 };
  if (compression === 'gzip') return zlib.createGunzip(options);
  if (compression === 'brotli') return zlib.createBrotliDecompress(options);
  // The types are those of the oldest Node that is supported; `findCompression` has asked.
  return (zlib as unknown as { createZstdDecompress(options: object): zlib.Gunzip }).createZstdDecompress(options);
};
