import { type FileHandle, open, stat } from 'node:fs/promises';
import { InputBrokeOffError, InputError, WrongStateError } from '../../core/errors.ts';
import type { Place, ResumePoint } from '../../core/ledger.ts';
import type { RowSource } from '../../core/ports.ts';
import type { InputRow } from '../../core/row.ts';
import { type ColumnPositions, findColumns } from './columns.ts';
import type { InputFormat } from './format.ts';
import { checkFirstObject, readHead, readHeader } from './header.ts';
import { PrefixHash } from './prefix-hash.ts';
import { RecordCutter } from './records.ts';
import { RowMaker } from './row-maker.ts';

const CHUNK_BYTES = 64 * 1024;
const PROOF_CHUNK_BYTES = 1024 * 1024;
const LF = 0x0a;
const CR = 0x0d;

/** Where the proven part of an input ends. */
type ProvenEnd = {
  readonly byte: number;
  /** its last line had no line break */
  readonly isLineOpen: boolean;
};

/** An input file that is open, and of which rows can be expected. */
export class InputFile {
  readonly path: string;
  readonly format: InputFormat;
  /** where the first row begins: behind byte order mark and header */
  readonly firstRow: Place;
  readonly #handle: FileHandle;
  readonly #positions: ColumnPositions | undefined;
  #sizeBytes = 0;
  #largestBytes = 0;

  private constructor(
    path: string,
    format: InputFormat,
    handle: FileHandle,
    firstRow: Place,
    positions: ColumnPositions | undefined,
  ) {
    this.path = path;
    this.format = format;
    this.firstRow = firstRow;
    this.#handle = handle;
    this.#positions = positions;
  }

  /** @throws InputError when the file cannot be opened, is empty, or its header lacks a column */
  static async open(path: string, format: InputFormat): Promise<InputFile> {
    const file = await InputFile.#openAtHead(path, format);
    await file.sizeBytes();
    return file;
  }

  static async #openAtHead(path: string, format: InputFormat): Promise<InputFile> {
    const handle = await openRegularFile(path);
    try {
      const head = await readHead(handle, path);
      const bomBytes = head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
      if (format.kind === 'jsonl') {
        checkFirstObject(path, head, bomBytes, format.columns);
        return new InputFile(path, format, handle, { row: 1, line: 1, byte: bomBytes }, undefined);
      }
      const { line, fields, behind } = readHeader(path, head, bomBytes, format.delimiter);
      const positions = findColumns(path, line, fields, format.columns, format.delimiter);
      return new InputFile(path, format, handle, { row: 1, ...behind }, positions);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The size at this moment; where it cannot be asked, what it was the last time. */
  async sizeBytes(): Promise<number> {
    try {
      this.#sizeBytes = (await this.#handle.stat()).size;
      this.#largestBytes = Math.max(this.#largestBytes, this.#sizeBytes);
    } catch {
      // Reading goes on or breaks off by itself; a number for the progress bar ends no run.
    }
    return this.#sizeBytes;
  }

  /** The rows from the first one on. @param withProofs - each row carries the hash of the input up to its end */
  async fromStart(withProofs: boolean): Promise<RowSource> {
    const hash = new PrefixHash();
    if (withProofs) await this.#hashRange(hash, 0, this.firstRow.byte);
    return this.#rowsFrom(this.firstRow, withProofs ? hash : undefined);
  }

  /**
   * The rows from where an earlier run stopped, after proof that every byte up to the furthest settled row is the same.
   *
   * @throws WrongStateError when it is not; a file that has only grown at its end is the same
   */
  async fromResumePoint({ next, proven }: ResumePoint): Promise<RowSource> {
    const sizeBytes = await this.sizeBytes();
    if (sizeBytes < proven.bytes) {
      throw this.#changed(`it has ${sizeBytes} bytes, and ${proven.bytes} were done already`);
    }
    const hash = new PrefixHash();
    await this.#hashRange(hash, 0, next.byte);
    const whole = hash.copy();
    await this.#hashRange(whole, next.byte, proven.bytes);
    if (whole.sha256() !== proven.sha256) {
      throw this.#changed(`its first ${proven.bytes} bytes are not those that were done already`);
    }
    if (sizeBytes > proven.bytes && !(await this.#growsOnNewLine(proven.bytes))) {
      throw this.#changed('it has grown in the middle of its last line, which was done already');
    }
    const [lastByte] = await this.#read(Buffer.alloc(1), proven.bytes - 1);
    return this.#rowsFrom(next, hash, { byte: proven.bytes, isLineOpen: lastByte !== LF });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  #rowsFrom(start: Place, hash: PrefixHash | undefined, proven?: ProvenEnd): RowSource {
    return { start, rows: () => this.#rows(start, hash, proven), sizeBytes: () => this.sizeBytes() };
  }

  /**
   * The proven part is cut as if the input ended behind it: it did once, and what has been added since must not change
   * where its records end, say by closing a quote that was never closed.
   */
  async *#rows(
    start: Place,
    hash: PrefixHash | undefined,
    proven: ProvenEnd | undefined,
  ): AsyncGenerator<readonly InputRow[]> {
    const delimiter = this.format.kind === 'csv' ? this.format.delimiter.charCodeAt(0) : undefined;
    const toRows = new RowMaker(this.format, this.#positions, start.row, hash);
    let place: { byte: number; line: number } = start;
    if (proven) {
      const cutter = new RecordCutter(place, delimiter);
      yield* this.#cut(cutter, toRows, place.byte, proven.byte);
      // A last line without a line break was counted as a whole one; the break that follows now is its own.
      place = { byte: proven.byte, line: cutter.line - (proven.isLineOpen ? 1 : 0) };
    }
    yield* this.#cut(new RecordCutter(place, delimiter), toRows, place.byte, Number.POSITIVE_INFINITY);
  }

  async *#cut(cutter: RecordCutter, toRows: RowMaker, from: number, to: number): AsyncGenerator<readonly InputRow[]> {
    for (let at = from; ; ) {
      const chunk = await this.#read(Buffer.allocUnsafe(Math.min(CHUNK_BYTES, to - at)), at);
      at += chunk.length;
      const isLast = chunk.length === 0;
      if (isLast && (await this.sizeBytes()) < this.#largestBytes) {
        throw new InputBrokeOffError(this.path, new Error('it became shorter while it was read'));
      }
      const rows = toRows.make(cutter.cut(chunk, isLast));
      if (rows.length > 0) yield rows;
      if (isLast) return;
    }
  }

  async #read(into: Buffer, at: number): Promise<Buffer> {
    try {
      const { bytesRead } = await this.#handle.read(into, 0, into.length, at);
      return into.subarray(0, bytesRead);
    } catch (error) {
      throw new InputBrokeOffError(this.path, error as Error);
    }
  }

  async #hashRange(hash: PrefixHash, from: number, to: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(PROOF_CHUNK_BYTES);
    for (let at = from; at < to; ) {
      const bytes = await this.#read(buffer.subarray(0, Math.min(buffer.length, to - at)), at);
      if (bytes.length === 0) return;
      hash.update(bytes);
      at += bytes.length;
    }
  }

  async #growsOnNewLine(at: number): Promise<boolean> {
    const around = await this.#read(Buffer.alloc(3), at - 1);
    const [last, next, afterNext] = around;
    return last === LF || next === LF || (next === CR && afterNext === LF);
  }

  #changed(what: string): WrongStateError {
    return new WrongStateError(
      `${this.path} has changed since the run began: ${what}`,
      'Give the file as it was, or begin again from row 1 with --restart (the old state folder is kept under a dated name).',
    );
  }
}

/**
 * To be asked before anything else about an input, also before its format: opening a named pipe would wait for somebody
 * to write to it.
 *
 * @throws InputError when there is no plain file of that name
 */
export const requireFile = async (path: string): Promise<void> => {
  if (path === '-') {
    throw new InputError(path, 'standard input is not an input yet', 'Save the rows to a file and give its name.');
  }
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw cannotOpen(path, error);
  });
  if (found.isFile()) return;
  throw new InputError(
    path,
    found.isDirectory() ? 'is a folder, not a file' : 'is not a plain file',
    'Give the file itself; a run that can be resumed needs a plain file.',
  );
};

const openRegularFile = async (path: string): Promise<FileHandle> => {
  await requireFile(path);
  return open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw cannotOpen(path, error);
  });
};

const cannotOpen = (path: string, error: NodeJS.ErrnoException): InputError =>
  error.code === 'ENOENT'
    ? new InputError(path, 'no such file', 'Check the name and the folder you are in.')
    : new InputError(path, `cannot be opened (${error.code})`, 'Check that you may read it.', { cause: error });
