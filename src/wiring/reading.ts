import type { DuplicateRule } from '../core/duplicates/duplicates.ts';
import type { InputFormat } from '../io/source/columns/format.ts';

/**
 * Settings that decide which rows of an input are sent; a run goes on only with the same ones. The default rule for
 * duplicates is left out, as runs have left it out that began before there were others.
 *
 * @param format - of the file that is open: its first line may have named the delimiter
 */
export const readingOf = (format: InputFormat, onDuplicate: DuplicateRule): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(format).filter(([key]) => key !== 'isDelimiterGiven')),
  ...(onDuplicate === 'last' ? {} : { onDuplicate }),
});
