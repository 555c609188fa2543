/** How many calls may be in flight: so many, or as many as the pace needs. */
export type Concurrency = number | 'auto';

const SECOND_MS = 1000;

// The vendor's own limit of a reply is 3 s: docs/api.md, "Calls and replies". More in flight would make no pace.
const LONGEST_REPLY_MS = 3000;

// Each one in flight has a socket of its own, and a process has some thousands. At 200 calls a second 600 are the most.
const MOST_SOCKETS = 1000;

// The state folder, the input and the log need a few files, and several inputs more.
const OTHER_FILES = 256;

/**
 * @param openFiles - how many files and sockets the process may have open; undefined for any number
 * @returns how many of them may be connections
 */
export const mostConnections = (openFiles: number | undefined): number =>
  openFiles === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(1, Math.floor(openFiles / 2), Math.floor(openFiles - OTHER_FILES));

// So many calls may start in the first quarter of a second, before a reply shows how long replies take.
const FIRST_CALLS_MS = 250;
const MOST_FIRST_CALLS = 100;

// Replies get slower from one second to the next.
const MARGIN = 2;

/** A slow reply counts for this long, and up to twice as long. */
const RECENT_MS = 10_000;

/** @returns the most calls that are ever in flight at this pace */
export const mostInFlight = (perSecond: number): number =>
  Math.min(MOST_SOCKETS, Math.ceil((perSecond * LONGEST_REPLY_MS) / SECOND_MS));

/**
 * How many calls have to be in flight so that the pace is kept: the time of a call times the pace, with a margin. It
 * follows the slowest of the recent replies.
 */
export class InFlightLimit {
  #perSecond: number;
  #least = 0;
  #peakMs = 0;
  #peakBeforeMs = 0;
  #sinceMs = Number.NEGATIVE_INFINITY;

  /** @param perSecond - the pace that is to be kept */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.aimAt(perSecond);
  }

  /** Another pace is to be kept from now on. */
  aimAt(perSecond: number): void {
    this.#perSecond = perSecond;
    this.#least = Math.min(MOST_FIRST_CALLS, Math.ceil((perSecond * FIRST_CALLS_MS) / SECOND_MS));
  }

  get calls(): number {
    const needed = (MARGIN * Math.max(this.#peakMs, this.#peakBeforeMs) * this.#perSecond) / SECOND_MS;
    return Math.min(mostInFlight(this.#perSecond), Math.max(this.#least, Math.ceil(needed)));
  }

  /** A reply came. @param tookMs - what its connection and its reply took, without the wait for a slot */
  replied(nowMs: number, tookMs: number): void {
    if (nowMs - this.#sinceMs >= RECENT_MS) {
      this.#peakBeforeMs = nowMs - this.#sinceMs < 2 * RECENT_MS ? this.#peakMs : 0;
      this.#peakMs = 0;
      this.#sinceMs = nowMs;
    }
    this.#peakMs = Math.max(this.#peakMs, tookMs);
  }
}

// A little less is noise.
const TELLING_SHARE = 0.98;

/** A fixed number of calls in flight, and the pace that it should make. */
export type FixedInFlight = { readonly calls: number; readonly perSecond: number };

/**
 * @param sent - calls so far; as long as there was a place for each of them, nothing was limited
 * @param meanMs - what the connection and the reply of a call took
 * @returns the calls a second that the number in flight allows, where it keeps the pace down; undefined where it does not
 */
export const perSecondAllowed = (
  { calls, perSecond }: FixedInFlight,
  sent: number,
  meanMs: number,
): number | undefined => {
  const allowed = (calls * SECOND_MS) / meanMs;
  return sent > calls && allowed < perSecond * TELLING_SHARE ? allowed : undefined;
};
