import { DEFAULT_COLUMNS, FIELDS } from '../../core/row/columns.ts';
import { formatOfName } from '../../io/source/records/format-names.ts';
import { delimiterOf, formatNamed } from '../../io/source/records/formats.ts';
import { isJoined } from '../../wiring/reading.ts';
import { FLAG_NAMES, type Flags, specOf } from './flag-table.ts';

/**
 * The flags that resume a run: how its input was read, in the form that a user types.
 *
 * @param reading - of a checkpoint
 * @param given - flags that its run was given, as far as it kept them
 */
export const flagsOfReading = (
  path: string,
  reading: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>> = {},
): Flags => {
  if (isJoined(reading)) return Object.fromEntries(Object.entries(given).filter(([name]) => OF_INPUT.has(name)));
  const { kind, delimiter, quote, skipLines, comment, encoding, jsonPath, onDuplicate } = reading;
  const format = formatNamed(kind, delimiter) ?? 'csv';
  return {
    ...(formatOfName(path) === format ? {} : { format }),
    ...textFlag('encoding', encoding),
    ...(delimiter === delimiterOf(format) ? {} : textFlag('delimiter', delimiter)),
    ...textFlag(
      'quote',
      quote === undefined && delimiter === '\t' ? '"' : quote === 'none' && delimiter === '\t' ? undefined : quote,
    ),
    ...textFlag('escape', reading.escape),
    ...(typeof skipLines === 'number' ? { skipLines: String(skipLines) } : {}),
    ...textFlag('comment', comment),
    ...(reading.trim === true ? { trim: true } : {}),
    ...columnFlags(reading),
    ...(typeof reading.missingCount === 'number' ? { missingCount: String(reading.missingCount) } : {}),
    // The reading has what is in the file; an older version kept nowhere where it is.
    ...(reading.groupSeqs === undefined ? {} : textFlag('groupSeqs', given.groupSeqs ?? 'FILE')),
    ...textFlag('shard', reading.shard),
    ...textFlag('jsonPath', jsonPath),
    ...textFlag('sheet', reading.sheet),
    ...textFlag('onDuplicate', onDuplicate),
  };
};

/** The reading of many inputs has how each of them was asked to be read, not how it is. */
const OF_INPUT: ReadonlySet<string> = new Set(
  FLAG_NAMES.filter((name) => specOf(name).carried === 'input' && name !== 'stateDir'),
);

const textFlag = (
  flag:
    | 'encoding'
    | 'delimiter'
    | 'quote'
    | 'escape'
    | 'comment'
    | 'groupSeqs'
    | 'jsonPath'
    | 'sheet'
    | 'onDuplicate'
    | 'shard',
  value: unknown,
): Flags => (typeof value === 'string' ? { [flag]: value } : {});

const columnFlags = ({ columns, positions }: Readonly<Record<string, unknown>>): Flags => {
  const chosen = Object(positions ?? columns) as Record<string, unknown>;
  const isDefault = FIELDS.every((field, at) => chosen[field] === (positions ? at + 1 : DEFAULT_COLUMNS[field]));
  const map = FIELDS.map((field) => `${DEFAULT_COLUMNS[field]}=${chosen[field]}`).join(',');
  return { ...(positions ? { noHeader: true } : {}), ...(isDefault ? {} : { columns: map }) };
};
