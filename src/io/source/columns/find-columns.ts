import { InputError } from '../../../core/errors/input-error.ts';
import {
  type ColumnNames,
  type ColumnNumbers,
  DEFAULT_COLUMNS,
  FIELDS,
  type Field,
} from '../../../core/row/columns.ts';
import { guessColumns, guessNames, guessPositions } from './column-guess.ts';

/** Where the three columns stand in a CSV record, from 0, and how many columns there are. */
export type ColumnPositions = Readonly<Record<Field, number>> & { readonly count: number };

/**
 * @param line - on which the header stands
 * @param header - its fields
 * @param sample - the first records; asked for only where the columns have to be guessed
 * @throws InputError with what was found and the nearest guess
 */
export const findColumns = (
  path: string,
  line: number,
  header: readonly string[],
  names: ColumnNames,
  delimiter: string,
  sample: () => readonly (readonly string[])[] = () => [header],
): ColumnPositions => {
  const positions = { groupId: 0, account: 0, unread: 0, count: header.length };
  const missing: string[] = [];
  for (const field of FIELDS) {
    const at = header.indexOf(names[field]);
    if (at < 0) missing.push(names[field]);
    else if (header.indexOf(names[field], at + 1) >= 0) {
      throw new InputError({ kind: 'column-twice', path, column: names[field] });
    }
    positions[field] = at;
  }
  if (missing.length === 0) return positions;
  const guess = guessColumns(header, names, delimiter, sample);
  throw new InputError({ kind: 'columns-missing', path, line, missing, found: header, guess });
};

/**
 * The columns of a file without a header; its first record tells how many there are.
 *
 * @param line - on which that stands
 * @param sample - the first records; asked for only where the columns have to be guessed
 * @throws InputError where the record ends before a column that is wanted
 */
export const placeColumns = (
  path: string,
  line: number,
  record: readonly string[],
  numbers: ColumnNumbers,
  delimiter: string,
  sample: () => readonly (readonly string[])[] = () => [record],
): ColumnPositions => {
  const beyond = FIELDS.find((field) => numbers[field] > record.length);
  if (beyond !== undefined) {
    throw new InputError({
      kind: 'column-beyond-record',
      path,
      line,
      column: DEFAULT_COLUMNS[beyond],
      position: numbers[beyond],
      found: record,
      guess: guessPositions(record, delimiter, sample),
    });
  }
  const { groupId, account, unread } = numbers;
  return { groupId: groupId - 1, account: account - 1, unread: unread - 1, count: record.length };
};

/** An object of JSONL: the line on which it stands. */
export type FirstObject = { readonly line: number; readonly keys: readonly string[] };

/** @returns the fields that none of the objects has */
export const missingKeys = (objects: readonly FirstObject[], names: ColumnNames): readonly Field[] =>
  FIELDS.filter((field) => !objects.some(({ keys }) => keys.includes(names[field])));

/**
 * JSONL has no header, but a key that none of the first objects has is missing in the others too. A key that only some
 * of them lack makes those rows invalid.
 *
 * @throws InputError with what was found and the nearest guess
 */
export const requireKeys = (path: string, objects: readonly FirstObject[], names: ColumnNames): void => {
  const missing = missingKeys(objects, names);
  const [first] = objects;
  if (!first || missing.length === 0) return;
  const found = [...new Set(objects.flatMap(({ keys }) => keys))];
  const guesses = guessNames(found, names);
  const isOneBadRow = objects.length === 1 && missing.length < FIELDS.length;
  if (isOneBadRow && missing.every((field) => guesses[field] === undefined)) return;
  throw new InputError({
    kind: 'keys-missing',
    path,
    objects: objects.length,
    line: first.line,
    missing: missing.map((field) => names[field]),
    found,
    guess: guessColumns(found, names, undefined),
  });
};
