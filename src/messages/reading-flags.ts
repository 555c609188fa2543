import type { ReadingDifference } from '../core/errors/state-error.ts';
import { columnMapText, FIELDS, type Field } from '../core/row/columns.ts';

/** What is recognised again from the state of a run where no flag says otherwise. */
const RECOGNISED: ReadonlySet<string> = new Set([
  ...['delimiter', 'quote', 'escape', 'skipLines', 'comment', 'columns', 'positions', 'jsonPath', 'sheet'],
]);

/**
 * @param and - between two flags
 * @returns the sentence of `text`, of the flags without which the run goes on; undefined where that does not help
 */
export const leftOut = (
  differences: readonly ReadingDifference[],
  and: string,
  text: (flags: string) => string,
): string | undefined => {
  const flags = differences.map(({ field, now }) =>
    RECOGNISED.has(field) && now !== undefined ? (ALSO_LEFT_OUT[field] ?? READING_FLAGS[field]) : undefined,
  );
  return flags.length === 0 || flags.includes(undefined) ? undefined : text(flags.join(and));
};

/** Without a header there are positions, given or not. */
const ALSO_LEFT_OUT: Readonly<Record<string, string>> = { positions: '--no-header, --columns' };

/** The flags for the parts of a reading. */
export const READING_FLAGS: Readonly<Record<string, string>> = {
  kind: '--format',
  delimiter: '--delimiter',
  encoding: '--encoding',
  columns: '--columns',
  quote: '--quote',
  escape: '--escape',
  skipLines: '--skip-lines',
  comment: '--comment',
  positions: '--columns',
  jsonPath: '--json-path',
  sheet: '--sheet',
  missingCount: '--missing-count',
  groupSeqs: '--group-seqs',
  onDuplicate: '--on-duplicate',
  sample: '--sample',
  shard: '--shard',
  seed: '--seed',
};

/** @returns a map of columns as it is typed; undefined where the value is none */
export const mapText = (value: unknown): string | undefined => {
  const columns = Object(value) as Partial<Readonly<Record<Field, string | number>>>;
  return FIELDS.every((field) => columns[field] !== undefined)
    ? columnMapText((field) => columns[field] as string | number)
    : undefined;
};
