/** Turns pieces of text into strings; none is taken for the start of a stream. */
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
export const decoderOf = (encoding: string): Decoder =>
  encoding === 'windows-1252' ? WINDOWS_1252 : new NodeDecoder(encoding);

class NodeDecoder implements Decoder {
  readonly #strict: InstanceType<typeof TextDecoder>;
  readonly #loose: InstanceType<typeof TextDecoder>;

  constructor(encoding: string) {
    this.#strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    this.#loose = new TextDecoder(encoding, { ignoreBOM: true });
  }

  decode(bytes: Buffer): string {
    return this.#strict.decode(bytes);
  }

  decodeLoosely(bytes: Buffer, isEnd: boolean): string {
    return this.#loose.decode(bytes, { stream: !isEnd });
  }
}

// From 0x80 to 0x9f, as the Encoding Standard's index has them; all other bytes are those of Latin-1.
const WINDOWS_1252_TABLE =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

const fromWindows1252 = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(/[\x80-\x9f]/g, (byte) => WINDOWS_1252_TABLE[byte.charCodeAt(0) - 0x80] ?? byte);

// Node's own reads Latin-1 instead, and in some versions (20.20) loses a 0xff at the beginning.
const WINDOWS_1252: Decoder = { decode: fromWindows1252, decodeLoosely: fromWindows1252 };
