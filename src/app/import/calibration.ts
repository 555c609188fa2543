import type { OnEvent } from '../../core/ports.ts';
import { type InputRow, isToBeSet, pairKey, type Row } from '../../core/row/row.ts';
import { contradictionIn, type PairReading, presentOf } from '../../core/target/finding.ts';
import { countAfter, type Present } from '../../core/target/group.ts';
import type { CountSource, Reason } from '../../core/target/reason.ts';
import type { Counts } from '../questions/count-reader.ts';

/** This many rows must agree before a way of reading is believed. */
const ENOUGH = 20;

/** At most this many rows with the same expected count are probed when they read right before they are written. */
const MOST_ALIKE = 2;

const NO_PROBES: ReadonlySet<InputRow> = new Set();

type Belief = { agreed: number; isRefused: boolean };

/**
 * Finds rows that need no call because their count is already what they ask for. The documents do not say that the
 * counts read are the counts that were set. So each way of reading is tried first, on rows that this run has just
 * written. Until enough of them agree, and after one does not, every row is written.
 */
export class Calibration {
  readonly #beliefs = new Map<CountSource, Belief>();
  readonly #onEvent: OnEvent;
  /** how many rows read right before they were written, by way of reading and expected count */
  readonly #sameOf = new Map<string, number>();
  #refusal: Reason | undefined;
  /** rows whose count was read, and rows that an answer would have told of */
  #rowsRead = 0;
  #rowsNotRead = 0;
  /** why the first of them was not read */
  #notReadBecause: Reason | undefined;
  #hasFoundUnchanged = false;

  constructor(onEvent: OnEvent) {
    this.#onEvent = onEvent;
  }

  /** @returns whether the row already has its count, by a way of reading that is believed */
  isUnchanged(row: Row, counts: Counts): boolean {
    if (counts.size === 0) return false;
    const found = counts.get(pairKey(row));
    if (found?.kind !== 'count' || !isAlreadySet(row, found)) return false;
    if (!isBelieved(this.#beliefOf(presentOf(found).source))) return false;
    this.#hasFoundUnchanged = true;
    return true;
  }

  /** Takes note of what was read about the rows of one window. */
  noteRead(rows: readonly Row[], counts: Counts): void {
    for (const row of rows) {
      const found = counts.get(pairKey(row));
      const because = found && whyUnknown(row, found);
      if (because) {
        this.#rowsNotRead += 1;
        this.#notReadBecause ??= because;
      } else if (found?.kind === 'count') this.#rowsRead += 1;
    }
  }

  /** Why every row was written; undefined where one was not. */
  get whyAllWritten(): Reason | undefined {
    if (this.#hasFoundUnchanged) return undefined;
    const beliefs = [...this.#beliefs.values()];
    const isBelievedIn = beliefs.some(isBelieved);
    if (!isBelievedIn && this.#refusal) return this.#refusal;
    if (this.#notReadBecause && this.#rowsNotRead > this.#rowsRead) {
      return { code: 'counts-not-read', count: this.#rowsNotRead, because: this.#notReadBecause };
    }
    if (isBelievedIn) return { code: 'every-count-differs', tried: ENOUGH };
    const tried = Math.max(0, ...beliefs.map(({ agreed }) => agreed));
    return { code: 'too-few-tried', tried, needed: ENOUGH };
  }

  /**
   * Rows to write now and read back, to find out whether a way of reading can be believed. Only rows with an expected
   * count above 0 are taken, because groups without any count would show 0 for all. Rows that must be written anyway
   * come first. A row that reads right before it is written proves less: many rows with the same expected count agree
   * by chance. So only a few of those are taken. Rows whose reading contradicts itself come last: few of them must not
   * spoil the trial, and where there are no others they show which way of reading is wrong.
   */
  probes(rows: readonly InputRow[], counts: Counts): ReadonlySet<InputRow> {
    if (counts.size === 0) return NO_PROBES;
    const wanted = new Map<CountSource, { changed: InputRow[]; same: InputRow[]; doubtful: InputRow[] }>();
    for (const input of rows.filter(isToBeSet)) {
      const found = counts.get(pairKey(input.row));
      if (found?.kind !== 'count') continue;
      const expected = countAfter(input.row.unread, found.group.total);
      if (expected === 0) continue;
      const { source } = presentOf(found);
      const belief = this.#beliefOf(source);
      if (belief.isRefused || belief.agreed >= ENOUGH) continue;
      const lists = wanted.get(source) ?? { changed: [], same: [], doubtful: [] };
      wanted.set(source, lists);
      if (contradictionIn(input.row, found)) {
        if (lists.doubtful.length < ENOUGH) lists.doubtful.push(input);
      } else if (!isAlreadySet(input.row, found)) {
        if (lists.changed.length < ENOUGH) lists.changed.push(input);
      } else if (lists.same.length < ENOUGH && this.#isNewEnough(source, expected)) {
        lists.same.push(input);
      }
    }
    return new Set(
      [...wanted].flatMap(([source, { changed, same, doubtful }]) =>
        [...changed, ...same, ...doubtful].slice(0, ENOUGH - this.#beliefOf(source).agreed),
      ),
    );
  }

  /** Whether few rows with this expected count have read right before they were written. */
  #isNewEnough(source: CountSource, expected: number): boolean {
    const key = `${source} ${expected}`;
    const seen = this.#sameOf.get(key) ?? 0;
    this.#sameOf.set(key, seen + 1);
    return seen < MOST_ALIKE;
  }

  /**
   * Compares rows with the counts read after they were set.
   *
   * @returns the rows that do not agree yet and may agree at a later look
   */
  judge(rows: readonly Row[], counts: Counts, isLastLook: boolean): readonly Row[] {
    const differing: Row[] = [];
    for (const row of rows) {
      const found = counts.get(pairKey(row));
      if (found?.kind !== 'count') continue;
      const expected = countAfter(row.unread, found.group.total);
      if (!isLastLook && found.presents.some(({ count }) => count !== expected)) differing.push(row);
      else for (const present of found.presents) this.#note(row, expected, present);
    }
    return differing;
  }

  /** The target refused the questions: no way of reading is believed. */
  giveUp(reason: Reason): void {
    for (const source of ['UnreadMsgNum', 'NextMsgSeq - 1 - MsgSeq'] as const) this.#refuse(source, reason);
  }

  /** Whether reading can still save a call. */
  get isWorthwhile(): boolean {
    const beliefs = [...this.#beliefs.values()];
    return beliefs.every(({ isRefused }) => !isRefused) || beliefs.some((belief) => isBelieved(belief));
  }

  #note({ groupId, account }: Row, expected: number, { source, count }: Present): void {
    const belief = this.#beliefOf(source);
    if (belief.isRefused || belief.agreed >= ENOUGH) return;
    if (count !== expected) {
      this.#refuse(source, { code: 'read-back-differs', groupId, account, set: expected, found: count });
      return;
    }
    belief.agreed += 1;
    if (belief.agreed === ENOUGH) this.#onEvent({ type: 'calibrated', source, rows: ENOUGH });
  }

  #refuse(source: CountSource, reason: Reason): void {
    const belief = this.#beliefOf(source);
    if (belief.isRefused) return;
    belief.isRefused = true;
    this.#refusal ??= reason;
    this.#onEvent({ type: 'calibration-refused', source, reason });
  }

  #beliefOf(source: CountSource): Belief {
    const belief = this.#beliefs.get(source) ?? { agreed: 0, isRefused: false };
    this.#beliefs.set(source, belief);
    return belief;
  }
}

const isBelieved = ({ agreed, isRefused }: Belief): boolean => agreed >= ENOUGH && !isRefused;

/** By every way of reading: what contradicts itself is no reason to skip a row. */
const isAlreadySet = (row: Row, { presents, group }: Extract<PairReading, { kind: 'count' }>): boolean =>
  presents.every(({ count }) => count === countAfter(row.unread, group.total));

/** @returns why nobody knows the count of a pair that could have one */
const whyUnknown = (row: Row, found: PairReading): Reason | undefined => {
  if (found.kind === 'unknown') return found.failure.reason;
  return found.kind === 'count' ? contradictionIn(row, found) : undefined;
};
