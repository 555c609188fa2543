import { parse } from 'csv-parse';
import type { FailureClass } from '../core/target/outcome.ts';
import { openOwn } from '../io/journal/own-files.ts';

/** Lines to remember at most. Beyond them it is not known which rows had failed before. */
const MOST_LINES = 1_000_000;

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
    for await (const { Line, Class, Input = '' } of rowsOf(failed)) {
      // What got no answer may succeed when it is sent again.
      if (Class !== 'exhausted') lines.add(Input + Line);
      if (lines.size > MOST_LINES) return new Map();
    }
    if (lines.size === 0) return counts;
    for await (const { Line, Class, Input = '' } of rowsOf(found)) {
      if (lines.has(Input + Line)) counts.set(Class, (counts.get(Class) ?? 0) + 1);
    }
    return counts;
  } catch {
    // The advice is then that for rows of which nothing else is known.
    return new Map();
  }
};

type Row = { readonly Input?: string; readonly Line: string; readonly Class: FailureClass };

async function* rowsOf(path: string): AsyncGenerator<Row> {
  const handle = await openOwn(path, 'read');
  try {
    const parser = parse({ columns: true, bom: true, relax_column_count: true });
    yield* handle.createReadStream({ autoClose: false }).pipe(parser) as AsyncIterable<Row>;
  } finally {
    await handle.close();
  }
}
