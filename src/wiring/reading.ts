import type { DuplicateRule } from '../core/duplicates/duplicates.ts';
import { AS_WRITTEN, type Counting } from '../core/row/counting.ts';
import type { InputFormat } from '../io/source/records/formats.ts';

/**
 * Settings that decide which rows of an input are sent. A run resumes only with the same ones. The default rule for
 * duplicates is left out: checkpoints written before the other rules existed do not have it.
 *
 * @param format - as settled: of what was asked for, and of what was recognised
 */
export const readingOf = (
  format: InputFormat,
  onDuplicate: DuplicateRule,
  counting: Counting = AS_WRITTEN,
): Record<string, unknown> => ({
  ...format,
  ...(counting.missingCount === undefined ? {} : { missingCount: counting.missingCount }),
  ...(counting.lastSeqsSha256 === undefined ? {} : { groupSeqs: counting.lastSeqsSha256 }),
  ...(onDuplicate === 'last' ? {} : { onDuplicate }),
});
