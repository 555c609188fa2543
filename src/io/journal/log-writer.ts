import { closeSync, existsSync, fstatSync, lstatSync, readSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { isSameFile } from './foreign-hand.ts';
import { openNextSync, openOwn, renameOwnSync } from './own-files.ts';
import { fullLogName } from './state-paths.ts';

/** A log that is full goes on in a new file. No full one is ever deleted: each failed row is in one of them. */
export const FULL_BYTES = 16 * 1024 * 1024;

const PIECE_BYTES = 256 * 1024;

/** The file behind a log. Lines are written synchronously, so that they survive a crash. */
export class LogWriter {
  readonly #path: string;
  readonly #fullBytes: number;
  #fd: number;
  /** keeps the first file open; later ones have a descriptor only */
  #first: FileHandle | undefined;
  #sizeBytes: number;
  #fullLogs = 0;
  #isClosed = false;

  private constructor(path: string, handle: FileHandle, sizeBytes: number, fullBytes: number) {
    this.#path = path;
    this.#first = handle;
    this.#fd = handle.fd;
    this.#sizeBytes = sizeBytes;
    this.#fullBytes = fullBytes;
  }

  static async open(path: string, fullBytes = FULL_BYTES): Promise<LogWriter> {
    const handle = await openOwn(path, 'append');
    const { size } = await handle.stat();
    return new LogWriter(path, handle, size, fullBytes);
  }

  /** Writes a line, and begins a new file behind it where this one is full. */
  write(line: string): void {
    if (this.#isClosed) return;
    const bytes = Buffer.from(line);
    writeAllSync(this.#fd, bytes);
    this.#sizeBytes += bytes.length;
    if (this.#sizeBytes >= this.#fullBytes) this.#beginNext();
  }

  /** Where somebody has moved or deleted the log, it goes on under its name; what was deleted is written again. */
  mend(): void {
    if (this.#isClosed) return;
    const found = lstatSync(this.#path, { bigint: true, throwIfNoEntry: false });
    const own = fstatSync(this.#fd, { bigint: true });
    // Where a file system has no lasting numbers of files, the size tells that it is the same.
    if (found && (isSameFile(found, own) || (own.nlink > 0n && found.size === own.size))) return;
    if (found) renameOwnSync(this.#path, this.#nextFullName());
    const next = this.#openUnlessFolderIsGone();
    if (next === undefined) return;
    if (own.nlink === 0n) this.#copyTo(next);
    else this.#sizeBytes = 0;
    this.#goOnIn(next);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await (this.#first ? this.#first.close() : closeSync(this.#fd));
  }

  #beginNext(): void {
    renameOwnSync(this.#path, this.#nextFullName());
    this.#goOnIn(openNextSync(this.#path));
    this.#sizeBytes = 0;
  }

  /** Who sees to the folder makes it again; until then the log goes on where it lies now. */
  #openUnlessFolderIsGone(): number | undefined {
    try {
      return openNextSync(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #nextFullName(): string {
    do this.#fullLogs += 1;
    while (existsSync(fullLogName(this.#path, this.#fullLogs)));
    return fullLogName(this.#path, this.#fullLogs);
  }

  #copyTo(next: number): void {
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let at = 0; ; ) {
      const length = readSync(this.#fd, piece, 0, PIECE_BYTES, at);
      if (length === 0) return;
      writeAllSync(next, piece.subarray(0, length));
      at += length;
    }
  }

  #goOnIn(next: number): void {
    const [first, before] = [this.#first, this.#fd];
    this.#first = undefined;
    this.#fd = next;
    if (first) void first.close().catch(() => {});
    else closeSync(before);
  }
}

/** One write may take less than it was given. */
const writeAllSync = (fd: number, bytes: Buffer): void => {
  for (let left = bytes; left.length > 0; ) left = left.subarray(writeSync(fd, left));
};
