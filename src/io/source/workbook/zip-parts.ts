import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { TimUnreadError } from '../../../core/errors/error.ts';
import { isBeyond, type UnpackBound } from '../../../core/unpack-bound.ts';
import { ArchiveFaultError, unpackerFault } from '../bytes/archive-fault.ts';
import type { FileBytes } from '../bytes/file-bytes.ts';

const CHUNK_BYTES = 64 * 1024;
// A workbook has a few for each sheet.
const MOST_PARTS = 10_000;

class FileReader extends yauzl.RandomAccessReader {
  readonly #file: FileBytes;
  readonly #onRead: (bytes: number) => void;

  constructor(file: FileBytes, onRead: (bytes: number) => void) {
    super();
    this.#file = file;
    this.#onRead = onRead;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#range(start, end), { objectMode: false });
  }

  async *#range(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; ) {
      const bytes = await this.#file.readAt(Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at)), at);
      if (bytes.length === 0) return;
      at += bytes.length;
      this.#onRead(bytes.length);
      yield bytes;
    }
  }
}

/** The files in a zip archive, each by its name, none of them unpacked. */
export class ZipParts {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #bound: UnpackBound;
  #unpackedBytes = 0;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, bound: UnpackBound) {
    this.#zip = zip;
    this.#entries = entries;
    this.#bound = bound;
  }

  /** @param onRead - is told how many bytes of the archive were read */
  static async open(file: FileBytes, bound: UnpackBound, onRead: (bytes: number) => void): Promise<ZipParts> {
    const sizeBytes = await file.sizeBytes();
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      const options = { lazyEntries: true, autoClose: false };
      yauzl.fromRandomAccessReader(new FileReader(file, onRead), sizeBytes, options, (error, opened) =>
        error ? reject(faultOf(error)) : resolve(opened),
      );
    });
    return new ZipParts(zip, await entriesOf(zip), bound);
  }

  has(name: string): boolean {
    return this.#entries.has(keyOf(name));
  }

  /**
   * What is in one of them.
   *
   * @throws ArchiveFaultError where it is damaged, or all that was unpacked so far is beyond the bound
   */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(keyOf(name));
    if (!entry) throw new ArchiveFaultError({ code: 'corrupt', says: `no ${name}` });
    const stream = await new Promise<Readable>((resolve, reject) => {
      this.#zip.openReadStream(entry, (error, opened) => (error ? reject(faultOf(error)) : resolve(opened)));
    });
    let crc = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        crc = zlib.crc32(chunk, crc);
        this.count(chunk.length);
        yield chunk;
      }
    } catch (error) {
      throw faultOf(error as Error);
    }
    if (crc !== entry.crc32) throw new ArchiveFaultError({ code: 'corrupt', says: `incorrect data check: ${name}` });
  }

  /** Counts what comes out of the archive. @throws ArchiveFaultError beyond the bound */
  count(bytes: number): void {
    this.#unpackedBytes += bytes;
    const packedBytes = this.#zip.fileSize;
    if (!isBeyond(this.#bound, this.#unpackedBytes, packedBytes)) return;
    throw new ArchiveFaultError({
      code: 'unpacks-too-far',
      unpackedBytes: this.#unpackedBytes,
      packedBytes,
      bound: this.#bound,
    });
  }
}

/** @param error - of the archive, of its reader, of zlib, or of the disk, which is ours */
const faultOf = (error: Error): Error =>
  error instanceof ArchiveFaultError || error instanceof TimUnreadError ? error : unpackerFault(error);

/** Some writers spell the names in another case than they refer to them. */
const keyOf = (name: string): string => name.toLowerCase();

const entriesOf = (zip: ZipFile): Promise<ReadonlyMap<string, Entry>> =>
  new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('error', (error) => reject(faultOf(error)));
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      entries.set(keyOf(entry.fileName), entry);
      if (entries.size > MOST_PARTS) {
        reject(new ArchiveFaultError({ code: 'corrupt', says: `more than ${MOST_PARTS} files` }));
      } else zip.readEntry();
    });
    zip.readEntry();
  });
