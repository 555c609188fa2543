import { InputBrokeOffError } from '../../../core/errors/broken-off-error.ts';
import { InputError } from '../../../core/errors/input-error.ts';
import { MAX_RECORD_BYTES } from '../records/record-cutter.ts';
import type { Content } from './content.ts';

const CHUNK_BYTES = 64 * 1024;

/**
 * The first bytes of the text; they come again. It waits for no more than it needs, because standard input may be slow.
 *
 * @param isEnough - asked of what has come so far; where it never is, the head ends behind the longest record
 */
export const readHead = async (
  path: string,
  content: Content,
  isEnough: (head: Buffer) => boolean,
): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  // Most inputs of many are small.
  let head: Buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let length = 0;
  while (length <= MAX_RECORD_BYTES) {
    if (length === head.length) head = larger(head, MAX_RECORD_BYTES + 1);
    const piece = await content.take(head.subarray(length, length + CHUNK_BYTES)).catch((error: Error) => {
      // The rows before the place where it broke off count. Whoever reads on meets the error again.
      if (length > 0 && error instanceof InputBrokeOffError) return undefined;
      throw error;
    });
    if (!piece || piece.length === 0) break;
    pieces.push(piece);
    length += piece.length;
    if (isEnough(head.subarray(0, length))) break;
  }
  if (length === 0) throw new InputError({ kind: 'input-empty', path });
  content.giveBack(pieces);
  return head.subarray(0, length);
};

const larger = (bytes: Buffer, mostBytes: number): Buffer => {
  const grown = Buffer.allocUnsafe(Math.min(bytes.length * 4, mostBytes));
  bytes.copy(grown);
  return grown;
};
