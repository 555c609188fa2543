import type { FileHandle } from 'node:fs/promises';
import type { FailureClass } from '../core/target/outcome.ts';
import { openOwn } from '../io/journal/own-files.ts';
import { InputFile } from '../io/source/input-file.ts';
import { NO_WISH } from '../io/source/recognition/wish.ts';
import type { Beside } from '../report/next-steps.ts';
import { resultParser } from './result-rows.ts';

/** Lines to remember at most. Beyond them it is not known which rows had failed before. */
const MOST_LINES = 1_000_000;

/** What the import, and the copies that corrected it, have to do with the rows that `verify` found. */
export const foundBefore = async (
  found: string,
  failed: string,
  copies: readonly string[],
): Promise<Pick<Beside, 'failedBefore' | 'overruled'>> => ({
  failedBefore: await failedBefore(found, failed),
  overruled: copies.length === 0 ? 0 : await overruled(found, failed, copies),
});

/**
 * Of the rows that `verify` found, those that were set, and whose member has a later row that the import had not set
 * and a copy has corrected: the later row wins, as it would have in the input.
 */
const overruled = async (found: string, failed: string, copies: readonly string[]): Promise<number> => {
  try {
    const pairs = new Map<string, string>();
    const lastOf = new Map<string, number>();
    for await (const row of rowsOf(failed)) {
      pairs.set(lineOf(row), pairOf(row));
      lastOf.set(pairOf(row), Math.max(lastOf.get(pairOf(row)) ?? 0, Number(row.Line)));
      if (pairs.size > MOST_LINES) return 0;
    }
    const latest = new Map<string, number>();
    for (const copy of copies) {
      for await (const row of copy.endsWith('.xlsx') ? rowsOfWorkbook(copy) : rowsOf(copy)) {
        const pair = pairOf(row);
        // Whoever names another member in a correction may have done so by mistake. Some copies have lost the column.
        const line = row.Line ? pairs.get(lineOf(row)) === pair && Number(row.Line) : lastOf.get(pair);
        if (line) latest.set(pair, Math.max(latest.get(pair) ?? 0, line));
      }
    }
    let count = 0;
    for await (const row of rowsOf(found)) {
      const isSet = row.Class === 'different' && !pairs.has(lineOf(row));
      if (isSet && (latest.get(pairOf(row)) ?? 0) > Number(row.Line)) count += 1;
    }
    return count;
  } catch {
    return 0;
  }
};

/**
 * Of the rows that `verify` found, those that the import had not set: to set them again as they are would fail again.
 *
 * @param found - `verify.csv` @param failed - `failures.csv` of the import
 * @returns how many there are of each class of `verify.csv`
 */
const failedBefore = async (found: string, failed: string): Promise<ReadonlyMap<FailureClass, number>> => {
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

/** Of a corrected `failures.xlsx`: who its rows are of. Only the columns of a row are read of a workbook, not its `Line`. */
async function* rowsOfWorkbook(path: string): AsyncGenerator<Pick<Row, 'GroupId' | 'Member_Account' | 'Line'>> {
  const file = await InputFile.recognise(path, NO_WISH);
  try {
    for await (const block of (await file.fromStart(false)).rows()) {
      for (const { row } of block) if (row) yield { GroupId: row.groupId, Member_Account: row.account, Line: '' };
    }
  } finally {
    await file.close();
  }
}

type Row = {
  readonly GroupId: string;
  readonly Member_Account: string;
  readonly Input?: string;
  readonly Line: string;
  readonly Class: FailureClass;
};

const lineOf = ({ Input = '', Line }: Pick<Row, 'Input' | 'Line'>): string => Input + Line;

const pairOf = ({ Input = '', GroupId, Member_Account }: Omit<Row, 'Line' | 'Class'>): string =>
  JSON.stringify([Input, GroupId, Member_Account]);

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
