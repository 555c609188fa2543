import { printable } from '../text/text.ts';
import type { ProblemKind } from './row.ts';

/** What a spreadsheet, a database or a program has made of a value; `says` goes on behind the value itself. */
export type Damage = { readonly kind: ProblemKind; readonly says: string };

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

// What stands where there was no value, as databases and spreadsheets write it. Nobody's ID is one of these, though they
// are printable ASCII; `null`, `nil` or `undefined` may be somebody's, and the target refuses them where they are not.
const ID_PLACEHOLDERS: ReadonlySet<string> = new Set([
  ...['NULL', '\\N'],
  ...['#N/A', '#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NUM!', '#NULL!'],
]);
const COUNT_PLACEHOLDER =
  /^(?:\(?null\)?|nil|none|undefined|nan|n\/?a|\\n|-+|#(?:n\/a|ref!|value!|name\?|div\/0!|num!|null!))$/i;

// The digits behind the exponent are gone. Spreadsheets, JavaScript and Python write `E+18`; Java writes `1.58292E18`, and
// `1.0E7` from ten million on; MySQL writes `1.58292e18`. `1e5`, without sign and fraction, is what people write.
const ROUNDED_NUMBER = /^-?[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]{2,}$|^-?[0-9][.,][0-9]+(?:E[0-9]+|e[0-9]{2,})$/;

/**
 * @param notAscii - kind of a value that has some other character outside printable ASCII
 * @returns what is wrong with the characters of an ID; undefined where it can be meant
 */
export const damageOfId = (value: string, notAscii: ProblemKind): Damage | undefined => {
  if (PRINTABLE_ASCII.test(value)) {
    if (ROUNDED_NUMBER.test(value)) return ROUNDED;
    return ID_PLACEHOLDERS.has(value) ? placeholder('give the ID, or leave the row out') : undefined;
  }
  const hidden = hiddenCharacter(value);
  if (hidden) return hidden;
  const digits = plainDigits(value);
  if (PRINTABLE_ASCII.test(digits)) return otherDigits(value, digits);
  return { kind: notAscii, says: 'has a character outside printable ASCII' };
};

const ROUNDED: Damage = {
  kind: 'id-rounded',
  says: 'looks like a number that a spreadsheet or a program has rounded: export it again as text',
};

/** @param value - text that is no plain whole number */
export const damageOfCount = (value: string): Damage => {
  if (COUNT_PLACEHOLDER.test(value)) return placeholder('give a number, 0 where nothing is unread');
  const form = COUNT_FORMS.find(({ is }) => is.test(value));
  if (form) return { kind: 'unread-not-integer', says: form.says(value) };
  const hidden = hiddenCharacter(value);
  if (hidden) return hidden;
  const digits = plainDigits(value);
  if (/^[0-9]+$/.test(digits)) return otherDigits(value, digits);
  return { kind: 'unread-not-integer', says: 'is not a plain whole number' };
};

const digitsOf = (value: string): string => printable(value.replace(/[^0-9]/g, ''), 20);

// No-break, thin and narrow no-break spaces are what some countries part thousands by.
const COUNT_FORMS: readonly { readonly is: RegExp; readonly says: (value: string) => string }[] = [
  { is: /^ +$/, says: () => 'is blank' },
  { is: /^(?: +[0-9]+ *| *[0-9]+ +)$/, says: (value) => `has a space around it: write ${digitsOf(value)}` },
  {
    is: /^[0-9]{1,3}([, '’\u00a0\u2009\u202f])[0-9]{3}(?:\1[0-9]{3})*$/,
    says: (value) => `has a thousands separator: write ${digitsOf(value)}`,
  },
  {
    is: /^[0-9]+[.,]0*$/,
    says: (value) => `has a decimal part: write ${digitsOf(value.split(/[.,]/)[0] ?? '')}`,
  },
  { is: /^[0-9]*[.,][0-9.,]+$/, says: () => 'has a decimal part or separators: write a whole number in plain digits' },
  { is: /^\+[0-9]+$/, says: (value) => `has a sign: write ${digitsOf(value)}` },
  { is: /^-[0-9.,]+$/, says: () => 'is negative: a count is 0 or more' },
  { is: /^'[0-9]+'?$/, says: (value) => `has an apostrophe: write ${digitsOf(value)}` },
  {
    is: /^[+-]?[0-9]+(?:[.,][0-9]*)?E[+-]?[0-9]+$/i,
    says: () => 'is in exponent form: write it in plain digits',
  },
  { is: /^[0-9]+\+$/, says: () => 'is what an app shows in place of a larger count: export the count itself' },
  { is: /^(?:true|false)$/i, says: () => 'is true or false, not a count' },
];

const placeholder = (remedy: string): Damage => ({ kind: 'placeholder', says: `stands for no value: ${remedy}` });

// Spaces other than the plain one, and what has no width at all.
const HIDDEN = /[\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/;
// At the ends also what a cell may end in; inside, that is a character like any other that is not allowed.
const HIDDEN_AT_ENDS = /^[\t\n\v\f\r]|[\t\n\v\f\r]$/;

const HIDDEN_NAMES: Readonly<Record<string, string>> = {
  '\t': 'a tab',
  '\n': 'a line break',
  '\r': 'a line break',
  '\u00a0': 'a no-break space',
  '\u200b': 'a zero-width space',
  '\u200c': 'a zero-width non-joiner',
  '\u200d': 'a zero-width joiner',
  '\u2060': 'a word joiner',
  '\u202f': 'a narrow no-break space',
  '\u3000': 'a full-width space',
  '\ufeff': 'a byte order mark',
};

const hiddenCharacter = (value: string): Damage | undefined => {
  const found = HIDDEN.exec(value) ?? HIDDEN_AT_ENDS.exec(value);
  if (!found) return undefined;
  const [character] = found;
  const name = HIDDEN_NAMES[character] ?? 'a character that does not show';
  const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const place = found.index === 0 ? 'at its beginning' : found.index === value.length - 1 ? 'at its end' : 'inside';
  return { kind: 'hidden-character', says: `has ${name} (${code}) ${place}: remove it` };
};

const otherDigits = (value: string, digits: string): Damage => {
  const name = /[\uff10-\uff19]/.test(value) ? 'full-width digits' : 'digits of another script';
  return { kind: 'other-digits', says: `has ${name}: write ${printable(digits, 60)}` };
};

const DIGIT = /\p{Nd}/u;

/** Unicode keeps the ten digits of a script together, 0 first, and sets of them side by side. */
const plainDigits = (value: string): string =>
  value.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let first = code;
    while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
    return String((code - first) % 10);
  });
