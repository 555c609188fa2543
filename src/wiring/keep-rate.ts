import { stat, unlink } from 'node:fs/promises';
import { type DayRates, parseDayRates, rateAt } from '../core/pace/day-rates.ts';
import type { Clock, OnEvent } from '../core/ports.ts';
import { readOwn } from '../io/journal/own-files.ts';

// A change is noticed within two seconds.
const LOOK_EVERY_MS = 1000;

export type KeptRate = {
  /** as it was asked for when the command began */
  readonly rates: DayRates;
  /** where `tim-unread rate` writes another one, in each state folder of the command */
  readonly paths: readonly string[];
  readonly setRate: (perSecond: number) => void;
};

/**
 * Keeps the rate that holds at this time of the day, or that was asked for since.
 *
 * @returns ends it
 */
export const keepRate = async (
  { rates, paths, setRate }: KeptRate,
  clock: Clock,
  onEvent: OnEvent,
): Promise<() => Promise<void>> => {
  // What was asked of an earlier run is over with it.
  for (const path of paths) await unlink(path).catch(() => {});
  const asked = new AskedRate(paths);
  let kept = rates.length > 1 ? undefined : rates[0]?.perSecond;
  const look = async (): Promise<void> => {
    const latest = await asked.latest();
    const perSecond = rateAt(latest ?? rates, minuteOf(clock.wallMs()));
    if (perSecond === kept) return;
    kept = perSecond;
    setRate(perSecond);
    onEvent({ type: 'rate-changed', perSecond, isAsked: latest !== undefined, zone: zoneName() });
  };
  await look();
  const end = new AbortController();
  const looking = (async () => {
    while (await clock.sleep(LOOK_EVERY_MS, end.signal)) await look();
  })();
  return async () => {
    end.abort();
    await looking;
  };
};

const minuteOf = (wallMs: number): number => {
  const local = new Date(wallMs);
  return local.getHours() * 60 + local.getMinutes();
};

const zoneName = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What the latest of the files asks for. */
class AskedRate {
  readonly #paths: readonly string[];
  #latest: DayRates | undefined;
  #latestMs = Number.NEGATIVE_INFINITY;

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  async latest(): Promise<DayRates | undefined> {
    for (const path of this.#paths) {
      const mtimeMs = (await stat(path).catch(() => undefined))?.mtimeMs;
      if (mtimeMs === undefined || mtimeMs <= this.#latestMs) continue;
      this.#latestMs = mtimeMs;
      const rates = parseDayRates((await readOwn(path).catch(() => '')).trim());
      if (rates) this.#latest = rates;
    }
    return this.#latest;
  }
}
