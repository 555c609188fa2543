import { InputError } from '../../core/errors.ts';
import { printable } from '../../core/text.ts';
import { nameHint, positionHint } from './column-guess.ts';
import { type ColumnNames, type ColumnNumbers, type ColumnPositions, DEFAULT_COLUMNS, FIELDS } from './columns.ts';

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

/**
 * JSONL has no header; but where the first object has none of the three keys, the others will not have them either.
 *
 * @param keys - of the first object
 * @throws InputError naming what was found and the nearest guess, ready to paste
 */
export const requireKeys = (path: string, line: number, keys: readonly string[], names: ColumnNames): void => {
  if (FIELDS.some((field) => keys.includes(names[field]))) return;
  throw new InputError(
    path,
    `the first object (line ${line}) has none of the keys ${FIELDS.map((field) => names[field]).join(', ')}; found ${listed(keys)}`,
    nameHint(keys, names, undefined),
  );
};

const listed = (names: readonly string[]): string =>
  printable(names.map((name) => `"${printable(name, 40)}"`).join(', '), 400);
