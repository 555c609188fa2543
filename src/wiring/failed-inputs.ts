import type { FailedInputs } from '../core/books/summary.ts';
import { openOwn } from '../io/journal/own-files.ts';
import { resultParser } from '../io/journal/result-parser.ts';

const MOST_NAMED = 5;

/**
 * Where many inputs are one run: those with rows in one of its files.
 *
 * @param path - of `failures.csv`, `check.csv` or `verify.csv`
 * @returns undefined where the file cannot be read
 */
export const failedInputs = async (path: string): Promise<FailedInputs | undefined> => {
  const rows = new Map<string, number>();
  try {
    const handle = await openOwn(path, 'read');
    try {
      const parser = resultParser();
      const records = handle.createReadStream({ autoClose: false }).pipe(parser);
      for await (const { Input } of records as AsyncIterable<{ Input: string }>) {
        rows.set(Input, (rows.get(Input) ?? 0) + 1);
      }
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
  const most = [...rows].sort(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
  return { inputs: rows.size, most: most.map(([input, failed]) => ({ input, failed })) };
};
