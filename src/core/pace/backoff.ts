const FIRST_MS = 1000;
const CAP_MS = 30_000;
const PROBE_CAP_MS = 10_000;

/**
 * Exponential backoff with full jitter: rows that failed together do not come back together.
 *
 * @param tries - tries so far, from 1
 * @param random - from 0 to below 1
 * @returns milliseconds
 */
export const backoffMs = (tries: number, random: number): number => random * doubled(FIRST_MS, tries, CAP_MS);

/**
 * Time between two probes of a target that is out of reach. There is no jitter, since one process probes. The cap is
 * shorter than that of a row, since the whole run waits.
 *
 * @param probes - probes that have failed so far, from 1
 * @returns milliseconds
 */
export const probeDelayMs = (probes: number): number => doubled(FIRST_MS, probes, PROBE_CAP_MS);

const doubled = (firstMs: number, times: number, capMs: number): number =>
  Math.min(capMs, firstMs * 2 ** Math.min(times - 1, 30));
