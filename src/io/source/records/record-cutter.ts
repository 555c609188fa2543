import { isUtf8 } from 'node:buffer';
import type { LineProblem } from '../../../core/errors/input-error.ts';
import { JoinedBytes } from '../../joined-bytes.ts';
import { type BrokenReading, BrokenReadings, PlainBreaks } from './broken-readings.ts';
import { readEscaped } from './escaped-record.ts';
import { QuoteState, readQuoted } from './quoted-record.ts';
import type { Quoting } from './quoting.ts';
import { BAD_QUOTE, MORE, type Reading, readingFrom } from './record-reading.ts';

/** Why a record cannot be parsed at all; found while looking for its end. */
export type SpanFault = 'too-long' | 'unclosed-quote' | 'bad-quote' | 'stray-quote' | 'broken-json';

/** Where a record stands in the input; offsets are those of the input, not of a buffer. */
export type Span = {
  readonly startByte: number;
  /** behind the record's line break */
  readonly endByte: number;
  readonly line: number;
  readonly nextLine: number;
  readonly fault: SpanFault | undefined;
};

/** A piece of the input, cut between records. */
export type Block = {
  readonly bytes: Buffer;
  /** offset of `bytes[0]` in the input */
  readonly startByte: number;
  readonly spans: readonly Span[];
  /** offset up to which the input is cut; the bytes after it come again in the next block */
  readonly doneByte: number;
};

/** @returns the bytes of a record */
export const bytesOf = ({ bytes, startByte }: Block, span: Span): Buffer =>
  bytes.subarray(span.startByte - startByte, span.endByte - startByte);

/**
 * Longest record, in bytes. The three values need less than a hundred; the rest is for columns that are ignored. A
 * longer line is reported, skipped, and never held in memory.
 */
export const MAX_RECORD_BYTES = 1024 * 1024;

export const PROBLEM_OF_FAULT: Readonly<Record<SpanFault, LineProblem>> = {
  'too-long': { kind: 'too-long', code: 'line-too-long' },
  'unclosed-quote': { kind: 'unparsable', code: 'quote-not-closed' },
  'bad-quote': { kind: 'unparsable', code: 'text-after-closing-quote' },
  'stray-quote': { kind: 'unparsable', code: 'quote-inside-value' },
  'broken-json': { kind: 'unparsable', code: 'element-broken' },
};

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const CTRL_Z = 0x1a;

/**
 * Cuts a stream of bytes into records at line breaks; in CSV, at those outside quotes. It knows just enough of the
 * grammar to find the end of a record. So the parser gets whole blocks, and the byte offset of every record is known
 * all the same. A broken quote costs only the line on which it stands: cutting goes on at the next line.
 *
 * A quote is broken when it is not closed within the longest record, counted from the start of its record, or from the
 * end of the first line where that line alone is too long. So a stray quote never costs more than 1 MiB of rows. The
 * price: a value with line breaks that is longer than that is not read, and its further lines are taken for records.
 */
export class RecordCutter {
  readonly #quoting: Quoting | undefined;
  readonly #maxBytes: number;
  readonly #comment: Buffer | undefined;
  readonly #joined = new JoinedBytes();
  #broken = new BrokenReadings();
  #carry: Buffer = Buffer.alloc(0);
  #byte: number;
  #line: number;
  #overlong: Overlong | undefined;
  /** offset of the next quote in the block: looked for once, not for every line before it */
  #quoteAt = -1;
  /** the last padding that was looked at goes on up to here; offset of the input */
  #paddingTo = 0;
  /** the record that goes on behind the last block, and how far it is read; offsets of the input */
  #goesOn: (Begun & { readonly start: number }) | undefined;
  /** the last line that was looked at goes on up to here at least; offset of the input */
  #lineGoesOnTo = 0;

  /**
   * @param at - place of the first byte to come
   * @param quoting - undefined where each line is a record (JSONL, CSV without quotes)
   * @param comment - lines that begin with it are no records
   */
  constructor(
    at: { byte: number; line: number },
    quoting: Quoting | undefined,
    maxBytes = MAX_RECORD_BYTES,
    comment?: string,
  ) {
    this.#comment = comment === undefined ? undefined : Buffer.from(comment);
    this.#byte = at.byte;
    this.#line = at.line;
    this.#quoting = quoting;
    this.#maxBytes = maxBytes;
  }

  /** @returns what was given and is no whole record yet */
  get carry(): Buffer {
    return this.#carry;
  }

  /** whether Ctrl-Z or NUL stands behind the last record, and how many NUL; known at the end */
  padding: Padding = NO_PADDING;

  /** @returns the line on which the next record will begin */
  get line(): number {
    return this.#line;
  }

  get isArrayOpen(): boolean {
    return false;
  }

  /**
   * @param chunk - the next bytes of the input
   * @param isLast - nothing follows: what is left is a record too
   */
  cut(chunk: Buffer, isLast: boolean): Block {
    const all = this.#joined.join(this.#carry, chunk);
    const bytes = isLast ? this.#withoutPadding(all) : all;
    if (bytes.length < all.length) {
      // Records may have been read on into what turns out to be padding.
      this.#goesOn = undefined;
      this.#broken = new BrokenReadings();
    }
    const startByte = this.#byte;
    const spans: Span[] = [];
    let at = 0;
    this.#quoteAt = -1;
    if (this.#overlong) at = this.#endOverlong(this.#overlong, bytes, 0, isLast, spans);
    while (at < bytes.length && !this.#overlong) {
      if (this.#comment && bytes.subarray(at, at + this.#comment.length).equals(this.#comment)) {
        const lineBreak = bytes.indexOf(LF, at);
        if (lineBreak < 0 && !isLast && bytes.length - at <= this.#maxBytes) break;
        if (lineBreak >= 0 || isLast) {
          at = lineBreak < 0 ? bytes.length : lineBreak + 1;
          this.#line += 1;
          continue;
        }
      }
      // It may be padding behind the last record, which shows at the end only.
      if (!isLast && bytes.length - at <= this.#maxBytes && this.#isPadding(bytes, at)) break;
      const { end, fault } = this.#findEnd(bytes, at, isLast);
      if ((end === MORE ? bytes.length : end) - at > this.#maxBytes) {
        const quotes = new QuoteState(this.#quoting);
        this.#overlong = { startByte: startByte + at, quotes, isLineBehind: false, isPadding: true };
        at = this.#endOverlong(this.#overlong, bytes, at, isLast, spans);
        continue;
      }
      if (end === MORE) break;
      if (fault || !isBlank(bytes, at, end)) this.#push(spans, bytes, at, end, fault);
      else this.#line += 1;
      at = end;
    }
    this.#carry = bytes.subarray(at);
    this.#byte = startByte + at;
    return { bytes, startByte, spans, doneByte: this.#byte };
  }

  /** @returns up to where `bytes` are dealt with; the overlong record may still go on */
  #endOverlong(overlong: Overlong, bytes: Buffer, from: number, isLast: boolean, spans: Span[]): number {
    let lineEnd = from;
    if (!overlong.isLineBehind) {
      const lineBreak = bytes.indexOf(LF, from);
      lineEnd = lineBreak < 0 ? bytes.length : lineBreak + 1;
      overlong.isPadding &&= bytes.subarray(from).every(isPaddingByte);
      overlong.quotes.pass(bytes.subarray(from, lineBreak < 0 ? lineEnd : lineBreak));
      if (lineBreak < 0 && !isLast) return lineEnd;
      overlong.isLineBehind = true;
      if (overlong.isPadding && isLast) {
        this.#overlong = undefined;
        this.padding = { hasAny: true, nuls: this.#byte + bytes.length - overlong.startByte };
        return bytes.length;
      }
    }
    const end = overlong.quotes.isOpen ? this.#closeOverlong(bytes, lineEnd, isLast) : lineEnd;
    if (end === MORE) return lineEnd;
    const nextLine = this.#line + 1 + (end > lineEnd ? countLines(bytes, lineEnd, end) : 0);
    spans.push({
      startByte: overlong.startByte,
      endByte: this.#byte + end,
      line: this.#line,
      nextLine,
      fault: 'too-long',
    });
    this.#line = nextLine;
    this.#overlong = undefined;
    return end;
  }

  /** @returns the end of a record of whose overlong first line a quote is open; `lineEnd` where it is broken */
  #closeOverlong(bytes: Buffer, lineEnd: number, isLast: boolean): number {
    const quoting = this.#quoting;
    if (!quoting) return lineEnd;
    const to = Math.min(bytes.length, lineEnd + this.#maxBytes);
    const reading = this.#takeReading(lineEnd, 'quoted');
    const end = readQuoted(bytes, to, reading, quoting, isLast && to === bytes.length);
    if (end === MORE && !isLast && bytes.length - lineEnd <= this.#maxBytes) return this.#leave(reading, lineEnd);
    return end === MORE || end === BAD_QUOTE ? lineEnd : end;
  }

  /** DOS marks the end of a text with Ctrl-Z; NUL bytes are what a file was longer once, or is padded with. */
  #withoutPadding(bytes: Buffer): Buffer {
    if (this.#overlong) return bytes;
    let start = bytes.length;
    let at = bytes.length - 1;
    while (at >= 0 && isPaddingByte(bytes[at])) {
      if (bytes[at] === NUL || bytes[at] === CTRL_Z) start = at;
      at -= 1;
    }
    const padding = bytes.subarray(start);
    if (padding.length > 0) this.padding = { hasAny: true, nuls: padding.filter((byte) => byte === NUL).length };
    return start === bytes.length ? bytes : bytes.subarray(0, start);
  }

  #push(spans: Span[], bytes: Buffer, start: number, end: number, fault: SpanFault | undefined): void {
    const lines = this.#quoting === undefined ? 1 : countLines(bytes, start, end);
    const nextLine = this.#line + lines;
    const offset = this.#byte;
    spans.push({ startByte: offset + start, endByte: offset + end, line: this.#line, nextLine, fault });
    this.#line = nextLine;
  }

  /** @returns the end of the record that starts at `start`, its line break included; MORE where it is not in `bytes` */
  #findEnd(bytes: Buffer, start: number, isLast: boolean): { end: number; fault?: SpanFault } {
    const lineBreak = bytes.indexOf(LF, Math.max(start, this.#lineGoesOnTo - this.#byte));
    if (lineBreak < 0) this.#lineGoesOnTo = this.#byte + bytes.length;
    const lineEnd = lineBreak >= 0 ? lineBreak + 1 : isLast ? bytes.length : MORE;
    const quoting = this.#quoting;
    if (!quoting) return { end: lineEnd };
    if (quoting.escapes) return this.#endOfLongRecord(bytes, start, lineEnd, quoting, isLast);
    if (this.#quoteAt < start) {
      const quote = bytes.indexOf(quoting.quote ?? LF, start);
      this.#quoteAt = quote < 0 ? Number.POSITIVE_INFINITY : quote;
    }
    if (lineEnd !== MORE && this.#quoteAt >= lineEnd) return { end: lineEnd };
    if (this.#quoteAt === Number.POSITIVE_INFINITY) return { end: MORE };
    return this.#endOfLongRecord(bytes, start, lineEnd, quoting, isLast);
  }

  /** Of a record that may go on behind its first line. */
  #endOfLongRecord(
    bytes: Buffer,
    start: number,
    lineEnd: number,
    quoting: Quoting,
    isLast: boolean,
  ): { end: number; fault?: SpanFault } {
    // Look no further than the longest record: the result must not depend on how much of the input is in memory.
    const to = Math.min(bytes.length, start + this.#maxBytes);
    const isAllThereIs = isLast && to === bytes.length;
    const read = quoting.escapes ? readEscaped : readQuoted;
    const reading = this.#takeReading(start);
    const isFirstLineRead = lineEnd !== MORE && lineEnd <= to;
    const isBegun = isFirstLineRead && reading.at >= lineEnd;
    let end = MORE;
    if (isFirstLineRead && !isBegun) end = read(bytes, lineEnd, reading, quoting, isAllThereIs && lineEnd === to);
    const mayBeKnown = end === MORE && isFirstLineRead && !isBegun;
    const known = mayBeKnown ? this.#broken.passing(this.#byte + lineEnd, reading.stand) : undefined;
    if (known) Object.assign(reading, { at: known.at - this.#byte, stand: known.stand, known });
    if (known?.isBad) return { end: lineEnd, fault: 'bad-quote' };
    if (end === MORE) end = read(bytes, to, reading, quoting, isAllThereIs);
    const isUnclosed = end === MORE && (isLast || bytes.length - start > this.#maxBytes) && lineEnd !== MORE;
    if (isUnclosed || end === BAD_QUOTE) {
      if (isFirstLineRead && reading.at > lineEnd) {
        const plainBreaks = this.#plainBreaks(bytes, start, reading, quoting);
        const isBad = end === BAD_QUOTE;
        const broken = { at: this.#byte + reading.at, stand: reading.stand, isBad, plainBreaks };
        this.#broken.add(broken, this.#byte + lineEnd);
      }
      return { end: lineEnd, fault: isUnclosed ? 'unclosed-quote' : 'bad-quote' };
    }
    if (end === MORE) return { end: this.#leave(reading, start) };
    // What cannot be decoded is told first.
    return reading.hasStrayQuote && isUtf8(bytes.subarray(start, end)) ? { end, fault: 'stray-quote' } : { end };
  }

  /** @param stand - where no part of it is read yet */
  #takeReading(start: number, stand?: Reading['stand']): Begun {
    const goesOn = this.#goesOn;
    this.#goesOn = undefined;
    return goesOn?.start === this.#byte + start ? { ...goesOn, at: goesOn.at - this.#byte } : readingFrom(start, stand);
  }

  #leave(reading: Begun, start: number): typeof MORE {
    this.#goesOn = { ...reading, at: this.#byte + reading.at, start: this.#byte + start };
    return MORE;
  }

  /** @returns the line breaks that a broken record has passed outside quotes */
  #plainBreaks(bytes: Buffer, start: number, { at: to, known }: Begun, quoting: Quoting): PlainBreaks | undefined {
    if (quoting.escapes !== 'all' || quoting.quote === undefined) return undefined;
    const breaks = known?.plainBreaks ?? new PlainBreaks();
    const reading = known ? readingFrom(known.at - this.#byte, known.stand) : readingFrom(start);
    for (let lf = bytes.indexOf(LF, reading.at); lf >= 0 && lf < to; lf = bytes.indexOf(LF, lf + 1)) {
      readEscaped(bytes, lf + 1, reading, quoting, false);
      if (reading.stand === 'plain') breaks.add(this.#byte + lf + 1);
    }
    return breaks;
  }

  /** @returns whether nothing but padding follows from here on, in what has come so far */
  #isPadding(bytes: Buffer, from: number): boolean {
    if (bytes[from] !== NUL && bytes[from] !== CTRL_Z) return false;
    let end = Math.max(from, this.#paddingTo - this.#byte);
    while (end < bytes.length && isPaddingByte(bytes[end])) end += 1;
    this.#paddingTo = this.#byte + end;
    return end === bytes.length;
  }
}

/** A reading, and the broken one as which it goes on behind its first line. */
type Begun = Reading & { readonly known?: BrokenReading };

export type Padding = { readonly hasAny: boolean; readonly nuls: number };
export const NO_PADDING: Padding = { hasAny: false, nuls: 0 };

/** A record whose first line is too long; the line is not held in memory. */
type Overlong = { readonly startByte: number; readonly quotes: QuoteState; isLineBehind: boolean; isPadding: boolean };

const isBlank = (bytes: Buffer, start: number, end: number): boolean => {
  const first = bytes[start];
  if (first === LF) return true;
  if (first !== CR) return false;
  return end - start === 1 || bytes[start + 1] === LF || (bytes[start + 1] === CR && bytes[start + 2] === LF);
};

const isPaddingByte = (byte: number | undefined): boolean =>
  byte === NUL || byte === CTRL_Z || byte === CR || byte === LF;

const countLines = (bytes: Buffer, start: number, end: number): number => {
  let lines = 0;
  for (let at = bytes.indexOf(LF, start); at >= 0 && at < end; at = bytes.indexOf(LF, at + 1)) lines += 1;
  return bytes[end - 1] === LF ? lines : lines + 1;
};
