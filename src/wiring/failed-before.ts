import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FailureClass } from '../core/target/outcome.ts';
import { openOwn } from '../io/journal/own-files.ts';
import { resultParser } from '../io/journal/result-parser.ts';
import { workbookText } from '../io/source/workbook/workbook-text.ts';
import type { Beside } from '../report/next-steps/known.ts';

/** Lines to remember at most. Beyond them it is not known which rows had failed before. */
const MOST_LINES = 1_000_000;

/** Copies in which rows were corrected. @param rule - of rows of the same pair, of the import; undefined: the last one wins */
export type Corrections = { readonly copies: readonly string[]; readonly rule: unknown };

/** What the import, and the copies that corrected it, have to do with the rows that `verify` found. */
export const foundBefore = async (
  found: string,
  failed: string,
  corrections: Corrections,
): Promise<Pick<Beside, 'failedBefore' | 'overruled'>> => ({
  failedBefore: await failedBefore(found, failed),
  overruled: corrections.copies.length === 0 ? 0 : await overruled(found, failed, corrections),
});

/** Of a pair: the lines of the rows that were corrected, and the largest count that they have now. */
type Corrected = { readonly first: number; readonly last: number; readonly most: number };

const both = (a: Corrected | undefined, b: Corrected): Corrected => ({
  first: Math.min(a?.first ?? b.first, b.first),
  last: Math.max(a?.last ?? b.last, b.last),
  most: Math.max(a?.most ?? b.most, b.most),
});

/**
 * Of the rows that `verify` found, those that were set, and whose member has a row that the import had not set, that a copy
 * has corrected, and that wins, as it would have in the input.
 */
const overruled = async (found: string, failed: string, { copies, rule }: Corrections): Promise<number> => {
  try {
    const pairs = new Map<string, string>();
    const failedOf = new Map<string, Corrected>();
    for await (const row of rowsOf(failed)) {
      const line = Number(row.Line);
      pairs.set(lineOf(row), pairOf(row));
      failedOf.set(pairOf(row), both(failedOf.get(pairOf(row)), { first: line, last: line, most: 0 }));
      if (pairs.size > MOST_LINES) return 0;
    }
    const corrected = new Map<string, Corrected>();
    for (const copy of copies) {
      for await (const row of rowsOfCopy(copy)) {
        const pair = pairOf(row);
        const line = Number(row.Line);
        // Whoever names another member in a correction may have done so by mistake. Some copies have lost the column.
        const of = row.Line ? pairs.get(lineOf(row)) === pair && { first: line, last: line } : failedOf.get(pair);
        if (of) corrected.set(pair, both(corrected.get(pair), { ...of, most: Number(row.UnreadMsgNum) }));
      }
    }
    let count = 0;
    for await (const row of rowsOf(found)) {
      const isSet = row.Class === 'different' && !pairs.has(lineOf(row));
      const by = isSet ? corrected.get(pairOf(row)) : undefined;
      if (by && wins(by, row, rule)) count += 1;
    }
    return count;
  } catch {
    return 0;
  }
};

/** A corrected copy, and the rows of it that failed once more. */
export type ImportedCopy = { readonly path: string; readonly failed: string };

/**
 * The rows that the import had not set, and those of them that are in a copy and were set from there, or from a copy of what
 * failed there. A copy of a copy numbers its lines anew: only the time, too, says where a line is from.
 *
 * @param failed - `failures.csv` of the import @param copies - in their order
 * @returns undefined where nobody can tell
 */
export const countCorrected = async (
  failed: string,
  copies: readonly ImportedCopy[],
): Promise<{ readonly failed: number; readonly corrected: number } | undefined> => {
  const set = new Set<string>();
  const isSet = (row: FailedRow): boolean => set.has(pairOf(row)) || set.has(lineAndTime(row));
  try {
    for (const copy of copies.toReversed()) {
      const left = new Set<string>();
      for await (const row of rowsOf(copy.failed)) if (!isSet(row)) left.add(pairOf(row));
      for await (const row of rowsOfCopy(copy.path)) {
        if (left.has(pairOf(row))) continue;
        set.add(pairOf(row));
        if (row.Time) set.add(lineAndTime(row));
        if (set.size > MOST_LINES) return undefined;
      }
    }
    const count = { failed: 0, corrected: 0 };
    for await (const row of rowsOf(failed)) {
      count.failed += 1;
      if (isSet(row)) count.corrected += 1;
    }
    return count;
  } catch {
    return undefined;
  }
};

export const isAllCorrected = async (failed: string, copies: readonly ImportedCopy[]): Promise<boolean> => {
  const count = await countCorrected(failed, copies);
  return count !== undefined && count.corrected === count.failed;
};

/**
 * @param found - `verify.csv` of a copy @param later - copies that were imported after it
 * @returns whether a later copy has a row of the member of every row in it, so that the count is what that one has set
 */
export const isOverridden = async (found: string, later: readonly string[]): Promise<boolean> => {
  try {
    const pairs = new Set<string>();
    for await (const row of rowsOf(found)) {
      pairs.add(pairOf(row));
      if (pairs.size > MOST_LINES) return false;
    }
    for (const copy of later) {
      for await (const row of rowsOfCopy(copy)) pairs.delete(pairOf(row));
    }
    return pairs.size === 0;
  } catch {
    return false;
  }
};

type FailedRow = Omit<Row, 'Class'>;

const lineAndTime = (row: Pick<Row, 'Input' | 'Line' | 'Time'>): string => `${lineOf(row)} ${row.Time}`;

const wins = ({ first, last, most }: Corrected, row: Row, rule: unknown): boolean => {
  if (rule === undefined) return last > Number(row.Line);
  return rule === 'first' ? first < Number(row.Line) : most > Number(row.UnreadMsgNum);
};

/**
 * Of the rows that `verify` found, those that the import had not set: to set them again as they are would fail again.
 *
 * @param found - `verify.csv` @param failed - `failures.csv` of the import
 * @returns how many there are of each class of `verify.csv`
 */
export const failedBefore = async (found: string, failed: string): Promise<ReadonlyMap<FailureClass, number>> => {
  const counts = new Map<FailureClass, number>();
  try {
    const lines = new Set<string>();
    for await (const row of rowsOf(failed)) {
      // What got no answer may succeed when it is sent again.
      if (row.Class !== 'exhausted') lines.add(lineOf(row));
      if (lines.size > MOST_LINES) return new Map();
    }
    if (lines.size === 0) return counts;
    for await (const row of rowsOf(found)) {
      if (lines.has(lineOf(row))) counts.set(row.Class, (counts.get(row.Class) ?? 0) + 1);
    }
    return counts;
  } catch {
    // The advice is then that for rows of which nothing else is known.
    return new Map();
  }
};

const rowsOfCopy = (path: string): AsyncIterable<Row> => (path.endsWith('.xlsx') ? rowsOfWorkbook(path) : rowsOf(path));

/** Sheets that stand one under another have an empty line between them. */
const rowsOfWorkbook = (path: string): AsyncIterable<Row> =>
  Readable.from(workbookText(path)).pipe(resultParser({ skip_empty_lines: true }));

type Row = {
  readonly GroupId: string;
  readonly Member_Account: string;
  readonly UnreadMsgNum: string;
  readonly Input?: string;
  readonly Line: string;
  readonly Class: FailureClass;
  readonly Time: string;
};

const lineOf = ({ Input = '', Line }: Pick<Row, 'Input' | 'Line'>): string => Input + Line;

const pairOf = ({
  Input = '',
  GroupId,
  Member_Account,
}: Omit<Row, 'Line' | 'Class' | 'UnreadMsgNum' | 'Time'>): string => JSON.stringify([Input, GroupId, Member_Account]);

async function* rowsOf(path: string): AsyncGenerator<Row> {
  const handle = await openOwn(path, 'read');
  try {
    const delimiter = await delimiterOf(handle);
    const parser = resultParser({ delimiter });
    yield* handle.createReadStream({ autoClose: false }).pipe(parser) as AsyncIterable<Row>;
  } finally {
    await handle.close();
  }
}

/** A spreadsheet program may have saved a copy with another one. */
const delimiterOf = async (handle: FileHandle): Promise<string> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
  const [header = ''] = buffer.toString('utf8', 0, bytesRead).split('\n', 1);
  return [';', '\t'].find((one) => header.includes(one)) ?? ',';
};
