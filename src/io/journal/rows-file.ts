import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WrongStateError } from '../../core/errors.ts';
import { syncFolder } from './durable.ts';
import { openOwn } from './own-files.ts';

const LF = 0x0a;
const BYTE_ORDER_MARK = '\ufeff';

/** Lines that are to be written, and the size that the file has when they are. */
export type TakenRows = { readonly text: string; readonly sizeBytes: number };

/** A CSV file to which lines are only added: one line for each of some rows of the input. */
export class RowsFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #sizeBytes: number;
  readonly #columns: number;
  /** it begins with a byte order mark */
  readonly isMarked: boolean;
  #waiting: string[] = [];
  #waitingLength = 0;

  private constructor(path: string, handle: FileHandle, sizeBytes: number, { columns, isMarked }: Head) {
    this.#columns = columns;
    this.isMarked = isMarked;
    this.path = path;
    this.#handle = handle;
    this.#sizeBytes = sizeBytes;
  }

  /** @param isMarked - begin with a byte order mark, without which a spreadsheet reads Chinese as other characters */
  static async create(path: string, columns: readonly string[], isMarked: boolean): Promise<RowsFile> {
    const handle = await openOwn(path, 'write');
    return orClose(handle, async () => {
      await handle.truncate();
      const file = new RowsFile(path, handle, 0, { columns: columns.length, isMarked });
      file.#waiting.push(`${isMarked ? BYTE_ORDER_MARK : ''}${csvLine(columns)}`);
      await file.flush(file.take());
      // Otherwise a power cut could lose the name of a file that a checkpoint counts on.
      await syncFolder(dirname(path));
      return file;
    });
  }

  /**
   * Opens the file of an earlier run and cuts off what its checkpoint does not count.
   *
   * @throws WrongStateError when it lacks what the checkpoint counts
   */
  static async reopen(path: string, knownBytes: number): Promise<RowsFile> {
    const handle = await openOwn(path, 'change').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new WrongStateError({ kind: 'rows-file-missing', path }) : error;
    });
    return orClose(handle, async () => {
      const { size } = await handle.stat();
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, knownBytes - 1);
      if (size < knownBytes || buffer[0] !== LF) {
        throw new WrongStateError({ kind: 'rows-file-changed', path, endedAtByte: knownBytes });
      }
      await handle.truncate(knownBytes);
      return new RowsFile(path, handle, knownBytes, await headOf(handle));
    });
  }

  /** Kept in memory until the next `take`. A file that an older version began lacks the last columns. */
  add(values: readonly (string | number)[]): void {
    const line = csvLine(values.slice(0, this.#columns));
    this.#waiting.push(line);
    this.#waitingLength += line.length;
  }

  /** @returns characters that wait to be written */
  get waitingLength(): number {
    return this.#waitingLength;
  }

  /** @returns what is to be written, and the size the file has when it is */
  take(): TakenRows {
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#waitingLength = 0;
    return { text, sizeBytes: this.#sizeBytes + Buffer.byteLength(text) };
  }

  /** Resolves when the text is on disk. */
  async flush({ text, sizeBytes }: TakenRows): Promise<void> {
    if (text === '') return;
    const bytes = Buffer.from(text);
    await writeAll(this.#handle, bytes, this.#sizeBytes);
    await this.#handle.datasync();
    this.#sizeBytes = sizeBytes;
  }

  /** Never rejects: what a checkpoint counts on was synced before. */
  async close(): Promise<void> {
    await this.#handle.close().catch(() => {});
  }
}

const orClose = async <T>(handle: FileHandle, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    await handle.close().catch(() => {});
    throw error;
  }
};

/** `columns`: how many the header names; no name has a comma */
type Head = { readonly columns: number; readonly isMarked: boolean };

const headOf = async (handle: FileHandle): Promise<Head> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
  const [header = ''] = buffer.toString('utf8', 0, bytesRead).split('\n', 1);
  return { columns: header.split(',').length, isMarked: header.startsWith(BYTE_ORDER_MARK) };
};

/** One write may take less than it was given. */
const writeAll = async (handle: FileHandle, bytes: Buffer, position: number): Promise<void> => {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
};

/** One CSV record (RFC 4180) that ends in LF. A value is quoted only where it must be. */
export const csvLine = (values: readonly (string | number)[]): string =>
  `${values.map((value) => quoted(String(value))).join(',')}\n`;

// At the start of a line a byte order mark is read as that of a file, unless it stands in quotes.
const NEEDS_QUOTES = /[",\r\n]|^\ufeff/;

const quoted = (value: string): string => (NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
