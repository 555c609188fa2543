import type { InputRow, PrefixProof } from '../row/row.ts';
import type { FailureClass } from '../target/outcome.ts';
import { SettledRanges } from './settled-ranges.ts';

/**
 * Rows from row 1 of the input up to the furthest settled one, over all resumed runs:
 * `read = ok + failed + skipped + pending`. So `read` never goes down; rows behind it count nowhere.
 */
export type RowCounts = {
  readonly read: number;
  readonly ok: number;
  readonly failed: number;
  readonly skipped: number;
  /** not settled, though a later row is */
  readonly pending: number;
  /** of the skipped rows: the count was already what the row asks for */
  readonly unchanged: number;
  /** of the skipped rows: another process takes them; only where rows are shared */
  readonly otherShard?: number;
  /** of the ok rows: set to the message total of the group, because the row asked for more */
  readonly lowered: number;
  /** of the ok rows: the total of the group was not looked up, so they may have been lowered */
  readonly totalUnknown: number;
};

export const NO_ROWS: RowCounts = {
  read: 0,
  ok: 0,
  failed: 0,
  skipped: 0,
  pending: 0,
  unchanged: 0,
  lowered: 0,
  totalUnknown: 0,
};

/** A target may answer each row with another code. Of those beyond these only the class is counted. */
export const MOST_CODES = 1000;

/** The place in the input where a row begins. */
export type Place = { readonly row: number; readonly line: number; readonly byte: number };

/** How many rows failed for one reason. */
export type FailureCount = {
  readonly class: FailureClass;
  readonly errorCode: number | null;
  readonly count: number;
};

/** What a resume needs, at one instant. Its size does not depend on the size of the input. */
export type Snapshot = {
  /** the oldest unsettled row, or the place behind the furthest settled row, whichever comes first */
  readonly next: Place;
  /** settled rows after `next`: first and last row number of each range */
  readonly settledAhead: readonly (readonly [number, number])[];
  /** bytes of the input that are done: those read, less the rows that are not settled */
  readonly doneBytes: number;
  /** the input up to the end of the furthest settled row, and its hash */
  readonly proven: { readonly bytes: number; readonly sha256: string } | undefined;
  readonly counts: RowCounts;
  readonly failures: readonly FailureCount[];
  /** where many inputs are one run, those that broke off; missing where none has */
  readonly setAside?: readonly SetAside[];
};

/** One of many inputs that broke off: what follows behind that place is read behind all others, by a later run. */
export type SetAside = {
  /** what the proof knows it by */
  readonly name: string;
  /** behind its last row that was read; at byte 0 where none was */
  readonly next: Place;
  /** of its text up to there */
  readonly sha256: string;
  /** about how many bytes of the file that is */
  readonly inputBytes: number;
};

/** What a run had settled that read the input in another way than the runs after it: rows `next` and `settledAhead`. */
export type EarlierReading = Pick<ResumePoint, 'next' | 'settledAhead' | 'proven'> & {
  /** settings that decided which rows the input held */
  readonly reading: Readonly<Record<string, unknown>>;
  /** rows that it had settled are open again: they were refused, and have other values in the reading behind it */
  readonly reopensRefused?: true;
};

/**
 * A snapshot with at least one settled row: a run can resume from it, and its bytes prove that the input is the same.
 */
export type ResumePoint = Snapshot & { readonly proven: NonNullable<Snapshot['proven']> };

/**
 * Records which rows of a run were read, which are settled, and how. It remembers only unsettled rows, so its size
 * follows the rows in flight.
 */
export class Ledger {
  #ok = 0;
  #failed = 0;
  #skipped = 0;
  #unchanged = 0;
  #otherShard = 0;
  #lowered = 0;
  #totalUnknown = 0;
  #unsettledBytes = 0;
  readonly #unsettled = new Map<number, InputRow>();
  readonly #settledBefore: SettledRanges;
  #behindLastRead: Place;
  #behindFurthest: Place;
  #furthestRow: number;
  #furthest: { readonly bytes: number; readonly proof: PrefixProof } | undefined;
  readonly #failures = new Map<string, { class: FailureClass; errorCode: number | null; count: number }>();

  /** @param from - the snapshot to resume from, or the place of the first row */
  constructor(from: Snapshot | Place) {
    if (!('next' in from)) {
      this.#behindLastRead = from;
      this.#behindFurthest = from;
      this.#furthestRow = from.row - 1;
      this.#settledBefore = new SettledRanges([]);
      return;
    }
    this.#behindLastRead = from.next;
    // When rows after `next` are settled, this place is wrong until the furthest of them is read again. Nothing needs
    // it before.
    this.#behindFurthest = from.next;
    this.#settledBefore = new SettledRanges(from.settledAhead);
    // Rows before it may be open again: those that are read in another encoding.
    this.#furthestRow = Math.max(from.settledAhead.at(-1)?.[1] ?? from.next.row - 1, from.counts.read);
    const { proven } = from;
    if (proven) this.#furthest = { bytes: proven.bytes, proof: { sha256: () => proven.sha256 } };
    this.#ok = from.counts.ok;
    this.#failed = from.counts.failed;
    this.#skipped = from.counts.skipped;
    this.#unchanged = from.counts.unchanged;
    this.#otherShard = from.counts.otherShard ?? 0;
    this.#lowered = from.counts.lowered;
    this.#totalUnknown = from.counts.totalUnknown;
    for (const failure of from.failures) this.#failures.set(failureKey(failure), { ...failure });
  }

  /** whether the target has ever had the count of a row, in this run or in those before it */
  get hasSet(): boolean {
    return this.#ok + this.#unchanged > 0;
  }

  /**
   * Whether an earlier run has settled the row. Call this in the order of the input.
   *
   * @param row - is not read yet
   */
  isSettled({ number, settledBefore }: Pick<InputRow, 'number' | 'settledBefore'>): boolean {
    return settledBefore === true || this.#settledBefore.has(number);
  }

  /**
   * Call this for every row, in the order of the input.
   *
   * @returns false when an earlier run has settled the row and nothing is left to do
   */
  read(row: InputRow): boolean {
    this.#behindLastRead = placeBehind(row);
    if (row.number === this.#furthestRow) this.#behindFurthest = this.#behindLastRead;
    if (this.isSettled(row)) return false;
    this.#unsettled.set(row.number, row);
    this.#unsettledBytes += row.endByte - row.startByte;
    return true;
  }

  /** @returns whether the row was read and is not settled yet */
  isUnsettled(row: InputRow): boolean {
    return this.#unsettled.has(row.number);
  }

  settleOk(row: InputRow, result: 'as asked' | 'lowered' | 'total unknown' = 'total unknown'): void {
    this.#ok += 1;
    if (result === 'lowered') this.#lowered += 1;
    if (result === 'total unknown') this.#totalUnknown += 1;
    this.#settle(row);
  }

  settleFailed(row: InputRow, failure: { class: FailureClass; errorCode: number | null }): void {
    this.#failed += 1;
    const isKnown = this.#failures.has(failureKey(failure)) || this.#failures.size < MOST_CODES;
    const counted = { class: failure.class, errorCode: isKnown ? failure.errorCode : null };
    const key = failureKey(counted);
    const known = this.#failures.get(key);
    if (known) known.count += 1;
    else this.#failures.set(key, { ...counted, count: 1 });
    this.#settle(row);
  }

  /** The row is not sent, and that is no failure. */
  settleSkipped(row: InputRow, reason: 'superseded' | 'unchanged' | 'not in the sample' | 'other shard'): void {
    this.#skipped += 1;
    if (reason === 'unchanged') this.#unchanged += 1;
    if (reason === 'other shard') this.#otherShard += 1;
    this.#settle(row);
  }

  /** @returns whether every row that was read is settled */
  isAllSettled(): boolean {
    return this.#unsettled.size === 0;
  }

  /** @returns whether the furthest settled row is the last one that was read */
  isSettledToLastRead(): boolean {
    return this.#furthestRow >= this.#behindLastRead.row - 1;
  }

  counts(): RowCounts {
    const read = this.#furthestRow;
    return {
      read,
      ok: this.#ok,
      failed: this.#failed,
      skipped: this.#skipped,
      pending: read - this.#ok - this.#failed - this.#skipped,
      unchanged: this.#unchanged,
      ...(this.#otherShard > 0 ? { otherShard: this.#otherShard } : {}),
      lowered: this.#lowered,
      totalUnknown: this.#totalUnknown,
    };
  }

  failures(): FailureCount[] {
    return [...this.#failures.values()].map((failure) => ({ ...failure })).sort((a, b) => b.count - a.count);
  }

  /** @returns bytes of the input that are done: those read, less the rows that are not settled */
  doneBytes(): number {
    return this.#behindLastRead.byte - this.#unsettledBytes;
  }

  snapshot(): Snapshot {
    return {
      next: this.#next(),
      doneBytes: this.doneBytes(),
      settledAhead: this.#settledAhead(),
      proven: this.#furthest && { bytes: this.#furthest.bytes, sha256: this.#furthest.proof.sha256() },
      counts: this.counts(),
      failures: this.failures(),
    };
  }

  #settle(row: InputRow): void {
    this.#unsettled.delete(row.number);
    this.#unsettledBytes -= row.endByte - row.startByte;
    if (row.number <= this.#furthestRow) return;
    this.#furthestRow = row.number;
    this.#furthest = row.proof && { bytes: row.endByte, proof: row.proof };
    this.#behindFurthest = placeBehind(row);
  }

  /**
   * Never after the proven bytes. What follows the furthest settled row may be edited before the next run, and an
   * offset there could then point into the middle of a row.
   */
  #next(): Place {
    const oldest = this.#unsettled.values().next();
    if (oldest.done) {
      return this.#behindLastRead.row <= this.#furthestRow ? this.#behindLastRead : this.#behindFurthest;
    }
    const { number, line, startByte } = oldest.value;
    return number < this.#furthestRow ? { row: number, line, byte: startByte } : this.#behindFurthest;
  }

  /**
   * All rows read between two unsettled ones are settled. Rows not read again after a resume are known from the
   * snapshot.
   */
  #settledAhead(): [number, number][] {
    const ranges: [number, number][] = [];
    const lastRead = this.#behindLastRead.row - 1;
    let previous: number | undefined;
    for (const number of this.#unsettled.keys()) {
      if (previous !== undefined && number > previous + 1) ranges.push([previous + 1, number - 1]);
      previous = number;
    }
    if (previous !== undefined && previous < lastRead) ranges.push([previous + 1, lastRead]);
    return [...ranges, ...this.#settledBefore.behind(lastRead)];
  }
}

const placeBehind = (row: InputRow): Place => ({ row: row.number + 1, line: row.nextLine, byte: row.endByte });

const failureKey = (failure: { class: FailureClass; errorCode: number | null }): string =>
  `${failure.class} ${failure.errorCode ?? ''}`;
