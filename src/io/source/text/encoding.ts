// Encodings are named as `TextDecoder` names them.

export const UTF8 = 'utf-8';

const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** @returns how many bytes the byte order mark of UTF-8 takes at the start of a text; some writers put it twice */
export const bomBytesOf = (head: Buffer): number => {
  let at = 0;
  while (head.subarray(at, at + UTF8_BOM.length).equals(UTF8_BOM)) at += UTF8_BOM.length;
  return at;
};

/** The mark as a character. At the start of a later line it is that of a second file, put behind the first. */
export const MARK = '\ufeff';

/** @returns the encoding that a byte order mark tells; undefined without one, and for that of UTF-8 */
export const utf16Of = (head: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
};

/** @returns the part of a format that names its encoding; UTF-8 goes without saying, as in older checkpoints */
export const encodingPart = (encoding: string | undefined): { readonly encoding?: string } =>
  encoding === undefined || encoding === UTF8 ? {} : { encoding };
