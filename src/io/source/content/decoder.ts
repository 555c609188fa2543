/** Turns whole pieces of text into strings; no piece is taken for the start of a stream. */
export interface Decoder {
  /** @throws where the bytes are not all in the encoding */
  decode(bytes: Buffer): string;
}

/** @param encoding - as `TextDecoder` calls it */
export const decoderOf = (encoding: string): Decoder =>
  encoding === 'windows-1252' ? WINDOWS_1252 : new TextDecoder(encoding, { fatal: true, ignoreBOM: true });

// From 0x80 to 0x9f, as the Encoding Standard's index has them; all other bytes are those of Latin-1.
const WINDOWS_1252_TABLE =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

// Node's own reads Latin-1 instead, and in some versions (20.20) loses a 0xff at the beginning.
const WINDOWS_1252: Decoder = {
  decode: (bytes) =>
    bytes.toString('latin1').replace(/[\x80-\x9f]/g, (byte) => WINDOWS_1252_TABLE[byte.charCodeAt(0) - 0x80] ?? byte),
};
