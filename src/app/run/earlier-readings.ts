import type { EarlierReading, Place, Snapshot } from '../../core/books/ledger.ts';
import { NumberSet } from '../../core/books/number-set.ts';
import { type KeptRows, WrongStateError } from '../../core/errors/state-error.ts';
import type { RowSource } from '../../core/ports.ts';
import type { InputRow } from '../../core/row/row.ts';

/**
 * An input that is read in another way than before: in another encoding, with other quotes. What was settled stays settled, but for rows
 * that failed as invalid: none of them was sent, and this reading may show what they are. The line on which it begins says which row is
 * which: offsets and numbers may differ.
 */

/** Opens the input from its first row on, with proofs, as it was read then. */
export type OpenEarlier = (earlier: EarlierReading) => Promise<RowSource>;

/**
 * Reads the input once for each earlier reading.
 *
 * @returns the lines of the rows that these have settled for good
 * @throws WrongStateError when the input is no longer what they read
 */
export const settledForGood = async (
  path: string,
  earlier: readonly EarlierReading[],
  open: OpenEarlier,
  halted: AbortSignal,
): Promise<NumberSet> => {
  const settled = new NumberSet();
  for (const one of earlier) {
    for await (const row of rowsReadThen(path, one, await open(one), halted)) {
      if (row.row && isSettledThen(one, row.number)) settled.add(row.line);
    }
  }
  return settled;
};

/** What comes of reading an input in another way. */
export type ChangedReading = {
  /** the first row that is open, and the settled rows behind the last one that is */
  readonly start: Pick<Snapshot, 'next' | 'settledAhead'> & { readonly proven: NonNullable<Snapshot['proven']> };
  /** rows that were invalid, and are open again: how many, and their lines */
  readonly reopened: number;
  readonly reopenedLines: NumberSet;
  /** rows that are not settled, up to where the latest reading came */
  readonly pending: number;
  /** rows that were invalid or none, and are valid now */
  readonly healed: number;
  readonly kept: KeptRows;
};

/**
 * Reads the input in both ways, row beside row.
 *
 * @param settled - by readings before the latest; receives what the latest has settled for good
 * @param now - from its first row on, with proofs
 * @throws WrongStateError when the input is no longer what the latest reading read
 */
export const changeReading = async (
  path: string,
  { latest, before, now }: { latest: EarlierReading; before: RowSource; now: RowSource },
  settled: NumberSet,
  halted: AbortSignal,
): Promise<ChangedReading | undefined> => {
  const kept = new Kept();
  const reopenedLines = new NumberSet();
  let reopened = 0;
  let healed = 0;
  let pending = 0;
  let firstOpen: Place | undefined;
  let lastOpen = 0;
  let last: InputRow | undefined;
  let doneLine = 0;
  const takeNow = (row: InputRow, then: InputRow | undefined): void => {
    last = row;
    if (settled.has(row.line)) return;
    if (row.row && !then?.row) healed += 1;
    pending += 1;
    firstOpen ??= { row: row.number, line: row.line, byte: row.startByte };
    lastOpen = row.number;
  };
  const others = oneByOne(now)[Symbol.asyncIterator]();
  const nextOther = async (): Promise<InputRow | undefined> => (await others.next()).value;
  try {
    let other = await nextOther();
    for await (const row of rowsReadThen(path, latest, before, halted)) {
      for (; other && other.line < row.line; other = await nextOther()) takeNow(other, undefined);
      doneLine = row.nextLine;
      const same = other?.line === row.line ? other : undefined;
      const isSettled = isSettledThen(latest, row.number);
      if (isSettled && row.row) settled.add(row.line);
      if (settled.has(row.line)) kept.see(row, same);
      else if (isSettled) {
        reopened += 1;
        reopenedLines.add(row.line);
      }
      if (!same) continue;
      takeNow(same, row);
      other = await nextOther();
    }
    for (; other && other.line < doneLine; other = await nextOther()) takeNow(other, undefined);
  } finally {
    await others.return?.(undefined);
  }
  if (!last?.proof) return undefined;
  const next = firstOpen ?? { row: last.number + 1, line: last.nextLine, byte: last.endByte };
  const start = {
    next,
    settledAhead: firstOpen && lastOpen < last.number ? [[lastOpen + 1, last.number] as const] : [],
    proven: { bytes: last.endByte, sha256: last.proof.sha256() },
  };
  return { start, reopened, reopenedLines, pending, healed, kept };
};

const LISTED = 3;

class Kept implements KeptRows {
  differing = 0;
  gone = 0;
  readonly lines: number[] = [];

  see(row: InputRow, now: InputRow | undefined): void {
    if (now && hasSameValues(row, now)) return;
    if (now) this.differing += 1;
    else this.gone += 1;
    if (this.lines.length < LISTED) this.lines.push(row.line);
  }
}

/** The rows up to the furthest one that was settled then. */
async function* rowsReadThen(
  path: string,
  { proven }: EarlierReading,
  rows: RowSource,
  halted: AbortSignal,
): AsyncGenerator<InputRow> {
  for await (const row of oneByOne(rows)) {
    if (row.number % 1024 === 0) halted.throwIfAborted();
    yield row;
    if (row.endByte < proven.bytes) continue;
    if (row.endByte === proven.bytes && row.proof?.sha256() === proven.sha256) return;
    break;
  }
  throw new WrongStateError({ kind: 'done-part-rewritten', path, doneBytes: proven.bytes });
}

async function* oneByOne(source: RowSource): AsyncGenerator<InputRow, undefined> {
  for await (const block of source.rows()) yield* block;
}

const isSettledThen = ({ next, settledAhead }: EarlierReading, number: number): boolean =>
  number < next.row || settledAhead.some(([first, last]) => number >= first && number <= last);

/** A count may come from a flag, and not from the value. */
const hasSameValues = ({ values, row }: InputRow, { values: others, row: other }: InputRow): boolean =>
  values.groupId === others.groupId &&
  values.account === others.account &&
  values.unread === others.unread &&
  (!row || row.unread === other?.unread);

/** The rows of an input without those that earlier readings have settled for good. */
export class OpenRows implements RowSource {
  readonly start: Place;
  readonly #source: RowSource;
  readonly #settled: NumberSet;

  constructor(source: RowSource, settled: NumberSet) {
    this.start = source.start;
    this.#source = source;
    this.#settled = settled;
  }

  get places(): RowSource['places'] {
    return this.#source.places;
  }

  get readBytes(): number {
    return this.#source.readBytes;
  }

  get isLastLineOpen(): boolean {
    return this.#source.isLastLineOpen;
  }

  /** The last of the settled rows is yielded too, as settled: a ledger needs its place. */
  async *rows(): AsyncGenerator<readonly InputRow[]> {
    const settled = this.#settled;
    for await (const block of this.#source.rows()) {
      const open = block
        .filter(({ line }) => !settled.has(line) || line === settled.largest)
        .map((row) => (settled.has(row.line) ? { ...row, settledBefore: true as const } : row));
      if (open.length > 0) yield open;
    }
  }

  sizeBytes(): Promise<number | undefined> {
    return this.#source.sizeBytes();
  }

  inputBytes(textBytes: number): number {
    return this.#source.inputBytes(textBytes);
  }

  remarks(): ReturnType<RowSource['remarks']> {
    return this.#source.remarks();
  }

  hasGrown(): Promise<boolean> {
    return this.#source.hasGrown();
  }

  prove(): Promise<void> {
    return this.#source.prove();
  }
}
