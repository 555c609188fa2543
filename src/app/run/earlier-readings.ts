import type { EarlierReading, Place, Snapshot } from '../../core/books/ledger.ts';
import { NumberSet } from '../../core/books/number-set.ts';
import { WrongStateError } from '../../core/errors.ts';
import type { RowSource } from '../../core/ports.ts';
import type { InputRow } from '../../core/row/row.ts';

/**
 * An input that is read in another encoding than before. What was settled stays settled, but for rows that failed as
 * invalid: none of them was sent, and this encoding may show what they are. Rows have the same numbers in both readings, since the same
 * lines must be the same rows; their offsets differ.
 */

/** Opens the input from its first row on, with proofs, as it was read then. */
export type OpenEarlier = (earlier: EarlierReading) => Promise<RowSource>;

/**
 * Reads the input once for each earlier reading.
 *
 * @returns the numbers of the rows that these have settled for good
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
      if (row.row && isSettledThen(one, row.number)) settled.add(row.number);
    }
  }
  return settled;
};

/** What comes of reading an input in another encoding. */
export type ChangedReading = {
  /** the first row that is open, and the settled rows behind the last one that is */
  readonly start: Pick<Snapshot, 'next' | 'settledAhead'> & { readonly proven: NonNullable<Snapshot['proven']> };
  /** rows that were invalid, and are open again: how many, and their lines */
  readonly reopened: number;
  /** those of them that are valid in this encoding */
  readonly healed: number;
  readonly reopenedLines: NumberSet;
  /** rows that the latest reading has settled, of which a value is another one in this encoding */
  readonly differing: number;
};

/**
 * Reads the input in both ways, row beside row.
 *
 * @param settled - by readings before the latest; receives what the latest has settled for good
 * @param now - from its first row on, with proofs
 * @returns undefined where the lines are not the same rows in both
 * @throws WrongStateError when the input is no longer what the latest reading read
 */
export const changeReading = async (
  path: string,
  { latest, before, now }: { latest: EarlierReading; before: RowSource; now: RowSource },
  settled: NumberSet,
  halted: AbortSignal,
): Promise<ChangedReading | undefined> => {
  const reopenedLines = new NumberSet();
  let reopened = 0;
  let healed = 0;
  let differing = 0;
  let firstOpen: Place | undefined;
  let lastOpen = 0;
  let last: InputRow | undefined;
  const others = oneByOne(now)[Symbol.asyncIterator]();
  try {
    for await (const row of rowsReadThen(path, latest, before, halted)) {
      const { value: other, done } = await others.next();
      if (done || other.line !== row.line || other.nextLine !== row.nextLine) return undefined;
      last = other;
      const { number } = row;
      if (settled.has(number)) continue;
      if (isSettledThen(latest, number)) {
        if (row.row) {
          settled.add(number);
          if (!hasSameValues(row, other)) differing += 1;
          continue;
        }
        reopened += 1;
        if (other.row) healed += 1;
        reopenedLines.add(row.line);
      }
      firstOpen ??= { row: number, line: other.line, byte: other.startByte };
      lastOpen = number;
    }
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
  return { start, reopened, healed, reopenedLines, differing };
};

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

const hasSameValues = ({ values }: InputRow, { values: others }: InputRow): boolean =>
  values.groupId === others.groupId && values.account === others.account && values.unread === others.unread;

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
        .filter(({ number }) => !settled.has(number) || number === settled.largest)
        .map((row) => (settled.has(row.number) ? { ...row, settledBefore: true as const } : row));
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
