import { CsvParser } from '../records/csv.ts';
import { parsedDialect } from '../records/csv-header.ts';
import { type CsvDialect, quotingOf } from '../records/quoting.ts';
import { RecordCutter } from '../records/record-cutter.ts';
import type { InputWish } from './wish.ts';

// Each way of reading costs a pass over these bytes. A dialect shows itself in the first free text.
const LOOKED_AT_BYTES = 256 * 1024;

/** The ways in which writers quote and escape. Of those that read equally many rows the first is taken. */
type Manner = Pick<CsvDialect, 'quote' | 'escape' | 'escapes'>;

const PLAIN: Manner = {};
const NO_QUOTES: Manner = { quote: 'none' };
const APOSTROPHES: Manner = { quote: "'" };
const ESCAPED_APOSTROPHES: Manner = { quote: "'", escape: '\\' };
const ESCAPES: Manner = { quote: 'none', escape: '\\' };
const ESCAPES_AND_QUOTES: Manner = { escape: '\\' };
const ESCAPED_QUOTES: Manner = { escape: '\\', escapes: 'quotes' };
const KEPT_ESCAPES: Manner = { escape: '\\', escapes: 'kept' };

/**
 * Finds out how the values of CSV are quoted and escaped, where nobody has said so: in the way that reads most rows.
 *
 * @param text - the first bytes, from the first record on
 * @param before - what stands before it
 * @returns the parts of the dialect that are not as asked for
 */
export const recogniseManner = (
  text: Buffer,
  delimiter: string,
  wish: Pick<InputWish, 'quote' | 'escape' | 'comment'>,
  before: Buffer = Buffer.alloc(0),
): Manner => {
  const comment = wish.comment === undefined ? {} : { comment: wish.comment };
  const looked = text.subarray(0, LOOKED_AT_BYTES);
  const isWhole = looked.length === text.length;
  const isTab = delimiter === '\t';
  const byDefault = isTab && wish.quote === undefined ? NO_QUOTES : PLAIN;
  const given: Manner = {
    ...(wish.quote === undefined || wish.quote === '"' ? {} : { quote: wish.quote }),
    ...(wish.escape === undefined ? {} : { escape: wish.escape }),
  };
  if (!/["'\\]/.test(looked.toString('latin1'))) return { ...byDefault, ...given };
  if (isTab && MYSQL_TALK.test(before.toString('latin1')) && fits(ESCAPES, wish)) return { ...ESCAPES, ...given };
  const signs = signsOf(looked, delimiter);
  const shown = mannersFor(signs, isTab).filter((manner) => fits(manner, wish));
  // Who names the escape may know what a backslash before any other letter hides.
  const candidates = shown.length > 0 && wish.escape !== undefined ? [...shown, { ...byDefault, ...given }] : shown;
  if (candidates.length === 0) return { ...byDefault, ...given };
  let best: { manner: Manner; trial: Trial } | undefined;
  let likeliest: Trial | undefined;
  for (const manner of candidates) {
    const trial = tryManner(looked, { delimiter, ...comment, ...manner }, isWhole);
    likeliest ??= trial;
    const isSafe = !best || !dropsQuotes(best.manner, manner) || isBroken(likeliest, trial) || trial.others === 0;
    if (!best || (isSafe && trial.rows > best.trial.rows)) best = { manner, trial };
  }
  return best ? best.manner : { ...byDefault, ...given };
};

/** What the client of MySQL says before its rows. In a tab file it always escapes. */
const MYSQL_TALK = /^(?:mysql|mariadb)(?:\.exe)?: /m;

/** One broken quote is the problem of its line; many say that the writer does not quote. */
const isBroken = (quoted: Trial, other: Trial): boolean => quoted.faults > 1 && other.rows > quoted.rows + 1;

/** Lines of a quoted value would become rows: only where the quotes are broken, or every line is a row without them. */
const dropsQuotes = (from: Manner, to: Manner): boolean => from.quote !== 'none' && from.quote !== to.quote;

const fits = (manner: Manner, wish: Pick<InputWish, 'quote' | 'escape'>): boolean =>
  (wish.quote === undefined || wish.quote === (manner.quote ?? '"')) &&
  (wish.escape === undefined || wish.escape === manner.escape);

/** What the bytes show, whatever the manner. */
type Signs = {
  /** every backslash is one of a writer that escapes, and more than one kind of them is there */
  readonly escapesShow: boolean;
  /** no backslash contradicts a writer that escapes */
  readonly mayEscape: boolean;
  readonly hasBackslash: boolean;
  readonly doublesQuotes: boolean;
  /** every value that begins with a quote ends with one, quotes inside are doubled, and the header is not to be unquoted */
  readonly quotesShow: boolean;
  /** no value stands in quotes, and no name in the header begins with one, whatever its delimiter */
  readonly mayQuoteNothing: boolean;
  /** the values of the first line stand in apostrophes, all but numbers; or those of most below do, numbers too */
  readonly apostrophesShow: boolean;
  /** a value stands in apostrophes */
  readonly mayBeApostrophes: boolean;
};

/** The first line is a row: names are no numbers. */
const HAS_NUMBER = /[,;|\t][0-9]+(?:[,;|\t]|$)/;

const ESCAPED = new Set([...'\\NtnrbfvZ0\'"./', '\n', '\r']);

const signsOf = (bytes: Buffer, delimiter: string): Signs => {
  const text = bytes.toString('latin1');
  const kinds = new Set<string>();
  let mayEscape = true;
  for (let at = text.indexOf('\\'); at >= 0 && at + 1 < text.length; at = text.indexOf('\\', at + 2)) {
    const behind = text[at + 1] ?? '';
    kinds.add(behind);
    if (!ESCAPED.has(behind) && behind !== delimiter) mayEscape = false;
  }
  const edge = `[${literal(delimiter)}\\r\\n]`;
  const hasNull = new RegExp(`(?:^|${edge})\\\\N(?:${edge}|$)`).test(text);
  const isTelling =
    hasNull || kinds.has('\n') || kinds.has('\r') || kinds.has(delimiter) || (kinds.has('\\') && kinds.size > 1);
  const [first = '', ...below] = text.split(/\r?\n/, LINES_BELOW + 1);
  const values = text.split(/\r?\n/).flatMap((line) => line.split(delimiter));
  const begun = values.filter((value) => value.startsWith('"'));
  return {
    escapesShow: mayEscape && isTelling,
    mayEscape: mayEscape && kinds.size > 0,
    hasBackslash: kinds.size > 0,
    // Not so where one of the two is escaped, or both are an empty value.
    doublesQuotes: /(?<!\\)"""|[^\\",;|\t\r\n]""(?=[^,;|\t\r\n])/.test(text),
    quotesShow: begun.length > 0 && begun.every((value) => /^"(?:[^"]|"")*"$/.test(value)),
    mayQuoteNothing:
      !new RegExp(`(?:^|${edge})"(?:[^"\\n]|"")+"(?:${edge}|$)`).test(text) &&
      !(/(?:^|[,;|\t])"/.test(first) && !HAS_NUMBER.test(first)),
    mayBeApostrophes: new RegExp(`(?:^|${edge})'(?:[^']|'')*'(?:${edge}|$)`).test(text),
    apostrophesShow:
      (/(?:^|[^\w])'/.test(first) &&
        first.split(delimiter).every((value) => /^'.*'$|^-?[0-9.]*$|^NULL$/.test(value))) ||
      standInApostrophes(below.filter(Boolean), delimiter),
  };
};

const LINES_BELOW = 20;

/** Numbers too: names that have apostrophes at their edges stand beside bare counts. A value may run over lines. */
const standInApostrophes = (lines: readonly string[], delimiter: string): boolean => {
  const end = `(?:${literal(delimiter)}|$)`;
  const number = new RegExp(`(?:^|${literal(delimiter)})'[0-9]+'${end}`);
  const whole = ["(?:[^']|'')*", "(?:[^'\\\\]|\\\\.)*"].map((value) => new RegExp(`^(?:(?:'${value}')?${end})+$`));
  const standing = lines.filter((line) => number.test(line) && whole.some((values) => values.test(line)));
  return standing.length > 0 && standing.length * 2 >= lines.length;
};

const literal = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** The manners to try, the likeliest first. */
const mannersFor = (signs: Signs, isTab: boolean): readonly Manner[] => {
  const quoting = [
    ...(signs.escapesShow && !signs.doublesQuotes ? [ESCAPES_AND_QUOTES] : []),
    PLAIN,
    ...(signs.mayEscape ? [ESCAPES_AND_QUOTES] : []),
    ...(signs.hasBackslash ? [signs.doublesQuotes ? KEPT_ESCAPES : ESCAPED_QUOTES] : []),
  ];
  const unquoted = [...(signs.escapesShow ? [ESCAPES] : []), NO_QUOTES, ...(signs.mayEscape ? [ESCAPES] : [])];
  const first = signs.apostrophesShow ? [APOSTROPHES, ...(signs.mayEscape ? [ESCAPED_APOSTROPHES] : [])] : [];
  const last = signs.mayBeApostrophes ? [APOSTROPHES] : [];
  return isTab && !signs.quotesShow
    ? [...first, ...unquoted, ...quoting, ...last]
    : [...first, ...quoting, ...(signs.mayQuoteNothing ? unquoted : []), ...last];
};

/**
 * What a manner reads: rows that have as many values as the first record, or all one more (R, and writers that put a
 * delimiter behind the last value); others; and records with broken quotes.
 */
type Trial = { readonly rows: number; readonly others: number; readonly faults: number };

const tryManner = (bytes: Buffer, dialect: CsvDialect, isWhole: boolean): Trial => {
  const block = new RecordCutter({ byte: 0, line: 1 }, quotingOf(dialect), undefined, dialect.comment).cut(
    bytes,
    isWhole,
  );
  const parser = new CsvParser(parsedDialect(bytes, dialect));
  const spans = block.spans.filter(({ fault }) => !fault);
  let faults = block.spans.length - spans.length;
  let others = 0;
  const records: (readonly string[])[] = [];
  for (const record of parser.parse({ ...block, spans })) {
    const fields = 'fields' in record ? record.fields : record;
    if (!('kind' in fields)) records.push(fields);
    // What cannot be decoded says nothing about quotes.
    else if (fields.kind === 'undecodable') others += 1;
    else faults += 1;
  }
  const isUnquoted = (dialect.quote ?? '"') !== '"';
  const first = records[0]?.length ?? 0;
  const areWider = records.filter(({ length }) => length === first + 1).length > records.length / 2;
  const width = areWider ? first + 1 : first;
  let rows = 0;
  for (const fields of records) {
    if (fields.length !== width || (isUnquoted && fields.some((field) => BROKEN_QUOTES.test(field)))) others += 1;
    else rows += fields.some((field) => holdsRows(field, dialect.delimiter, width)) ? -1 : 1;
  }
  return { rows, others, faults };
};

// `"x"y` is a value whose quotes are broken, not one of a writer that quotes nothing.
const BROKEN_QUOTES = /^"[^"]*"[^"]/;

/** A stray quote swallows rows: then whole lines of a value look like rows. */
const holdsRows = (value: string, delimiter: string, width: number): boolean =>
  width > 1 && value.includes('\n') && value.split('\n').some((line) => line.split(delimiter).length === width);
