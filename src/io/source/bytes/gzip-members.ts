import zlib from 'node:zlib';
import { ArchiveFaultError } from './archive-fault.ts';
import { isZeros } from './zstd-frames.ts';

const FLAGS = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;
const NOTHING = Buffer.alloc(0);

/** Bytes that come in pieces, of which some may be given back. */
class Pieces {
  readonly #from: AsyncIterator<Buffer>;
  #rest: Buffer = NOTHING;
  #cameBytes = 0;

  constructor(from: AsyncIterable<Buffer>) {
    this.#from = from[Symbol.asyncIterator]();
  }

  get takenBytes(): number {
    return this.#cameBytes - this.#rest.length;
  }

  giveBack(bytes: Buffer): void {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([bytes, this.#rest]) : bytes;
  }

  async *each(): AsyncGenerator<Buffer> {
    for (;;) {
      const piece = this.#rest.length > 0 ? this.#rest : await this.#next();
      this.#rest = NOTHING;
      if (piece.length === 0) return;
      yield piece;
    }
  }

  /** @returns as many bytes as asked for; fewer where there are no more */
  async take(count: number): Promise<Buffer> {
    while (this.#rest.length < count) {
      const piece = await this.#next();
      if (piece.length === 0) break;
      this.#rest = Buffer.concat([this.#rest, piece]);
    }
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  async #next(): Promise<Buffer> {
    const { done, value } = await this.#from.next();
    if (done) return NOTHING;
    this.#cameBytes += value.length;
    return value;
  }
}

/** Inflates pieces. What follows behind the end of the data is given to `onLeft`. */
type Inflate = (
  pieces: AsyncIterable<Buffer>,
  inflater: zlib.InflateRaw,
  onLeft: (bytes: Buffer) => void,
) => AsyncGenerator<Buffer>;

/**
 * Unpacks the members of a gzip archive (RFC 1952) one by one. Node's own unpacker loses what came out of the last
 * piece where something else than a member follows behind the end.
 */
export class GzipMembers {
  readonly #pieces: Pieces;
  readonly #inflate: Inflate;
  /** behind the last member, what is neither a member nor padding; `gzip -dc` passes over it too */
  bytesBehind = 0;

  constructor(packed: AsyncIterable<Buffer>, inflate: Inflate) {
    this.#pieces = new Pieces(packed);
    this.#inflate = inflate;
  }

  get takenBytes(): number {
    return this.#pieces.takenBytes;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    do yield* this.#member();
    while (await this.#isMemberNext());
  }

  async *#member(): AsyncGenerator<Buffer> {
    await this.#skipHeader();
    let crc = 0;
    let size = 0;
    const inflater = zlib.createInflateRaw({ chunkSize: 64 * 1024 });
    for await (const bytes of this.#inflate(this.#pieces.each(), inflater, (left) => this.#pieces.giveBack(left))) {
      crc = zlib.crc32(bytes, crc);
      size = (size + bytes.length) >>> 0;
      yield bytes;
    }
    const trailer = await this.#takeAll(8);
    if (trailer.readUInt32LE(0) !== crc) throw new ArchiveFaultError({ code: 'corrupt', says: 'incorrect data check' });
    if (trailer.readUInt32LE(4) !== size) {
      throw new ArchiveFaultError({ code: 'corrupt', says: 'incorrect length check' });
    }
  }

  async #skipHeader(): Promise<void> {
    const header = await this.#takeAll(10);
    const [first, second, method, flags = 0] = header;
    if (first !== 0x1f || second !== 0x8b) {
      throw new ArchiveFaultError({ code: 'corrupt', says: 'incorrect header check' });
    }
    if (method !== 8) throw new ArchiveFaultError({ code: 'corrupt', says: 'unknown compression method' });
    if (flags & FLAGS.extra) await this.#takeAll((await this.#takeAll(2)).readUInt16LE());
    if (flags & FLAGS.name) await this.#skipText();
    if (flags & FLAGS.comment) await this.#skipText();
    if (flags & FLAGS.headerCrc) await this.#takeAll(2);
  }

  async #skipText(): Promise<void> {
    while ((await this.#takeAll(1))[0] !== 0);
  }

  async #takeAll(count: number): Promise<Buffer> {
    const bytes = await this.#pieces.take(count);
    if (bytes.length < count) throw new ArchiveFaultError({ code: 'cut-off' });
    return bytes;
  }

  /** Reads what follows to its end where it is no member. */
  async #isMemberNext(): Promise<boolean> {
    const start = await this.#pieces.take(2);
    if (start[0] === 0x1f && start[1] === 0x8b) {
      this.#pieces.giveBack(start);
      return true;
    }
    this.#pieces.giveBack(start);
    let zeros = 0;
    for await (const piece of this.#pieces.each()) {
      if (this.bytesBehind === 0 && isZeros(piece)) {
        zeros += piece.length;
        continue;
      }
      const text = piece.subarray(this.bytesBehind === 0 ? piece.findIndex((byte) => byte !== 0) : 0);
      // Another archive behind zeros: its rows are not read, and nobody would know.
      if (this.bytesBehind === 0 && (zeros > 0 || text.length < piece.length) && text[0] === 0x1f) {
        throw new ArchiveFaultError({ code: 'bytes-behind', atLeastBytes: zeros + piece.length });
      }
      this.bytesBehind += text.length;
    }
    return false;
  }
}
