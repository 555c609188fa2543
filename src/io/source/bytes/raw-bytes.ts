import type { PrefixHash } from './prefix-hash.ts';

/** Bytes as an input holds them, from its start: a file, or standard input. */
export interface RawBytes {
  readonly path: string;
  chunks(): AsyncIterable<Buffer>;
  sizeBytes(): Promise<number | undefined>;
  /** @throws InputChangedError when `read` is no longer the start of the input */
  prove(read: PrefixHash): Promise<void>;
}
