import { JoinedBytes } from '../../joined-bytes.ts';
import { type Block, MAX_RECORD_BYTES, NO_PADDING, type Span, type SpanFault } from './record-cutter.ts';
import type { Cutter } from './record-format.ts';

const TAB = 0x09;
const LF = 0x0a;
const RS = 0x1e;
const ESC = 0x1b;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const END_OF_COLOUR = 0x6d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Stands for whatever ends a value: nothing but a comma or a closing bracket may follow. */
const VALUE = QUOTE;
const SCALAR = 0;

/** Containers deeper than this are still counted, but no longer compared with what closes them. */
const KNOWN_DEPTH = 64;

/** Of the brackets around the elements. */
export type JsonSurroundings = {
  /** the first byte stands inside an array */
  readonly isInArray: boolean;
  /** what follows behind the end of that array holds no rows */
  readonly endsWithArray: boolean;
};

/** What the record that is being looked at is: an element whose end is sought, or what is left of a broken one. */
type Mode = 'between' | 'object' | 'scalar' | 'broken';

/**
 * Cuts a stream of JSON into its elements: those of an array, objects one after the other, on one line or on many, and
 * the texts of RFC 7464. Like `RecordCutter` it knows just enough of the grammar to find where an element ends, so that
 * JSON.parse gets one at a time and each has its offset. Colours of a terminal count as white space.
 *
 * A broken element costs only itself: it ends where the next object begins, as soon as the brackets and quotes show
 * that it is broken. What is nested in an element never becomes a row.
 */
export class JsonCutter implements Cutter {
  /** Control characters between and behind elements are white space. */
  readonly padding = NO_PADDING;
  readonly #maxBytes: number;
  readonly #endsWithArray: boolean;
  readonly #joined = new JoinedBytes();
  #carry: Buffer = Buffer.alloc(0);
  #byte: number;
  /** at the place up to which was looked */
  #line: number;
  #arrays: number;
  #isBehindArray = false;
  #mode: Mode = 'between';
  /** of the element: where it begins, and whether it is longer than may be held */
  #startByte = 0;
  #startLine = 0;
  #isOverlong = false;
  /** how far behind the start of `#carry` was looked already */
  #lookedAt = 0;
  #depth = 0;
  readonly #isArrayAt = new Uint8Array(KNOWN_DEPTH);
  /** the last byte that was no white space, or what stands for it */
  #last = 0;
  #isInString = false;
  #isInColour = false;

  /** @param at - place of the first byte to come */
  constructor(at: { byte: number; line: number }, surroundings: JsonSurroundings, maxBytes = MAX_RECORD_BYTES) {
    this.#byte = at.byte;
    this.#line = at.line;
    this.#arrays = surroundings.isInArray ? 1 : 0;
    this.#endsWithArray = surroundings.endsWithArray;
    this.#maxBytes = maxBytes;
  }

  get carry(): Buffer {
    return this.#carry;
  }

  get line(): number {
    return this.#line;
  }

  /** The array of the elements is not closed yet. */
  get isArrayOpen(): boolean {
    return this.#arrays > 0;
  }

  cut(chunk: Buffer, isLast: boolean): Block {
    const bytes = this.#joined.join(this.#carry, chunk);
    const startByte = this.#byte;
    const spans: Span[] = [];
    let at = this.#lookedAt;
    while (at < bytes.length) at = this.#step(bytes, at, spans);
    if (isLast) this.#end(bytes, spans);
    this.#keep(bytes, at, isLast);
    return { bytes, startByte, spans, doneByte: this.#byte };
  }

  /** @returns up to where was looked */
  #step(bytes: Buffer, at: number, spans: Span[]): number {
    if (this.#isBehindArray) return bytes.length;
    if (this.#isInColour) return this.#passColour(bytes, at);
    switch (this.#mode) {
      case 'between':
        return this.#between(bytes, at);
      case 'object':
        return this.#object(bytes, at, spans);
      case 'scalar':
        return this.#scalar(bytes, at, spans);
      case 'broken':
        return this.#broken(bytes, at, spans);
    }
  }

  #passColour(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(END_OF_COLOUR, at);
    if (end < 0) return bytes.length;
    this.#isInColour = false;
    return end + 1;
  }

  #between(bytes: Buffer, from: number): number {
    let at = from;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === LF) this.#line += 1;
      else if (byte === ESC) {
        this.#isInColour = true;
        return at + 1;
      } else if (byte === OPEN_ARRAY) this.#arrays += 1;
      else if (byte === CLOSE_ARRAY) {
        this.#arrays = Math.max(0, this.#arrays - 1);
        this.#isBehindArray = this.#endsWithArray && this.#arrays === 0;
        if (this.#isBehindArray) return at + 1;
      } else if (byte > SPACE && byte !== COMMA && !isOfMark(byte)) break;
    }
    if (at === bytes.length) return at;
    this.#startByte = this.#byte + at;
    this.#startLine = this.#line;
    this.#isInString = false;
    this.#last = COLON;
    this.#depth = 0;
    if (bytes[at] === OPEN_OBJECT) this.#mode = 'object';
    else this.#mode = 'scalar';
    return this.#mode === 'object' ? at : at + 1;
  }

  #scalar(bytes: Buffer, from: number, spans: Span[]): number {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === COMMA || byte === LF || byte === RS || byte === OPEN_OBJECT || byte === CLOSE_ARRAY) {
        this.#push(spans, this.#byte + at, undefined);
        return at;
      }
    }
    return bytes.length;
  }

  #object(bytes: Buffer, from: number, spans: Span[]): number {
    const { length } = bytes;
    let at = from;
    let last = this.#last;
    let isInString = this.#isInString;
    while (at < length) {
      const byte = bytes[at] as number;
      if (isInString) {
        if (byte === QUOTE) {
          isInString = false;
          last = VALUE;
        } else if (byte === BACKSLASH) {
          at += 1;
        } else if (byte === LF) {
          return this.#break(bytes, at);
        }
        at += 1;
        continue;
      }
      switch (byte) {
        case LF:
          this.#line += 1;
          break;
        case SPACE:
        case TAB:
        case 0x0d:
          break;
        case QUOTE:
          if (last === VALUE) return this.#break(bytes, at);
          isInString = true;
          break;
        case COMMA:
        case COLON:
          last = byte;
          break;
        case OPEN_OBJECT:
        case OPEN_ARRAY:
          if (!this.#mayOpen(last)) return this.#break(bytes, at);
          this.#depth += 1;
          if (this.#depth < KNOWN_DEPTH) this.#isArrayAt[this.#depth] = byte === OPEN_ARRAY ? 1 : 0;
          last = byte;
          break;
        case CLOSE_OBJECT:
        case CLOSE_ARRAY:
          if (this.#depth < KNOWN_DEPTH && this.#isArrayAt[this.#depth] !== (byte === CLOSE_ARRAY ? 1 : 0)) {
            return this.#break(bytes, at);
          }
          this.#depth -= 1;
          last = VALUE;
          if (this.#depth > 0) break;
          this.#push(spans, this.#byte + at + 1, undefined);
          return at + 1;
        case ESC:
          this.#isInColour = true;
          this.#last = last;
          return at + 1;
        default:
          if (last === VALUE) return this.#break(bytes, at);
          last = SCALAR;
      }
      at += 1;
    }
    this.#last = last;
    this.#isInString = isInString;
    return at;
  }

  #mayOpen(last: number): boolean {
    if (last === COLON || this.#depth >= KNOWN_DEPTH) return true;
    return this.#isArrayAt[this.#depth] === 1 && (last === COMMA || last === OPEN_ARRAY);
  }

  /** @returns where to look on: from the last object that began behind a comma or a line break, else from here */
  #break(bytes: Buffer, at: number): number {
    const start = Math.max(0, this.#startByte - this.#byte);
    const text = bytes.toString('latin1', start + 1, at + 1);
    const behind = behindLastObject(text);
    this.#mode = 'broken';
    this.#last = LF;
    if (behind < 0) {
      this.#last = SCALAR;
      return at;
    }
    const next = start + behind;
    for (let lf = bytes.indexOf(LF, next); lf >= 0 && lf < at; lf = bytes.indexOf(LF, lf + 1)) this.#line -= 1;
    return next;
  }

  /** Looks for the next object that begins behind a comma, a line break or another object. */
  #broken(bytes: Buffer, from: number, spans: Span[]): number {
    let last = this.#last;
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === OPEN_OBJECT && (last === COMMA || last === LF || last === CLOSE_OBJECT)) {
        this.#push(spans, this.#byte + at, 'broken-json');
        return at;
      }
      if (byte === LF) {
        this.#line += 1;
        last = LF;
      } else if (byte > SPACE) last = byte;
    }
    this.#last = last;
    return bytes.length;
  }

  #push(spans: Span[], endByte: number, fault: SpanFault | undefined): void {
    spans.push({
      startByte: this.#startByte,
      endByte,
      line: this.#startLine,
      nextLine: this.#line,
      fault: this.#isOverlong || endByte - this.#startByte > this.#maxBytes ? 'too-long' : fault,
    });
    this.#mode = 'between';
    this.#isOverlong = false;
  }

  /** What is left when nothing follows. An element that breaks off inside its array is no row: see `isArrayOpen`. */
  #end(bytes: Buffer, spans: Span[]): void {
    const { length } = bytes;
    if (this.#mode === 'between') return;
    if (this.#mode === 'broken' && this.#last === CLOSE_ARRAY) this.#arrays = 0;
    if (this.#arrays > 0) return;
    this.#push(spans, this.#byte + length, this.#mode === 'scalar' ? undefined : 'broken-json');
  }

  /** Holds the element that goes on, but for one that is too long. */
  #keep(bytes: Buffer, at: number, isLast: boolean): void {
    const start = this.#mode === 'between' || isLast ? bytes.length : this.#startByte - this.#byte;
    const isHeld = start >= 0 && bytes.length - start <= this.#maxBytes;
    if (!isHeld) this.#isOverlong = true;
    const from = isHeld ? start : bytes.length;
    this.#carry = bytes.subarray(from);
    this.#byte += from;
    this.#lookedAt = at - from;
  }
}

/** A byte order mark between elements, of files that were put one behind the other, is no part of them. */
const isOfMark = (byte: number): boolean => byte === 0xef || byte === 0xbb || byte === 0xbf;

/** @returns where the last object begins that stands behind a comma, a line break or another object; else -1 */
const behindLastObject = (text: string): number => {
  for (let brace = text.lastIndexOf('{'); brace > 0; brace = text.lastIndexOf('{', brace - 1)) {
    let before = brace - 1;
    while (before > 0 && /[^\S\n]/.test(text.charAt(before))) before -= 1;
    if (',\n}'.includes(text.charAt(before))) return brace + 1;
  }
  return -1;
};
