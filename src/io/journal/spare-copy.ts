import { randomBytes } from 'node:crypto';
import { type FileHandle, unlink } from 'node:fs/promises';
import { openOwn } from './own-files.ts';

// Copied and compared at once.
const PIECE_BYTES = 256 * 1024;

/**
 * A second copy of a file, from which it is written again where somebody else has changed it. It has no name, so nobody opens
 * it, and it ends with its process: an earlier run's file is copied anew. It is not synced, since it need survive nothing.
 */
export class SpareCopy {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** @param path - of the file: the copy takes room on the same disk */
  static async open(path: string): Promise<SpareCopy> {
    const name = `${path}.${randomBytes(8).toString('hex')}.tmp`;
    const handle = await openOwn(name, 'write');
    try {
      await unlink(name);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return new SpareCopy(handle);
  }

  write(bytes: Buffer, position: number): Promise<void> {
    return writeAll(this.#handle, bytes, position);
  }

  /** Takes the first bytes of the file. @param halted - when it aborts, its reason is thrown: how many they are, a checkpoint says */
  copyFrom(file: FileHandle, sizeBytes: number, halted?: AbortSignal): Promise<void> {
    return copy(file, this.#handle, sizeBytes, halted);
  }

  copyTo(file: FileHandle, sizeBytes: number): Promise<void> {
    return copy(this.#handle, file, sizeBytes);
  }

  /** @returns whether the first bytes of the file are those of the copy */
  async isEqual(file: FileHandle, sizeBytes: number): Promise<boolean> {
    const [ours, theirs] = [Buffer.alloc(PIECE_BYTES), Buffer.alloc(PIECE_BYTES)];
    for (let at = 0; at < sizeBytes; at += PIECE_BYTES) {
      const length = Math.min(PIECE_BYTES, sizeBytes - at);
      await this.#handle.read(ours, 0, length, at);
      const { bytesRead } = await file.read(theirs, 0, length, at);
      if (bytesRead < length || !ours.subarray(0, length).equals(theirs.subarray(0, length))) return false;
    }
    return true;
  }

  /** Never rejects. */
  async close(): Promise<void> {
    await this.#handle.close().catch(() => {});
  }
}

const copy = async (from: FileHandle, to: FileHandle, sizeBytes: number, halted?: AbortSignal): Promise<void> => {
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let at = 0; at < sizeBytes; ) {
    halted?.throwIfAborted();
    const { bytesRead } = await from.read(piece, 0, Math.min(PIECE_BYTES, sizeBytes - at), at);
    if (bytesRead === 0) throw Object.assign(new Error('EIO: the file ends early'), { code: 'EIO', syscall: 'read' });
    await writeAll(to, piece.subarray(0, bytesRead), at);
    at += bytesRead;
  }
};

/** One write may take less than it was given. */
export const writeAll = async (handle: FileHandle, bytes: Buffer, position: number): Promise<void> => {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
};
