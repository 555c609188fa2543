import { stat } from 'node:fs/promises';
import type { Place, SetAside } from '../../core/books/ledger.ts';
import { InputChangedError } from '../../core/errors/rows-error.ts';
import { WrongStateError } from '../../core/errors/state-error.ts';
import type { RowSource } from '../../core/ports.ts';
import type { InputRemark } from '../../core/row/remark.ts';
import type { InputRow } from '../../core/row/row.ts';
import { EMPTY_SHA256, linked, type Member, type OpenMember, stampOf } from './input-chain.ts';
import type { InputFile } from './input-file.ts';
import type { RowReader } from './row-reader.ts';
import { type Break, type Breaks, breaksTogether, isUnread, type Part } from './set-aside.ts';

/** Where reading begins: in which of the parts, and what stands before it. */
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
  readonly part: Part;
  readonly file: InputFile;
  readonly reader: RowReader;
  readonly stamp: string | undefined;
  /** the last row that was read of it */
  last?: InputRow | undefined;
  /** where it broke off, in this run */
  broke?: Break;
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
  readonly #parts: readonly Part[];
  readonly #openMember: OpenMember;
  readonly #from: JoinedFrom;
  readonly #breaks: Breaks;
  readonly #sizeBytes: number;
  readonly #done: Done[] = [];
  /** those of the breaks that this reader has come to */
  readonly #met: (Break & { readonly path: string })[] = [];
  /** by name, where an input broke off: the place of the row behind it */
  readonly #placesBehind = new Map<string, number>();
  #tell: (path: string, error: Error) => void = () => {};
  #at: number;
  #chain: string;
  #baseBytes: number;
  #baseInputBytes: number;
  #lastNumber: number | undefined;
  #current: Current | undefined;
  #lookedAt = 0;
  /** inputs whose last line has no line break */
  readonly openLines: string[] = [];

  constructor(parts: readonly Part[], open: OpenMember, from: JoinedFrom, breaks: Breaks) {
    this.#parts = parts;
    this.#openMember = open;
    this.#from = from;
    this.#breaks = breaks;
    this.start = from.start;
    this.#at = from.at;
    this.#chain = from.chain;
    this.#baseBytes = from.baseBytes;
    this.#baseInputBytes = from.baseInputBytes;
    this.#sizeBytes = parts.reduce((sum, { member, from: rest }) => sum + (rest ? 0 : member.sizeBytes), 0);
  }

  async sizeBytes(): Promise<number> {
    return this.#sizeBytes;
  }

  get readBytes(): number {
    const { part, reader } = this.#current ?? {};
    return this.#baseInputBytes + (reader?.readBytes ?? 0) - (part?.from?.inputBytes ?? 0);
  }

  inputBytes(textBytes: number): number {
    const within = textBytes - this.#baseBytes;
    if (within < 0) return Math.round((textBytes * this.#baseInputBytes) / this.#baseBytes);
    const { part, reader } = this.#current ?? {};
    if (!reader) return this.#baseInputBytes + within;
    const { next, inputBytes } = part?.from ?? NOTHING;
    return this.#baseInputBytes + Math.max(0, reader.inputBytes(next.byte + within) - inputBytes);
  }

  /** They are told of each input when it is looked at before the first call. */
  remarks(): readonly InputRemark[] {
    return [];
  }

  setAside(): readonly SetAside[] {
    // One that broke off at the same place again comes behind those whose rest was read.
    const met = this.#met.map(({ at }) => at);
    return [...this.#breaks.before.filter((at) => !met.includes(at)), ...met];
  }

  onBreak(tell: (path: string, error: Error) => void): void {
    this.#tell = tell;
  }

  /** @throws InputBrokeOffError when all others were read */
  async *rows(): AsyncGenerator<readonly InputRow[]> {
    for (let current = await this.#open(); current; current = await this.#openNext(current)) {
      const { part, file } = current;
      const { name, path } = part.member;
      const [base, chain, { start }] = [this.#baseBytes, this.#chain, this.#from];
      const { next } = part.from ?? NOTHING;
      const standsBefore = part.from && this.#placesBehind.get(name);
      const late = standsBefore === undefined ? {} : { standsBefore };
      const isFirst = this.#lastNumber === undefined;
      let numberBefore = (this.#lastNumber ?? start.row - 1) - (next.row - 1);
      for await (const block of this.#readable(current)) {
        const rows: InputRow[] = [];
        for (const row of block) {
          const startByte = base - next.byte + row.startByte;
          // Those before the place where the run goes on were read once more, to count them.
          if (isFirst && startByte < start.byte) numberBefore -= 1;
          else {
            const { proof } = row;
            const number = numberBefore + row.number;
            rows.push({
              ...row,
              ...late,
              number,
              place: number - 1,
              input: path,
              startByte,
              endByte: base - next.byte + row.endByte,
              proof: proof && { sha256: () => linked(chain, name, file.format, proof.sha256()) },
            });
          }
          this.#lastNumber = numberBefore + row.number;
        }
        if (rows.length > 0) yield rows;
      }
      this.#lastNumber ??= start.row - 1;
    }
    if (this.#met.length > 0) throw breaksTogether(this.#met);
  }

  /** The rows of an input up to where it broke off. */
  async *#readable(current: Current): AsyncGenerator<readonly InputRow[]> {
    const { part, file, reader } = current;
    const found = this.#breaks.of(part.member);
    const end = part.upTo ?? found?.at;
    try {
      for await (const block of reader.rows()) {
        const rows = end ? block.filter(({ startByte }) => startByte < end.next.byte) : block;
        current.last = rows.at(-1) ?? current.last;
        if (rows.length > 0) yield rows;
        if (rows.length < block.length) break;
      }
    } catch (error) {
      if (!end) current.broke = this.#breaks.add(placeBehind(current), error);
      else if (bytesRead(current) !== end.next.byte) throw error;
    }
    if (current.broke || !end) return;
    if (bytesRead(current) !== end.next.byte || current.last?.proof?.sha256() !== (current.last && end.sha256)) {
      throw new InputChangedError({ kind: 'input-rewritten', path: file.path, readBytes: end.next.byte });
    }
    if (found && !part.upTo) current.broke = found;
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
    for (; this.#at < this.#parts.length; this.#at += 1) {
      const part = this.#parts[this.#at] as Part;
      const { name } = part.member;
      if (isUnread(part)) this.#placesBehind.set(name, this.#lastNumber ?? this.start.row - 1);
      else {
        const current = await this.#openPart(part);
        if (current) {
          this.#current = current;
          return current;
        }
      }
    }
    return undefined;
  }

  /** @returns undefined where no row of it can be read */
  async #openPart(part: Part): Promise<Current | undefined> {
    const { member, from } = part;
    const stamp = await stampAt(member.path);
    let file: InputFile | undefined;
    try {
      file = await this.#openMember(member);
      if (file) return { part, file, stamp, reader: await this.#readerOf(file, from) };
      this.#chain = linked(this.#chain, member.name, undefined, EMPTY_SHA256);
    } catch (error) {
      await file?.close();
      if (error instanceof WrongStateError) {
        throw new InputChangedError({ kind: 'input-rewritten', path: member.path, readBytes: from?.next.byte ?? 0 });
      }
      const found = part.upTo ? undefined : this.#breaks.of(member);
      if (part.upTo || (found && isAhead(found, part))) throw error;
      this.#meet(part, found ?? this.#breaks.add(from ?? unreadOf(member), error));
    }
    return undefined;
  }

  #readerOf(file: InputFile, from: SetAside | undefined): Promise<RowReader> {
    const { provenBytes } = this.#from;
    const { next } = from ?? NOTHING;
    const seen = provenBytes === undefined ? 0 : provenBytes - this.#baseBytes;
    const provenTo = seen > 0 ? next.byte + seen : undefined;
    if (!from || next.byte === 0) return file.fromStart(true, provenTo);
    const point = { next, proven: { bytes: next.byte, sha256: from.sha256 } };
    return file.fromResumePoint(point, new AbortController().signal, provenTo);
  }

  async #openNext({ part, file, reader, stamp, broke }: Current): Promise<Current | undefined> {
    const { member, from, upTo } = part;
    if (broke) this.#meet(part, broke);
    const end = upTo ?? broke?.at;
    if (end) {
      if (end.next.byte > (from?.next.byte ?? 0)) this.#pass(part, file, end.sha256, end.next.byte, end.inputBytes);
      if (!from) this.#placesBehind.set(member.name, this.#lastNumber ?? 0);
    } else {
      await reader.prove();
      const read = reader.read();
      if (reader.isLastLineOpen) this.openLines.push(member.path);
      if (read) {
        const sha256 = read.sha256();
        this.#done.push({ path: member.path, stamp, bytes: read.bytes, sha256 });
        this.#pass(part, file, sha256, read.bytes, reader.readBytes);
      }
    }
    this.#current = undefined;
    await file.close();
    this.#at += 1;
    return this.#open();
  }

  /** @param bytes - of its text, from its start */
  #pass({ member, from }: Part, { format }: InputFile, sha256: string, bytes: number, inputBytes: number): void {
    this.#chain = linked(this.#chain, member.name, format, sha256);
    this.#baseBytes += bytes - (from?.next.byte ?? 0);
    this.#baseInputBytes += Math.max(0, inputBytes - (from?.inputBytes ?? 0));
  }

  #meet({ member: { path } }: Part, found: Break): void {
    this.#met.push({ ...found, path });
    this.#tell(path, found.error);
  }

  /** @throws InputChangedError where an input that was read to its end is not the one that was read */
  async #refuseChanged(done: Done): Promise<void> {
    const { path, bytes, sha256 } = done;
    const stamp = await stampAt(path);
    // What is deleted by now was read.
    if (stamp === undefined || stamp === done.stamp) return;
    const member = this.#parts.find(({ member: one }) => one.path === path)?.member as Member;
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

const NOTHING = { next: { row: 1, line: 1, byte: 0 }, inputBytes: 0 };

const unreadOf = ({ name }: Member): SetAside => ({ name, sha256: EMPTY_SHA256, ...NOTHING });

const isAhead = ({ at }: Break, { from }: Part): boolean => at.next.byte > (from?.next.byte ?? 0);

const bytesRead = ({ last, part }: Current): number => last?.endByte ?? part.from?.next.byte ?? 0;

const placeBehind = ({ part: { member, from }, reader, last }: Current): SetAside =>
  last?.proof
    ? {
        name: member.name,
        next: { row: last.number + 1, line: last.nextLine, byte: last.endByte },
        sha256: last.proof.sha256(),
        inputBytes: Math.min(reader.inputBytes(last.endByte), member.sizeBytes),
      }
    : (from ?? unreadOf(member));
