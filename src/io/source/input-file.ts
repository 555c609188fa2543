import type { Place, ResumePoint } from '../../core/books/ledger.ts';
import { InputBrokeOffError } from '../../core/errors/broken-off-error.ts';
import { InputError } from '../../core/errors/input-error.ts';
import type { Clock } from '../../core/ports.ts';
import { AS_WRITTEN, type Counting } from '../../core/row/counting.ts';
import type { InputRemark, ReadingDoubt, Recognised } from '../../core/row/remark.ts';
import { Suspector } from '../../core/row/suspicion/suspector.ts';
import { refuseBinary } from './bytes/binary-kinds.ts';
import { FileBytes } from './bytes/file-bytes.ts';
import { PrefixHash } from './bytes/prefix-hash.ts';
import { StreamBytes } from './bytes/stream-bytes.ts';
import { guessedByPosition } from './columns/read-positions.ts';
import { type OpenedWith, openBytes } from './open-bytes.ts';
import { doubtsOf } from './recognition/doubts.ts';
import { orForeign } from './recognition/or-foreign.ts';
import { propose } from './recognition/propose.ts';
import { recognise } from './recognition/recognise.ts';
import { recognisedOf } from './recognition/recognised.ts';
import { type InputWish, wishOfWorkbook } from './recognition/wish.ts';
import { type InputFormat, recordFormatOf } from './records/formats.ts';
import { MAX_RECORD_BYTES } from './records/record-cutter.ts';
import type { OpenedRecords } from './records/record-format.ts';
import { type ContentDigest, digestOf, proveResume } from './resume-proof.ts';
import { RowMaker } from './row-maker.ts';
import { RowReader } from './row-reader.ts';
import { type Content, hashUpTo } from './text/content.ts';
import { DecodedContent, type Wrapping } from './text/decoded-content.ts';
import { bomBytesOf, UTF8 } from './text/encoding.ts';
import { refuseOddText, unmarkedUtf16 } from './text/odd-text.ts';
import { findWrapping, openContent, refuseUtf8 } from './text/open-content.ts';
import { readHead } from './text/read-head.ts';
import { UndecodedLines } from './text/undecoded-lines.ts';
import { type ReadSheets, sheetRowAt } from './workbook/read-sheets.ts';

const CHUNK_BYTES = 64 * 1024;
const LOOKED_AT_BYTES = 2 * 1024 * 1024;

/** What is noticed of a file before anything of it is sent. */
export type FirstLook = {
  readonly remarks: readonly InputRemark[];
  readonly hasRows: boolean;
  readonly isLastLineOpen: boolean;
};

/** An open input that looks as if it holds rows. */
export class InputFile {
  readonly path: string;
  readonly #bytes: FileBytes | StreamBytes;
  readonly #wrapping: Wrapping | undefined;
  readonly #records: OpenedRecords<InputFormat>;
  readonly #encoding: string | undefined;
  #counting = AS_WRITTEN;
  #isQuiet: (() => Promise<boolean>) | undefined;
  #recognised: Recognised | undefined;
  #doubts: readonly ReadingDoubt[] = [];
  /** the first bytes of its text */
  readonly #head: Buffer;
  /** content at its start that nobody has read yet */
  #fresh: Content | undefined;

  private constructor(
    bytes: FileBytes | StreamBytes,
    wrapping: Wrapping | undefined,
    fresh: Content,
    head: Buffer,
    records: OpenedRecords<InputFormat>,
    encoding: string | undefined,
  ) {
    this.#head = head;
    this.#encoding = encoding;
    this.path = bytes.path;
    this.#bytes = bytes;
    this.#wrapping = wrapping;
    this.#fresh = fresh;
    this.#records = records;
  }

  /**
   * Opens an input whose format is settled.
   *
   * @param path - `-` for standard input
   * @throws InputError when the input cannot be opened, is empty, or its head shows that no row can be read
   */
  static open(path: string, format: InputFormat, by: OpenedWith = {}): Promise<InputFile> {
    return openBytes(path, by, (bytes) => InputFile.#openSettled(bytes, format, by, false));
  }

  /** As `open`, also where the first bytes are UTF-8 and another encoding is settled: of a mixed file others are not. */
  static openMixed(path: string, format: InputFormat, { bound }: Pick<OpenedWith, 'bound'> = {}): Promise<InputFile> {
    return openBytes(path, {}, (bytes) => InputFile.#openSettled(bytes, format, { bound }, true));
  }

  /**
   * Opens an input, and recognises what nobody has asked for.
   *
   * @throws InputError as `open`
   */
  static recognise(path: string, wish: InputWish, by: OpenedWith = {}): Promise<InputFile> {
    return openBytes(path, by, async (bytes) => {
      const { compression } = (await findWrapping(bytes, UTF8, by.bound, wish.sheet)) ?? {};
      const encoding = wish.encoding ?? (compression ? undefined : await unmarkedEncodingOf(bytes));
      const wrapping = await findWrapping(bytes, encoding ?? UTF8, by.bound, wish.sheet);
      if (bytes instanceof FileBytes && wrapping) await refuseUtf8(bytes, wrapping);
      const content = openContent(bytes, wrapping);
      // Standard input may be slow: no more is waited for than the format needs.
      const isEnough = bytes instanceof StreamBytes ? isEnoughOf(path, { ...wish, encoding }) : () => false;
      const head = await readHead(path, content, isEnough);
      refuseBinary(path, head, wrapping?.compression);
      refuseOddText(path, head);
      const asked = compression === 'xlsx' ? wishOfWorkbook(wish) : { ...wish, encoding };
      try {
        const format = recognise(path, head, asked);
        const file = InputFile.#fromHead(bytes, wrapping, content, head, format);
        file.#recognised = recognisedOf(path, format, asked, sheetsOf(content));
        file.#doubts = doubtsOf(head, format, wish);
        return file;
      } catch (thrown) {
        if (!(thrown instanceof InputError)) throw thrown;
        const error = asked.hasPositions ? guessedByPosition(thrown) : thrown;
        const isEnough = head.length <= MAX_RECORD_BYTES;
        error.proposal = propose(head, asked, error, (text, next) => {
          const inUse = next.encoding ?? content.encoding;
          const shown = inUse === UTF8 && bomBytesOf(text) === 0 ? undefined : inUse;
          const input = { path, bytes: text, isEnough, encoding: shown, compression: wrapping?.compression };
          recordFormatOf(recognise(path, text, next)).open(input);
        });
        throw error;
      }
    });
  }

  static async #openSettled(
    bytes: FileBytes | StreamBytes,
    format: InputFormat,
    { bound }: OpenedWith,
    mayBeMixed: boolean,
  ): Promise<InputFile> {
    const { path } = bytes;
    const wrapping = await findWrapping(bytes, format.encoding ?? UTF8, bound, format.sheet);
    if (bytes instanceof FileBytes && wrapping && !mayBeMixed) await refuseUtf8(bytes, wrapping);
    const content = openContent(bytes, wrapping);
    const recordFormat = recordFormatOf(format);
    const head = await readHead(path, content, (soFar) => recordFormat.isEnough(soFar));
    refuseBinary(path, head, wrapping?.compression);
    refuseOddText(path, head);
    return InputFile.#fromHead(bytes, wrapping, content, head, format);
  }

  static #fromHead(
    bytes: FileBytes | StreamBytes,
    wrapping: Wrapping | undefined,
    content: Content,
    head: Buffer,
    format: InputFormat,
  ): InputFile {
    const encoding = content.encoding === UTF8 && bomBytesOf(head) === 0 ? undefined : content.encoding;
    const { path } = bytes;
    const records = orForeign(path, head, format, () =>
      recordFormatOf(format).open({
        path,
        bytes: head,
        isEnough: head.length <= MAX_RECORD_BYTES,
        encoding,
        compression: wrapping?.compression,
      }),
    );
    return new InputFile(bytes, wrapping, content, head, records, encoding);
  }

  /** Call it before any row is read. @param counting - how the third values become counts */
  countBy(counting: Counting): void {
    this.#counting = counting;
  }

  /**
   * Call it before any row is read. A last line without a line break comes only when nobody has written to the file for
   * some seconds: an export that runs may be in the middle of it.
   */
  heedWriters(clock: Clock): void {
    const bytes = this.#bytes;
    if (bytes instanceof FileBytes) this.#isQuiet = () => bytes.isQuiet(clock);
  }

  /** what was recognised that nobody has asked for, and that is not as usual */
  get recognised(): Recognised | undefined {
    return this.#recognised;
  }

  /** in which its text is read, as `TextDecoder` names it */
  get encoding(): string {
    return this.#encoding ?? UTF8;
  }

  /** how its bytes become rows, as settled */
  get format(): InputFormat {
    return this.#records.format;
  }

  /** where the first row begins: after byte order mark, `sep=` line and header */
  get firstRow(): Place {
    return this.#records.firstRow;
  }

  /**
   * Reads the first megabytes of a file, or all of it.
   *
   * @returns what is noticed there; of standard input, which is read once, in the bytes that have come
   */
  async look({ isWhole }: { readonly isWhole: boolean }): Promise<FirstLook> {
    const { firstRow: start } = this;
    if (this.#bytes instanceof StreamBytes) return this.#lookAtHead();
    const content = openContent(this.#bytes, this.#wrapping);
    const rows = this.#rowsFrom(content, { start, hash: undefined, isHasty: true });
    const mostBytes = isWhole ? Number.POSITIVE_INFINITY : LOOKED_AT_BYTES;
    let hasRows = false;
    try {
      await hashUpTo(content, new PrefixHash(), start.byte);
      for await (const block of rows.rows()) {
        hasRows = true;
        if ((block.at(-1)?.endByte ?? 0) > mostBytes) break;
      }
    } catch (error) {
      // The run comes to the same place, and tells it.
      if (!(error instanceof InputBrokeOffError)) throw error;
    }
    return { remarks: rows.remarks(), hasRows, isLastLineOpen: rows.isLastLineOpen };
  }

  #lookAtHead(): FirstLook {
    const { firstRow: start } = this;
    const undecoded = new UndecodedLines(this.#encoding);
    const suspector = this.#newSuspector();
    const { places } = this.#records;
    const toRows = new RowMaker(this.#records.openParser(undecoded), start.row, undefined, places, this.#counting);
    const cutter = this.#records.openCutter(start);
    // No record is taken to end where what has come does.
    for (let at = start.byte; at < this.#head.length; at += CHUNK_BYTES) {
      const rows = toRows.make(cutter.cut(this.#head.subarray(at, at + CHUNK_BYTES), false));
      for (const row of rows) suspector.observe(row);
    }
    const remarks = [...this.#doubts, ...undecoded.remarks(), ...toRows.remarks(), ...suspector.judge(false)];
    return { remarks, hasRows: true, isLastLineOpen: false };
  }

  /** The hash of its text from the first byte to `upTo`, or to its end: see `digestOf`. */
  digest(halted: AbortSignal, upTo?: number): Promise<ContentDigest> {
    return digestOf(openContent(this.#bytes, this.#wrapping), this.#records.places, halted, upTo);
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
  async fromStart(withProofs: boolean, provenBytes?: number): Promise<RowReader> {
    const content = this.#takeContent();
    const hash = new PrefixHash();
    await hashUpTo(content, hash, this.firstRow.byte);
    return this.#rowsFrom(content, { start: this.firstRow, hash: withProofs ? hash : undefined, provenBytes });
  }

  /**
   * The rows from where an earlier run stopped, after proof that every byte up to the furthest settled row is the same.
   *
   * @param halted - its reason is thrown when it aborts
   * @param provenBytes - where an earlier run saw the end, where that is behind the furthest settled row
   * @throws WrongStateError when it is not; an input that has only grown at its end is the same
   */
  async fromResumePoint(
    point: Pick<ResumePoint, 'next' | 'proven'>,
    halted: AbortSignal,
    provenBytes?: number,
  ): Promise<RowReader> {
    const content = this.#takeContent();
    const proof = await proveResume(this.path, content, point, this.#records.places, halted);
    return this.#rowsFrom(content, { start: point.next, ...proof, provenBytes });
  }

  async close(): Promise<void> {
    await this.#bytes.close();
  }

  #takeContent(): Content {
    const content = this.#fresh ?? openContent(this.#bytes, this.#wrapping);
    this.#fresh = undefined;
    return content;
  }

  #newSuspector(): Suspector {
    const { trim, kind } = this.format;
    return new Suspector({ trims: trim === true, isJson: kind !== 'csv' });
  }

  #rowsFrom(
    content: Content,
    from: {
      start: Place;
      hash: PrefixHash | undefined;
      proven?: PrefixHash;
      provenBytes?: number | undefined;
      isLineOpen?: boolean;
      /** waits for nobody who writes to the file */
      isHasty?: boolean;
    },
  ): RowReader {
    const { start, hash, proven, provenBytes = proven?.bytes, isLineOpen = false, isHasty = false } = from;
    const undecoded = new UndecodedLines(this.#encoding);
    return new RowReader({
      path: this.path,
      content,
      records: this.#records,
      toRows: new RowMaker(
        this.#records.openParser(undecoded),
        start.row,
        hash,
        this.#records.places,
        this.#counting,
        (line) => {
          const read = sheetsOf(content);
          return read && sheetRowAt(read, line);
        },
      ),
      suspector: this.#newSuspector(),
      undecoded,
      doubts: this.#doubts,
      isQuiet: isHasty ? undefined : this.#isQuiet,
      start,
      hash,
      proven,
      provenBytes,
      isLineOpen,
    });
  }
}

/** UTF-16 without a byte order mark. Of standard input only the first bytes are looked at. */
const unmarkedEncodingOf = async (bytes: FileBytes | StreamBytes): Promise<string | undefined> =>
  unmarkedUtf16(await bytes.head(bytes instanceof StreamBytes ? 16 : 4096));

/** Asked of the first bytes of standard input, whose format somebody has named. */
const isEnoughOf =
  (path: string, wish: InputWish) =>
  (head: Buffer): boolean =>
    recordFormatOf(recognise(path, head, wish)).isEnough(head);

/** Of a workbook, once its first bytes have come. */
const sheetsOf = (content: Content): ReadSheets | undefined =>
  content instanceof DecodedContent ? content.sheets : undefined;
