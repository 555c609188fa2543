import type { LineProblem } from '../../../core/errors.ts';

/** Why a record cannot be parsed at all; found while looking for its end. */
export type SpanFault = 'too-long' | 'unclosed-quote' | 'bad-quote';

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
};

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const MORE = -1;

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
  readonly #delimiter: number | undefined;
  readonly #maxBytes: number;
  #carry: Buffer = Buffer.alloc(0);
  #byte: number;
  #line: number;
  #overlong: Overlong | undefined;
  /** offset of the next quote in the block: looked for once, not for every line before it */
  #quoteAt = -1;

  /**
   * @param at - place of the first byte to come
   * @param delimiter - of CSV, one byte; undefined where quotes mean nothing (JSONL)
   */
  constructor(at: { byte: number; line: number }, delimiter: number | undefined, maxBytes = MAX_RECORD_BYTES) {
    this.#byte = at.byte;
    this.#line = at.line;
    this.#delimiter = delimiter;
    this.#maxBytes = maxBytes;
  }

  /** @returns what was given and is no whole record yet */
  get carry(): Buffer {
    return this.#carry;
  }

  /** @returns the line on which the next record will begin */
  get line(): number {
    return this.#line;
  }

  /**
   * @param chunk - the next bytes of the input
   * @param isLast - nothing follows: what is left is a record too
   */
  cut(chunk: Buffer, isLast: boolean): Block {
    const bytes = this.#carry.length > 0 ? Buffer.concat([this.#carry, chunk]) : chunk;
    const startByte = this.#byte;
    const spans: Span[] = [];
    let at = 0;
    this.#quoteAt = -1;
    if (this.#overlong) at = this.#endOverlong(this.#overlong, bytes, 0, isLast, spans);
    while (at < bytes.length && !this.#overlong) {
      const { end, fault } = this.#findEnd(bytes, at, isLast);
      if ((end === MORE ? bytes.length : end) - at > this.#maxBytes) {
        this.#overlong = { startByte: startByte + at, quotes: new QuoteState(this.#delimiter), isLineBehind: false };
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
      overlong.quotes.pass(bytes.subarray(from, lineBreak < 0 ? lineEnd : lineBreak));
      if (lineBreak < 0 && !isLast) return lineEnd;
      overlong.isLineBehind = true;
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
    const end = findQuotedEnd(within, lineEnd, this.#delimiter, isAllThereIs, true);
    if (end === MORE && !isLast && bytes.length - lineEnd <= this.#maxBytes) return MORE;
    return end === MORE || end === BAD_QUOTE ? lineEnd : end;
  }

  #push(spans: Span[], bytes: Buffer, start: number, end: number, fault: SpanFault | undefined): void {
    const lines = this.#delimiter === undefined ? 1 : countLines(bytes, start, end);
    const nextLine = this.#line + lines;
    const offset = this.#byte;
    spans.push({ startByte: offset + start, endByte: offset + end, line: this.#line, nextLine, fault });
    this.#line = nextLine;
  }

  /** @returns the end of the record that starts at `start`, its line break included; MORE where it is not in `bytes` */
  #findEnd(bytes: Buffer, start: number, isLast: boolean): { end: number; fault?: SpanFault } {
    const lineBreak = bytes.indexOf(LF, start);
    const lineEnd = lineBreak >= 0 ? lineBreak + 1 : isLast ? bytes.length : MORE;
    if (this.#delimiter === undefined) return { end: lineEnd };
    if (this.#quoteAt < start) {
      const quote = bytes.indexOf(QUOTE, start);
      this.#quoteAt = quote < 0 ? Number.POSITIVE_INFINITY : quote;
    }
    if (lineEnd !== MORE && this.#quoteAt >= lineEnd) return { end: lineEnd };
    if (this.#quoteAt === Number.POSITIVE_INFINITY) return { end: MORE };
    // Look no further than the longest record: the result must not depend on how much of the input is in memory.
    const within = bytes.subarray(0, start + this.#maxBytes);
    const isAllThereIs = isLast && within.length === bytes.length;
    const end = findQuotedEnd(within, start, this.#delimiter, isAllThereIs);
    if (end === MORE && (isLast || bytes.length - start > this.#maxBytes) && lineEnd !== MORE) {
      return { end: lineEnd, fault: 'unclosed-quote' };
    }
    return end === BAD_QUOTE ? { end: lineEnd, fault: 'bad-quote' } : { end };
  }
}

/** A record whose first line is too long; the line is not held in memory. */
type Overlong = { readonly startByte: number; readonly quotes: QuoteState; isLineBehind: boolean };

/** Whether a quote is open in a line that comes in pieces. Same grammar as `findQuotedEnd`. */
class QuoteState {
  readonly #delimiter: number | undefined;
  #at: 'start' | 'plain' | 'quoted' | 'quote' | 'broken' = 'start';

  constructor(delimiter: number | undefined) {
    this.#delimiter = delimiter;
  }

  get isOpen(): boolean {
    return this.#at === 'quoted';
  }

  pass(bytes: Buffer): void {
    if (this.#delimiter === undefined) return;
    for (const byte of bytes) {
      if (this.#at === 'broken') return;
      if (this.#at === 'quoted') {
        if (byte === QUOTE) this.#at = 'quote';
      } else if (byte === this.#delimiter) this.#at = 'start';
      else if (this.#at === 'quote') this.#at = byte === QUOTE ? 'quoted' : 'broken';
      else if (this.#at === 'start') this.#at = byte === QUOTE ? 'quoted' : 'plain';
    }
  }
}

const BAD_QUOTE = -2;

/**
 * Walks one record field by field. A quote opens only at the start of a field, and `""` inside it is a quote.
 *
 * @param isQuoted - `start` stands inside a quoted value
 */
const findQuotedEnd = (
  bytes: Buffer,
  start: number,
  delimiter: number | undefined,
  isLast: boolean,
  isQuoted = false,
): number => {
  let at = start;
  let isInside = isQuoted;
  for (;;) {
    if (isInside || bytes[at] === QUOTE) {
      at = findClosingQuote(bytes, isInside ? at : at + 1);
      isInside = false;
      if (at === MORE) return MORE;
      const atBufferEnd = at === bytes.length || (bytes[at] === CR && at + 1 === bytes.length);
      if (atBufferEnd) return isLast ? bytes.length : MORE;
      if (bytes[at] === LF) return at + 1;
      if (bytes[at] === CR && bytes[at + 1] === LF) return at + 2;
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
const findClosingQuote = (bytes: Buffer, from: number): number => {
  let at = from;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0) return MORE;
    if (bytes[quote + 1] !== QUOTE) return quote + 1;
    at = quote + 2;
  }
};

const isBlank = (bytes: Buffer, start: number, end: number): boolean => {
  const first = bytes[start];
  return first === LF || (first === CR && (end - start === 1 || bytes[start + 1] === LF));
};

const countLines = (bytes: Buffer, start: number, end: number): number => {
  let lines = 0;
  for (let at = bytes.indexOf(LF, start); at >= 0 && at < end; at = bytes.indexOf(LF, at + 1)) lines += 1;
  return bytes[end - 1] === LF ? lines : lines + 1;
};
