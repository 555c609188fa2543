import type { EncodingGuess, LineProblem } from '../../../core/errors.ts';
import { UTF8 } from '../columns/format.ts';

// The likely encodings of an export, of those that cannot be told apart by their bytes.
const CANDIDATES: readonly string[] = ['gb18030', 'big5', 'shift_jis', 'euc-kr', 'windows-1252'];

/**
 * @param bytes - a line that cannot be decoded, as it stands in the input where that is UTF-8
 * @param encoding - in which it was read; undefined where neither a flag nor a byte order mark names one
 * @returns what is wrong with it, and which encodings may help
 */
export const undecodableProblem = (bytes: Buffer, encoding?: string): LineProblem => {
  if (encoding === UTF8) return { kind: 'undecodable', code: 'not-utf8-as-marked' };
  if (encoding !== undefined) return { kind: 'undecodable', code: 'not-in-encoding', encoding };
  return looksLikeGb18030(bytes)
    ? { kind: 'undecodable', code: 'not-utf8-but-like', encoding: 'gb18030' }
    : { kind: 'undecodable', code: 'not-utf8', candidates: CANDIDATES };
};

/**
 * @param bytes - a line without which nothing can be read
 * @param encoding - in which it was read; undefined where neither a flag nor a byte order mark names one
 */
export const guessEncoding = (bytes: Buffer, encoding?: string): EncodingGuess => {
  if (encoding === UTF8) return { by: 'byte-order-mark' };
  if (encoding === undefined && looksLikeGb18030(bytes)) return { by: 'bytes', encoding: 'gb18030' };
  const tried = encoding === 'gbk' ? 'gb18030' : encoding;
  return { by: 'nothing', candidates: CANDIDATES.filter((name) => name !== tried) };
};

/**
 * Nearly all of what is written in GB18030 are characters that GB2312 has too, and those have two bytes from 0xa1 on. As
 * GB18030 alone much else could be read: a letter with an accent of Latin-1 and the plain one behind it, or Shift_JIS.
 */
const looksLikeGb18030 = (bytes: Buffer): boolean => {
  let usual = 0;
  let others = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const first = bytes[at] ?? 0;
    if (first < 0x80) continue;
    const second = bytes[at + 1] ?? 0;
    const isHanzi = first >= 0xb0 && first <= 0xf7;
    const isSign = first >= 0xa1 && first <= 0xa9;
    if ((isHanzi || isSign) && second >= 0xa1 && second <= 0xfe) usual += 1;
    else others += 1;
    at += 1;
  }
  return usual > 0 && usual >= others * 4 && isGb18030(bytes);
};

const isGb18030 = (bytes: Buffer): boolean => {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

// What stands in front of the first rows; their three values are ASCII, of which every other byte in UTF-16 is NUL.
const LOOKED_AT_BYTES = 4096;
const LEAST_SHARE = 1 / 8;

/** @param head - the first bytes of a text without a byte order mark @returns undefined where it does not look like UTF-16 */
export const unmarkedUtf16 = (head: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  const looked = head.subarray(0, LOOKED_AT_BYTES);
  const nuls = { even: 0, odd: 0 };
  for (let at = looked.indexOf(0); at >= 0; at = looked.indexOf(0, at + 1)) nuls[at % 2 === 0 ? 'even' : 'odd'] += 1;
  if (nuls.even + nuls.odd < Math.max(1, looked.length * LEAST_SHARE)) return undefined;
  return nuls.odd >= nuls.even ? 'utf-16le' : 'utf-16be';
};
