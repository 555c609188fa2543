import type { ColumnNames } from '../../../core/row/columns.ts';
import type { ProblemKind } from '../../../core/row/problem.ts';
import type { Checked, RawValues } from '../../../core/row/rules.ts';
import { ownMembers } from './own-members.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
const COLOUR = /\x1b\[[0-9;]*m/g;

// No ID is longer, and a line of `failures.csv` must stay short enough to be read again.
const MAX_LENGTH = 1000;

/**
 * An ID that is a JSON number makes its row invalid, and JSON.parse may have rounded it. The failure file shows the
 * number as it stands in the input, so the lines of such rows are read once more.
 *
 * @param raw - what JSON.parse has made of its values
 * @param text - of the line
 * @returns the row with the numbers of its IDs as they are written
 */
export const withNumbersAsWritten = (checked: Checked, raw: RawValues, text: string, keys: ColumnNames): Checked => {
  const isNumber = typeof raw.groupId === 'number' || typeof raw.account === 'number';
  // A row that is too long shows no values at all.
  if (!isNumber || !checked.problems.some(({ kind }) => NUMBER_PROBLEMS.has(kind))) return checked;
  const numbers = numbersOf(text.replace(COLOUR, ''));
  const written = (field: 'groupId' | 'account'): string => {
    const number = numbers.get(keys[field]);
    return number === undefined || number.length > MAX_LENGTH ? checked.values[field] : number;
  };
  return { ...checked, values: { ...checked.values, groupId: written('groupId'), account: written('account') } };
};

const NUMBER_PROBLEMS: ReadonlySet<ProblemKind> = new Set(['id-not-text', 'id-rounded']);

/**
 * @param text - one JSON object
 * @returns of its own keys those that hold a number, each with its text
 */
const numbersOf = (text: string): ReadonlyMap<string, string> => {
  const numbers = new Map<string, string>();
  for (const { key, value } of ownMembers(text)) {
    const name = JSON.parse(key) as string;
    if (/^[-0-9]/.test(value)) numbers.set(name, value);
    else numbers.delete(name);
  }
  return numbers;
};
