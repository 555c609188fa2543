import type { EncodingGuess, LineProblem } from '../../../core/errors/input-error.ts';
import { UTF8 } from './encoding.ts';

// The likely encodings of an export among those that the bytes do not tell apart.
const CANDIDATES: readonly string[] = ['gb18030', 'big5', 'shift_jis', 'euc-kr', 'windows-1252'];

type Undecodable = Extract<LineProblem, { kind: 'undecodable' }>;

/** These do not occur in UTF-8, so a reader cannot accept a line with them as text. */
export const NO_TEXT = 0xff;
/** in place of `NO_TEXT`: the line is not in the encoding that was asked for, but it is UTF-8 */
export const NO_TEXT_BUT_UTF8 = 0xfe;

/** @param bytes - a line that came out of the transcoder */
export const saysItIsUtf8 = (bytes: Buffer): boolean => bytes.includes(NO_TEXT_BUT_UTF8);

/**
 * @param delimiter - code of the character that separates values; undefined where quotes and backslashes do
 * @param encoding - in which it was read; in ISO-2022-JP each byte may be a part of a character
 * @returns whether the structure of a line is sure though it cannot be decoded. The second byte of a character may look
 *   like ASCII from 0x40 on: then it may be a delimiter, or a backslash of JSON, and it may be half of a character
 */
export const hasSureStructure = (bytes: Buffer, delimiter: number | undefined, encoding?: string): boolean => {
  if (encoding === 'iso-2022-jp') return false;
  const sign = delimiter ?? BACKSLASH;
  if (sign < LEAST_TRAIL_BYTE) return true;
  for (let at = bytes.indexOf(sign, 1); at > 0; at = bytes.indexOf(sign, at + 1)) {
    if ((bytes[at - 1] ?? 0) >= 0x80) return false;
  }
  return true;
};

const BACKSLASH = 0x5c;
const LEAST_TRAIL_BYTE = 0x40;

/**
 * @param bytes - a line that cannot be decoded, as it stands in the input where that is UTF-8
 * @param encoding - in which it was read; undefined where neither a flag nor a byte order mark names one
 * @returns what is wrong with it, and which encodings may help
 */
export const undecodableProblem = (bytes: Buffer, encoding?: string): Undecodable => {
  if (encoding !== undefined && saysItIsUtf8(bytes)) {
    return { kind: 'undecodable', code: 'utf8-not-encoding', encoding };
  }
  if (encoding === UTF8) return { kind: 'undecodable', code: 'not-utf8-as-marked' };
  if (encoding !== undefined) return { kind: 'undecodable', code: 'not-in-encoding', encoding };
  const likely = likelyEncoding(bytes);
  return likely === undefined
    ? { kind: 'undecodable', code: 'not-utf8', candidates: CANDIDATES }
    : { kind: 'undecodable', code: 'not-utf8-but-like', encoding: likely };
};

/**
 * @param bytes - a line that is needed to read anything
 * @param encoding - in which it was read; undefined when neither a flag nor a byte order mark names one
 */
export const guessEncoding = (bytes: Buffer, encoding?: string): EncodingGuess => {
  if (encoding !== undefined && saysItIsUtf8(bytes)) return { by: 'utf-8', asked: encoding };
  if (encoding === UTF8) return { by: 'byte-order-mark' };
  const likely = encoding === undefined ? (neighbourOf(bytes) ?? likelyEncoding(bytes)) : undefined;
  if (likely !== undefined) return { by: 'bytes', encoding: likely };
  const tried = encoding === 'gbk' ? 'gb18030' : encoding;
  return { by: 'nothing', candidates: CANDIDATES.filter((name) => name !== tried) };
};

// Words of a header in traditional Chinese. The same bytes are rare characters in GB18030.
const BIG5_WORDS = /群組|用戶|會員|帳號|成員|未讀|使用者|訊息/;

const likelyEncoding = (bytes: Buffer): 'big5' | 'gb18030' | undefined => {
  if (bytes.length <= LONGEST_HEADER && BIG5_WORDS.test(new TextDecoder('big5').decode(bytes))) return 'big5';
  return looksLikeGb18030(bytes) ? 'gb18030' : undefined;
};

const LONGEST_HEADER = 4096;

const ascii = /[\0-\x7f]/g;
const isJapanese = (text: string): boolean => {
  const letters = text.replace(ascii, '');
  const kana = letters.replace(/[^\p{sc=Hiragana}\p{sc=Katakana}ー]/gu, '').replace(/[\uff61-\uff9f]/g, '');
  return !/[\ufffd\ue000-\uf8ff]/.test(letters) && kana.length >= 3 && kana.length * 3 >= letters.length;
};
/** Each syllable of Korean is a usual character of Chinese; six on end are not. */
const isKorean = (text: string): boolean => /^\p{sc=Hangul}{6,}$/u.test(text.replace(ascii, ''));

/** Of a header only: a nickname in a Chinese file may be Japanese. The kana of EUC-JP are those of GB18030, too, but no Chinese header has as many. */
const NEIGHBOURS = [
  { encoding: 'euc-jp', is: isJapanese },
  { encoding: 'shift_jis', is: isJapanese },
  { encoding: 'euc-kr', is: isKorean },
] as const;

const neighbourOf = (bytes: Buffer): string | undefined =>
  bytes.length > LONGEST_HEADER
    ? undefined
    : NEIGHBOURS.find(({ encoding, is }) => is(new TextDecoder(encoding).decode(bytes)))?.encoding;

/**
 * Nearly all characters that are written in GB18030 are also in GB2312, where both bytes are 0xa1 or more. Bytes that
 * are valid GB18030 may well be something else: Shift_JIS, or Latin-1 with an accented letter before a plain one.
 */
export const looksLikeGb18030 = (bytes: Buffer): boolean => {
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
