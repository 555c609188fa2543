// The tolerated skew is not documented (docs/api.md, "UserSig"), and log lines are compared by the minute.
const WORTH_TELLING_MS = 60_000;

/** @param aheadMs - by how much one clock is ahead of another, milliseconds */
export const isWorthTelling = (aheadMs: number): boolean => Math.abs(aheadMs) >= WORTH_TELLING_MS;

/**
 * A UserSig contains the time at which it was made, so a wrong clock makes a good key look bad.
 *
 * @param targetMs - the `Date` header of a reply, milliseconds since 1970; NaN when it had none
 * @param oursMs - this machine's clock at the same moment, milliseconds since 1970
 * @returns how far this machine's clock is ahead, milliseconds; undefined when the skew is small or unknown
 */
export const clockAheadMs = (targetMs: number, oursMs: number): number | undefined => {
  const aheadMs = oursMs - targetMs;
  return isWorthTelling(aheadMs) ? aheadMs : undefined;
};
