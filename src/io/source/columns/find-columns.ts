import { InputError } from '../../../core/errors.ts';
import { printable } from '../../../core/text/text.ts';
import { guessNames, nameHint, positionHint } from './column-guess.ts';
import {
  type ColumnNames,
  type ColumnNumbers,
  type ColumnPositions,
  DEFAULT_COLUMNS,
  FIELDS,
  type Field,
} from './columns.ts';

/**
 * @param line - on which the header stands
 * @param header - its fields
 * @throws InputError naming what was found and the nearest guess, ready to paste
 */
export const findColumns = (
  path: string,
  line: number,
  header: readonly string[],
  names: ColumnNames,
  delimiter: string,
): ColumnPositions => {
  const positions = { groupId: 0, account: 0, unread: 0, count: header.length };
  const missing: string[] = [];
  for (const field of FIELDS) {
    const at = header.indexOf(names[field]);
    if (at < 0) missing.push(names[field]);
    else if (header.indexOf(names[field], at + 1) >= 0) {
      throw new InputError(
        path,
        `the column ${names[field]} stands twice in the header`,
        'Rename or remove one of the two.',
      );
    }
    positions[field] = at;
  }
  if (missing.length === 0) return positions;
  throw new InputError(
    path,
    `the header (line ${line}) lacks ${missing.join(', ')}; found ${listed(header)}`,
    nameHint(header, names, delimiter),
  );
};

/**
 * The columns of a file without a header: how many there are follows from its first record.
 *
 * @param line - on which that stands
 * @throws InputError where the record ends before a column that is wanted
 */
export const placeColumns = (
  path: string,
  line: number,
  record: readonly string[],
  numbers: ColumnNumbers,
  delimiter: string,
): ColumnPositions => {
  const beyond = FIELDS.find((field) => numbers[field] > record.length);
  if (beyond !== undefined) {
    throw new InputError(
      path,
      `--no-header takes ${DEFAULT_COLUMNS[beyond]} from column ${numbers[beyond]}, and the first line found (line ${line}) has ${record.length}: ${listed(record)}`,
      positionHint(record, delimiter),
    );
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
 * JSONL has no header; but a key that none of the first objects has is missing in the others too. One that only some lack
 * makes those rows invalid, and no more.
 *
 * @throws InputError naming what was found and the nearest guess, ready to paste
 */
export const requireKeys = (path: string, objects: readonly FirstObject[], names: ColumnNames): void => {
  const missing = missingKeys(objects, names);
  const [first] = objects;
  if (!first || missing.length === 0) return;
  const found = [...new Set(objects.flatMap(({ keys }) => keys))];
  const guesses = guessNames(found, names);
  const isOneBadRow = objects.length === 1 && missing.length < FIELDS.length;
  if (isOneBadRow && missing.every((field) => guesses[field] === undefined)) return;
  const who =
    objects.length === 1
      ? `the first object (line ${first.line}) lacks`
      : `the first ${objects.length} objects (from line ${first.line} on) all lack`;
  throw new InputError(
    path,
    `${who} ${missing.map((field) => names[field]).join(', ')}; found ${listed(found)}`,
    nameHint(found, names, undefined),
  );
};

const listed = (names: readonly string[]): string =>
  printable(names.map((name) => `"${printable(name, 40)}"`).join(', '), 400);
