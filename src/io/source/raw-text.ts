import { isUtf8 } from 'node:buffer';

// A line of failures.csv must stay a record that can be read again.
const MOST_BYTES = 16 * 1024;
const BACKSLASH = 0x5c;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/**
 * The text of a record that could not be taken apart, on one line: a backslash is doubled, control characters and bytes
 * that are no UTF-8 stand as `\n`, `\t` or `\xff`. A long one is cut off, and ends in `…`.
 */
export const rawText = (record: Buffer): string => {
  const bytes = withoutLineBreak(record).subarray(0, MOST_BYTES);
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterBytes(bytes, at);
    const byte = bytes[at] as number;
    if (length === 0) text += hex(byte);
    else if (byte < 0x20 || byte === BACKSLASH || byte === 0x7f) text += NAMED[String.fromCharCode(byte)] ?? hex(byte);
    else text += bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return record.length > MOST_BYTES + 2 ? `${text}…` : text;
};

const withoutLineBreak = (bytes: Buffer): Buffer => {
  if (bytes.at(-1) !== 0x0a) return bytes;
  return bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1);
};

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;

/** @returns how many bytes the character takes; 0 for a byte that begins none */
const characterBytes = (bytes: Buffer, at: number): number => {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const character = bytes.subarray(at, at + length);
  return character.length === length && isUtf8(character) ? length : 0;
};
