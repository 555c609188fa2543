import { type ColumnChoice, FIELDS } from '../../../core/row/columns.ts';
import { lacksCount } from '../../../core/row/counting.ts';
import { type Checked, checkRow } from '../../../core/row/rules.ts';
import type { FirstRecord } from '../records/csv-header.ts';
import { type RowHabits, unguarded } from '../records/row-habits.ts';

// Each habit has to show itself in the first rows, and none of them may contradict it.

// A number is no text: whoever guards formulas leaves it as it is.
const FORMULA_START = /^(?![+-][0-9.]+$)[=+\-@\t\r]/;
const GUARDED_NUMBER = /^'[+-][0-9.]+$/;
/** The mark for text in a spreadsheet, which stands before any value. */
const TEXT_MARK = /^'[0-9]/;

/** Apostrophes that stand around values are quotes. */
const QUOTED = /^'.+'$/s;

/** @returns what the writer of CSV puts around values, so that no spreadsheet takes them for formulas */
export const recogniseGuards = (records: readonly FirstRecord[], hasHeader: boolean): Pick<RowHabits, 'guards'> => {
  const [header] = records;
  // Nobody calls a column `="GroupId"`.
  if (hasHeader && header?.fields.every((name) => unguarded(name, { guards: 'formula' }) !== name)) {
    return { guards: 'formula' };
  }
  // The platform writes no group like `'@TGS#…`, and whoever guards one formula guards all of them.
  let isSure = false;
  for (const { fields } of records) {
    for (const field of fields) {
      if (FORMULA_START.test(field) || TEXT_MARK.test(field) || QUOTED.test(field)) return {};
      isSure ||= field.startsWith("'@TGS#") || GUARDED_NUMBER.test(field);
    }
  }
  return isSure ? { guards: 'apostrophe' } : {};
};

/** @returns how many values rows have beside the header, where they do not have as many */
export const recogniseWidth = (
  [header, ...rows]: readonly FirstRecord[],
  choice: ColumnChoice,
  guards: Pick<RowHabits, 'guards'>,
): Pick<RowHabits, 'rows'> => {
  const width = header?.fields.length ?? 0;
  if (!header || !('columns' in choice) || rows.every(({ fields }) => fields.length === width)) return {};
  const names = header.fields.map((field) => unguarded(field, guards));
  const positions = FIELDS.map((field) => names.indexOf(choice.columns[field]));
  if (positions.includes(-1)) return {};
  const checkedOf = ({ fields }: FirstRecord, shift = 0): Checked => {
    const [groupId, account, unread] = positions.map((at) => unguarded(fields[at + shift] ?? '', guards));
    return checkRow({ groupId, account, unread });
  };
  if (rows.every(({ fields }) => fields.length === width + 1)) {
    const [plain, shifted] = [0, 1].map((shift) => rows.filter((row) => checkedOf(row, shift).row).length);
    if (isClearly(shifted, plain, rows.length)) return { rows: 'named' };
    const areEmpty = rows.every(({ fields }) => fields.at(-1) === '');
    return areEmpty && isClearly(plain, shifted, rows.length) ? { rows: 'closed' } : {};
  }
  const isShort = (row: FirstRecord | undefined): boolean => row !== undefined && row.fields.length < width;
  const isRow = (row: FirstRecord): boolean => {
    const { row: valid, problems } = checkedOf(row);
    return valid !== undefined || (problems.length === 1 && lacksCount({ problems }));
  };
  // What is cut off where the input ends shows nothing.
  const whole = rows.filter(({ isClosed }) => isClosed);
  const areCut = whole.every((row, at) => {
    if (!isShort(row)) return row.fields.length === width;
    // Two short ones beside each other may be one, with a line break in a value that stands in no quotes.
    return row.fields.length > Math.max(...positions) && isRow(row) && !isShort(whole[at + 1]);
  });
  return areCut && whole.some(isShort) && !whole.every(isShort) ? { rows: 'cut' } : {};
};

/** A number may be an ID, and an ID a number: some rows are right in both ways. */
const isClearly = (right = 0, other = 0, all: number): boolean => right >= all / 2 && other <= right / 2;
