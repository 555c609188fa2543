import { extname } from 'node:path';
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { InputError } from '../../../core/errors/input-error.ts';
import { isBeyond, type UnpackBound } from '../../../core/unpack-bound.ts';
import { ArchiveFaultError, unpackerFault } from './archive-fault.ts';
import { GzipMembers } from './gzip-members.ts';
import { isZeros, isZstdFrame, ZstdFrames } from './zstd-frames.ts';

export type Compression = 'gzip' | 'brotli' | 'zstd';

/** What the text of an input is unpacked from. */
export type Packing = Compression | 'xlsx';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

const EXTENSIONS: Readonly<Record<string, Compression>> = { '.gz': 'gzip', '.br': 'brotli', '.zst': 'zstd' };

/**
 * How many first bytes `findCompression` needs. They are few, because standard input may be slow; for brotli they are
 * enough to tell it from text.
 */
export const headBytes = (path: string): number => (namedCompression(path) === 'brotli' ? 4096 : 16);

/**
 * Finds the compression by the first bytes. Brotli has no magic number: there the name decides, unless the bytes are
 * text.
 *
 * @param head - the first `headBytes` of the input, fewer where it has no more
 * @throws InputError when the name promises an archive and the bytes are none, or this Node cannot unpack it
 */
export const findCompression = (path: string, head: Buffer): Compression | undefined => {
  const found = compressionOf(head);
  const named = namedCompression(path);
  if (found === 'zstd' && !('createZstdDecompress' in zlib)) {
    throw new InputError({ kind: 'zstd-unsupported', path });
  }
  if (found) return found;
  if (named === 'brotli') return isText(head) ? undefined : named;
  if (named && head.length > 0) {
    throw new InputError({ kind: 'archive-expected', path, extension: extname(path), compression: named });
  }
  return undefined;
};

const compressionOf = (head: Buffer): Compression | undefined => {
  if (head.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) return 'gzip';
  return isZstdFrame(head) ? 'zstd' : undefined;
};

/** One in nine compressed bytes is a control character, and compressed bytes are hardly ever UTF-8. */
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

/** The compression that the name promises. */
const namedCompression = (path: string): Compression | undefined => EXTENSIONS[extname(path).toLowerCase()];

/** The name of what is inside: `members.csv` of `members.csv.gz`. */
export const unpackedName = (path: string): string =>
  namedCompression(path) ? path.slice(0, -extname(path).length) : path;

/** What comes out of an archive, and how many bytes of the archive it took so far. */
export type Unpacked = {
  readonly chunks: AsyncIterable<Buffer>;
  readonly consumedBytes: () => number;
  /** how many bytes behind the end of the archive were passed over; known at the end */
  readonly bytesBehind: () => number;
};

/**
 * Reading throws when the archive is damaged, cut off, or followed by something that the unpacker would skip in
 * silence. Everything that came out before that is handed over first. It throws too where more comes out than the bound
 * allows.
 */
export const decompress = (packed: AsyncIterable<Buffer>, compression: Compression, bound: UnpackBound): Unpacked => {
  const { chunks, ...unpacked } = unbounded(packed, compression);
  return { ...unpacked, chunks: bounded(chunks, unpacked.consumedBytes, bound) };
};

async function* bounded(
  chunks: AsyncIterable<Buffer>,
  consumedBytes: () => number,
  bound: UnpackBound,
): AsyncGenerator<Buffer> {
  let unpackedBytes = 0;
  for await (const chunk of chunks) {
    unpackedBytes += chunk.length;
    const packedBytes = consumedBytes();
    if (isBeyond(bound, unpackedBytes, packedBytes)) {
      throw new ArchiveFaultError({ code: 'unpacks-too-far', unpackedBytes, packedBytes, bound });
    }
    yield chunk;
  }
}

const unbounded = (packed: AsyncIterable<Buffer>, compression: Compression): Unpacked => {
  if (compression === 'gzip') {
    const members = new GzipMembers(inSteps(packed), unpack);
    const consumedBytes = (): number => members.takenBytes;
    return { chunks: members.chunks(), consumedBytes, bytesBehind: () => members.bytesBehind };
  }
  const unpacking = unpacker(compression);
  const frames = new ZstdFrames();
  const isZstd = compression === 'zstd';
  const chunks = async function* (): AsyncGenerator<Buffer> {
    const steps = inSteps(packed);
    yield* unpack(isZstd ? frames.cut(steps) : steps, unpacking);
    if (isZstd) frames.requireEnd();
  };
  return { chunks: chunks(), consumedBytes: () => unpacking.bytesWritten, bytesBehind: () => 0 };
};

// The step with the damage of an archive is lost. Small steps at the start save the rows of small archives; later they
// would take too much time for the rows they save.
const FINE_STEP_BYTES = 64;
const FINE_UNTIL_BYTES = 64 * 1024;
const STEP_BYTES = 4096;

/** Always the same steps, however the bytes arrive, so that a damaged archive gives the same rows again. */
async function* inSteps(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let at = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of packed) {
    rest = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
    for (;;) {
      const step = at < FINE_UNTIL_BYTES ? FINE_STEP_BYTES : STEP_BYTES;
      if (rest.length < step) break;
      yield rest.subarray(0, step);
      at += step;
      rest = rest.subarray(step);
    }
  }
  if (rest.length > 0) yield rest;
}

/**
 * What comes out of a piece is handed over before the next piece goes in, because a stream drops unread data at an
 * error. All pieces are read, also after the end of the archive, so that what follows it is noticed; where `onLeft` is
 * given, it is handed over to that, and reading ends.
 */
async function* unpack(
  pieces: AsyncIterable<Buffer>,
  unpacking: Unpacker,
  onLeft?: (bytes: Buffer) => void,
): AsyncGenerator<Buffer> {
  const came: Buffer[] = [];
  let failure: ArchiveFaultError | undefined;
  let isDone = false;
  let wake = (): void => {};
  const done = (): void => {
    isDone = true;
    wake();
  };
  unpacking.on('data', (bytes: Buffer) => {
    came.push(bytes);
    unpacking.pause();
    wake();
  });
  unpacking.on('end', done);
  unpacking.on('error', (error) => {
    failure = unpackerFault(error);
    wake();
  });
  async function* whatComes(): AsyncGenerator<Buffer> {
    for (;;) {
      while (came.length > 0) yield came.shift() as Buffer;
      if (failure) throw failure;
      if (isDone && unpacking.readableLength === 0) return;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      unpacking.resume();
      await woken;
    }
  }
  let givenBytes = 0;
  let behindBytes = 0;
  try {
    for await (const piece of pieces) {
      if (behindBytes > 0) {
        behindBytes += requireZeros(piece, behindBytes);
        continue;
      }
      givenBytes += piece.length;
      isDone = false;
      unpacking.write(piece, done);
      yield* whatComes();
      const left = givenBytes - unpacking.bytesWritten;
      if (left > 0 && onLeft) {
        onLeft(piece.subarray(piece.length - left));
        return;
      }
      if (left > 0) behindBytes = requireZeros(piece.subarray(piece.length - left), 0);
    }
    if (behindBytes > 0) return;
    isDone = false;
    unpacking.end();
    yield* whatComes();
  } finally {
    unpacking.destroy();
  }
}

/** Padding behind an archive is zeros. @returns how many @throws ArchiveFaultError where it is something else */
const requireZeros = (bytes: Buffer, before: number): number => {
  if (!isZeros(bytes)) {
    throw new ArchiveFaultError({ code: 'bytes-behind', atLeastBytes: before + bytes.length });
  }
  return bytes.length;
};

type Unpacker = Transform & { readonly bytesWritten: number };

const unpacker = (compression: Exclude<Compression, 'gzip'>): Unpacker => {
  const options = { chunkSize: 64 * 1024 };
  if (compression === 'brotli') return zlib.createBrotliDecompress(options);
  // The types are those of the oldest supported Node, which has no zstd. `findCompression` has checked that this one
  // has.
  return (zlib as unknown as { createZstdDecompress(options: object): zlib.Gunzip }).createZstdDecompress(options);
};
