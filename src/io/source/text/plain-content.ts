import type { FileBytes } from '../bytes/file-bytes.ts';
import type { PrefixHash } from '../bytes/prefix-hash.ts';
import type { Content } from './content.ts';
import { UTF8 } from './encoding.ts';

/** A plain file in UTF-8, from any byte on. */
export class PlainContent implements Content {
  readonly encoding = UTF8;
  readonly #file: FileBytes;
  #byte: number;

  constructor(file: FileBytes, byte: number) {
    this.#file = file;
    this.#byte = byte;
  }

  readonly bytesBehind = 0;

  get byte(): number {
    return this.#byte;
  }

  async take(into: Buffer): Promise<Buffer> {
    const bytes = await this.#file.readAt(into, this.#byte);
    this.#byte += bytes.length;
    // A file that was cut off does not end in a whole record.
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
