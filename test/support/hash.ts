import { KeyHash, RANDOM_WORDS } from '../../src/core/duplicates/key-hash.ts';

/** A hash with new random numbers. */
export const newHash = (): KeyHash => new KeyHash(crypto.getRandomValues(new Uint32Array(RANDOM_WORDS)));
