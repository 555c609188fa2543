import type { LineProblem } from '../../../core/errors.ts';
import { BAD_QUOTE, findEscapedEnd, MORE } from './escaped-record.ts';
import type { Quoting } from './quoting.ts';

/** Why a record cannot be parsed at all; found while looking for its end. */
export type SpanFault = 'too-long' | 'unclosed-quote' | 'bad-quote' | 'broken-json';

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
  #carry: Buffer = Buffer.alloc(0);
  #byte: number;
  #line: number;
  #overlong: Overlong | undefined;
  /** offset of the next quote in the block: looked for once, not for every line before it */
  #quoteAt = -1;

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
    const all = this.#carry.length > 0 ? Buffer.concat([this.#carry, chunk]) : chunk;
    const bytes = isLast ? this.#withoutPadding(all) : all;
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
      if (!isLast && bytes.length - at <= this.#maxBytes && isPadding(bytes, at)) break;
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
    const within = bytes.subarray(0, lineEnd + this.#maxBytes);
    const isAllThereIs = isLast && within.length === bytes.length;
    const end = this.#quoting ? findQuotedEnd(within, lineEnd, this.#quoting, isAllThereIs, true) : lineEnd;
    if (end === MORE && !isLast && bytes.length - lineEnd <= this.#maxBytes) return MORE;
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
    const lineBreak = bytes.indexOf(LF, start);
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
    const within = bytes.subarray(0, start + this.#maxBytes);
    const isAllThereIs = isLast && within.length === bytes.length;
    const end = quoting.escapes
      ? findEscapedEnd(within, start, quoting, isAllThereIs)
      : findQuotedEnd(within, start, quoting, isAllThereIs);
    if (end === MORE && (isLast || bytes.length - start > this.#maxBytes) && lineEnd !== MORE) {
      return { end: lineEnd, fault: 'unclosed-quote' };
    }
    return end === BAD_QUOTE ? { end: lineEnd, fault: 'bad-quote' } : { end };
  }
}

export type Padding = { readonly hasAny: boolean; readonly nuls: number };
export const NO_PADDING: Padding = { hasAny: false, nuls: 0 };

/** A record whose first line is too long; the line is not held in memory. */
type Overlong = { readonly startByte: number; readonly quotes: QuoteState; isLineBehind: boolean; isPadding: boolean };

/** Whether a quote is open in a line that comes in pieces. Same grammar as `findQuotedEnd`. */
class QuoteState {
  readonly #quoting: Quoting | undefined;
  #at: 'start' | 'plain' | 'quoted' | 'quote' | 'broken' = 'start';

  constructor(quoting: Quoting | undefined) {
    this.#quoting = quoting;
  }

  get isOpen(): boolean {
    return this.#at === 'quoted';
  }

  pass(bytes: Buffer): void {
    if (!this.#quoting) return;
    const { quote, delimiter } = this.#quoting;
    for (const byte of bytes) {
      if (this.#at === 'broken') return;
      if (this.#at === 'quoted') {
        if (byte === quote) this.#at = 'quote';
      } else if (byte === delimiter) this.#at = 'start';
      else if (this.#at === 'quote') this.#at = byte === quote ? 'quoted' : 'broken';
      else if (this.#at === 'start') this.#at = byte === quote ? 'quoted' : 'plain';
    }
  }
}

/**
 * Walks one record field by field. A quote opens only at the start of a field, and `""` inside it is a quote.
 *
 * @param isQuoted - `start` stands inside a quoted value
 */
const findQuotedEnd = (
  bytes: Buffer,
  start: number,
  { delimiter, quote = LF }: Quoting,
  isLast: boolean,
  isQuoted = false,
): number => {
  let at = start;
  let isInside = isQuoted;
  for (;;) {
    if (isInside || bytes[at] === quote) {
      at = findClosingQuote(bytes, isInside ? at : at + 1, quote);
      isInside = false;
      if (at === MORE) return MORE;
      const atBufferEnd = at === bytes.length || (bytes[at] === CR && at + 1 === bytes.length);
      if (atBufferEnd) return isLast ? bytes.length : MORE;
      if (bytes[at] === LF) return at + 1;
      if (bytes[at] === CR && bytes[at + 1] === LF) return at + 2;
      // Windows makes CR CR LF of CR LF that is written as text.
      if (bytes[at] === CR && bytes[at + 1] === CR) {
        if (at + 2 === bytes.length) return isLast ? at + 2 : MORE;
        if (bytes[at + 2] === LF) return at + 3;
      }
      if (bytes[at] !== delimiter) return BAD_QUOTE;
      at += 1;
    } else {
      while (at < bytes.length && bytes[at] !== delimiter && bytes[at] !== LF) at += 1;
      if (at === bytes.length) return isLast ? at : MORE;
      if (bytes[at] === LF) return at + 1;
      at += 1;
    }
  }
};

/** @returns the offset behind the closing quote, or MORE */
const findClosingQuote = (bytes: Buffer, from: number, mark: number): number => {
  let at = from;
  for (;;) {
    const quote = bytes.indexOf(mark, at);
    if (quote < 0) return MORE;
    if (bytes[quote + 1] !== mark) return quote + 1;
    at = quote + 2;
  }
};

const isBlank = (bytes: Buffer, start: number, end: number): boolean => {
  const first = bytes[start];
  if (first === LF) return true;
  if (first !== CR) return false;
  return end - start === 1 || bytes[start + 1] === LF || (bytes[start + 1] === CR && bytes[start + 2] === LF);
};

const isPaddingByte = (byte: number | undefined): boolean =>
  byte === NUL || byte === CTRL_Z || byte === CR || byte === LF;

/** @returns whether nothing but padding follows from here on, in what has come so far */
const isPadding = (bytes: Buffer, from: number): boolean =>
  (bytes[from] === NUL || bytes[from] === CTRL_Z) && bytes.subarray(from).every(isPaddingByte);

const countLines = (bytes: Buffer, start: number, end: number): number => {
  let lines = 0;
  for (let at = bytes.indexOf(LF, start); at >= 0 && at < end; at = bytes.indexOf(LF, at + 1)) lines += 1;
  return bytes[end - 1] === LF ? lines : lines + 1;
};
