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
  readonly #seen = new Map<string, string>();
  #latest: DayRates | undefined;

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  /** By what a file is and holds: two changes may have one time, and a clock may be set back between them. */
  async latest(): Promise<DayRates | undefined> {
    const changed: { readonly mtimeNs: bigint; readonly rates: DayRates | undefined }[] = [];
    for (const path of this.#paths) {
      const found = await stat(path, { bigint: true }).catch(() => undefined);
      if (!found) continue;
      const text = await readOwn(path).catch(() => '');
      const now = `${found.ino} ${found.mtimeNs} ${text}`;
      if (now === this.#seen.get(path)) continue;
      this.#seen.set(path, now);
      changed.push({ mtimeNs: found.mtimeNs, rates: parseDayRates(text.trim()) });
    }
    for (const { rates } of changed.sort((a, b) => Number(a.mtimeNs - b.mtimeNs))) this.#latest = rates ?? this.#latest;
    return this.#latest;
  }
}
