import type { FileBytes } from '../bytes/file-bytes.ts';
import type { PrefixHash } from '../bytes/prefix-hash.ts';
import { UTF8 } from '../columns/format.ts';

/**
 * The text of an input as UTF-8 bytes, in order. All offsets of rows count these bytes. Where the input is a plain file
 * in UTF-8 they are those of the file, and one can begin anywhere; elsewhere they come out of a decoder, from the start.
 */
export interface Content {
  /** offset of what `take` gives next */
  readonly byte: number;
  /** of the input, as `TextDecoder` calls it; where a byte order mark may tell another, known when bytes have come */
  readonly encoding: string;
  /**
   * @param into - is filled from its start
   * @returns the part that was filled; empty at the end
   * @throws InputBrokeOffError, InputChangedError
   */
  take(into: Buffer): Promise<Buffer>;
  /** What was taken last, in its pieces, will come again. */
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

/** A plain file in UTF-8, from any byte on. */
export class PlainContent implements Content {
  readonly encoding = UTF8;
  readonly #file: FileBytes;
  #byte: number;

  constructor(file: FileBytes, byte: number) {
    this.#file = file;
    this.#byte = byte;
  }

  get byte(): number {
    return this.#byte;
  }

  async take(into: Buffer): Promise<Buffer> {
    const bytes = await this.#file.readAt(into, this.#byte);
    this.#byte += bytes.length;
    // Where the file was cut off is no end of a record.
    if (bytes.length === 0 && into.length > 0) await this.#file.refuseShorter();
    return bytes;
  }

  giveBack(pieces: readonly Buffer[]): void {
    for (const { length } of pieces) this.#byte -= length;
  }

  sizeBytes(): Promise<number> {
    return this.#file.sizeBytes();
  }

  inputBytes(contentBytes: number): number {
    return contentBytes;
  }

  async hasGrown(): Promise<boolean> {
    return (await this.#file.sizeBytes()) > this.#byte;
  }

  prove(taken: PrefixHash): Promise<void> {
    return this.#file.prove(taken);
  }
}
