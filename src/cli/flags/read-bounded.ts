import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted } from '../../core/errors/interrupted.ts';
import type { Host } from '../context.ts';

// Windows has none; its pipes are waited for.
const { O_RDONLY, O_NONBLOCK: NO_WAIT = 0 } = constants;

const PIECE_BYTES = 64 * 1024;
const LOOK_EVERY_MS = 50;
/** Whoever writes into a pipe has begun by then. */
const WRITER_WITHIN_MS = 5000;

/**
 * Reads a file, or a pipe as a shell makes it of `<(…)`. The kernel would wait for ever for a pipe that nobody writes to, and no
 * signal would end that.
 *
 * @returns no more than a piece beyond the most: then there is more
 * @throws Interrupted when a signal came while nothing did
 */
export const readBounded = async (path: string, mostBytes: number, host: Pick<Host, 'cameEarly'>): Promise<Buffer> => {
  const handle = await open(path, O_RDONLY | NO_WAIT);
  try {
    const isPipe = (await handle.stat()).isFIFO();
    const untilMs = performance.now() + WRITER_WITHIN_MS;
    const pieces: Buffer[] = [];
    for (let length = 0; length <= mostBytes; ) {
      const piece = await nextPiece(handle);
      if (piece && piece.length > 0) {
        pieces.push(piece);
        length += piece.length;
        continue;
      }
      const mayBegin = isPipe && length === 0 && performance.now() < untilMs;
      if (piece && !mayBegin) break;
      const signal = host.cameEarly();
      if (signal) throw new Interrupted({ kind: 'interrupted', signal });
      await sleep(LOOK_EVERY_MS);
    }
    return Buffer.concat(pieces);
  } finally {
    await handle.close();
  }
};

/** @returns an empty one where nobody writes; undefined where somebody does, and nothing has come yet */
const nextPiece = async (handle: FileHandle): Promise<Buffer | undefined> => {
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, null);
    // A copy: of a pipe that is written to byte by byte each one would keep the whole piece.
    return Buffer.from(buffer.subarray(0, bytesRead));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
};
