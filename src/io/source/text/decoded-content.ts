import { InputBrokeOffError } from '../../../core/errors/broken-off-error.ts';
import { TimUnreadError } from '../../../core/errors/error.ts';
import { InputError } from '../../../core/errors/input-error.ts';
import { InputChangedError } from '../../../core/errors/rows-error.ts';
import { HONEST_BOUND, type UnpackBound } from '../../../core/unpack-bound.ts';
import { ArchiveFaultError } from '../bytes/archive-fault.ts';
import { decompress, type Packing, type Unpacked } from '../bytes/compression.ts';
import { FileBytes } from '../bytes/file-bytes.ts';
import { PrefixHash } from '../bytes/prefix-hash.ts';
import type { RawBytes } from '../bytes/raw-bytes.ts';
import type { ReadSheets } from '../workbook/read-sheets.ts';
import type { Content } from './content.ts';
import { transcode } from './transcoder.ts';

/** How the text of an input is wrapped. */
export type Wrapping = {
  readonly compression: Packing | undefined;
  /** the name of the one sheet of a workbook that is read */
  readonly sheet?: string | undefined;
  /** as `TextDecoder` calls it */
  readonly encoding: string;
  /** without it: what no honest export exceeds */
  readonly bound?: UnpackBound | undefined;
};

/** When `contentByte` bytes of the content had come, `inputByte` bytes of the input were read. */
type Mark = { readonly contentByte: number; readonly inputByte: number };

/** Content that is decompressed or decoded, read once from its start to its end. */
export class DecodedContent implements Content {
  readonly #raw: RawBytes;
  readonly #wrapping: Wrapping;
  #encoding: string;
  readonly #rawHash = new PrefixHash();
  readonly #pieces: AsyncIterator<Buffer>;
  #waiting: Buffer[] = [];
  #byte = 0;
  #cameBytes = 0;
  #isAtEnd = false;
  /** thrown again when somebody reads on */
  #broken: TimUnreadError | undefined;
  readonly #marks: Mark[] = [{ contentByte: 0, inputByte: 0 }];
  #sheets: ReadSheets | undefined;
  readonly #consumedBytes: () => number;
  readonly #bytesBehind: () => number;

  constructor(raw: RawBytes, wrapping: Wrapping) {
    this.#raw = raw;
    this.#wrapping = wrapping;
    const { compression, encoding, bound = HONEST_BOUND } = wrapping;
    this.#encoding = encoding;
    const unpacked =
      compression === 'xlsx'
        ? this.#unpackedWorkbook(bound)
        : compression
          ? decompress(this.#counted(), compression, bound)
          : { chunks: this.#counted(), consumedBytes: () => this.#rawHash.bytes, bytesBehind: () => 0 };
    this.#consumedBytes = unpacked.consumedBytes;
    this.#bytesBehind = unpacked.bytesBehind;
    const text = transcode(unpacked.chunks, encoding, (found) => {
      this.#encoding = found;
    });
    this.#pieces = text[Symbol.asyncIterator]();
  }

  get byte(): number {
    return this.#byte;
  }

  get encoding(): string {
    return this.#encoding;
  }

  /** of a workbook; undefined before its first bytes have come */
  get sheets(): ReadSheets | undefined {
    return this.#sheets;
  }

  get bytesBehind(): number {
    return this.#bytesBehind();
  }

  async take(into: Buffer): Promise<Buffer> {
    if (this.#waiting.length === 0) await this.#fetch();
    const [first] = this.#waiting;
    if (!first) return into.subarray(0, 0);
    const length = first.copy(into);
    if (length < first.length) this.#waiting[0] = first.subarray(length);
    else this.#waiting.shift();
    this.#byte += length;
    return into.subarray(0, length);
  }

  giveBack(pieces: readonly Buffer[]): void {
    for (const { length } of pieces) this.#byte -= length;
    this.#waiting = [...pieces, ...this.#waiting];
  }

  async sizeBytes(): Promise<number | undefined> {
    return (await this.#raw.sizeBytes()) ?? (this.#isAtEnd ? this.#rawHash.bytes : undefined);
  }

  inputBytes(contentBytes: number): number {
    if (this.#isAtEnd && contentBytes >= this.#cameBytes) return this.#rawHash.bytes;
    while ((this.#marks[1]?.contentByte ?? Number.POSITIVE_INFINITY) <= contentBytes) this.#marks.shift();
    const [before, behind] = this.#marks;
    if (!before) return 0;
    if (!behind) return before.inputByte;
    const share = (contentBytes - before.contentByte) / (behind.contentByte - before.contentByte);
    return before.inputByte + Math.floor(share * (behind.inputByte - before.inputByte));
  }

  async hasGrown(): Promise<boolean> {
    const sizeBytes = await this.#raw.sizeBytes();
    if (sizeBytes === undefined || sizeBytes <= this.#rawHash.bytes) return false;
    throw new InputChangedError({ kind: 'input-grown', path: this.#raw.path });
  }

  prove(): Promise<void> {
    return this.#raw.prove(this.#rawHash.copy());
  }

  async #fetch(): Promise<void> {
    if (this.#isAtEnd) return;
    if (this.#broken) throw this.#broken;
    try {
      const { done, value } = await this.#pieces.next();
      if (done) {
        this.#isAtEnd = true;
        return;
      }
      this.#waiting.push(value);
      this.#cameBytes += value.length;
      this.#marks.push({ contentByte: this.#cameBytes, inputByte: this.#consumedBytes() });
    } catch (error) {
      this.#broken = this.#brokeOff(error as Error);
      throw this.#broken;
    }
  }

  /** A workbook is read here and there: all its bytes are in the hash before the first of its text comes. */
  #unpackedWorkbook(bound: UnpackBound): Unpacked {
    let unpacked: Unpacked | undefined;
    const chunks = async function* (this: DecodedContent): AsyncGenerator<Buffer> {
      const raw = this.#raw;
      if (!(raw instanceof FileBytes)) throw new Error('a workbook that is no file');
      for await (const _ of this.#counted());
      const { unpackWorkbook } = await import('../workbook/unpack-workbook.ts');
      const onSheets = (read: ReadSheets): void => {
        this.#sheets = read;
      };
      unpacked = unpackWorkbook(raw, { wanted: this.#wrapping.sheet, bound, onSheets });
      yield* unpacked.chunks;
    };
    return { chunks: chunks.call(this), consumedBytes: () => unpacked?.consumedBytes() ?? 0, bytesBehind: () => 0 };
  }

  async *#counted(): AsyncGenerator<Buffer> {
    for await (const chunk of this.#raw.chunks()) {
      this.#rawHash.update(chunk);
      yield chunk;
    }
  }

  #brokeOff(error: Error): TimUnreadError {
    if (error instanceof TimUnreadError) return error;
    const { path } = this.#raw;
    const { compression } = this.#wrapping;
    // Not every trouble of reading an archive is a fault of it: the disk may be broken.
    if (!compression || !(error instanceof ArchiveFaultError)) {
      return new InputBrokeOffError({ kind: 'input-broke-off', path, reason: error.message }, { cause: error });
    }
    const { fault } = error;
    const mayBeText = compression === 'brotli' && this.#cameBytes === 0;
    const fact = { kind: 'archive-broke-off', path, compression, fault, mayBeText } as const;
    // Before the first call somebody can be asked; see `Run.windows` for what it is later.
    if (TOLD_BEFORE.has(fault.code)) return new InputError({ kind: 'input-unreadable', path, why: fact });
    return new InputBrokeOffError(fact, { cause: error });
  }
}

/** What no other copy of the archive mends. */
const TOLD_BEFORE: ReadonlySet<string> = new Set(['unpacks-too-far', 'too-many-texts', 'binary-workbook']);
