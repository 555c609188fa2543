/** Why the bytes of a record cannot be parsed at all; found while looking for its end. */
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
  /** offset up to which the input is dealt with; what lies behind it comes again in the next block */
  readonly doneByte: number;
};

/**
 * Longest record, in bytes. The three values need less than a hundred; the rest is for columns that are ignored. A line
 * that is longer is told and passed over, and never held in memory.
 */
export const MAX_RECORD_BYTES = 1024 * 1024;

export const FAULT_TEXT: Record<SpanFault, string> = {
  'too-long': 'the line is longer than 1 MiB',
  'unclosed-quote': 'a quote is opened on this line and not closed (within 1 MiB)',
  'bad-quote': 'a quoted value goes on behind its closing quote; double the quotes inside a value',
};

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const MORE = -1;

/**
 * Cuts a stream of bytes into records at line breaks; in CSV, at those outside quotes. It knows just enough of the
 * grammar to find where a record ends, so that the parser can be given whole blocks and still every record's byte
 * offset is known. A broken quote costs the one line on which it stands: cutting goes on at the next line.
 */
export class RecordCutter {
  readonly #delimiter: number | undefined;
  readonly #maxBytes: number;
  #carry: Buffer = Buffer.alloc(0);
  #byte: number;
  #line: number;
  #overlongFrom: number | undefined;
  /** the next quote of the block being cut: looked for once, not again for every line before it */
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
    if (this.#overlongFrom !== undefined) at = this.#endOverlong(bytes, spans);
    while (at < bytes.length && this.#overlongFrom === undefined) {
      const { end, fault } = this.#findEnd(bytes, at, isLast);
      if (end === MORE) {
        if (bytes.length - at <= this.#maxBytes) break;
        this.#overlongFrom = startByte + at;
        at = bytes.length;
        break;
      }
      if (end - at > this.#maxBytes) this.#push(spans, bytes, at, end, 'too-long');
      else if (fault || !isBlank(bytes, at, end)) this.#push(spans, bytes, at, end, fault);
      else this.#line += 1;
      at = end;
    }
    if (isLast && this.#overlongFrom !== undefined) {
      this.#pushOverlong(spans, startByte + bytes.length);
      at = bytes.length;
    }
    this.#carry = bytes.subarray(at);
    this.#byte = startByte + at;
    return { bytes, startByte, spans, doneByte: this.#byte };
  }

  /** @returns where the overlong line ends in `bytes`, or the length of `bytes` when it goes on */
  #endOverlong(bytes: Buffer, spans: Span[]): number {
    const lineBreak = bytes.indexOf(LF);
    if (lineBreak < 0) return bytes.length;
    this.#pushOverlong(spans, this.#byte + lineBreak + 1);
    return lineBreak + 1;
  }

  #pushOverlong(spans: Span[], endByte: number): void {
    const startByte = this.#overlongFrom ?? endByte;
    spans.push({ startByte, endByte, line: this.#line, nextLine: this.#line + 1, fault: 'too-long' });
    this.#line += 1;
    this.#overlongFrom = undefined;
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
    // No further than a record may be long: what is found must not depend on how much of the input is at hand.
    const within = bytes.subarray(0, start + this.#maxBytes);
    const isAllThereIs = isLast && within.length === bytes.length;
    const end = findQuotedEnd(within, start, this.#delimiter, isAllThereIs);
    if (end === MORE && (isLast || bytes.length - start > this.#maxBytes) && lineEnd !== MORE) {
      return { end: lineEnd, fault: 'unclosed-quote' };
    }
    return end === BAD_QUOTE ? { end: lineEnd, fault: 'bad-quote' } : { end };
  }
}

const BAD_QUOTE = -2;

/** Walks one record field by field. A quote opens only at the start of a field, and `""` inside it is a quote. */
const findQuotedEnd = (bytes: Buffer, start: number, delimiter: number, isLast: boolean): number => {
  let at = start;
  for (;;) {
    if (bytes[at] === QUOTE) {
      at = findClosingQuote(bytes, at + 1);
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
  return Math.max(1, lines);
};
