import type { LineProblem } from '../../../core/row/problem.ts';
import { UTF8 } from '../columns/format.ts';

// Of those that cannot be told apart by their bytes, the ones that exports are likely to have, and who has them.
const CANDIDATES: Readonly<Record<string, string>> = {
  gb18030: 'simplified Chinese',
  big5: 'traditional Chinese',
  shift_jis: 'Japanese',
  'euc-kr': 'Korean',
  'windows-1252': 'Western Europe, Latin-1',
};

const CANDIDATE_NAMES: readonly string[] = Object.keys(CANDIDATES);

/** @param names - two or more */
const listed = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

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
    : { kind: 'undecodable', code: 'not-utf8', candidates: CANDIDATE_NAMES };
};

/**
 * @param bytes - a line without which nothing can be read
 * @param encoding - in which it was read; undefined where neither a flag nor a byte order mark names one
 * @returns what to type
 */
export const encodingHint = (bytes: Buffer, encoding?: string): string => {
  if (encoding === UTF8) {
    return 'Correct this line, or save the file again: its byte order mark says UTF-8, and outweighs --encoding.';
  }
  if (encoding === undefined && looksLikeGb18030(bytes)) {
    return 'Give the encoding of the file: --encoding gb18030, as exports of a Chinese Windows have it.';
  }
  const others = Object.entries(CANDIDATES).filter(([name]) => name !== (encoding === 'gbk' ? 'gb18030' : encoding));
  return `Give the encoding of the file, which its bytes do not tell; try --encoding ${listed(others.map(([name, whose]) => `${name} (${whose})`))}.`;
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
