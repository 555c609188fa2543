import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Place, ResumePoint, SetAside } from '../../core/books/ledger.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { WrongStateError } from '../../core/errors/state-error.ts';
import type { Clock } from '../../core/ports.ts';
import { AS_WRITTEN, type Counting } from '../../core/row/counting.ts';
import type { Recognised } from '../../core/row/remark.ts';
import { EMPTY_SHA256, linked, type Member } from './input-chain.ts';
import { type FirstLook, InputFile } from './input-file.ts';
import { type JoinedFrom, JoinedRows } from './joined-rows.ts';
import type { OpenedWith } from './open-bytes.ts';
import type { InputWish } from './recognition/wish.ts';
import type { InputFormat } from './records/formats.ts';
import { Breaks, isUnread, type Part, partsOf } from './set-aside.ts';

/** What is noticed of one of them. */
export type MemberLook = FirstLook & {
  readonly path: string;
  readonly format: InputFormat;
  readonly recognised: Recognised | undefined;
};

/** What all of them are read with, besides how their bytes become rows. */
type JoinedBy = Pick<OpenedWith, 'bound'> & {
  readonly counting?: Counting;
  /** see `InputFile.heedWriters`; without it nobody is waited for */
  readonly clock?: Clock;
};

type MemberSeen = { readonly look: MemberLook; readonly sizeBytes: number };

// How many are looked at at the same time, and so how many files are open.
const AT_ONCE = 8;

const AT_START = { at: 0, chain: '', baseBytes: 0, baseInputBytes: 0 };

/**
 * Inputs that are one run: their rows follow each other as if they stood in one file. Only one of them is open at a time.
 * What was read is proven by a chain: the hash of each input goes into that of the next. So a checkpoint has the same size
 * whatever their number is.
 */
export class JoinedInputs {
  /** where all of them are */
  readonly path: string;
  readonly members: readonly Member[];
  readonly #wish: InputWish;
  readonly #by: JoinedBy;
  readonly #breaks: Breaks;
  readonly #parts: readonly Part[];

  constructor(
    path: string,
    members: readonly Member[],
    wish: InputWish,
    by: JoinedBy = {},
    setAside: readonly SetAside[] = [],
  ) {
    this.path = path;
    this.members = members;
    this.#wish = wish;
    this.#by = by;
    this.#breaks = new Breaks(setAside);
    this.#parts = partsOf(members, setAside);
  }

  /** None of them is opened yet. @param path - where all of them are */
  static of(path: string, paths: readonly string[], wish: InputWish, by?: JoinedBy): JoinedInputs {
    const prefix = resolve(path);
    const nameOf = (one: string): string => resolve(one).slice(prefix.length).replaceAll('\\', '/') || basename(one);
    const members = paths.map((one) => ({ path: one, name: nameOf(one), format: undefined, sizeBytes: 0 }));
    return new JoinedInputs(path, members, wish, by);
  }

  /**
   * Opens each of them, and closes it again.
   *
   * @param isWhole - looks at all of each, and not only at its first megabytes
   * @param onLook - is told in the order of the inputs; undefined for one without a byte
   * @throws InputError when one of them cannot be read
   */
  async inspect(
    { isWhole, halted }: { readonly isWhole: boolean; readonly halted: AbortSignal },
    onLook: (look: MemberLook | undefined, path: string) => void,
  ): Promise<JoinedInputs> {
    const members: Member[] = [];
    let format: string | undefined;
    for (let at = 0; at < this.members.length; at += AT_ONCE) {
      halted.throwIfAborted();
      const some = this.members.slice(at, at + AT_ONCE);
      const looks = await Promise.allSettled(some.map((member) => this.#lookAt(member, isWhole)));
      for (const [place, member] of some.entries()) {
        const look = looks[place] as PromiseSettledResult<MemberSeen | undefined>;
        if (look.status === 'rejected') throw look.reason;
        onLook(look.value?.look, member.path);
        const same = members.at(-1)?.format;
        const text = look.value && JSON.stringify(look.value.look.format);
        const isSame = same !== undefined && text === format;
        members.push({
          ...member,
          sizeBytes: look.value?.sizeBytes ?? 0,
          // Nearly always all are of one format: it is in memory once.
          format: isSame ? same : look.value?.look.format,
        });
        if (text !== undefined) format = text;
      }
    }
    return new JoinedInputs(this.path, members, this.#wish, this.#by);
  }

  /** @param setAside - what earlier runs have set aside of them */
  goingOn(setAside: readonly SetAside[] | undefined): JoinedInputs {
    return new JoinedInputs(this.path, this.members, this.#wish, this.#by, setAside);
  }

  /** @returns undefined where it has no byte */
  readonly open = async ({ path, format }: Member): Promise<InputFile | undefined> => {
    try {
      const { bound, counting = AS_WRITTEN, clock } = this.#by;
      const file = await (format
        ? InputFile.openMixed(path, format, { bound })
        : InputFile.recognise(path, this.#wish, { bound }));
      file.countBy(counting);
      if (clock) file.heedWriters(clock);
      return file;
    } catch (error) {
      if (error instanceof InputError && error.fact.kind === 'input-empty') return undefined;
      throw error;
    }
  };

  /**
   * The rows from the first one on. Each has the proof of all bytes up to its end.
   *
   * @param provenBytes - where an earlier run saw the end
   */
  async fromStart(provenBytes?: number): Promise<JoinedRows> {
    return this.#rowsFrom({ ...AT_START, start: await this.#firstPlace(), provenBytes });
  }

  /**
   * The rows from where an earlier run stopped, after proof that every byte up to the furthest settled row is the same.
   *
   * @param halted - its reason is thrown when it aborts
   * @throws WrongStateError when it is not
   */
  async fromResumePoint(point: ResumePoint, savedAt: string, halted: AbortSignal): Promise<JoinedRows> {
    const { next, proven } = point;
    let { chain, baseBytes, baseInputBytes } = AT_START;
    let from: typeof AT_START | undefined;
    for (const [at, part] of this.#parts.entries()) {
      if (isUnread(part)) continue;
      const { member } = part;
      const whole = await this.#digest(part, halted, proven.bytes - baseBytes);
      const endBytes = baseBytes + whole.bytes;
      if (!from && endBytes >= next.byte) from = { at, chain, baseBytes, baseInputBytes };
      if (endBytes >= proven.bytes) {
        if (linked(chain, member.name, whole.format, whole.sha256) !== proven.sha256) break;
        if (whole.isLineOpen) throw new WrongStateError({ kind: 'done-line-grown', path: member.path });
        if (from) return this.#rowsFrom({ ...from, start: next, provenBytes: proven.bytes });
      }
      chain = linked(chain, member.name, whole.format, whole.sha256);
      baseBytes = endBytes;
      baseInputBytes += Math.max(0, (part.upTo?.inputBytes ?? member.sizeBytes) - (part.from?.inputBytes ?? 0));
    }
    const path = (await this.#changedSince(savedAt)) ?? this.path;
    throw new WrongStateError({ kind: 'done-part-rewritten', path, doneBytes: undefined });
  }

  /** Of all of them, when they were looked at. */
  async sizeBytes(): Promise<number> {
    return this.members.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  #rowsFrom(from: JoinedFrom): JoinedRows {
    return new JoinedRows(this.#parts, this.open, from, this.#breaks);
  }

  /** @param most - bytes of the part */
  async #digest({ member, from, upTo }: Part, halted: AbortSignal, most: number) {
    const file = await this.open(member);
    if (!file) return { bytes: 0, sha256: EMPTY_SHA256, format: undefined, isLineOpen: false };
    const before = from?.next.byte ?? 0;
    try {
      const digest = await file.digest(halted, Math.min(before + most, upTo?.next.byte ?? Number.POSITIVE_INFINITY));
      return { ...digest, bytes: Math.max(0, digest.bytes - before), format: file.format };
    } finally {
      await file.close();
    }
  }

  async #firstPlace(): Promise<Place> {
    for (const part of this.#parts) {
      const file = isUnread(part) ? undefined : await this.open(part.member);
      if (!file) continue;
      await file.close();
      return file.firstRow;
    }
    return { row: 1, line: 1, byte: 0 };
  }

  async #lookAt(member: Member, isWhole: boolean): Promise<MemberSeen | undefined> {
    const file = await this.open(member);
    if (!file) return undefined;
    try {
      const look = await file.look({ isWhole });
      const { path, format, recognised } = file;
      return { look: { ...look, path, format, recognised }, sizeBytes: (await file.sizeBytes()) ?? 0 };
    } finally {
      await file.close();
    }
  }

  /** The first one that was written to since then: it may be the one that is not the same any more. */
  async #changedSince(savedAt: string): Promise<string | undefined> {
    for (const { path } of this.members) {
      const found = await stat(path).catch(() => undefined);
      if (found && found.mtimeMs > Date.parse(savedAt)) return path;
    }
    return undefined;
  }
}
