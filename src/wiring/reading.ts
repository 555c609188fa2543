import type { DuplicateRule } from '../core/duplicates/duplicates.ts';
import type { ColumnNames, ColumnNumbers } from '../core/row/columns.ts';
import { AS_WRITTEN, type Counting } from '../core/row/counting.ts';
import { type InputWish, NO_WISH } from '../io/source/recognition/wish.ts';
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

/** As `readingOf`, of many inputs that are one run: how each is read is in the proof of what was read. */
export const joinedReadingOf = (
  wish: InputWish,
  onDuplicate: DuplicateRule,
  counting: Counting,
): Record<string, unknown> => {
  const { choice, trim, ...asked } = wish;
  const known = Object.entries({ ...asked, ...choice }).filter(([, value]) => value !== undefined);
  const format = { kind: JOINED, ...Object.fromEntries(known), ...(trim ? { trim } : {}) };
  return readingOf(format as unknown as InputFormat, onDuplicate, counting);
};

const JOINED = 'joined';

/** @returns whether a checkpoint is that of many inputs that are one run */
export const isJoined = ({ kind }: Readonly<Record<string, unknown>>): boolean => kind === JOINED;

/** What was asked for of them: what `joinedReadingOf` was made of. */
export const joinedWish = (reading: Readonly<Record<string, unknown>>): InputWish => {
  const { columns, positions } = reading as { columns?: ColumnNames; positions?: ColumnNumbers };
  const choice = columns ? { columns } : positions ? { positions } : undefined;
  const asked = Object.keys(NO_WISH).filter((name) => reading[name] !== undefined);
  return { ...NO_WISH, ...Object.fromEntries(asked.map((name) => [name, reading[name]])), choice };
};
