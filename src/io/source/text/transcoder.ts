import { isUtf8 } from 'node:buffer';
import { MAX_RECORD_BYTES } from '../records/record-cutter.ts';
import { type Decoder, decoderOf } from './decoder.ts';
import { bomBytesOf, UTF8, utf16Of } from './encoding.ts';
import { NO_TEXT, NO_TEXT_BUT_UTF8 } from './undecodable.ts';

const LF = 0x0a;

const REPLACEMENT = Buffer.from('\ufffd');

/**
 * Turns bytes of any encoding into UTF-8. Bytes that cannot be decoded never become another character: a byte that is
 * not text stands in their place, and the text around them stays. UTF-8 passes unchanged.
 *
 * @param encoding - as `TextDecoder` names it; a byte order mark overrides it
 * @param onEncoding - receives the encoding in use
 * @param maxBytes - how many bytes of one line are held, its line break included; an even number. A longer line comes
 *   out in pieces of this size. The reader, which counts bytes of UTF-8, decides whether it is too long
 */
export const transcode = async function* (
  chunks: AsyncIterable<Buffer>,
  encoding: string,
  onEncoding: (encoding: string) => void = () => {},
  maxBytes = MAX_RECORD_BYTES,
): AsyncGenerator<Buffer> {
  const linesOf = (head: Buffer): LineDecoder => {
    const found = utf16Of(head) ?? (bomBytesOf(head) > 0 ? UTF8 : encoding);
    onEncoding(found);
    return new LineDecoder(found, maxBytes);
  };
  let lines: LineDecoder | undefined;
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    if (lines) {
      yield* lines.decode(chunk);
      continue;
    }
    head = head.length > 0 ? Buffer.concat([head, chunk]) : chunk;
    if (head.length < 3) continue;
    lines = linesOf(head);
    yield* lines.decode(utf16Of(head) ? head.subarray(2) : head);
  }
  if (!lines) {
    lines = linesOf(head);
    yield* lines.decode(utf16Of(head) ? head.subarray(2) : head);
  }
  yield* lines.end();
};

/**
 * Decodes whole lines, so that a line that cannot be decoded is found, and no state of a decoder outlives a line. What
 * comes out depends on the bytes of a line alone, not on the pieces in which they arrive.
 */
class LineDecoder {
  readonly #decoder: Decoder;
  readonly #isPassed: boolean;
  /** one line can change how the next is decoded, so each is decoded alone */
  readonly #isStateful: boolean;
  readonly #maxBytes: number;
  /** bytes of one code unit, and which of them holds a line break */
  readonly #unit: number;
  readonly #lineBreakAt: number;
  /** of a code unit that goes on */
  #rest: Buffer = Buffer.alloc(0);
  /** of the line that goes on, less than may be held */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isOverlong = false;

  constructor(encoding: string, maxBytes: number) {
    this.#decoder = decoderOf(encoding);
    this.#isPassed = encoding === UTF8;
    this.#isStateful = encoding === 'iso-2022-jp';
    this.#maxBytes = maxBytes;
    this.#unit = encoding.startsWith('utf-16') ? 2 : 1;
    this.#lineBreakAt = encoding === 'utf-16be' ? 1 : 0;
  }

  *decode(chunk: Buffer): Generator<Buffer> {
    if (this.#isPassed) {
      yield chunk;
      return;
    }
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const whole = bytes.length - (bytes.length % this.#unit);
    this.#rest = bytes.subarray(whole);
    for (let at = 0; at < whole; ) {
      const reach = bytes.subarray(at, Math.min(whole, at + this.#maxBytes - this.#heldBytes));
      const lines = this.#isOverlong ? this.#behindLineBreak(reach, 0) : this.#behindLastLineBreak(reach);
      if (lines > 0) yield* this.#decodeHeld(reach.subarray(0, lines), true);
      else if (this.#heldBytes + reach.length === this.#maxBytes) yield* this.#decodeHeld(reach, false);
      else this.#hold(reach);
      at += lines > 0 ? lines : reach.length;
    }
  }

  *end(): Generator<Buffer> {
    yield* this.#decodeHeld(this.#rest, true);
  }

  #hold(bytes: Buffer): void {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
  }

  /** @param isEnd - of a line; else it has come to what may be held of one */
  *#decodeHeld(behind: Buffer, isEnd: boolean): Generator<Buffer> {
    const bytes = this.#held.length > 0 ? Buffer.concat([...this.#held, behind]) : behind;
    this.#held = [];
    this.#heldBytes = 0;
    const isPiece = this.#isOverlong || !isEnd;
    this.#isOverlong = !isEnd;
    const text = isPiece ? noReplacements(this.#decoder.decodeLoosely(bytes, isEnd)) : this.#decodeLines(bytes);
    // An empty piece would look like the end of the text.
    if (text.length > 0) yield text;
  }

  #decodeLines(bytes: Buffer): Buffer {
    if (!this.#isStateful) {
      try {
        return Buffer.from(this.#decoder.decode(bytes));
      } catch {
        // a line of them cannot be decoded
      }
    }
    return Buffer.concat([...this.#eachLine(bytes)]);
  }

  *#eachLine(bytes: Buffer): Generator<Buffer> {
    for (let at = 0; at < bytes.length; ) {
      const lineBreak = this.#behindLineBreak(bytes, at);
      const end = lineBreak < 0 ? bytes.length : lineBreak;
      const line = bytes.subarray(at, end);
      try {
        yield Buffer.from(this.#decoder.decode(line));
      } catch {
        const isUtf8Line = isUtf8(line);
        yield noReplacements(this.#decoder.decodeLoosely(line, true), isUtf8Line ? NO_TEXT_BUT_UTF8 : NO_TEXT);
      }
      at = end;
    }
  }

  #behindLineBreak(bytes: Buffer, from: number): number {
    for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
      if (this.#isLineBreak(bytes, at)) return at - this.#lineBreakAt + this.#unit;
    }
    return -1;
  }

  #behindLastLineBreak(bytes: Buffer): number {
    for (let at = bytes.lastIndexOf(LF); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(LF, at - 1)) {
      if (this.#isLineBreak(bytes, at)) return at - this.#lineBreakAt + this.#unit;
    }
    return -1;
  }

  #isLineBreak(bytes: Buffer, at: number): boolean {
    if (this.#unit === 1) return true;
    if (at % 2 !== this.#lineBreakAt) return false;
    return bytes[this.#lineBreakAt === 0 ? at + 1 : at - 1] === 0;
  }
}

/**
 * Turns replacement characters into bytes that no reader accepts as text. The rest stays, in particular the quotes:
 * inside an open quote a line break does not end a record. No decoder swallows a quote, a comma, a semicolon or a tab
 * as the second byte of an invalid character; only in ISO-2022-JP each may be a part of a character.
 */
const noReplacements = (text: string, noText = NO_TEXT): Buffer => {
  const bytes = Buffer.from(text);
  for (let at = bytes.indexOf(REPLACEMENT); at >= 0; at = bytes.indexOf(REPLACEMENT, at + REPLACEMENT.length)) {
    bytes.fill(noText, at, at + REPLACEMENT.length);
  }
  return bytes;
};
