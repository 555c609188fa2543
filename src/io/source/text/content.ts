import type { PrefixHash } from '../bytes/prefix-hash.ts';

const LF = 0x0a;
const CR = 0x0d;
const PIECE_BYTES = 1024 * 1024;
const FIRST_BYTES = 16 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * The text of an input as UTF-8 bytes, in order. All offsets of rows count these bytes. For a plain file in UTF-8 they
 * are the offsets in the file.
 */
export interface Content {
  /** offset of what `take` gives next */
  readonly byte: number;
  /** of the input, as `TextDecoder` names it; a byte order mark may change it when the first bytes come */
  readonly encoding: string;
  /** how many bytes behind the end of an archive were passed over; known at its end */
  readonly bytesBehind: number;
  /**
   * @param into - is filled from its start
   * @returns the part that was filled; empty at the end
   * @throws InputBrokeOffError, InputChangedError
   */
  take(into: Buffer): Promise<Buffer>;
  /** The pieces that were taken last come again. */
  giveBack(pieces: readonly Buffer[]): void;
  /** size of the input at this moment, in its own bytes; undefined while nobody knows */
  sizeBytes(): Promise<number | undefined>;
  /** about how many of the input's own bytes stand for so much of the content */
  inputBytes(contentBytes: number): number;
  /** whether there is more behind the end that was reached */
  hasGrown(): Promise<boolean>;
  /**
   * @param taken - the hash of what was taken and not given back, or of a part of it from the start
   * @throws InputChangedError when what was read no longer stands in the input
   */
  prove(taken: PrefixHash): Promise<void>;
}

/** @returns whether what comes next is a line break, or nothing at all */
export const beginsWithLineBreak = async (content: Content): Promise<boolean> => {
  const pieces: Buffer[] = [];
  for (let missing = 2; missing > 0; ) {
    const piece = await content.take(Buffer.alloc(missing));
    if (piece.length === 0) break;
    pieces.push(piece);
    missing -= piece.length;
  }
  content.giveBack(pieces);
  const [next, afterNext] = Buffer.concat(pieces);
  return next === undefined || next === LF || (next === CR && afterNext === LF);
};

/**
 * Takes content into a hash, up to an offset or to the end of the content. The next piece is read while one is hashed.
 *
 * @param kept - is given the pieces, where they are needed once more
 * @returns the last byte that was taken
 */
export const hashUpTo = async (
  content: Content,
  hash: PrefixHash,
  to: number,
  halted?: AbortSignal,
  kept?: Buffer[],
): Promise<number | undefined> => {
  let lastByte: number | undefined;
  let taken = hash.bytes;
  const buffers: Buffer[] = [];
  const take = async (turn: number): Promise<Buffer> => {
    // A small input is read in the first turn, and found to be at its end in the second.
    const missing = Math.min(turn < 2 ? FIRST_BYTES : PIECE_BYTES, Math.max(0, to - taken));
    if (missing === 0) return NOTHING;
    const place = turn % 2;
    const known = buffers[place];
    const buffer = kept || !known || known.length < missing ? Buffer.allocUnsafe(missing) : known;
    if (!kept) buffers[place] = buffer;
    const bytes = await content.take(buffer.subarray(0, missing));
    taken += bytes.length;
    return bytes;
  };
  let bytes = await take(0);
  for (let turn = 1; bytes.length > 0; turn += 1) {
    halted?.throwIfAborted();
    const coming = take(turn);
    // It is awaited below, when the hash is done; until then a failure must not count as unhandled.
    coming.catch(() => {});
    hash.update(bytes);
    lastByte = bytes.at(-1);
    kept?.push(bytes);
    bytes = await coming;
  }
  return lastByte;
};
