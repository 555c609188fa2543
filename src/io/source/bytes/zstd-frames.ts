import { ArchiveFaultError } from './archive-fault.ts';

const MAGIC_BYTES = 4;
const FRAME_MAGIC = 0xfd2fb528;
// A writer may set its last four bits.
const SKIPPABLE_MAGIC = 0x184d2a50;
const RLE_BLOCK = 1;

/** @returns whether a zstd frame begins here, a skippable one included (RFC 8878, section 3.1) */
export const isZstdFrame = (bytes: Buffer): boolean =>
  bytes.length >= MAGIC_BYTES && (bytes.readUInt32LE() === FRAME_MAGIC || isSkippable(bytes));

const isSkippable = (bytes: Buffer): boolean => (bytes.readUInt32LE() & ~0xf) === SKIPPABLE_MAGIC;

/**
 * Cuts an archive at the ends of its frames. When a frame ends inside a piece, Node's unpacker stops and skips the rest
 * of the piece in silence; when frame and piece end together, it goes on with the next frame.
 */
export class ZstdFrames {
  #behindBytes = 0;
  #isCutOff = false;

  async *cut(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let frame: Frame | undefined;
    let isPadding = false;
    let bytes: Buffer = Buffer.alloc(0);
    for await (const chunk of packed) {
      bytes = bytes.length > 0 ? Buffer.concat([bytes, chunk]) : chunk;
      while (bytes.length > 0) {
        if (!frame) {
          if (bytes.length < MAGIC_BYTES && !isPadding) break;
          isPadding ||= !isZstdFrame(bytes);
          if (isPadding) {
            if (!isZeros(bytes)) {
              this.#behindBytes = bytes.length;
              return;
            }
            bytes = bytes.subarray(bytes.length);
            break;
          }
          frame = new Frame();
        }
        const length = frame.enter(bytes);
        yield bytes.subarray(0, length);
        bytes = bytes.subarray(length);
        if (frame.isWhole) frame = undefined;
      }
    }
    this.#isCutOff = frame !== undefined;
    this.#behindBytes = isZeros(bytes) ? 0 : bytes.length;
  }

  /**
   * To be called when all has been unpacked. @throws ArchiveFaultError where the archive does not end with the end of a
   * frame
   */
  requireEnd(): void {
    if (this.#isCutOff) throw new ArchiveFaultError({ code: 'cut-off' });
    if (this.#behindBytes > 0) throw new ArchiveFaultError({ code: 'bytes-behind', atLeastBytes: this.#behindBytes });
  }
}

/** Finds the end of one frame by the sizes of its parts, which it holds. */
class Frame {
  readonly #parts = partsOf();
  #part = this.#parts.next();
  #seen: Buffer[] = [];
  #seenBytes = 0;

  get isWhole(): boolean {
    return this.#part.done === true;
  }

  /** @param bytes - what follows on what was entered before @returns how many of them belong to the frame */
  enter(bytes: Buffer): number {
    let at = 0;
    while (!this.#part.done) {
      const { isHeader, length } = this.#part.value;
      const piece = bytes.subarray(at, at + length - this.#seenBytes);
      at += piece.length;
      this.#seenBytes += piece.length;
      if (isHeader) this.#seen.push(piece);
      if (this.#seenBytes < length) break;
      this.#part = this.#parts.next(isHeader ? Buffer.concat(this.#seen) : NOTHING);
      this.#seen = [];
      this.#seenBytes = 0;
    }
    return at;
  }
}

type Part = { readonly isHeader: boolean; readonly length: number };

const header = (length: number): Part => ({ isHeader: true, length });
const content = (length: number): Part => ({ isHeader: false, length });

/** The parts of a frame in order (RFC 8878, section 3.1). It is given the bytes of each header. */
function* partsOf(): Generator<Part, void, Buffer> {
  if (isSkippable(yield header(MAGIC_BYTES))) {
    yield content((yield header(4)).readUInt32LE());
    return;
  }
  const descriptor = (yield header(1)).readUInt8();
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentSizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionaryIdBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  yield content((isSingleSegment ? 0 : 1) + dictionaryIdBytes + contentSizeBytes);
  for (let isLast = false; !isLast; ) {
    const block = (yield header(3)).readUIntLE(0, 3);
    isLast = (block & 1) !== 0;
    yield content(((block >> 1) & 3) === RLE_BLOCK ? 1 : block >> 3);
  }
  if ((descriptor & 4) !== 0) yield content(4);
}

export const isZeros = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

const NOTHING = Buffer.alloc(0);
