import type { Place, ResumePoint } from '../../core/books/ledger.ts';
import { InputBrokeOffError, InputError, WrongStateError } from '../../core/errors.ts';
import type { RowSource } from '../../core/ports.ts';
import { refuseBinary } from './bytes/binary-kinds.ts';
import { findCompression, headBytes } from './bytes/compression.ts';
import { FileBytes } from './bytes/file-bytes.ts';
import { PrefixHash } from './bytes/prefix-hash.ts';
import { STANDARD_INPUT, StreamBytes } from './bytes/stream-bytes.ts';
import { type ColumnPositions, findColumns, placeColumns } from './columns/find-columns.ts';
import { type InputFormat, UTF8 } from './columns/format.ts';
import {
  bomBytesOf,
  checkFirstObjects,
  hasFirstObjects,
  hasFirstRecord,
  readFirstRecord,
  readHead,
  startOfCsv,
} from './records/header.ts';
import { refuseWholeJson } from './records/whole-json.ts';
import { RowMaker } from './row-maker.ts';
import { beginsWithLineBreak, RowReader } from './row-reader.ts';
import { type Content, PlainContent } from './text/content.ts';
import { DecodedContent, type Wrapping } from './text/decoded-content.ts';
import { utf16Of } from './text/transcoder.ts';
import { unmarkedUtf16 } from './text/undecodable.ts';

const LF = 0x0a;
const CR = 0x0d;
const PROOF_CHUNK_BYTES = 1024 * 1024;

/** An input that is open, and of which rows can be expected. */
export class InputFile {
  readonly path: string;
  /** as it was asked for, but with the delimiter that a `sep=` line names */
  readonly format: InputFormat;
  /** where the first row begins: behind byte order mark, `sep=` line and header */
  readonly firstRow: Place;
  readonly #bytes: FileBytes | StreamBytes;
  readonly #wrapping: Wrapping | undefined;
  /** in which it is read; undefined where neither a flag nor a byte order mark names one */
  readonly #encoding: string | undefined;
  readonly #positions: ColumnPositions | undefined;
  /** at its start, and not used yet */
  #fresh: Content | undefined;

  private constructor(
    bytes: FileBytes | StreamBytes,
    wrapping: Wrapping | undefined,
    fresh: Content,
    encoding: string | undefined,
    format: InputFormat,
    firstRow: Place,
    positions: ColumnPositions | undefined,
  ) {
    this.path = bytes.path;
    this.format = format;
    this.firstRow = firstRow;
    this.#bytes = bytes;
    this.#wrapping = wrapping;
    this.#fresh = fresh;
    this.#encoding = encoding;
    this.#positions = positions;
  }

  /**
   * @param path - `-` for standard input
   * @param stdin - asked for only where it is read
   * @throws InputError when the input cannot be opened, is empty, or its header lacks a column
   */
  static async open(path: string, format: InputFormat, stdin?: () => NodeJS.ReadStream): Promise<InputFile> {
    const bytes = stdin && path === STANDARD_INPUT ? StreamBytes.open(stdin()) : await FileBytes.open(path);
    try {
      const wrapping = await wrappingOf(bytes, format.encoding ?? UTF8);
      const content = contentOf(bytes, wrapping);
      const head = await readHead(path, content, (soFar) =>
        format.kind === 'csv' ? hasFirstRecord(soFar, format) : hasFirstObjects(soFar, format.columns),
      );
      refuseBinary(path, head, wrapping?.compression);
      refuseOddText(path, head);
      const bomBytes = bomBytesOf(head);
      const encoding = content.encoding === UTF8 && bomBytes === 0 ? undefined : content.encoding;
      if (format.kind === 'jsonl') {
        refuseWholeJson(path, head.toString('utf8', bomBytes), wrapping?.compression);
        checkFirstObjects(path, head, format.columns);
        const firstRow = { row: 1, line: 1, byte: bomBytes };
        return new InputFile(bytes, wrapping, content, encoding, format, firstRow, undefined);
      }
      const { start, delimiter } = startOfCsv(head, format);
      const isHeader = 'columns' in format;
      const { line, fields, behind } = readFirstRecord(path, head, start, delimiter, encoding, isHeader);
      const positions = isHeader
        ? findColumns(path, line, fields, format.columns, delimiter)
        : placeColumns(path, line, fields, format.positions, delimiter);
      const firstRow = { row: 1, ...(isHeader ? behind : start) };
      return new InputFile(bytes, wrapping, content, encoding, { ...format, delimiter }, firstRow, positions);
    } catch (error) {
      await bytes.close();
      // An archive that breaks off before its first row.
      throw error instanceof InputBrokeOffError
        ? new InputError({ kind: 'input-unreadable', path, why: error.fact }, { cause: error })
        : error;
    }
  }

  /** The size at this moment; undefined while nobody knows. */
  sizeBytes(): Promise<number | undefined> {
    return this.#bytes.sizeBytes();
  }

  /**
   * The rows from the first one on.
   *
   * @param withProofs - each row carries the hash of the input up to its end
   * @param provenBytes - where an earlier run saw the end: the rows up to there are those that it saw
   */
  async fromStart(withProofs: boolean, provenBytes?: number): Promise<RowSource> {
    const content = this.#takeContent();
    const hash = new PrefixHash();
    await hashUpTo(content, hash, this.firstRow.byte);
    return this.#rowsFrom(content, { start: this.firstRow, hash: withProofs ? hash : undefined, provenBytes });
  }

  /**
   * The rows from where an earlier run stopped, after proof that every byte up to the furthest settled row is the same.
   *
   * @param halted - its reason is thrown when it aborts
   * @throws WrongStateError when it is not; an input that has only grown at its end is the same
   */
  async fromResumePoint({ next, proven }: ResumePoint, halted: AbortSignal): Promise<RowSource> {
    const content = this.#takeContent();
    const hash = new PrefixHash();
    const lastByte = await hashUpTo(content, hash, next.byte, halted);
    const whole = hash.copy();
    // Read again for the rows among them that are not settled.
    const again: Buffer[] = [];
    await hashUpTo(content, whole, proven.bytes, halted, again);
    if (whole.bytes < proven.bytes) {
      const sizes = { sizeBytes: whole.bytes, doneBytes: proven.bytes };
      throw new WrongStateError({ kind: 'done-part-shortened', path: this.path, ...sizes });
    }
    if (whole.sha256() !== proven.sha256) {
      throw new WrongStateError({ kind: 'done-part-rewritten', path: this.path, doneBytes: proven.bytes });
    }
    const isLineOpen = (again.at(-1)?.at(-1) ?? lastByte) !== LF;
    if (isLineOpen && !(await beginsWithLineBreak(content))) {
      throw new WrongStateError({ kind: 'done-line-grown', path: this.path });
    }
    content.giveBack(again);
    // A last line without a line break was counted as a whole one.
    return this.#rowsFrom(content, { start: next, hash, proven: whole, isLineOpen: isLineOpen && again.length === 0 });
  }

  async close(): Promise<void> {
    await this.#bytes.close();
  }

  #takeContent(): Content {
    const content = this.#fresh ?? contentOf(this.#bytes, this.#wrapping);
    this.#fresh = undefined;
    return content;
  }

  #rowsFrom(
    content: Content,
    from: {
      start: Place;
      hash: PrefixHash | undefined;
      proven?: PrefixHash;
      provenBytes?: number | undefined;
      isLineOpen?: boolean;
    },
  ): RowSource {
    const { start, hash, proven, provenBytes = proven?.bytes, isLineOpen = false } = from;
    return new RowReader({
      path: this.path,
      content,
      toRows: new RowMaker(this.format, this.#encoding, this.#positions, start.row, hash),
      delimiter: this.format.kind === 'csv' ? this.format.delimiter.charCodeAt(0) : undefined,
      start,
      hash,
      proven,
      provenBytes,
      isLineOpen,
    });
  }
}

/** What no line can be found in: other encodings and line breaks of long ago. */
const refuseOddText = (path: string, head: Buffer): void => {
  const utf16 = unmarkedUtf16(head);
  if (utf16) throw new InputError({ kind: 'utf-16-unmarked', path, encoding: utf16 });
  if (!head.includes(LF) && head.includes(CR)) {
    throw new InputError({ kind: 'line-breaks-cr-only', path });
  }
};

/** @returns undefined for a plain file in UTF-8, of which any part can be read at once */
const wrappingOf = async (bytes: FileBytes | StreamBytes, encoding: string): Promise<Wrapping | undefined> => {
  const { path } = bytes;
  const head = await bytes.head(headBytes(path));
  if (head.length === 0) throw new InputError({ kind: 'input-empty', path });
  refuseBinary(path, head);
  const compression = findCompression(path, head);
  const isPlain = bytes instanceof FileBytes && !compression && encoding === UTF8 && !utf16Of(head);
  return isPlain ? undefined : { compression, encoding };
};

const contentOf = (bytes: FileBytes | StreamBytes, wrapping: Wrapping | undefined): Content =>
  bytes instanceof FileBytes && !wrapping
    ? new PlainContent(bytes, 0)
    : new DecodedContent(bytes, wrapping ?? { compression: undefined, encoding: UTF8 });

/**
 * Takes content into a hash, less of it where it ends before. The next piece is read while one is hashed.
 *
 * @param kept - is given the pieces, where they are needed once more
 * @returns the last byte that was taken
 */
const hashUpTo = async (
  content: Content,
  hash: PrefixHash,
  to: number,
  halted?: AbortSignal,
  kept?: Buffer[],
): Promise<number | undefined> => {
  let lastByte: number | undefined;
  let taken = hash.bytes;
  const pieceBytes = Math.min(PROOF_CHUNK_BYTES, Math.max(0, to - taken));
  const buffers = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)] as const;
  const take = async (turn: number): Promise<Buffer> => {
    const missing = Math.min(pieceBytes, to - taken);
    if (missing === 0) return NOTHING;
    const bytes = await content.take(
      kept ? Buffer.allocUnsafe(missing) : buffers[turn % 2 ? 1 : 0].subarray(0, missing),
    );
    taken += bytes.length;
    return bytes;
  };
  let bytes = await take(0);
  for (let turn = 1; bytes.length > 0; turn += 1) {
    halted?.throwIfAborted();
    const coming = take(turn);
    // Nobody hears of its failure until the hash is done.
    coming.catch(() => {});
    hash.update(bytes);
    lastByte = bytes.at(-1);
    kept?.push(bytes);
    bytes = await coming;
  }
  return lastByte;
};

const NOTHING = Buffer.alloc(0);
