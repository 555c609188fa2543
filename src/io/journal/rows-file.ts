import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WrongStateError } from '../../core/errors/state-error.ts';
import { syncFolder } from './durable.ts';
import { isUntouched, type Sight, setAside, sightAt, sightOf, type Touched } from './foreign-hand.ts';
import { openOwn } from './own-files.ts';
import { SpareCopy, writeAll } from './spare-copy.ts';

const LF = 0x0a;
const BYTE_ORDER_MARK = '\ufeff';

/** Lines that are to be written, and the size that the file has when they are. */
export type TakenRows = { readonly text: string; readonly sizeBytes: number };

/** A CSV file to which lines are only added: one line for each of some rows of the input. */
export class RowsFile {
  readonly path: string;
  readonly #spare: SpareCopy;
  #handle: FileHandle;
  #seen: Sight;
  #sizeBytes: number;
  readonly #columns: number;
  /** it begins with a byte order mark */
  readonly isMarked: boolean;
  #waiting: string[] = [];
  #waitingLength = 0;

  private constructor(path: string, opened: Opened, sizeBytes: number, { columns, isMarked }: Head) {
    this.#columns = columns;
    this.isMarked = isMarked;
    this.path = path;
    this.#handle = opened.handle;
    this.#spare = opened.spare;
    this.#seen = opened.seen;
    this.#sizeBytes = sizeBytes;
  }

  /** @param isMarked - begin with a byte order mark, without which a spreadsheet reads Chinese as other characters */
  static async create(path: string, columns: readonly string[], isMarked: boolean): Promise<RowsFile> {
    const handle = await openOwn(path, 'write');
    return orClose(handle, async () => {
      await handle.truncate();
      const spare = await SpareCopy.open(path);
      return orClose(spare, async () => {
        const head = { columns: columns.length, isMarked };
        const file = new RowsFile(path, { handle, spare, seen: await sightOf(handle) }, 0, head);
        file.#waiting.push(`${isMarked ? BYTE_ORDER_MARK : ''}${csvLine(columns)}`);
        await file.flush(file.take());
        // Otherwise a power cut could lose the name of a file that a checkpoint counts on.
        await syncFolder(dirname(path));
        return file;
      });
    });
  }

  /**
   * Opens the file of an earlier run and cuts off what its checkpoint does not count.
   *
   * @param halted - when it aborts, its reason is thrown
   * @throws WrongStateError when it lacks what the checkpoint counts
   */
  static async reopen(path: string, knownBytes: number, halted?: AbortSignal): Promise<RowsFile> {
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
      const head = await headOf(handle);
      const spare = await SpareCopy.open(path);
      return orClose(spare, async () => {
        await spare.copyFrom(handle, knownBytes, halted);
        return new RowsFile(path, { handle, spare, seen: await sightOf(handle) }, knownBytes, head);
      });
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
    await this.#spare.write(bytes, this.#sizeBytes);
    await writeAll(this.#handle, bytes, this.#sizeBytes);
    // At once: what somebody else writes during the sync must show.
    this.#seen = await sightOf(this.#handle);
    await this.#handle.datasync();
    this.#sizeBytes = sizeBytes;
  }

  /**
   * Looks whether the file is still as this run wrote it. If not, it is written again, and what somebody else has made of it is
   * kept beside it. Call this before `flush`.
   *
   * @param isLast - also what was changed in the very moment of a write is to be found
   * @returns undefined where nobody has touched it
   */
  async mend(isLast: boolean): Promise<Touched | undefined> {
    const found = await sightAt(this.path);
    const isWhole = found !== undefined && Number(found.size) === this.#sizeBytes;
    if (isWhole && isUntouched(found, this.#seen)) {
      if (!isLast || (await this.#spare.isEqual(this.#handle, this.#sizeBytes))) return undefined;
    } else if (isWhole && (await this.#takes(found))) return undefined;
    const temporary = `${this.path}.${randomBytes(8).toString('hex')}.tmp`;
    const handle = await openOwn(temporary, 'write');
    return orClose(handle, async () => {
      try {
        await this.#spare.copyTo(handle, this.#sizeBytes);
        await handle.sync();
        const keptAs = await setAside(this.path);
        await rename(temporary, this.path);
        await syncFolder(dirname(this.path));
        await this.#handle.close().catch(() => {});
        this.#handle = handle;
        this.#seen = await sightOf(handle);
        return { path: this.path, keptAs };
      } catch (error) {
        await unlink(temporary).catch(() => {});
        throw error;
      }
    });
  }

  /**
   * Some file systems settle the time of a write later, some have no lasting numbers of files, and some programs change only
   * the time.
   *
   * @returns whether the file that has the name now holds the same as before: then the run goes on in it
   */
  async #takes(found: Sight): Promise<boolean> {
    const handle = await openOwn(this.path, 'change').catch(() => undefined);
    if (!handle) return false;
    if (!(await this.#spare.isEqual(handle, this.#sizeBytes))) {
      await handle.close();
      return false;
    }
    await this.#handle.close().catch(() => {});
    this.#handle = handle;
    this.#seen = found;
    return true;
  }

  /** Never rejects: what a checkpoint counts on was synced before. */
  async close(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await this.#spare.close();
  }
}

type Opened = { readonly handle: FileHandle; readonly spare: SpareCopy; readonly seen: Sight };

const orClose = async <T>(handle: { readonly close: () => Promise<void> }, work: () => Promise<T>): Promise<T> => {
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

/** One CSV record (RFC 4180) that ends in LF. A value is quoted only where it must be. */
export const csvLine = (values: readonly (string | number)[]): string =>
  `${values.map((value) => quoted(String(value))).join(',')}\n`;

// At the start of a line a byte order mark is read as that of a file, unless it stands in quotes.
const NEEDS_QUOTES = /[",\r\n]|^\ufeff/;

const quoted = (value: string): string => (NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
