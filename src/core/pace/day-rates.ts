/** Calls per second by the time of the day: each holds from its minute on, the last one also until the first of the next day. */
export type DayRates = readonly { readonly fromMinute: number; readonly perSecond: number }[];

/** Highest accepted rate; far above any limit that an app can get. */
export const MOST_PER_SECOND = 100_000;

/**
 * @param typed - `200`, or `08:00,60 23:00,200`
 * @returns undefined when it is neither; in the order of the day
 */
export const parseDayRates = (typed: string): DayRates | undefined => {
  const all = numberOf(typed);
  if (all !== undefined) return [{ fromMinute: 0, perSecond: all }];
  const parts = typed.trim().split(/\s+/).map(partOf);
  const rates = parts.flatMap((part) => part ?? []).toSorted((a, b) => a.fromMinute - b.fromMinute);
  const minutes = new Set(rates.map(({ fromMinute }) => fromMinute));
  return rates.length === parts.length && minutes.size === rates.length ? rates : undefined;
};

const partOf = (text: string): DayRates[number] | undefined => {
  const [, hours, minutes, rate = ''] = /^([01]?\d|2[0-3]):([0-5]\d),(.+)$/.exec(text) ?? [];
  const perSecond = numberOf(rate);
  return perSecond === undefined ? undefined : { fromMinute: Number(hours) * 60 + Number(minutes), perSecond };
};

const numberOf = (text: string): number | undefined => {
  const number = Number(text);
  return /^\d+(\.\d+)?$/.test(text) && number <= MOST_PER_SECOND ? number : undefined;
};

/** @param minute - of the day, as the clock on the wall shows it: where that is put forward or back, its new time counts */
export const rateAt = (rates: DayRates, minute: number): number =>
  (rates.findLast(({ fromMinute }) => fromMinute <= minute) ?? rates.at(-1))?.perSecond ?? 0;

export const highestRate = (rates: DayRates): number => Math.max(...rates.map(({ perSecond }) => perSecond));
