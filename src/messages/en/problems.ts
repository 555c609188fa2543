import type { JsonType, Problem } from '../../core/row/problem.ts';
import { printable } from '../../core/text/text.ts';
import { UNDOUBLED } from '../conversions/line-commands.ts';

type Of<Code extends Problem['code']> = Extract<Problem, { readonly code: Code }>;

/** Names of the three values when no others are given. */
const NAMES = { groupId: 'GroupId', account: 'Member_Account', unread: 'UnreadMsgNum' } as const;

const shown = (value: string): string => `"${printable(value, 60)}"`;
const shownDigits = (digits: string): string => printable(digits, 20);
/** For example `UnreadMsgNum "1,234"`, the beginning of a sentence. */
const count = ({ value }: { readonly value: string }): string => `UnreadMsgNum ${shown(value)}`;

/** @param names - two or more */
const either = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

const JSON_TYPES: Readonly<Record<JsonType, string>> = {
  string: 'JSON string',
  number: 'JSON number',
  boolean: 'JSON boolean',
  object: 'JSON object',
  array: 'JSON array',
  mongo: 'JSON object of MongoDB (export it with --jsonFormat=relaxed)',
};

const CHARACTERS: Readonly<Record<string, string>> = {
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

const QUOTED_BY_A_WRITER = /^[\u2018-\u201f\u300c-\u300f\uff02\uff07].*[\u2018-\u201f\u300c-\u300f\uff02\uff07]$/u;

const PLACES = { start: 'at its beginning', inside: 'inside', end: 'at its end' } as const;

/** For example `U+200B`. */
const codePointText = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** What is wrong with a row: these texts stand in `failures.csv` too, several joined by `; `. */
export const problems = {
  'line-too-long': () => 'the line is longer than 1 MiB',
  'quote-not-closed': () => 'a quote is opened on this line and not closed (within 1 MiB)',
  'text-after-closing-quote': () => 'a quoted value goes on behind its closing quote; double the quotes inside a value',
  'quote-inside-value': () => 'a quote stands inside a value; put the value in quotes and double the quote',
  'not-one-record': () => 'not one CSV record',
  'not-csv': ({ errorCode }: Of<'not-csv'>) => `the line is not CSV (${errorCode})`,
  'not-json': () => 'the line is not JSON',
  'not-json-object': () => 'the line is not a JSON object',
  'backslashes-doubled': () =>
    `the line is JSON whose backslashes are doubled, as mysql -B and COPY of PostgreSQL write them: export it again with mysql --raw or psql -At, or convert the file: ${UNDOUBLED} FILE > NEWFILE.jsonl`,
  'key-twice': ({ key }: Of<'key-twice'>) =>
    `the key ${printable(key, 60)} stands twice in the object, with different values: keep the one that is meant`,
  'element-broken': () => 'the object is not JSON: a quote or a bracket is not closed',
  'element-not-json': () => 'the object is not JSON',
  'element-not-object': () => 'the element is not a JSON object',
  'value-count': ({ found, expected, expectedBy }: Of<'value-count'>) =>
    found === 1
      ? `the line has 1 value, the ${expectedBy} has ${expected}`
      : `the line has ${found} values, the ${expectedBy} has ${expected}`,
  'comma-in-count': ({ digits }: Of<'comma-in-count'>) =>
    `the line has one value too many: where ${digits} is one number, write ${digits.replaceAll(',', '')}`,
  'cr-alone': () =>
    "the line holds several rows, which a CR alone ends, as on old Macs: put line breaks there with tr '\\r' '\\n'",
  'full-width-commas': () => 'its values stand between full-width commas or semicolons: write plain ones',
  'header-again': () => 'this is the header once more, as of a second file put behind the first: no row',
  'rule-line': () => 'this is a rule that a program draws below a header: no row',
  'types-line': () => 'this line holds the types of the columns: no row',
  'footer-line': () => 'this is a line that a program or a person writes behind the rows: no row',
  'empty-row': () => 'all its values are empty, as in the rows of a spreadsheet whose cells were cleared: no row',
  'merge-mark': () =>
    'this is a mark of a merge that nobody has settled: settle it, for the rows of both sides are taken',
  'not-in-encoding': ({ encoding }: Of<'not-in-encoding'>) =>
    `the line is not ${encoding}: damaged, or in another encoding`,
  'utf8-not-encoding': ({ encoding }: Of<'utf8-not-encoding'>) =>
    `the line is UTF-8, not ${encoding}: leave --encoding out`,
  'not-utf8-as-marked': () =>
    'the line is not UTF-8, of which the file has the byte order mark: damaged, or put together from two files',
  'not-utf8-but-like': ({ encoding }: Of<'not-utf8-but-like'>) =>
    `the line is not UTF-8; its bytes look like ${encoding.toUpperCase()}: --encoding ${encoding}`,
  'not-utf8': ({ candidates }: Of<'not-utf8'>) =>
    `the line is not UTF-8: damaged, or in an encoding that its bytes do not tell (--encoding ${either(candidates)}?)`,

  'values-too-long': () => 'the three values are longer than 64 KiB together',
  'half-character': () => 'a value holds half of a character (a lone surrogate)',

  'value-missing': ({ field }: Of<'value-missing'>) => `${NAMES[field]} is missing or empty`,
  placeholder: ({ field, value }: Of<'placeholder'>) =>
    field === 'unread'
      ? `${NAMES[field]} ${shown(value)} stands for no value: give a number, 0 where nothing is unread`
      : `${NAMES[field]} ${shown(value)} stands for no value: give the ID, or leave the row out`,
  'hidden-character': ({ field, value, character, place }: Of<'hidden-character'>) => {
    const name = CHARACTERS[character] ?? 'a character that does not show';
    return `${NAMES[field]} ${shown(value)} has ${name} (${codePointText(character)}) ${PLACES[place]}: ${place !== 'inside' && character.trim() === '' ? 'remove it, or add --trim' : 'remove it'}`;
  },
  'other-digits': ({ field, value, script, digits }: Of<'other-digits'>) => {
    const name = script === 'full-width' ? 'full-width digits' : 'digits of another script';
    return `${NAMES[field]} ${shown(value)} has ${name}: write ${printable(digits, 60)}`;
  },

  'topic-id': ({ value }: Of<'topic-id'>) => `GroupId ${shown(value)} is a topic ID; the endpoint takes groups only`,
  'id-too-long': ({ field, value, sizeBytes, mostBytes }: Of<'id-too-long'>) =>
    `${NAMES[field]} ${shown(value)} is ${sizeBytes} bytes long, at most ${mostBytes} are allowed`,
  'not-ascii': ({ field, value, lookAlike }: Of<'not-ascii'>) => {
    if (QUOTED_BY_A_WRITER.test(value)) {
      return `${NAMES[field]} ${shown(value)} stands in typographic quotes, as word processors write them: write plain ones`;
    }
    return lookAlike
      ? `${NAMES[field]} ${shown(value)} has ${lookAlike.character} (${codePointText(lookAlike.character)}), which only looks like ${lookAlike.plain}: IDs are printable ASCII`
      : `${NAMES[field]} ${shown(value)} has a character outside printable ASCII`;
  },
  'id-not-text': ({ field, found }: Of<'id-not-text'>) =>
    `${NAMES[field]} is a ${JSON_TYPES[found]}, not a string: write it in quotes, exactly as it was created`,
  'digits-lost': ({ field }: Of<'digits-lost'>) =>
    `${NAMES[field]} is a JSON number beyond 2^53, whose last digits most programs lose: compare it with its source, and write it in quotes where it is exported`,
  rounded: ({ field, value }: Of<'rounded'>) =>
    `${NAMES[field]} ${shown(value)} looks like a number that a spreadsheet or a program has rounded: export it again as text`,

  'count-blank': (problem: Of<'count-blank'>) => `${count(problem)} is blank`,
  'count-space-around': (problem: Of<'count-space-around'>) =>
    `${count(problem)} has a space around it: write ${shownDigits(problem.digits)}`,
  'count-thousands-separator': (problem: Of<'count-thousands-separator'>) =>
    `${count(problem)} has a thousands separator: write ${shownDigits(problem.digits)}`,
  'count-decimal-part': (problem: Of<'count-decimal-part'>) =>
    `${count(problem)} has a decimal part: write ${shownDigits(problem.digits)}`,
  'count-decimals-or-separators': (problem: Of<'count-decimals-or-separators'>) =>
    `${count(problem)} has a decimal part or separators: write a whole number in plain digits`,
  'count-plus-sign': (problem: Of<'count-plus-sign'>) =>
    `${count(problem)} has a sign: write ${shownDigits(problem.digits)}`,
  'count-negative': (problem: Of<'count-negative'>) => `${count(problem)} is negative: a count is 0 or more`,
  'count-apostrophe': (problem: Of<'count-apostrophe'>) =>
    `${count(problem)} has an apostrophe: write ${shownDigits(problem.digits)}`,
  'count-exponent': (problem: Of<'count-exponent'>) =>
    `${count(problem)} is in exponent form: write it in plain digits`,
  'count-hexadecimal': (problem: Of<'count-hexadecimal'>) =>
    `${count(problem)} is a hexadecimal number: write it in plain digits`,
  'count-capped': (problem: Of<'count-capped'>) =>
    `${count(problem)} is what an app shows in place of a larger count: export the count itself`,
  'count-abbreviated': (problem: Of<'count-abbreviated'>) =>
    `${count(problem)} is the short form of a larger count, whose last digits are lost: export the count itself`,
  'count-with-unit': ({ value, unit, digits }: Of<'count-with-unit'>) =>
    `UnreadMsgNum ${shown(value)} has ${shown(unit)} behind its number: write ${shownDigits(digits)}`,
  'count-true-or-false': (problem: Of<'count-true-or-false'>) => `${count(problem)} is true or false, not a count`,
  'count-not-whole': (problem: Of<'count-not-whole'>) => `${count(problem)} is not a plain whole number`,
  'position-not-whole': ({ value }: Of<'position-not-whole'>) =>
    `${shown(value)} is not a message sequence: a plain whole number (--group-seqs)`,
  'no-last-seq': ({ groupId }: Of<'no-last-seq'>) =>
    `GroupId ${shown(groupId)} has no last sequence in the file of --group-seqs`,
  'count-fraction': ({ value }: Of<'count-fraction'>) => `UnreadMsgNum is ${value}, not a whole number`,
  'count-not-number': ({ found }: Of<'count-not-number'>) =>
    `UnreadMsgNum is a ${JSON_TYPES[found]}, not a whole number`,
  'count-out-of-range': ({ value, most }: Of<'count-out-of-range'>) =>
    `UnreadMsgNum ${shown(value)} is not between 0 and ${most}`,
} satisfies { readonly [Code in Problem['code']]: (problem: Of<Code>) => string };

/** @returns the text of any problem */
export const sayProblem = (problem: Problem): string =>
  (problems[problem.code] as (values: Problem) => string)(problem);
