import { createHash, type Hash } from 'node:crypto';
import type { PrefixProof } from '../../core/row.ts';

/**
 * The hash of all input bytes so far. It goes along with the reader, so that what is proven later is what was read, and
 * costs about a microsecond a row.
 */
export class PrefixHash {
  readonly #hash: Hash;

  constructor(hash: Hash = createHash('sha256')) {
    this.#hash = hash;
  }

  update(bytes: Buffer): void {
    this.#hash.update(bytes);
  }

  /** @returns the hash as it stands now; later bytes do not change it */
  proof(): PrefixProof {
    const frozen = this.#hash.copy();
    let hex: string | undefined;
    return { sha256: () => (hex ??= frozen.digest('hex')) };
  }

  copy(): PrefixHash {
    return new PrefixHash(this.#hash.copy());
  }
}
