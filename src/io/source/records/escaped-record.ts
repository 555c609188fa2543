import type { Quoting } from './quoting.ts';

const LF = 0x0a;
const CR = 0x0d;
const BACKSLASH = 0x5c;

/** The record does not end in the bytes that have come. */
export const MORE = -1;
/** Something stands behind a closing quote. */
export const BAD_QUOTE = -2;

/**
 * Walks one record whose writer puts backslashes before quotes, delimiters or line breaks.
 *
 * @param isLast - nothing follows behind the bytes
 * @param onField - receives where each field stands, its quotes left out
 * @returns where the record ends, behind its line break; MORE or BAD_QUOTE
 */
export const findEscapedEnd = (
  bytes: Buffer,
  start: number,
  quoting: Quoting,
  isLast: boolean,
  onField: (from: number, to: number, isQuoted: boolean) => void = () => {},
): number => {
  for (let at = start; ; ) {
    const isQuoted = quoting.quote !== undefined && bytes[at] === quoting.quote;
    const end = isQuoted ? closingQuote(bytes, at + 1, quoting, isLast) : plainEnd(bytes, at, quoting, isLast);
    if (end === MORE) return MORE;
    const isAtEnd = end >= bytes.length;
    const behind = isQuoted ? end + 1 : end;
    if (isQuoted) onField(at + 1, end, true);
    else onField(at, bytes[end] === LF && bytes[end - 1] === CR && end > at ? end - 1 : end, false);
    if (isAtEnd || behind >= bytes.length) return isLast ? bytes.length : MORE;
    if (bytes[behind] === LF) return behind + 1;
    if (bytes[behind] === CR && behind + 1 === bytes.length) return isLast ? bytes.length : MORE;
    if (bytes[behind] === CR && bytes[behind + 1] === LF) return behind + 2;
    if (bytes[behind] !== quoting.delimiter) return BAD_QUOTE;
    at = behind + 1;
  }
};

/** @returns the offset of the delimiter or the line break behind a value without quotes */
const plainEnd = (bytes: Buffer, from: number, { delimiter, escapes }: Quoting, isLast: boolean): number => {
  for (let at = from; at < bytes.length; ) {
    const byte = bytes[at];
    if (byte === delimiter || byte === LF) return at;
    at += byte === BACKSLASH && escapes === 'all' ? escapedBytes(bytes, at) : 1;
  }
  return isLast ? bytes.length : MORE;
};

/** @returns the offset of the closing quote */
const closingQuote = (bytes: Buffer, from: number, quoting: Quoting, isLast: boolean): number => {
  const { delimiter, quote, escapes } = quoting;
  for (let at = from; at < bytes.length; ) {
    const byte = bytes[at];
    if (byte === BACKSLASH && escapes === 'all') at += escapedBytes(bytes, at);
    else if (byte !== quote) at += 1;
    else if (escapes !== 'all' && at > from && bytes[at - 1] === BACKSLASH) {
      const next = bytes[at + 1];
      // A value may end in a backslash.
      if (next === undefined) return isLast ? at : MORE;
      if (next === delimiter || next === LF || next === CR) return at;
      at += 1;
    } else if (bytes[at + 1] === quote) at += 2;
    else return at;
  }
  return MORE;
};

/** A backslash and what it escapes; a line break of two bytes is one. */
const escapedBytes = (bytes: Buffer, at: number): number => (bytes[at + 1] === CR && bytes[at + 2] === LF ? 3 : 2);

/** @returns whether a value that stands in no quotes holds one that is not escaped: no writer that quotes does that */
export const hasBareQuote = (text: string, { quote }: Quoting): boolean => {
  if (quote === undefined) return false;
  const mark = String.fromCharCode(quote);
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) if (text[at - 1] !== '\\') return true;
  return false;
};

const CONTROLS: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0', Z: '\x1a' },
};

/** @param text - of a field, without its quotes @returns what is meant; `\N`, which means that there is no value, stays */
export const unescaped = (text: string, isQuoted: boolean, { quote, escapes }: Quoting): string => {
  const mark = quote === undefined ? '' : String.fromCharCode(quote);
  if (!text.includes('\\') && !(isQuoted && text.includes(mark))) return text;
  if (escapes === 'all') {
    if (!isQuoted && text === '\\N') return text;
    return text.replace(
      isQuoted && mark === "'" ? ALL_IN_APOSTROPHES : isQuoted ? ALL_IN_QUOTES : ALL,
      (whole, escaped) => (escaped === undefined ? whole.slice(1) : (CONTROLS[escaped] ?? escaped)),
    );
  }
  if (!isQuoted) return text;
  return text.replace(/\\(['"])|(['"])\2/g, (whole, behindBackslash, doubled) => {
    if ((behindBackslash ?? doubled) !== mark) return whole;
    return behindBackslash !== undefined && escapes === 'kept' ? whole : mark;
  });
};

const ALL = /\\(\r\n|[\s\S])/g;
const ALL_IN_QUOTES = /\\(\r\n|[\s\S])|""/g;
const ALL_IN_APOSTROPHES = /\\(\r\n|[\s\S])|''/g;
