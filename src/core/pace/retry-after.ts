/** A reply asks not to be called for a while. */
export type AskedPause = {
  /** 429: of one command; 503: the whole service is busy */
  readonly status: 429 | 503;
  readonly ms: number;
};

// No reply of the API, nor a gateway, needs longer; and a wrong one must not stop a night's run.
const LONGEST_MS = 5 * 60_000;

/**
 * @param retryAfter - the header `Retry-After`: seconds, or a date (RFC 9110, 10.2.3)
 * @param date - the header `Date` of the same reply: a date is counted from it, since our clock may be wrong
 * @returns undefined where the reply asks for nothing
 */
export const askedPause = (
  status: number,
  retryAfter: string | undefined,
  date: string | undefined,
): AskedPause | undefined => {
  if ((status !== 429 && status !== 503) || retryAfter === undefined) return undefined;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : dateMs(retryAfter) - dateMs(date ?? '');
  return ms > 0 ? { status, ms: Math.min(ms, LONGEST_MS) } : undefined;
};

/** A date without a zone would be read by that of this machine. */
const dateMs = (text: string): number => (text.endsWith('GMT') ? Date.parse(text) : Number.NaN);
