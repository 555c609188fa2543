import { InputError } from '../../../core/errors/input-error.ts';

const LF = 0x0a;
const CR = 0x0d;

/** @throws InputError when no line can be found: UTF-16 without a byte order mark, or CR alone as line break */
export const refuseOddText = (path: string, head: Buffer): void => {
  const utf16 = unmarkedUtf16(head);
  if (utf16) throw new InputError({ kind: 'utf-16-unmarked', path, encoding: utf16 });
  if (!endsLinesWithCr(head)) return;
  throw new InputError({ kind: 'line-breaks-cr-only', path, hasLineFeeds: hasBareLineFeed(head) });
};

const hasBareLineFeed = (head: Buffer): boolean => {
  for (let at = head.indexOf(LF); at >= 0; at = head.indexOf(LF, at + 1)) if (head[at - 1] !== CR) return true;
  return false;
};

/** A line feed may stand in a value all the same. A CR in quotes is a value's own. */
const endsLinesWithCr = (head: Buffer): boolean => {
  const lineFeed = head.indexOf(LF);
  const first = head.subarray(0, lineFeed < 0 ? head.length : lineFeed);
  const bare = first.findIndex((byte, at) => byte === CR && at + 1 < first.length && first[at + 1] !== CR);
  if (bare < 0) return lineFeed < 0 && head.includes(CR);
  return first.subarray(0, bare).filter((byte) => byte === QUOTE).length % 2 === 0;
};

const QUOTE = 0x22;

// The header or the first rows. They are mostly ASCII, of which every second byte is NUL in UTF-16.
const LOOKED_AT_BYTES = 4096;
const LEAST_SHARE = 1 / 8;

/**
 * @param head - the first bytes of a text without a byte order mark
 * @returns undefined where it does not look like UTF-16
 */
export const unmarkedUtf16 = (head: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  // NUL bytes behind the last line are padding.
  const looked = head.subarray(0, head.subarray(0, LOOKED_AT_BYTES).findLastIndex((byte) => byte !== 0) + 1);
  const nuls = { even: 0, odd: 0 };
  for (let at = looked.indexOf(0); at >= 0; at = looked.indexOf(0, at + 1)) nuls[at % 2 === 0 ? 'even' : 'odd'] += 1;
  if (nuls.even + nuls.odd < Math.max(1, looked.length * LEAST_SHARE)) return undefined;
  // Values or rows may stand between NUL characters: those fall on any byte.
  if (Math.min(nuls.even, nuls.odd) > Math.max(nuls.even, nuls.odd) / 4) return undefined;
  return nuls.odd >= nuls.even ? 'utf-16le' : 'utf-16be';
};
