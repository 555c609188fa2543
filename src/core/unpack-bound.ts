/** How much an archive may unpack to. Reading stops where both limits are exceeded. */
export type UnpackBound = {
  readonly mostBytes: number;
  /** unpacked bytes for each packed byte so far; 0 where the size alone counts */
  readonly mostRatio: number;
};

/**
 * What no honest export exceeds. Exports were measured at 3 to 60 times their packed size, lines that are padded to a
 * fixed width with brotli at 290; gzip of nothing but zeros is at 1030. Up to the size nobody is harmed.
 */
export const HONEST_BOUND: UnpackBound = { mostBytes: 1024 ** 3, mostRatio: 500 };

/** @param mostBytes - that was asked for */
export const boundOf = (mostBytes: number): UnpackBound => ({ mostBytes, mostRatio: 0 });

export const isBeyond = (bound: UnpackBound, unpackedBytes: number, packedBytes: number): boolean =>
  unpackedBytes > bound.mostBytes && unpackedBytes > bound.mostRatio * packedBytes;
