import type { EarlierReading, Place, Snapshot } from '../../core/books/ledger.ts';
import { NumberSet } from '../../core/books/number-set.ts';
import { SettledRanges } from '../../core/books/settled-ranges.ts';
import { type KeptRows, WrongStateError } from '../../core/errors/state-error.ts';
import type { RowSource } from '../../core/ports.ts';
import type { InputRow } from '../../core/row/row.ts';

/**
 * An input that is read in another way than before: in another encoding, with other quotes. What was settled stays settled, but for rows
 * that failed: those that were invalid, as this reading may show what they are, and those that the target refused, where their values
 * are others now. The line on which a row begins says which row is which: offsets and numbers may differ.
 */

/** Opens the input from its first row on, with proofs, as it was read then. */
export type OpenEarlier = (earlier: EarlierReading) => Promise<RowSource>;

/**
 * Reads the input once for each earlier reading, and once more behind one after which refused rows were open again.
 *
 * @param latest - the reading that followed the last one of them
 * @returns the lines of the rows that these have settled for good
 * @throws WrongStateError when the input is no longer what they read
 */
export const settledForGood = async (
  path: string,
  { earlier, latest }: { readonly earlier: readonly EarlierReading[]; readonly latest: EarlierReading['reading'] },
  open: OpenEarlier,
  halted: AbortSignal,
): Promise<NumberSet> => {
  const settled = new NumberSet();
  for (const [at, one] of earlier.entries()) {
    const rows = rowsReadThen(path, one, await open(one), halted);
    const isSettled = settledThen(one);
    if (!one.reopensRefused) {
      for await (const row of rows) if (row.row && isSettled(row.number)) settled.add(row.line);
      continue;
    }
    const now = await open({ ...one, reading: earlier[at + 1]?.reading ?? latest });
    for await (const { earlier: was, now: row } of sideBySide(rows, now)) {
      if (!was?.row) continue;
      // Had it not been refused, the reading could not have been changed.
      if (!row || !hasSameValues(was, row)) settled.delete(was.line);
      else if (isSettled(was.number)) settled.add(was.line);
    }
  }
  return settled;
};

/** What comes of reading an input in another way. */
export type ChangedReading = {
  /** the first row that is open, and the settled rows behind the last one that is */
  readonly start: Pick<Snapshot, 'next' | 'settledAhead'> & { readonly proven: NonNullable<Snapshot['proven']> };
  /** rows that had failed, and are open again: their lines, and whether some of them had been refused */
  readonly reopenedLines: NumberSet;
  readonly reopensRefused: boolean;
  /** rows that are not settled, up to where the latest reading came */
  readonly pending: number;
  /** rows that had failed or were none, and can be sent now */
  readonly healed: number;
  readonly kept: KeptRows;
};

/**
 * Reads the input in both ways, row beside row.
 *
 * @param now - from its first row on, with proofs
 * @param refused - lines of the rows that failed for another reason than that they were invalid
 * @param settled - by readings before the latest; receives what the latest has settled for good
 * @throws WrongStateError when the input is no longer what the latest reading read
 */
export const changeReading = async (
  path: string,
  { latest, before, now }: { latest: EarlierReading; before: RowSource; now: RowSource },
  { refused, settled }: { readonly refused: NumberSet; readonly settled: NumberSet },
  halted: AbortSignal,
): Promise<ChangedReading | undefined> => {
  const kept = new Kept();
  const reopenedLines = new NumberSet();
  let reopensRefused = false;
  let healed = 0;
  let pending = 0;
  let firstOpen: Place | undefined;
  let lastOpen = 0;
  const isSettled = settledThen(latest);
  let last: InputRow | undefined;
  for await (const { earlier: was, now: row } of sideBySide(rowsReadThen(path, latest, before, halted), now)) {
    if (was && isSettled(was.number)) {
      if (was.row) settled.add(was.line);
      else if (!settled.has(was.line)) reopenedLines.add(was.line);
    }
    if (was && settled.has(was.line) && !(row && hasSameValues(was, row))) {
      if (refused.has(was.line)) {
        settled.delete(was.line);
        reopenedLines.add(was.line);
        reopensRefused = true;
      } else kept.see(was.line, row);
    }
    if (!row) continue;
    last = row;
    if (settled.has(row.line)) continue;
    if (row.row && (!was?.row || reopenedLines.has(row.line))) healed += 1;
    pending += 1;
    firstOpen ??= { row: row.number, line: row.line, byte: row.startByte };
    lastOpen = row.number;
  }
  if (!last?.proof) return undefined;
  const next = firstOpen ?? { row: last.number + 1, line: last.nextLine, byte: last.endByte };
  const start = {
    next,
    settledAhead: firstOpen && lastOpen < last.number ? [[lastOpen + 1, last.number] as const] : [],
    proven: { bytes: last.endByte, sha256: last.proof.sha256() },
  };
  return { start, reopenedLines, reopensRefused, pending, healed, kept };
};

/** Of one line: the row that began on it then, and the one that begins on it now. */
type BothRows = { readonly earlier: InputRow | undefined; readonly now: InputRow | undefined };

/** In the order of their lines, up to where the rows of then end. */
async function* sideBySide(before: AsyncGenerator<InputRow>, source: RowSource): AsyncGenerator<BothRows, undefined> {
  const others = oneByOne(source)[Symbol.asyncIterator]();
  const nextOther = async (): Promise<InputRow | undefined> => (await others.next()).value;
  let doneLine = 0;
  try {
    let now = await nextOther();
    for await (const earlier of before) {
      for (; now && now.line < earlier.line; now = await nextOther()) yield { earlier: undefined, now };
      doneLine = earlier.nextLine;
      const isSame = now?.line === earlier.line;
      yield { earlier, now: isSame ? now : undefined };
      if (isSame) now = await nextOther();
    }
    for (; now && now.line < doneLine; now = await nextOther()) yield { earlier: undefined, now };
  } finally {
    await others.return?.(undefined);
  }
}

const LISTED = 3;

class Kept implements KeptRows {
  differing = 0;
  gone = 0;
  readonly lines: number[] = [];

  see(line: number, now: InputRow | undefined): void {
    if (now) this.differing += 1;
    else this.gone += 1;
    if (this.lines.length < LISTED) this.lines.push(line);
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
  throw new WrongStateError({ kind: 'done-part-rewritten', path, doneBytes: undefined });
}

async function* oneByOne(source: RowSource): AsyncGenerator<InputRow, undefined> {
  for await (const block of source.rows()) yield* block;
}

/** @returns whether a row was settled; to be asked in the order of the input */
const settledThen = ({ next, settledAhead }: EarlierReading): ((row: number) => boolean) => {
  const ahead = new SettledRanges(settledAhead);
  return (row) => row < next.row || ahead.has(row);
};

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
