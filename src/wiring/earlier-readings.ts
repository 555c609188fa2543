import { isDeepStrictEqual } from 'node:util';
import { type ChangedReading, changeReading, OpenRows, settledForGood } from '../app/run/earlier-readings.ts';
import type { EarlierReading } from '../core/books/ledger.ts';
import type { NumberSet } from '../core/books/number-set.ts';
import type { RowSource } from '../core/ports.ts';
import type { UnpackBound } from '../core/unpack-bound.ts';
import { type FoundCheckpoint, reopenedCheckpoint } from '../io/journal/checkpoint.ts';
import { STANDARD_INPUT } from '../io/source/bytes/standard-input.ts';
import { InputFile } from '../io/source/input-file.ts';
import { settledFormat } from '../io/source/recognition/settled-format.ts';
import { NO_WISH } from '../io/source/recognition/wish.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import type { Closers } from './closers.ts';

type Reading = Readonly<Record<string, unknown>>;

/** Whether two readings differ in the encoding, and in nothing else. */
export const differInEncoding = (before: Reading, now: Reading): boolean =>
  !isDeepStrictEqual(before, now) &&
  isDeepStrictEqual({ ...before, encoding: undefined }, { ...now, encoding: undefined });

/** A run that goes on with the rows that are open in its reading. */
export type Reopened = {
  readonly checkpoint: FoundCheckpoint;
  readonly settled: NumberSet;
  readonly change: ChangedReading;
};

/** What is needed to read an input as it was read before. */
export type Rereading = {
  readonly path: string;
  readonly bound: UnpackBound | undefined;
  readonly halted: AbortSignal;
  readonly closers: Closers;
};

/**
 * Reads the input as it was read before and as it is to be read now.
 *
 * @param checkpoint - of a run that read it in another encoding
 * @param format - of now
 * @returns undefined where that would not be safe: no row that failed is valid now while settled rows have other values,
 *   or the lines are not the same rows
 * @throws WrongStateError when the input was changed; InputError where it is UTF-8, and no row that failed is valid now
 */
export const reopen = async (
  checkpoint: FoundCheckpoint,
  { format, reading }: { readonly format: InputFormat; readonly reading: Record<string, unknown> },
  rereading: Rereading,
): Promise<Reopened | undefined> => {
  const { path, bound, halted, closers } = rereading;
  const { proven } = checkpoint;
  if (!proven || path === STANDARD_INPUT) return undefined;
  const latest = { ...checkpoint, proven };
  const settled = await settledBefore(checkpoint, rereading);
  const before = await openThen(rereading)(latest);
  const file = await InputFile.openMixed(path, format, { bound });
  closers.add(() => file.close());
  const now = await file.fromStart(true);
  if (now.places === 'index') return undefined;
  const change = await changeReading(path, { latest, before, now }, settled, halted);
  if (!change) return undefined;
  if (change.healed === 0) {
    await (await InputFile.open(path, format, { bound })).close();
    if (change.differing > 0) return undefined;
  }
  const reopened = reopenedCheckpoint(checkpoint, reading, change);
  return reopened && { checkpoint: reopened, settled, change };
};

/** @returns the rows that are settled for good by readings before the one of the checkpoint */
export const settledBefore = (
  { earlier = [] }: Pick<FoundCheckpoint, 'earlier'>,
  rereading: Rereading,
): Promise<NumberSet> => settledForGood(rereading.path, earlier, openThen(rereading), rereading.halted);

/** Leaves out what earlier readings have settled. */
export const onlyOpen = (rows: RowSource, settled: NumberSet): RowSource =>
  settled.largest < 0 ? rows : new OpenRows(rows, settled);

const openThen =
  ({ path, bound, closers }: Rereading) =>
  async ({ reading, proven }: EarlierReading): Promise<RowSource> => {
    const format = settledFormat(reading, NO_WISH);
    if (!format) throw new Error(`no format is known for the reading ${JSON.stringify(reading)}`);
    const file = await InputFile.openMixed(path, format, { bound });
    closers.add(() => file.close());
    return file.fromStart(true, proven.bytes);
  };
