import { stat } from 'node:fs/promises';
import type { FailureCount } from '../../core/books/ledger.ts';
import { NumberSet } from '../../core/books/number-set.ts';
import type { FailureClass } from '../../core/target/outcome.ts';
import { openOwn } from './own-files.ts';
import { orChanged, resultParser } from './result-parser.ts';
import { replacementOf } from './state-paths.ts';

/** What a checkpoint counts of the failures. */
type Known = { readonly failuresBytes: number; readonly isFailuresReplaced?: true };

/**
 * @param path - of `failures.csv`
 * @returns the lines of the rows that were not invalid: the target refused them, or did not answer; and how many rows there are
 */
export const readFailedLines = async (
  path: string,
  known: Known,
): Promise<{ readonly refused: NumberSet; readonly rows: number }> => {
  const refused = new NumberSet();
  let rows = 0;
  for await (const { line, failed } of failedRows(path, known)) {
    rows += 1;
    if (failed.class !== 'invalid') refused.add(line);
  }
  return { refused, rows };
};

/** @returns how many rows on these lines have failed, of each class and code */
export const failedOn = async (lines: NumberSet, path: string, known: Known): Promise<readonly FailureCount[]> => {
  const counts = new Map<string, { class: FailureClass; errorCode: number | null; count: number }>();
  for await (const { line, failed } of failedRows(path, known)) {
    if (!lines.has(line)) continue;
    const key = `${failed.class} ${failed.errorCode}`;
    const counted = counts.get(key);
    if (counted) counted.count += 1;
    else counts.set(key, { ...failed, count: 1 });
  }
  return [...counts.values()];
};

async function* failedRows(
  path: string,
  { failuresBytes, isFailuresReplaced }: Known,
): AsyncGenerator<{ readonly line: number; readonly failed: Omit<FailureCount, 'count'> }> {
  const replacement = replacementOf(path);
  const isBeside = isFailuresReplaced && (await stat(replacement).catch(() => undefined))?.size === failuresBytes;
  const from = await openOwn(isBeside ? replacement : path, 'read');
  try {
    const records = from
      .createReadStream({ autoClose: false, start: 0, end: failuresBytes - 1 })
      .pipe(resultParser()) as AsyncIterable<
      Readonly<Record<'Line' | 'ErrorCode', string>> & { readonly Class: FailureClass }
    >;
    for await (const { Line, Class, ErrorCode } of records) {
      yield { line: Number(Line), failed: { class: Class, errorCode: ErrorCode === '' ? null : Number(ErrorCode) } };
    }
  } catch (error) {
    throw orChanged(error, path, failuresBytes);
  } finally {
    await from.close();
  }
}
