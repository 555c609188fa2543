import { stat } from 'node:fs/promises';
import type { Place } from '../../core/books/ledger.ts';
import { InputChangedError } from '../../core/errors.ts';
import type { RowSource } from '../../core/ports.ts';
import type { InputRemark } from '../../core/row/remark.ts';
import type { InputRow } from '../../core/row/row.ts';
import { EMPTY_SHA256, linked, type Member, type OpenMember, stampOf } from './input-chain.ts';
import type { InputFile } from './input-file.ts';
import type { RowReader } from './row-reader.ts';

/** Where reading begins: in which of the inputs, and what stands before it. */
export type JoinedFrom = {
  readonly start: Place;
  /** where an earlier run saw the end, over all inputs */
  readonly provenBytes: number | undefined;
  readonly at: number;
  /** the proof of the inputs before it */
  readonly chain: string;
  /** bytes of the text of the inputs before it, and bytes of their files */
  readonly baseBytes: number;
  readonly baseInputBytes: number;
};

/** The input that is being read. */
type Current = {
  readonly member: Member;
  readonly file: InputFile;
  readonly reader: RowReader;
  readonly stamp: string | undefined;
};

/** An input that was read to its end. */
type Done = { readonly path: string; stamp: string | undefined; readonly bytes: number; readonly sha256: string };

// Inputs whose rows were all read are looked at again now and then, a few at a time.
const LOOKED_AT_ONCE = 64;

/** The rows of many inputs, one after the other. Bytes are counted over all of them, lines in each. */
export class JoinedRows implements RowSource {
  readonly start: Place;
  readonly places = 'index';
  readonly isLastLineOpen = false;
  readonly #members: readonly Member[];
  readonly #openMember: OpenMember;
  readonly #from: JoinedFrom;
  readonly #sizeBytes: number;
  readonly #done: Done[] = [];
  #at: number;
  #chain: string;
  #baseBytes: number;
  #baseInputBytes: number;
  #lastNumber: number | undefined;
  #current: Current | undefined;
  #lookedAt = 0;
  /** inputs whose last line has no line break */
  readonly openLines: string[] = [];

  constructor(members: readonly Member[], open: OpenMember, from: JoinedFrom) {
    this.#members = members;
    this.#openMember = open;
    this.#from = from;
    this.start = from.start;
    this.#at = from.at;
    this.#chain = from.chain;
    this.#baseBytes = from.baseBytes;
    this.#baseInputBytes = from.baseInputBytes;
    this.#sizeBytes = members.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  async sizeBytes(): Promise<number> {
    return this.#sizeBytes;
  }

  get readBytes(): number {
    return this.#baseInputBytes + (this.#current?.reader.readBytes ?? 0);
  }

  inputBytes(textBytes: number): number {
    const within = textBytes - this.#baseBytes;
    if (within >= 0) return this.#baseInputBytes + (this.#current?.reader.inputBytes(within) ?? within);
    return Math.round((textBytes * this.#baseInputBytes) / this.#baseBytes);
  }

  /** They are told of each input when it is looked at before the first call. */
  remarks(): readonly InputRemark[] {
    return [];
  }

  async *rows(): AsyncGenerator<readonly InputRow[]> {
    for (let current = await this.#open(); current; current = await this.#openNext(current)) {
      const { member, file, reader } = current;
      const { name, path } = member;
      const [base, chain, { start }] = [this.#baseBytes, this.#chain, this.#from];
      const isFirst = this.#lastNumber === undefined;
      let numberBefore = this.#lastNumber ?? start.row - 1;
      for await (const block of reader.rows()) {
        const rows: InputRow[] = [];
        for (const row of block) {
          // Those before the place where the run goes on were read once more, to count them.
          if (isFirst && base + row.startByte < start.byte) numberBefore -= 1;
          else {
            const { proof } = row;
            const number = numberBefore + row.number;
            rows.push({
              ...row,
              number,
              place: number - 1,
              input: path,
              startByte: base + row.startByte,
              endByte: base + row.endByte,
              proof: proof && { sha256: () => linked(chain, name, file.format, proof.sha256()) },
            });
          }
          this.#lastNumber = numberBefore + row.number;
        }
        if (rows.length > 0) yield rows;
      }
      this.#lastNumber ??= start.row - 1;
    }
  }

  async hasGrown(): Promise<boolean> {
    for (const done of this.#done) await this.#refuseChanged(done);
    return false;
  }

  async prove(): Promise<void> {
    await this.#current?.reader.prove();
    const { length } = this.#done;
    for (let looked = 0; looked < Math.min(LOOKED_AT_ONCE, length); looked += 1) {
      const done = this.#done[this.#lookedAt % length];
      this.#lookedAt += 1;
      if (done) await this.#refuseChanged(done);
    }
  }

  /** Closes the input that is open. */
  async close(): Promise<void> {
    await this.#current?.file.close();
    this.#current = undefined;
  }

  async #open(): Promise<Current | undefined> {
    const { provenBytes } = this.#from;
    for (; this.#at < this.#members.length; this.#at += 1) {
      const member = this.#members[this.#at] as Member;
      const stamp = await stampAt(member.path);
      const file = await this.#openMember(member);
      if (!file) {
        this.#chain = linked(this.#chain, member.name, undefined, EMPTY_SHA256);
        continue;
      }
      const seen = provenBytes === undefined ? 0 : provenBytes - this.#baseBytes;
      const reader = await file.fromStart(true, seen > 0 ? seen : undefined);
      this.#current = { member, file, reader, stamp };
      return this.#current;
    }
    return undefined;
  }

  async #openNext({ member, file, reader, stamp }: Current): Promise<Current | undefined> {
    await reader.prove();
    const read = reader.read();
    if (reader.isLastLineOpen) this.openLines.push(member.path);
    if (read) {
      const sha256 = read.sha256();
      this.#done.push({ path: member.path, stamp, bytes: read.bytes, sha256 });
      this.#chain = linked(this.#chain, member.name, file.format, sha256);
      this.#baseBytes += read.bytes;
    }
    this.#baseInputBytes += reader.readBytes;
    this.#current = undefined;
    await file.close();
    this.#at += 1;
    return this.#open();
  }

  /** @throws InputChangedError where an input that was read to its end is not the one that was read */
  async #refuseChanged(done: Done): Promise<void> {
    const { path, bytes, sha256 } = done;
    const stamp = await stampAt(path);
    // What is deleted by now was read.
    if (stamp === undefined || stamp === done.stamp) return;
    const member = this.#members.find((one) => one.path === path) as Member;
    const file = await this.#openMember(member);
    try {
      const now = await file?.digest(new AbortController().signal);
      if (now?.sha256 !== sha256) {
        const hasGrown = now && now.bytes > bytes;
        const isSameBefore = hasGrown && (await file?.digest(new AbortController().signal, bytes))?.sha256 === sha256;
        throw new InputChangedError(
          isSameBefore ? { kind: 'input-grown', path } : { kind: 'input-rewritten', path, readBytes: bytes },
        );
      }
      done.stamp = stamp;
    } finally {
      await file?.close();
    }
  }
}

/** @returns undefined where there is no such file */
const stampAt = (path: string): Promise<string | undefined> =>
  stat(path, { bigint: true }).then(stampOf, () => undefined);
