import { SPREADSHEET_DIGITS } from './digits.ts';

const MOST_IDS = 1000;
const FEWEST_IDS = 3;
/** Less than this is no chance: see `Suspector`. */
const LEAST_CHANCE = 1e-5;
const ZERO = 0x30;

/**
 * How often an ID has this many zeros at its end by chance. One of random digits has n once in 10^n times; one that
 * programs number by bits, the last of which are mostly 0, once in 5^n.
 */
const CHANCE = Array.from({ length: 16 }, (_, zeros) => 5 ** -zeros);

// Of what is rounded, the last digit that is kept is seldom a zero; of what is round by design, it often is.
const ROUNDED = new RegExp(`^[1-9][0-9]{${SPREADSHEET_DIGITS - 2}}[1-9]0+$`);
const ONE_DIGIT_MORE = new RegExp(`^[1-9][0-9]{${SPREADSHEET_DIGITS - 1}}[1-9]0+$`);

/**
 * Finds a few IDs that were rounded to 15 digits among many that were not. Chance, and round steps, make more IDs that
 * have one digit more before their zeros than IDs that have 15; rounding makes none. Constant memory and work: behind
 * the first thousand rounded IDs no other is looked at.
 */
export class RoundedAmong {
  readonly #rounded = new Set<string>();
  #expected = 0;
  #oneDigitMore = 0;
  #before = '';

  /** @param value - of more than 15 characters, the first of which is a digit */
  observe(value: string): void {
    if (value === this.#before || this.#rounded.size === MOST_IDS) return;
    this.#before = value;
    this.#expected += CHANCE[value.length - SPREADSHEET_DIGITS] ?? 0;
    if (value.charCodeAt(value.length - 1) !== ZERO) return;
    if (ROUNDED.test(value)) this.#rounded.add(value);
    else if (ONE_DIGIT_MORE.test(value)) this.#oneDigitMore += 1;
  }

  get isBelieved(): boolean {
    const found = this.#rounded.size;
    if (found < FEWEST_IDS || found < 2 * this.#oneDigitMore) return false;
    // At most so likely are this many where fewer are expected.
    let chance = 1;
    for (let at = 1; at <= found; at += 1) chance *= this.#expected / at;
    return chance < LEAST_CHANCE;
  }
}
