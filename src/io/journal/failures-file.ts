import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WrongStateError } from '../../core/errors.ts';
import type { Failure } from '../../core/outcome.ts';
import type { InputRow } from '../../core/row.ts';
import { csvLine } from './csv-line.ts';
import { FILE_MODE, syncFolder } from './durable.ts';

const HEADER = csvLine([
  'GroupId',
  'Member_Account',
  'UnreadMsgNum',
  'Line',
  'Class',
  'ErrorCode',
  'Message',
  'Attempts',
  'Time',
]);

const LF = 0x0a;

/** `failures.csv`: one line per row that was not set, itself an input of `import`. */
export class FailuresFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #sizeBytes: number;
  #waiting: string[] = [];
  #waitingLength = 0;

  private constructor(path: string, handle: FileHandle, sizeBytes: number) {
    this.path = path;
    this.#handle = handle;
    this.#sizeBytes = sizeBytes;
  }

  static async create(path: string): Promise<FailuresFile> {
    const handle = await open(path, 'w', FILE_MODE);
    return orClose(handle, async () => {
      const file = new FailuresFile(path, handle, 0);
      file.#waiting.push(HEADER);
      await file.flush(file.take());
      // Or a checkpoint that counts on the file could outlive its name.
      await syncFolder(dirname(path));
      return file;
    });
  }

  /**
   * Opens the file of an earlier run and cuts off what its checkpoint does not know.
   *
   * @throws WrongStateError when it lacks what the checkpoint says is there
   */
  static async reopen(path: string, knownBytes: number): Promise<FailuresFile> {
    const handle = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? damaged(path, 'is gone') : error;
    });
    return orClose(handle, async () => {
      const { size } = await handle.stat();
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, knownBytes - 1);
      if (size < knownBytes || buffer[0] !== LF) {
        throw damaged(path, `was changed: it ended at byte ${knownBytes} when the checkpoint was written`);
      }
      await handle.truncate(knownBytes);
      return new FailuresFile(path, handle, knownBytes);
    });
  }

  /** Kept in memory until the next `take`. @param time - ISO 8601 UTC */
  add(row: InputRow, failure: Failure, time: string): void {
    const { groupId, account, unread } = row.values;
    const { class: failureClass, errorCode, message, attempts } = failure;
    const line = csvLine([groupId, account, unread, row.line, failureClass, errorCode ?? '', message, attempts, time]);
    this.#waiting.push(line);
    this.#waitingLength += line.length;
  }

  /** @returns characters that wait to be written */
  get waitingLength(): number {
    return this.#waitingLength;
  }

  /** @returns what is to be written, and the size the file has when it is */
  take(): { text: string; sizeBytes: number } {
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#waitingLength = 0;
    return { text, sizeBytes: this.#sizeBytes + Buffer.byteLength(text) };
  }

  /** Resolves when the text is on disk. */
  async flush({ text, sizeBytes }: { text: string; sizeBytes: number }): Promise<void> {
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

/** One write may take less than it was given. */
const writeAll = async (handle: FileHandle, bytes: Buffer, position: number): Promise<void> => {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
};

const damaged = (path: string, what: string): WrongStateError =>
  new WrongStateError(
    `${path} ${what}`,
    'Put it back as it was, or begin again from row 1 with --restart (the state folder is kept under a dated name).',
  );
