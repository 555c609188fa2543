// Four bins to an octave: a percentile is off by a tenth at most.
const BINS_PER_OCTAVE = 4;
/** up to four minutes, far above any time-out of a call */
export const LATENCY_BINS = 72;

/** @returns the bin of a reply that took so many milliseconds */
export const latencyBin = (tookMs: number): number =>
  tookMs <= 1 ? 0 : Math.min(LATENCY_BINS - 1, Math.ceil(Math.log2(tookMs) * BINS_PER_OCTAVE));

/** @returns the middle of a bin, milliseconds */
const middleMs = (bin: number): number => (bin === 0 ? 1 : 2 ** ((bin - 0.5) / BINS_PER_OCTAVE));

/**
 * @param counts - of replies, by bin
 * @param share - 0.5 for the median
 * @returns what that share of the replies took at most, milliseconds, a tenth more or less; undefined without replies
 */
export const percentileMs = (counts: readonly number[], share: number): number | undefined => {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return undefined;
  let left = Math.ceil(all * share);
  for (const [bin, count] of counts.entries()) {
    left -= count;
    if (left <= 0) return middleMs(bin);
  }
  return undefined;
};
