import { WrongStateError } from '../../core/errors.ts';
import type { Place, ResumePoint } from '../../core/ledger.ts';
import type { RowSource } from '../../core/ports.ts';
import { type ColumnPositions, findColumns } from './columns.ts';
import { FileBytes } from './file-bytes.ts';
import type { InputFormat } from './format.ts';
import { checkFirstObject, readHead, readHeader } from './header.ts';
import { PrefixHash } from './prefix-hash.ts';
import { RowMaker } from './row-maker.ts';
import { RowReader } from './row-reader.ts';

const LF = 0x0a;
const CR = 0x0d;

/** An input file that is open, and of which rows can be expected. */
export class InputFile {
  readonly path: string;
  readonly format: InputFormat;
  /** where the first row begins: behind byte order mark and header */
  readonly firstRow: Place;
  readonly #bytes: FileBytes;
  readonly #positions: ColumnPositions | undefined;

  private constructor(
    path: string,
    format: InputFormat,
    bytes: FileBytes,
    firstRow: Place,
    positions: ColumnPositions | undefined,
  ) {
    this.path = path;
    this.format = format;
    this.firstRow = firstRow;
    this.#bytes = bytes;
    this.#positions = positions;
  }

  /** @throws InputError when the file cannot be opened, is empty, or its header lacks a column */
  static async open(path: string, format: InputFormat): Promise<InputFile> {
    const bytes = await FileBytes.open(path);
    try {
      const head = await readHead(bytes);
      const bomBytes = head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
      if (format.kind === 'jsonl') {
        checkFirstObject(path, head, bomBytes, format.columns);
        return new InputFile(path, format, bytes, { row: 1, line: 1, byte: bomBytes }, undefined);
      }
      const { line, fields, behind } = readHeader(path, head, bomBytes, format.delimiter);
      const positions = findColumns(path, line, fields, format.columns, format.delimiter);
      return new InputFile(path, format, bytes, { row: 1, ...behind }, positions);
    } catch (error) {
      await bytes.close();
      throw error;
    }
  }

  /** The size at this moment. */
  sizeBytes(): Promise<number> {
    return this.#bytes.sizeBytes();
  }

  /**
   * The rows from the first one on.
   *
   * @param withProofs - each row carries the hash of the input up to its end
   * @param provenBytes - where an earlier run saw the end: the rows up to there are those that it saw
   */
  async fromStart(withProofs: boolean, provenBytes?: number): Promise<RowSource> {
    if (!withProofs) return this.#rowsFrom(this.firstRow, undefined, provenBytes);
    const hash = new PrefixHash();
    await this.#bytes.hashRange(hash, 0, this.firstRow.byte);
    return this.#rowsFrom(this.firstRow, hash, provenBytes);
  }

  /**
   * The rows from where an earlier run stopped, after proof that every byte up to the furthest settled row is the same.
   *
   * @param halted - its reason is thrown when it aborts
   * @throws WrongStateError when it is not; a file that has only grown at its end is the same
   */
  async fromResumePoint({ next, proven }: ResumePoint, halted: AbortSignal): Promise<RowSource> {
    const sizeBytes = await this.sizeBytes();
    if (sizeBytes < proven.bytes) {
      throw this.#changed(`it has ${sizeBytes} bytes, and ${proven.bytes} were done already`);
    }
    const hash = new PrefixHash();
    await this.#bytes.hashRange(hash, 0, next.byte, halted);
    const whole = hash.copy();
    await this.#bytes.hashRange(whole, next.byte, proven.bytes, halted);
    if (whole.sha256() !== proven.sha256) {
      throw this.#changed(`its first ${proven.bytes} bytes are not those that were done already`);
    }
    if (sizeBytes > proven.bytes && !(await this.#growsOnNewLine(proven.bytes))) {
      throw this.#changed('it has grown in the middle of its last line, which was done already');
    }
    return this.#rowsFrom(next, hash, proven.bytes);
  }

  async close(): Promise<void> {
    await this.#bytes.close();
  }

  #rowsFrom(start: Place, hash: PrefixHash | undefined, provenBytes: number | undefined): RowSource {
    return new RowReader({
      bytes: this.#bytes,
      toRows: new RowMaker(this.format, this.#positions, start.row, hash),
      delimiter: this.format.kind === 'csv' ? this.format.delimiter.charCodeAt(0) : undefined,
      start,
      hash,
      provenBytes,
    });
  }

  async #growsOnNewLine(at: number): Promise<boolean> {
    const [last, next, afterNext] = await this.#bytes.readAt(Buffer.alloc(3), at - 1);
    return last === LF || next === LF || (next === CR && afterNext === LF);
  }

  #changed(what: string): WrongStateError {
    return new WrongStateError(
      `${this.path} has changed since the run began: ${what}`,
      'Give the file as it was, or begin again from row 1 with --restart (the old state folder is kept under a dated name).',
    );
  }
}
