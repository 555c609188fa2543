import { createRequire } from 'node:module';
import type Iconv from 'iconv-lite';

// Most inputs need none of its tables, which take longer to load than all other modules of a decoder.
const loadIconv = (): typeof Iconv => createRequire(import.meta.url)('iconv-lite');

/** Turns pieces of text into strings. No piece counts as the start of a stream, where a byte order mark is dropped. */
export interface Decoder {
  /** @throws where the bytes are not all in the encoding */
  decode(bytes: Buffer): string;
  /**
   * @param isEnd - else what is left of a character waits for the next piece
   * @returns U+FFFD where the bytes are not in the encoding
   */
  decodeLoosely(bytes: Buffer, isEnd: boolean): string;
}

/** @param encoding - as `TextDecoder` calls it */
export const decoderOf = (encoding: string): Decoder => {
  if (encoding === 'windows-1252') return WINDOWS_1252;
  return BY_ICONV.has(encoding) ? new IconvDecoder(encoding) : new NodeDecoder(encoding);
};

// Where the decoders of Node are not those of the Encoding Standard: they lack 8,800 syllables of Korean and the
// characters of Hong Kong. The tables of iconv-lite are the Standard's, pair of bytes by pair of bytes.
const BY_ICONV: ReadonlySet<string> = new Set(['big5', 'euc-jp', 'euc-kr']);

/** The encodings that it is used for have no code for U+FFFD, which therefore always stands for bytes that are wrong. */
class IconvDecoder implements Decoder {
  readonly #iconv = loadIconv();
  readonly #encoding: string;
  /** of a character that goes on */
  #rest: Buffer = Buffer.alloc(0);

  constructor(encoding: string) {
    this.#encoding = encoding;
  }

  decode(bytes: Buffer): string {
    const text = this.#decoded(bytes);
    if (text.includes('\ufffd')) throw new TypeError('bytes that stand for no character');
    return text;
  }

  decodeLoosely(bytes: Buffer, isEnd: boolean): string {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const whole = isEnd ? all.length : this.#wholeCharacters(all);
    this.#rest = all.subarray(whole);
    return this.#decoded(all.subarray(0, whole));
  }

  #decoded(bytes: Buffer): string {
    return this.#iconv.decode(bytes, this.#encoding, { stripBOM: false });
  }

  /** The streams of iconv-lite lose a quote behind half a character, so no character is cut for them. */
  #wholeCharacters(bytes: Buffer): number {
    let at = bytes.findLastIndex((byte) => byte < LEAST_TRAIL_BYTE) + 1;
    for (;;) {
      const first = bytes[at] ?? 0;
      const length = first < 0x80 ? 1 : first === 0x8f && this.#encoding === 'euc-jp' ? 3 : 2;
      if (at + length > bytes.length) return at;
      at += length;
    }
  }
}

// No character ends in a byte below.
const LEAST_TRAIL_BYTE = 0x40;

// What Node's decoders return for bytes for which the Encoding Standard has no character. Characters of the private use
// areas are not listed for GB18030, where people do use them.
const MADE_UP: Readonly<Record<string, RegExp>> = {
  'windows-874': /[\uf8c1-\uf8c8]/g,
  'windows-1253': /\xaa/g,
};

// Node decodes three control characters in the order of IBM, not of ASCII: in Shift_JIS, and in ibm866 before Node 24.
const SWAPPED: ReadonlyMap<string, string> = new Map([
  ['\x1c', '\x1a'],
  ['\x7f', '\x1c'],
  ['\x1a', '\x7f'],
]);

class NodeDecoder implements Decoder {
  readonly #strict: InstanceType<typeof TextDecoder>;
  readonly #loose: InstanceType<typeof TextDecoder>;
  readonly #madeUp: RegExp | undefined;
  readonly #isSwapped: boolean;

  constructor(encoding: string) {
    // The Encoding Standard decodes both alike. Node's GBK does not know characters of four bytes.
    const name = encoding === 'gbk' ? 'gb18030' : encoding;
    this.#strict = new TextDecoder(name, { fatal: true, ignoreBOM: true });
    this.#loose = new TextDecoder(name, { ignoreBOM: true });
    this.#madeUp = MADE_UP[name];
    this.#isSwapped = this.#loose.decode(Uint8Array.of(0x1a)) === '\x1c';
  }

  decode(bytes: Buffer): string {
    const text = this.#strict.decode(bytes);
    if (this.#madeUp && text.search(this.#madeUp) >= 0) throw new TypeError('bytes that stand for no character');
    return this.#ordered(text);
  }

  decodeLoosely(bytes: Buffer, isEnd: boolean): string {
    const text = this.#loose.decode(bytes, { stream: !isEnd });
    return this.#ordered(this.#madeUp ? text.replace(this.#madeUp, '\ufffd') : text);
  }

  #ordered(text: string): string {
    if (!this.#isSwapped) return text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to swap
    return text.replace(/[\x1a\x1c\x7f]/g, (control) => SWAPPED.get(control) ?? control);
  }
}

// 0x80 to 0x9f by the index of the Encoding Standard; all other bytes are as in Latin-1.
const WINDOWS_1252_TABLE =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

const fromWindows1252 = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(/[\x80-\x9f]/g, (byte) => WINDOWS_1252_TABLE[byte.charCodeAt(0) - 0x80] ?? byte);

// Node's own decoder reads Latin-1 instead, and some versions (20.20) drop a 0xff at the start.
const WINDOWS_1252: Decoder = { decode: fromWindows1252, decodeLoosely: fromWindows1252 };
