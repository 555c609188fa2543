import type { Quoting } from './quoting.ts';
import { breakOff, goOnLater, MORE, type Reading } from './record-reading.ts';

const LF = 0x0a;
const CR = 0x0d;
const BACKSLASH = 0x5c;

/**
 * Reads one record on whose writer puts backslashes before quotes, delimiters or line breaks.
 *
 * @param to - nothing is looked at from this offset on
 * @param reading - where it was read up to; where it does not end, it stands there again afterwards
 * @param isLast - nothing follows behind `to`
 * @param onField - receives where each field stands, its quotes left out; for a record that is read at once
 * @returns where the record ends, behind its line break; MORE or BAD_QUOTE
 */
export const readEscaped = (
  bytes: Buffer,
  to: number,
  reading: Reading,
  quoting: Quoting,
  isLast: boolean,
  onField: (from: number, to: number, isQuoted: boolean) => void = () => {},
): number => {
  let { at, stand } = reading;
  for (;;) {
    if (stand === 'start') {
      if (at >= to && !isLast) return goOnLater(reading, at, 'start');
      const opens = at < to && quoting.quote !== undefined && bytes[at] === quoting.quote;
      stand = opens ? 'quoted' : 'plain';
      if (opens) at += 1;
    }
    const from = at;
    const isQuoted = stand === 'quoted';
    const end = isQuoted
      ? closingQuote(bytes, from, to, reading, quoting, isLast)
      : plainEnd(bytes, from, to, reading, quoting, isLast);
    if (end === MORE) return MORE;
    const behind = isQuoted ? end + 1 : end;
    if (isQuoted) onField(from, end, true);
    else onField(from, end < to && bytes[end] === LF && bytes[end - 1] === CR && end > from ? end - 1 : end, false);
    const isOpen = behind >= to || (bytes[behind] === CR && behind + 1 === to);
    if (isOpen) return isLast ? to : goOnLater(reading, end, stand);
    if (bytes[behind] === LF) return behind + 1;
    if (bytes[behind] === CR && bytes[behind + 1] === LF) return behind + 2;
    if (bytes[behind] !== quoting.delimiter) return breakOff(reading, behind);
    at = behind + 1;
    stand = 'start';
  }
};

/** @returns the offset of the delimiter or the line break behind a value without quotes */
const plainEnd = (
  bytes: Buffer,
  from: number,
  to: number,
  reading: Reading,
  { delimiter, escapes }: Quoting,
  isLast: boolean,
): number => {
  let seen = from;
  for (let at = from; at < to; ) {
    const byte = bytes[at];
    if (byte === delimiter || byte === LF) return at;
    seen = at;
    at += byte === BACKSLASH && escapes === 'all' ? escapedBytes(bytes, at, to) : 1;
  }
  // What the last backslash escapes may not have come yet.
  return isLast ? to : goOnLater(reading, seen, 'plain');
};

/** @returns the offset of the closing quote */
const closingQuote = (
  bytes: Buffer,
  from: number,
  to: number,
  reading: Reading,
  { delimiter, quote, escapes }: Quoting,
  isLast: boolean,
): number => {
  let seen = from;
  for (let at = from; at < to; ) {
    const byte = bytes[at];
    seen = at;
    if (byte === BACKSLASH && escapes === 'all') at += escapedBytes(bytes, at, to);
    else if (byte !== quote) at += 1;
    else if (escapes !== 'all' && bytes[at - 1] === BACKSLASH) {
      // A value may end in a backslash.
      if (at + 1 >= to) return isLast ? at : goOnLater(reading, at, 'quoted');
      const next = bytes[at + 1];
      if (next === delimiter || next === LF || next === CR) return at;
      at += 1;
    } else if (at + 1 < to && bytes[at + 1] === quote) at += 2;
    else return at;
  }
  return goOnLater(reading, seen, 'quoted');
};

/** A backslash and what it escapes; a line break of two bytes is one. */
const escapedBytes = (bytes: Buffer, at: number, to: number): number =>
  at + 2 < to && bytes[at + 1] === CR && bytes[at + 2] === LF ? 3 : 2;

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
