import { isDeepStrictEqual } from 'node:util';
import { type ChangedReading, changeReading, OpenRows, settledForGood } from '../app/run/earlier-readings.ts';
import type { EarlierReading } from '../core/books/ledger.ts';
import { NumberSet } from '../core/books/number-set.ts';
import type { KeptRows } from '../core/errors/state-error.ts';
import type { RowSource } from '../core/ports.ts';
import type { Counting } from '../core/row/counting.ts';
import type { UnpackBound } from '../core/unpack-bound.ts';
import { type FoundCheckpoint, reopenedCheckpoint } from '../io/journal/checkpoint.ts';
import { failedOn, readFailedLines } from '../io/journal/failed-lines.ts';
import { STANDARD_INPUT } from '../io/source/bytes/standard-input.ts';
import { InputFile } from '../io/source/input-file.ts';
import { settledFormat } from '../io/source/recognition/settled-format.ts';
import { NO_WISH } from '../io/source/recognition/wish.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import type { Closers } from './closers.ts';

type Reading = Readonly<Record<string, unknown>>;

/** What decides how the rows of one input are read. Of the others nobody knows what they were before. */
const REREAD: ReadonlySet<string> = new Set([
  ...(['encoding', 'delimiter', 'quote', 'escape', 'escapes', 'skipLines', 'comment', 'rows', 'guards'] as const),
  ...(['kind', 'columns', 'positions', 'trim', 'missingCount'] as const),
]);

const differingFields = (before: Reading, now: Reading): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (field) => !isDeepStrictEqual(before[field], now[field]),
  );

/** Whether two readings differ, and both can be read. */
export const differInRows = (before: Reading, now: Reading): boolean => {
  const fields = differingFields(before, now);
  return fields.length > 0 && fields.every((field) => REREAD.has(field));
};

/** In another encoding many rows have other nicknames only, and whoever was told to add it wants the rows that failed. */
export const differInEncoding = (before: Reading, now: Reading): boolean =>
  differingFields(before, now).join() === 'encoding';

/** A run that goes on with the rows that are open in its reading. */
export type Reopened = {
  readonly checkpoint: FoundCheckpoint;
  readonly settled: NumberSet;
  readonly change: ChangedReading;
};

/** What is needed to read an input as it was read before. */
export type Rereading = {
  readonly path: string;
  /** where the rows are that have failed */
  readonly failures: string;
  readonly bound: UnpackBound | undefined;
  /** of now */
  readonly counting: Counting;
  readonly halted: AbortSignal;
  readonly closers: Closers;
};

/**
 * Reads the input as it was read before and as it is to be read now.
 *
 * @param checkpoint - of a run that read it in another way
 * @param format - of now
 * @returns the rows that were sent, where going on would not be safe: they are others now; undefined where that cannot be told
 * @throws WrongStateError when the input was changed; InputError where it is UTF-8, and no row that failed is valid now
 */
export const reopen = async (
  checkpoint: FoundCheckpoint,
  { format, reading }: { readonly format: InputFormat; readonly reading: Record<string, unknown> },
  rereading: Rereading,
): Promise<Reopened | { readonly unsafe: KeptRows } | undefined> => {
  const { path, failures, bound, counting, halted, closers } = rereading;
  const { proven } = checkpoint;
  if (!proven || path === STANDARD_INPUT) return undefined;
  const readings = [checkpoint, ...(checkpoint.earlier ?? [])];
  if (readings.some(({ reading }) => !settledFormat(reading, NO_WISH))) return undefined;
  const latest = { ...checkpoint, proven };
  const settled = await settledBefore(checkpoint, rereading);
  const before = await openThen(rereading)(latest);
  const file = await InputFile.openMixed(path, format, { bound });
  closers.add(() => file.close());
  file.countBy(counting);
  const now = await file.fromStart(true);
  // An element of a document shares its line with others.
  if (now.places === 'index' || before.places === 'index') return undefined;
  const failed = await readFailedLines(failures, checkpoint);
  // Somebody has changed the file, and which rows were refused cannot be told.
  if (failed.rows !== checkpoint.counts.failed) return undefined;
  const isEncoding = differInEncoding(checkpoint.reading, reading);
  // IDs are ASCII in any encoding: what was refused would be refused again.
  const refused = isEncoding ? new NumberSet() : failed.refused;
  const change = await changeReading(path, { latest, before, now }, { refused, settled }, halted);
  if (!change) return undefined;
  const { kept, healed } = change;
  if (kept.gone > 0) return { unsafe: kept };
  if (isEncoding) {
    if (healed === 0) await (await InputFile.open(path, format, { bound })).close();
    if (healed === 0 && kept.differing > 0) return { unsafe: kept };
  } else if (kept.differing > 0) return { unsafe: kept };
  const reopened = reopenedCheckpoint(checkpoint, reading, {
    ...change,
    reopened: await failedOn(change.reopenedLines, failures, checkpoint),
  });
  return reopened && { checkpoint: reopened, settled, change };
};

/** @returns the rows that are settled for good by readings before the one of the checkpoint */
export const settledBefore = (
  { earlier = [], reading: latest }: Pick<FoundCheckpoint, 'earlier' | 'reading'>,
  rereading: Rereading,
): Promise<NumberSet> => settledForGood(rereading.path, { earlier, latest }, openThen(rereading), rereading.halted);

/** Leaves out what earlier readings have settled. */
export const onlyOpen = (rows: RowSource, settled: NumberSet): RowSource =>
  settled.largest < 0 ? rows : new OpenRows(rows, settled);

const openThen =
  ({ path, bound, counting, closers }: Rereading) =>
  async ({ reading, proven }: EarlierReading): Promise<RowSource> => {
    const format = settledFormat(reading, NO_WISH);
    if (!format) throw new Error(`no format is known for the reading ${JSON.stringify(reading)}`);
    const file = await InputFile.openMixed(path, format, { bound });
    closers.add(() => file.close());
    const { missingCount } = reading;
    file.countBy({ ...counting, missingCount: typeof missingCount === 'number' ? missingCount : undefined });
    return file.fromStart(true, proven.bytes);
  };
