import { FLOAT_DIGITS, SPREADSHEET_DIGITS } from './digits.ts';
import { RoundedAmong } from './rounded-among.ts';
import { Tally } from './tally.ts';

type IdField = 'groupId' | 'account';

// First and last characters that call for a closer look. All others pass by two look-ups in a table.
const FIRST = new Uint8Array(128);
for (const character of ' \t"\'`=') FIRST[character.charCodeAt(0)] = 1;
const LAST = new Uint8Array(128);
for (const character of ' \t"\'`)') LAST[character.charCodeAt(0)] = 1;

const AT_SIGN = 0x40;
const ZERO = 0x30;
// A number that is round anyway has zeros before the 16th digit too.
const ROUNDED = /^[1-9][0-9]{10}(?!0000)[0-9]{4}([0-9]{0,2})(0+)$/;

// With its text in it, or with what it takes from elsewhere.
const FORMULA = /^=(?:(?:T\()?".*"\)?|[A-Z][A-Z.]*\(.*\)|\$?[A-Z]{1,3}\$?[0-9]+|[0-9]+)$/;
const QUOTED = /^(?:(["'`]).*\1|`.*')$/s;
const WRITTEN_QUOTES =
  /^[«‹\u00b4\u2018-\u201f\u2032-\u2036\u300c-\u300f\u301d\uff02\uff07].*[»›\u00b4\u2018-\u201f\u2032-\u2036\u300c-\u300f\u301e\uff02\uff07]$/su;

/**
 * The beginning and the end of every ID of one column: what spreadsheets and careless writers leave there. Constant
 * work and memory.
 */
export class IdEdges {
  readonly spaces: Tally;
  readonly apostrophes: Tally;
  /** what only a spreadsheet, or a writer that fears one, puts an apostrophe before: a number, a group of the platform */
  readonly sureApostrophes: Tally;
  readonly quotes: Tally;
  readonly writtenQuotes: Tally;
  readonly formulas: Tally;
  /** begins as the platform's group IDs do */
  readonly platformGroups: Tally;
  readonly lowerCase: Tally;
  readonly zerosAfter15: Tally;
  readonly zerosAfter17: Tally;
  readonly roundedAmong = new RoundedAmong();
  /** IDs of more than 15 characters that begin with a digit */
  long = 0;
  /** IDs of more than 17 */
  veryLong = 0;
  /** zeros behind the 15th digit of such IDs, where those differ from the ID before them; the same behind the 17th */
  zeroDigits15 = 0;
  zeroDigits17 = 0;
  #before = '';

  constructor(field: IdField) {
    this.spaces = new Tally(field);
    this.apostrophes = new Tally(field);
    this.sureApostrophes = new Tally(field);
    this.quotes = new Tally(field);
    this.writtenQuotes = new Tally(field);
    this.formulas = new Tally(field);
    this.platformGroups = new Tally(field);
    this.lowerCase = new Tally(field);
    this.zerosAfter15 = new Tally(field);
    this.zerosAfter17 = new Tally(field);
  }

  /** @param value - not empty */
  observe(value: string, line: number): void {
    const first = value.charCodeAt(0);
    const last = value.charCodeAt(value.length - 1);
    if (first > 0x7e || last > 0x7e || FIRST[first] === 1 || LAST[last] === 1) this.#lookAt(value, line);
    else if (first === AT_SIGN) this.#observeAtSign(value, line);
    if (value.length > SPREADSHEET_DIGITS && first > ZERO && first <= 0x39) this.#observeLong(value, last, line);
  }

  #lookAt(value: string, line: number): void {
    if (value.trim() !== value) this.spaces.add(value, line);
    const bare = value.trim();
    if (FORMULA.test(bare)) this.formulas.add(value, line);
    else if (bare.length > 2 && QUOTED.test(bare)) this.quotes.add(value, line);
    else if (bare.length > 2 && WRITTEN_QUOTES.test(bare)) this.writtenQuotes.add(value, line);
    else if (bare.startsWith("'")) {
      this.apostrophes.add(value, line);
      if (/^'(?:[0-9]+$|@TGS#)/.test(bare)) this.sureApostrophes.add(value, line);
    } else this.#observeAtSign(bare, line);
  }

  /** Half of all inputs hold groups of the platform: no more is done with their IDs than they need. */
  #observeAtSign(value: string, line: number): void {
    if (value.startsWith('@TGS#')) this.platformGroups.add(value, line);
    else if (/^@tgs#/i.test(value)) this.lowerCase.add(value, line);
  }

  #observeLong(value: string, last: number, line: number): void {
    const isVeryLong = value.length > FLOAT_DIGITS;
    this.long += 1;
    this.roundedAmong.observe(value);
    if (isVeryLong) this.veryLong += 1;
    if (last !== ZERO) return;
    const [, sixteenth, zeros] = ROUNDED.exec(value) ?? [];
    if (sixteenth === undefined || zeros === undefined) return;
    const isNew = value !== this.#before;
    this.#before = value;
    const behind17 = value.length - FLOAT_DIGITS;
    if (isVeryLong && zeros.length >= behind17) {
      this.zerosAfter17.add(value, line);
      if (isNew) this.zeroDigits17 += behind17;
    }
    if (!/^0*$/.test(sixteenth)) return;
    this.zerosAfter15.add(value, line);
    if (isNew) this.zeroDigits15 += value.length - SPREADSHEET_DIGITS;
  }
}
