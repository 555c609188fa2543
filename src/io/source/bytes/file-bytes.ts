import { type FileHandle, open, stat } from 'node:fs/promises';
import { InputBrokeOffError } from '../../../core/errors/broken-off-error.ts';
import { InputError } from '../../../core/errors/input-error.ts';
import { InputChangedError } from '../../../core/errors/rows-error.ts';
import type { Clock } from '../../../core/ports.ts';
import { PrefixHash } from './prefix-hash.ts';
import type { RawBytes } from './raw-bytes.ts';
import { STANDARD_INPUT } from './standard-input.ts';

const CHUNK_BYTES = 64 * 1024;
const PROOF_CHUNK_BYTES = 1024 * 1024;

/**
 * Shows whether a file was written to, or whether another file has its name now. The mtime can be set back, the ctime
 * cannot.
 */
type Stamp = { readonly dev: bigint; readonly ino: bigint; readonly size: bigint; readonly ctimeNs: bigint };

// An export writes its buffer in one go, and the next one is full soon.
const QUIET_MS = 5000;
const LOOK_EVERY_MS = 200;

/** The bytes of a plain file that is open for reading. */
export class FileBytes implements RawBytes {
  readonly path: string;
  #handle: FileHandle;
  readonly #replaced: FileHandle[] = [];
  #seen: Stamp;
  #largestBytes: number;

  private constructor(path: string, handle: FileHandle, seen: Stamp) {
    this.path = path;
    this.#handle = handle;
    this.#seen = seen;
    this.#largestBytes = Number(seen.size);
  }

  /** @throws InputError */
  static async open(path: string): Promise<FileBytes> {
    await requireFile(path);
    const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
      throw cannotOpen(path, error);
    });
    return new FileBytes(path, handle, await handle.stat({ bigint: true }));
  }

  /** The size at this moment; where the system does not tell it, the largest so far. */
  async sizeBytes(): Promise<number> {
    try {
      const { size } = await this.#handle.stat();
      this.#largestBytes = Math.max(this.#largestBytes, size);
      return size;
    } catch {
      // Reading meets the same error. A number for the progress bar must not end a run.
      return this.#largestBytes;
    }
  }

  /** @returns the part of `into` that was filled; empty at the end of the file @throws InputBrokeOffError */
  async readAt(into: Buffer, at: number): Promise<Buffer> {
    try {
      const { bytesRead } = await this.#handle.read(into, 0, into.length, at);
      return into.subarray(0, bytesRead);
    } catch (error) {
      throw brokeOff(this.path, error as Error);
    }
  }

  /** From the start to the end, wherever that is when it is reached. */
  async *chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; ; ) {
      const chunk = await this.readAt(Buffer.allocUnsafe(CHUNK_BYTES), at);
      if (chunk.length === 0) {
        await this.refuseShorter();
        return;
      }
      at += chunk.length;
      yield chunk;
    }
  }

  head(bytes: number): Promise<Buffer> {
    return this.readAt(Buffer.alloc(bytes), 0);
  }

  /** @throws InputChangedError when the file has lost what it once had: the end of what is there is not its end */
  async refuseShorter(): Promise<void> {
    const sizeBytes = await this.sizeBytes();
    if (sizeBytes >= this.#largestBytes) return;
    const { path } = this;
    throw new InputChangedError({ kind: 'input-shortened', path, fromBytes: this.#largestBytes, toBytes: sizeBytes });
  }

  /**
   * Waits until nobody has written to the file for some seconds. A file system whose clock is ahead is watched as long.
   *
   * @returns at once where the last write is longer ago; false as soon as somebody writes
   */
  async isQuiet(clock: Clock): Promise<boolean> {
    const sinceMs = clock.nowMs();
    const { size, mtimeMs } = await this.#handle.stat();
    for (let now = { size, mtimeMs }; ; now = await this.#handle.stat()) {
      if (now.size !== size || now.mtimeMs !== mtimeMs) return false;
      if (clock.wallMs() - mtimeMs >= QUIET_MS || clock.nowMs() - sinceMs >= QUIET_MS) return true;
      await clock.sleep(LOOK_EVERY_MS, NEVER);
    }
  }

  /**
   * If the file was written to or replaced, checks that it still holds what was read. A file that has replaced it, and
   * begins with the same bytes, is read from here on.
   *
   * @param read - the hash of what was read so far
   * @throws InputChangedError when it does not
   */
  async prove(read: PrefixHash): Promise<void> {
    const named = await stat(this.path, { bigint: true }).catch(() => undefined);
    // A file that was renamed or deleted is still open.
    const found = named?.isFile() ? named : await this.#handle.stat({ bigint: true });
    if (isSame(found, this.#seen)) return;
    const isReplaced = found.ino !== this.#seen.ino || found.dev !== this.#seen.dev;
    if (isReplaced) {
      this.#replaced.push(this.#handle);
      this.#handle = await open(this.path, 'r').catch((error: Error) => {
        throw brokeOff(this.path, error);
      });
      this.#largestBytes = 0;
    }
    await this.refuseShorter();
    const now = new PrefixHash();
    const buffer = Buffer.allocUnsafe(PROOF_CHUNK_BYTES);
    while (now.bytes < read.bytes) {
      const bytes = await this.readAt(buffer.subarray(0, Math.min(buffer.length, read.bytes - now.bytes)), now.bytes);
      if (bytes.length === 0) break;
      now.update(bytes);
    }
    if (now.sha256() !== read.sha256()) {
      throw new InputChangedError({ kind: 'input-rewritten', path: this.path, readBytes: read.bytes });
    }
    this.#seen = found;
  }

  async close(): Promise<void> {
    for (const handle of [this.#handle, ...this.#replaced]) await handle.close();
  }
}

const NEVER = new AbortController().signal;

/**
 * Call it before anything else is done with an input: opening a named pipe would wait for somebody to write to it.
 *
 * @throws InputError when there is no plain file of that name
 */
export const requireFile = async (path: string): Promise<void> => {
  if (path === STANDARD_INPUT) return;
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw cannotOpen(path, error);
  });
  if (found.isFile()) return;
  throw new InputError({ kind: 'input-not-a-file', path, isFolder: found.isDirectory() });
};

const isSame = (a: Stamp, b: Stamp): boolean =>
  a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.ctimeNs === b.ctimeNs;

const cannotOpen = (path: string, error: NodeJS.ErrnoException): InputError =>
  error.code === 'ENOENT'
    ? new InputError({ kind: 'input-missing', path })
    : new InputError({ kind: 'input-not-opened', path, errorCode: error.code }, { cause: error });

const brokeOff = (path: string, cause: Error): InputBrokeOffError =>
  new InputBrokeOffError({ kind: 'input-broke-off', path, reason: cause.message }, { cause });
