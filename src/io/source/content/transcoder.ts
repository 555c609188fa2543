import { UTF8 } from '../format.ts';
import { MAX_RECORD_BYTES } from '../records.ts';
import { type Decoder, decoderOf } from './decoder.ts';

const LF = 0x0a;

// No byte of UTF-8: a line that has it cannot be taken for text by whoever reads on.
const NO_TEXT = Buffer.from([0xff]);

/**
 * Bytes of any encoding as UTF-8. What cannot be decoded is never replaced by another character: its line comes out as
 * one that is no text, and the lines around it as they are. UTF-8 passes as it is.
 *
 * @param encoding - as `TextDecoder` calls it; a byte order mark outweighs it
 */
export const transcode = async function* (chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
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
    lines = new LineDecoder(utf16Of(head) ?? (isUtf8Marked(head) ? UTF8 : encoding));
    yield* lines.decode(utf16Of(head) ? head.subarray(2) : head);
  }
  if (!lines) {
    lines = new LineDecoder(utf16Of(head) ?? encoding);
    yield* lines.decode(utf16Of(head) ? head.subarray(2) : head);
  }
  yield* lines.end();
};

const isUtf8Marked = (head: Buffer): boolean => head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;

/** @returns the encoding that a byte order mark tells; undefined without one, and for that of UTF-8 */
export const utf16Of = (head: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
};

/** Decodes whole lines: so a line that cannot be decoded is found, and no decoder's state outlives a line. */
class LineDecoder {
  readonly #decoder: Decoder;
  readonly #isPassed: boolean;
  /** bytes of one code unit, and which of them holds a line break */
  readonly #unit: number;
  readonly #lineBreakAt: number;
  #carry: Buffer = Buffer.alloc(0);
  #isOverlong = false;

  constructor(encoding: string) {
    this.#decoder = decoderOf(encoding);
    this.#isPassed = encoding === UTF8;
    this.#unit = encoding.startsWith('utf-16') ? 2 : 1;
    this.#lineBreakAt = encoding === 'utf-16be' ? 1 : 0;
  }

  *decode(chunk: Buffer): Generator<Buffer> {
    if (this.#isPassed) {
      yield chunk;
      return;
    }
    let bytes = this.#carry.length > 0 ? Buffer.concat([this.#carry, chunk]) : chunk;
    if (this.#isOverlong) {
      const end = this.#behindLineBreak(bytes, 0);
      if (end < 0) {
        yield this.#passOver(bytes);
        return;
      }
      yield this.#passOver(bytes.subarray(0, end));
      yield Buffer.from('\n');
      this.#isOverlong = false;
      this.#carry = Buffer.alloc(0);
      bytes = bytes.subarray(end);
    }
    const end = this.#behindLastLineBreak(bytes);
    if (end > 0) yield this.#decodeLines(bytes.subarray(0, end));
    this.#carry = bytes.subarray(Math.max(0, end));
    if (this.#carry.length <= MAX_RECORD_BYTES) return;
    // No record is that long, so its text does not matter; its length does, for it must be refused as too long.
    this.#isOverlong = true;
    yield this.#passOver(this.#carry);
  }

  *end(): Generator<Buffer> {
    if (this.#carry.length > 0 && !this.#isOverlong) yield this.#decodeLines(this.#carry);
  }

  #decodeLines(bytes: Buffer): Buffer {
    try {
      return Buffer.from(this.#decoder.decode(bytes));
    } catch {
      return Buffer.concat([...this.#eachLine(bytes)]);
    }
  }

  *#eachLine(bytes: Buffer): Generator<Buffer> {
    for (let at = 0; at < bytes.length; ) {
      const lineBreak = this.#behindLineBreak(bytes, at);
      const end = lineBreak < 0 ? bytes.length : lineBreak;
      try {
        yield Buffer.from(this.#decoder.decode(bytes.subarray(at, end)));
      } catch {
        yield NO_TEXT;
        if (lineBreak >= 0) yield Buffer.from('\n');
      }
      at = end;
    }
  }

  /** Of an overlong line only as much is kept as may belong to a code unit that goes on. */
  #passOver(bytes: Buffer): Buffer {
    const whole = bytes.length - (bytes.length % this.#unit);
    this.#carry = bytes.subarray(whole);
    return Buffer.alloc(whole, 'x');
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
