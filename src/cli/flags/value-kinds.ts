import type { ExpectedValue } from '../../core/errors/settings-error.ts';
import { type DayRates, highestRate, parseDayRates } from '../../core/pace/day-rates.ts';
import type { Concurrency } from '../../core/pace/in-flight.ts';
import type { Shard } from '../../core/row/shard.ts';
import { REGION_HOSTS, type Region } from '../../core/target/target.ts';

/** How the text of a flag becomes a value, and what a wrong text should have been. */
export type ValueKind<T> = {
  /** spaces, quotes and hidden characters can be meant: in names of files, in what divides values, in texts */
  readonly isVerbatim?: true;
  /** undefined: any text is accepted, and its meaning depends on other settings */
  readonly expected: ExpectedValue | undefined;
  /** @returns undefined when the text is not accepted */
  readonly parse: (text: string) => T | undefined;
};

/** A number of rows, or a share of them. */
export type RowsOrShare =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'percent'; readonly percent: number };

export const text: ValueKind<string> = { isVerbatim: true, expected: undefined, parse: (typed) => typed };

/** The name of a format or an encoding, or a URL. */
export const word: ValueKind<string> = { expected: undefined, parse: (typed) => typed };

// docs/api.md, "Identifiers": printable ASCII, at most 32 bytes. No account begins or ends in a quote or a space.
const ACCOUNT = /^(?!["'` ])[\x20-\x7e]{1,32}(?<!["'` ])$/;

/** An App admin. */
export const account: ValueKind<string> = {
  expected: { form: 'account' },
  parse: (typed) => (ACCOUNT.test(typed) ? typed : undefined),
};

/** A whole number, digits only. */
export const whole = (from: number, to: number): ValueKind<number> => ({
  expected: { form: 'whole', from, to },
  parse: (typed) => numberWithin(typed, /^[0-9]+$/, from, to),
});

/** Calls in flight. */
export const concurrencyKind: ValueKind<Concurrency> = {
  expected: { form: 'auto-or-whole', from: 1, to: 10_000 },
  parse: (typed) => (typed === 'auto' ? typed : numberWithin(typed, /^[0-9]+$/, 1, 10_000)),
};

/** A number above 0, fractions allowed. */
export const positive = (to: number): ValueKind<number> => ({
  expected: { form: 'positive', to },
  parse: (typed) => numberWithin(typed, /^[0-9]+(\.[0-9]+)?$/, Number.MIN_VALUE, to),
});

const numberWithin = (typed: string, form: RegExp, from: number, to: number): number | undefined => {
  const number = Number(typed);
  return form.test(typed) && number >= from && number <= to ? number : undefined;
};

export const choice = <const T extends string>(choices: readonly T[]): ValueKind<T> => ({
  expected: { form: 'choice', choices },
  parse: (typed) => choices.find((one) => one === typed),
});

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds, for example from `90s`, `30m`, `2h`, `500ms` or `1d`. */
export const durationKind: ValueKind<number> = {
  expected: { form: 'duration' },
  parse: (typed) => {
    const [, amount, unit = ''] = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)$/.exec(typed) ?? [];
    const unitMs = UNITS_MS[unit];
    return amount === undefined || unitMs === undefined ? undefined : Number(amount) * unitMs;
  },
};

const SIZE_UNITS = ['', 'K', 'M', 'G', 'T'];

/** Bytes, for example from `50G`, `512M` or `1.5TiB`; a unit is 1024 of the one below it. */
export const sizeKind: ValueKind<number> = {
  expected: { form: 'size' },
  parse: (typed) => {
    const [, amount, unit = ''] = /^([0-9]+(?:\.[0-9]+)?) ?(?:([KMGT])(?:i?B)?|B)?$/i.exec(typed) ?? [];
    const bytes = Math.floor(Number(amount) * 1024 ** SIZE_UNITS.indexOf(unit.toUpperCase()));
    return amount !== undefined && bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
  },
};

// docs/api.md, "UserSig": a lifetime of at most 50 years.
const LONGEST_LIFETIME_MS = 50 * 365 * 24 * 3_600_000;

/** How long a UserSig is valid, milliseconds. */
export const lifetime: ValueKind<number> = {
  expected: { form: 'lifetime' },
  parse: (typed) => {
    const ms = durationKind.parse(typed);
    return ms !== undefined && ms >= 1000 && ms <= LONGEST_LIFETIME_MS ? ms : undefined;
  },
};

const share = (form: 'failure-limit' | 'sample-size', isFit: (amount: number) => boolean): ValueKind<RowsOrShare> => ({
  expected: { form },
  parse: (typed) => {
    const [, digits, percent] = /^([0-9]+(?:\.[0-9]+)?)(%?)$/.exec(typed) ?? [];
    const amount = Number(digits);
    if (digits === undefined || !isFit(amount)) return undefined;
    if (percent) return amount <= 100 ? { kind: 'percent', percent: amount } : undefined;
    return Number.isSafeInteger(amount) ? { kind: 'rows', rows: amount } : undefined;
  },
});

/** The number or share of failed rows that a run may have; it may be 0. */
export const failureLimit = share('failure-limit', () => true);

/** The number or share of rows in a sample; at least one row. */
export const sampleSize = share('sample-size', (amount) => amount > 0);

const ESCAPE = /^\\(?:([0-7]{3})|x([0-9a-f]{2})|u([0-9a-f]{4}))$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are valid delimiters
const DELIMITER = /^[\x01-\x09\x0b\x0c\x0e-\x21\x23-\x7f]$/;

/** One character; also typed as `\t`, `\x01`, `\u0001`, or `\001` as in Hive. */
export const delimiter: ValueKind<string> = {
  isVerbatim: true,
  expected: { form: 'delimiter' },
  parse: (typed) => {
    const character = unescaped(typed);
    return DELIMITER.test(character) ? character : undefined;
  },
};

const unescaped = (typed: string): string => {
  if (typed === '\\t') return '\t';
  const [, octal, ...hex] = ESCAPE.exec(typed) ?? [];
  const digits = octal ?? hex.find((one) => one !== undefined);
  return digits === undefined ? typed : String.fromCharCode(Number.parseInt(digits, octal === undefined ? 16 : 8));
};

/** What values are quoted with. */
export const quote: ValueKind<'"' | "'" | 'none'> = { ...choice(['"', "'", 'none']), isVerbatim: true };

/** The character before one that would mean something else; `\\\\` is taken for one backslash. */
export const escapeKind: ValueKind<string> = {
  isVerbatim: true,
  expected: { form: 'escape' },
  parse: (typed) => (typed === '\\' || typed === '\\\\' ? '\\' : undefined),
};

/** What the console and people call the data centers. */
const REGION_NAMES: Readonly<Record<Region, readonly string[]>> = {
  cn: ['中国', '中国大陆', '中国内地', '国内', '大陆', '中國', 'china'],
  sgp: ['新加坡', 'singapore', 'sg'],
  kr: ['韩国', '韓國', '首尔', 'korea', 'seoul', 'kor'],
  jpn: ['日本', '东京', 'japan', 'tokyo', 'jp'],
  ger: ['德国', '德國', '法兰克福', 'germany', 'frankfurt', 'de'],
  usa: ['美国', '美國', '硅谷', 'america', 'us'],
  idn: ['印度尼西亚', '印尼', '雅加达', 'indonesia', 'jakarta', 'id'],
  ksa: ['沙特阿拉伯', '沙特', '利雅得', 'saudi arabia', 'riyadh', 'sa'],
  ind: ['印度', '孟买', 'india', 'mumbai'],
};

/** A data center, also by its name in Chinese or English. */
export const region: ValueKind<Region> = {
  ...choice(Object.keys(REGION_HOSTS) as Region[]),
  parse: (typed) => {
    const name = typed.normalize('NFKC').toLowerCase();
    return (Object.keys(REGION_NAMES) as Region[]).find((one) => one === name || REGION_NAMES[one].includes(name));
  },
};

// More processes than that share no limit of 200 calls a second.
const MOST_SHARES = 1000;

/** One of equal shares of the rows, such as 1/4. */
export const shardKind: ValueKind<Shard> = {
  expected: { form: 'shard', to: MOST_SHARES },
  parse: (typed) => {
    const [, index, of] = /^([1-9][0-9]{0,3})\/([1-9][0-9]{0,3})$/.exec(typed) ?? [];
    const shard = { index: Number(index), of: Number(of) };
    return index !== undefined && shard.index <= shard.of && shard.of <= MOST_SHARES ? shard : undefined;
  },
};

/** Calls per second, all day or by the time of the day. */
export const rateKind: ValueKind<DayRates> = {
  expected: { form: 'rate' },
  parse: (typed) => {
    const rates = parseDayRates(typed);
    return rates && highestRate(rates) > 0 ? rates : undefined;
  },
};
