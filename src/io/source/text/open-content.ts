import { isAscii, isUtf8 } from 'node:buffer';
import { InputError } from '../../../core/errors/input-error.ts';
import type { UnpackBound } from '../../../core/unpack-bound.ts';
import { binaryHeadBytes, isWorkbook, refuseBinary, TAR_BYTES } from '../bytes/binary-kinds.ts';
import { findCompression, headBytes } from '../bytes/compression.ts';
import { FileBytes } from '../bytes/file-bytes.ts';
import type { StreamBytes } from '../bytes/stream-bytes.ts';
import type { Content } from './content.ts';
import { DecodedContent, type Wrapping } from './decoded-content.ts';
import { decoderOf } from './decoder.ts';
import { bomBytesOf, UTF8, utf16Of } from './encoding.ts';
import { PlainContent } from './plain-content.ts';

/**
 * @param encoding - that was asked for; the text of a workbook has its own
 * @param sheet - that was asked for
 * @returns undefined for a plain file in UTF-8, of which any part can be read at once
 * @throws InputError when the input is empty, or is no text
 */
export const findWrapping = async (
  bytes: FileBytes | StreamBytes,
  encoding: string,
  bound?: UnpackBound,
  sheet?: string,
): Promise<Wrapping | undefined> => {
  const { path } = bytes;
  const head = await bytes.head(headBytes(path));
  if (head.length === 0) throw new InputError({ kind: 'input-empty', path });
  // Of a stream no more is waited for than what has come shows to be needed.
  const needed = Math.max(binaryHeadBytes(head), bytes instanceof FileBytes ? TAR_BYTES : 0);
  const start = needed > head.length ? await bytes.head(needed) : head;
  if (bytes instanceof FileBytes && isWorkbook(start)) return { compression: 'xlsx', encoding: UTF8, bound, sheet };
  refuseBinary(path, start);
  if (sheet !== undefined) throw new InputError({ kind: 'sheet-of-no-workbook', path });
  const compression = findCompression(path, head);
  const isPlain = bytes instanceof FileBytes && !compression && encoding === UTF8 && !utf16Of(head);
  return isPlain ? undefined : { compression, encoding, bound };
};

// Enough to tell, and read in a millisecond.
const LOOKED_AT_BYTES = 1024 * 1024;
// Text of another encoding that happens to be UTF-8 is a word, not more: 联通 in GBK is one.
const CERTAIN_CHARACTERS = 4;

/**
 * UTF-8 that is read in another encoding can be decoded in part, and be wrong all the same.
 *
 * @throws InputError where another encoding was asked for
 */
export const refuseUtf8 = async (bytes: FileBytes, { compression, encoding }: Wrapping): Promise<void> => {
  const { path } = bytes;
  if (compression || encoding === UTF8) return;
  const head = await bytes.head(LOOKED_AT_BYTES);
  if (utf16Of(head) || bomBytesOf(head) > 0) return;
  if (isCertainlyUtf8(head, encoding)) throw new InputError({ kind: 'input-is-utf-8', path, asked: encoding });
};

const isCertainlyUtf8 = (head: Buffer, encoding: string): boolean => {
  // A character may be cut off at the end of the head.
  const end = head.length < LOOKED_AT_BYTES ? head.length : head.findLastIndex((byte) => byte < 0x80) + 1;
  const text = head.subarray(0, end);
  if (isAscii(text) || !isUtf8(text) || text.includes(0)) return false;
  const beyondAscii = text.toString().match(/\P{ASCII}/gu)?.length ?? 0;
  return beyondAscii >= CERTAIN_CHARACTERS || !canDecode(text, encoding);
};

const canDecode = (bytes: Buffer, encoding: string): boolean => {
  try {
    decoderOf(encoding).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

/** @returns the text of the input, from its start */
export const openContent = (bytes: FileBytes | StreamBytes, wrapping: Wrapping | undefined): Content =>
  bytes instanceof FileBytes && !wrapping
    ? new PlainContent(bytes, 0)
    : new DecodedContent(bytes, wrapping ?? { compression: undefined, encoding: UTF8 });
