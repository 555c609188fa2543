import { durationText } from '../text/text.ts';

// What skew the vendor tolerates is not documented (docs/api.md, "UserSig"); a few minutes are usual.
const WORTH_TELLING_MS = 5 * 60_000;

/**
 * A UserSig carries the time at which it was made, so a wrong clock makes a good key look bad.
 *
 * @param targetMs - the `Date` of a reply, milliseconds since 1970; NaN where it had none
 * @param oursMs - this machine's clock at the same moment
 * @returns undefined where the two agree well enough, or nothing is known
 */
export const clockSkewText = (targetMs: number, oursMs: number): string | undefined => {
  const aheadMs = oursMs - targetMs;
  if (!(Math.abs(aheadMs) >= WORTH_TELLING_MS)) return undefined;
  const by = durationText(Math.abs(aheadMs) / 1000);
  return `the clock of this machine is ${by} ${aheadMs > 0 ? 'ahead of' : 'behind'} the target’s`;
};
