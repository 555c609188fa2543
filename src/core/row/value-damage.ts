import { lookAlikeIn } from '../text/look-alike.ts';
import { type Problem, shortened } from './problem.ts';

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

// What databases and spreadsheets write where there is no value. These are printable ASCII but nobody's ID; `null`,
// `nil` or `undefined` may be somebody's, and the target refuses them where they are not.
const ID_PLACEHOLDERS: ReadonlySet<string> = new Set([
  ...['NULL', '\\N', '[NULL]', '(NULL)', '(null)', '<null>', '<NULL>'],
  ...['#N/A', '#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NUM!', '#NULL!'],
  ...['#SPILL!', '#CALC!', '#FIELD!', '#BUSY!', '#CONNECT!', '#UNKNOWN!', '#BLOCKED!', '#GETTING_DATA', '<NA>'],
]);
const COUNT_PLACEHOLDER =
  /^(?:[([<]?null[)\]>]?|nil|none|undefined|nan|n\/?a|\\n|-+|<na>|#(?:n\/a|ref!|value!|name\?|div\/0!|num!|null!))$/i;

// A number in exponent form has lost digits. Spreadsheets, JavaScript and Python write `E+18`; Java writes
// `1.58292E18`, and `1.0E7` from ten million on; MySQL writes `1.58292e18`. `1e5`, without sign and fraction, is what
// people write.
const ROUNDED_NUMBER = /^-?[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]{2,}$|^-?[0-9][.,][0-9]+(?:E[0-9]+|e[0-9]{2,})$/;

// A date of a spreadsheet, which it may have made of an ID such as 1-2; a formula without its value; an error of
// LibreOffice; a cell that is too narrow for its number.
const NO_VALUE_OF_CELL = /^#(?:DATE|FORMULA)! |^Err:[0-9]{3}$|^#{3,}$/;

type Field = 'groupId' | 'account' | 'unread';

/** @returns what is wrong with the characters of an ID; undefined where it can be meant */
export const damageOfId = (value: string, field: 'groupId' | 'account'): Problem | undefined => {
  if (PRINTABLE_ASCII.test(value)) {
    if (ROUNDED_NUMBER.test(value)) return { kind: 'id-rounded', code: 'rounded', field, value: shortened(value) };
    return ID_PLACEHOLDERS.has(value) || NO_VALUE_OF_CELL.test(value)
      ? { kind: 'placeholder', code: 'placeholder', field, value }
      : undefined;
  }
  const hidden = hiddenCharacter(value, field);
  if (hidden) return hidden;
  const digits = plainDigits(value);
  if (PRINTABLE_ASCII.test(digits)) return otherDigits(value, digits, field);
  const kind = field === 'groupId' ? 'group-id-not-ascii' : 'account-not-ascii';
  // A value may be a megabyte long; of an ID that is too long nothing more needs to be known.
  const lookAlike = value.length > LONGEST_ID ? undefined : lookAlikeIn(value);
  return { kind, code: 'not-ascii', field, value: shortened(value), ...(lookAlike ? { lookAlike } : {}) };
};

const LONGEST_ID = 48;

/** @param value - text that is no plain whole number */
export const damageOfCount = (value: string): Problem => {
  if (COUNT_PLACEHOLDER.test(value)) {
    return { kind: 'placeholder', code: 'placeholder', field: 'unread', value: shortened(value) };
  }
  const form = COUNT_FORMS.find(({ is }) => is.test(value));
  if (form) return form.problem(value);
  const hidden = hiddenCharacter(value, 'unread');
  if (hidden) return hidden;
  const plain = plainDigits(value.replace(FULL_WIDTH_SIGN, halfWidth));
  if (plain !== value && SEPARATED_DIGITS.test(plain)) {
    return otherDigits(value, plain.replaceAll(',', '').replace(/\.0+$/, ''), 'unread');
  }
  if (ABBREVIATED.test(plain)) return countForm('count-abbreviated')(value);
  const [, number, unit] = WITH_UNIT.exec(plain) ?? [];
  if (number === undefined || unit === undefined) return countForm('count-not-whole')(value);
  return {
    kind: 'unread-not-integer',
    code: 'count-with-unit',
    value: shortened(value),
    digits: shortened(number.replaceAll(',', '')),
    unit: shortened(unit),
  };
};

// `１，２００` is typed with a Chinese input method.
const FULL_WIDTH_SIGN = /[，．]/g;
const halfWidth = (sign: string): string => String.fromCharCode(sign.charCodeAt(0) - 0xfee0);
const SEPARATED_DIGITS = /^(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?$/;
// Apps show `1.2万` or `3k` in place of a larger count, whose digits are lost.
const ABBREVIATED = /^[0-9]+(?:[.,][0-9]+)? *(?:[kKmMwW]|[十百千万萬亿億]\p{L}*)\+?$/u;
const WITH_UNIT = /^([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+) *([\p{L}][\p{L} .()（）]*)$/u;

type CountForm = Extract<Problem, { kind: 'unread-not-integer'; value: string }>;
type CountFormWithDigits = Extract<CountForm, { digits: string }>;

const countForm =
  (code: Exclude<CountForm, CountFormWithDigits>['code']) =>
  (value: string): Problem => ({ kind: 'unread-not-integer', code, value: shortened(value) });

/** @param digitsOf - the part of the value whose digits are the count */
const countFormWithDigits =
  (code: Exclude<CountFormWithDigits['code'], 'count-with-unit'>, digitsOf = (value: string): string => value) =>
  (value: string): Problem => {
    const digits = shortened(digitsOf(value).replace(/[^0-9]/g, ''));
    return { kind: 'unread-not-integer', code, value: shortened(value), digits };
  };

// Some countries separate thousands by a no-break, a thin or a narrow no-break space.
const COUNT_FORMS: readonly { readonly is: RegExp; readonly problem: (value: string) => Problem }[] = [
  { is: /^ +$/, problem: countForm('count-blank') },
  { is: /^(?: +[0-9]+ *| *[0-9]+ +)$/, problem: countFormWithDigits('count-space-around') },
  {
    is: /^[0-9]{1,3}([, '’\u00a0\u2009\u202f])[0-9]{3}(?:\1[0-9]{3})*$/,
    problem: countFormWithDigits('count-thousands-separator'),
  },
  {
    is: /^[0-9]+[.,]0*$/,
    problem: countFormWithDigits('count-decimal-part', (value) => value.split(/[.,]/)[0] ?? ''),
  },
  { is: /^[0-9]*[.,][0-9.,]+$/, problem: countForm('count-decimals-or-separators') },
  { is: /^\+[0-9]+$/, problem: countFormWithDigits('count-plus-sign') },
  { is: /^-[0-9.,]+$/, problem: countForm('count-negative') },
  { is: /^'[0-9]+'?$/, problem: countFormWithDigits('count-apostrophe') },
  { is: /^[+-]?[0-9]+(?:[.,][0-9]*)?E[+-]?[0-9]+$/i, problem: countForm('count-exponent') },
  { is: /^0x[0-9a-f]+$/i, problem: countForm('count-hexadecimal') },
  { is: /^[0-9]+\+$/, problem: countForm('count-capped') },
  { is: /^(?:true|false)$/i, problem: countForm('count-true-or-false') },
];

// Spaces other than the plain one, and what has no width at all.
const HIDDEN = /[\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/;
// A cell may begin or end with these; inside a value they are characters like any others that are not allowed.
const HIDDEN_AT_ENDS = /^[\t\n\v\f\r]|[\t\n\v\f\r]$/;

const hiddenCharacter = (value: string, field: Field): Problem | undefined => {
  const found = HIDDEN.exec(value) ?? HIDDEN_AT_ENDS.exec(value);
  if (!found) return undefined;
  const [character] = found;
  const place = found.index === 0 ? 'start' : found.index === value.length - 1 ? 'end' : 'inside';
  return { kind: 'hidden-character', code: 'hidden-character', field, value: shortened(value), character, place };
};

const otherDigits = (value: string, digits: string, field: Field): Problem => ({
  kind: 'other-digits',
  code: 'other-digits',
  field,
  value: shortened(value),
  script: /[\uff0c-\uff19]/.test(value) ? 'full-width' : 'other',
  digits: shortened(digits),
});

const DIGIT = /\p{Nd}/u;

/** Unicode keeps the ten digits of a script together, 0 first; several sets may follow each other. */
const plainDigits = (value: string): string =>
  value.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let first = code;
    while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
    return String((code - first) % 10);
  });
