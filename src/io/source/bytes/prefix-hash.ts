import { createHash, type Hash } from 'node:crypto';
import type { PrefixProof } from '../../../core/row/row.ts';

/** A piece of the input: it begins at `startByte`, and is dealt with up to `doneByte`. */
type BlockBytes = { readonly bytes: Buffer; readonly startByte: number; readonly doneByte: number };

/**
 * The hash of all input bytes so far. The reader feeds it, so what is proven later is what was read. Whole blocks are
 * hashed; the hash up to a row inside a block is made when a checkpoint asks for it.
 */
export class PrefixHash {
  readonly #hash: Hash;
  #bytes: number;

  constructor(hash: Hash = createHash('sha256'), bytes = 0) {
    this.#hash = hash;
    this.#bytes = bytes;
  }

  /** @returns how many bytes so far */
  get bytes(): number {
    return this.#bytes;
  }

  update(bytes: Buffer): void {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
  }

  copy(): PrefixHash {
    return new PrefixHash(this.#hash.copy(), this.#bytes);
  }

  /** @returns SHA-256 of all bytes so far, lower-case hex; more may follow */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Takes a block in. @returns what proves the rows of this block */
  enterBlock(block: BlockBytes): BlockProof {
    const proof = new BlockProof(this.copy(), block);
    this.update(block.bytes.subarray(0, block.doneByte - block.startByte));
    return proof;
  }
}

/** What a block's rows share: the hash of everything before it, and its bytes. */
export class BlockProof {
  readonly #before: PrefixHash;
  readonly #block: BlockBytes;

  constructor(before: PrefixHash, block: BlockBytes) {
    this.#before = before;
    this.#block = block;
  }

  upTo(endByte: number): PrefixProof {
    return {
      sha256: () => {
        const hash = this.#before.copy();
        hash.update(this.#block.bytes.subarray(0, endByte - this.#block.startByte));
        return hash.sha256();
      },
    };
  }
}
