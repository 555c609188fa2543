import { SettingsError } from '../../core/errors.ts';
import {
  type ColumnChoice,
  type ColumnNames,
  type ColumnNumbers,
  columnMapText,
  DEFAULT_COLUMNS,
  DEFAULT_NUMBERS,
  FIELDS,
  type Field,
  LEFT_OPEN,
} from '../../core/row/columns.ts';
import { parseColumnMap } from '../../io/source/columns/column-map.ts';
import { type Settings, wrong } from './settings.ts';

/** `--columns`: names of the header; with `--no-header` positions from 1. @throws SettingsError */
export const resolveColumns = (settings: Settings): ColumnChoice => {
  const text = settings.text('columns');
  if (settings.isSet('noHeader')) return { positions: resolvePositions(text) };
  if (text === undefined) return { columns: DEFAULT_COLUMNS };
  const pairs = parseColumnMap(text);
  if (!pairs) throw wrong('columns', undefined, 'GroupId=NAME,Member_Account=NAME,UnreadMsgNum=NAME', text);
  const columns: ColumnNames = { ...DEFAULT_COLUMNS, ...pairs };
  if (!isDistinct(columns)) throw wrong('columns', undefined, 'three different names', text);
  return { columns };
};

const resolvePositions = (text: string | undefined): ColumnNumbers => {
  if (text === undefined) return DEFAULT_NUMBERS;
  const expected = 'positions from 1 with --no-header, for example GroupId=2,Member_Account=3,UnreadMsgNum=1';
  const refuse = (): Error => wrong('columns', undefined, expected, text);
  const numbers: Record<Field, number> = { ...DEFAULT_NUMBERS };
  const map = parseColumnMap(text);
  if (!map) throw refuse();
  const pairs = Object.entries(map) as [Field, string][];
  const open = pairs.filter(([, position]) => position === LEFT_OPEN).map(([field]) => DEFAULT_COLUMNS[field]);
  if (open.length > 0) {
    throw new SettingsError(
      `--columns leaves open where ${open.join(' and ')} ${open.length === 1 ? 'stands' : 'stand'}: ${text}`,
      `Put the number of the column, from 1, for each ${LEFT_OPEN}, for example: --no-header --columns GroupId=2,Member_Account=1,UnreadMsgNum=3`,
    );
  }
  for (const [field, position] of pairs) {
    if (!/^[1-9][0-9]{0,5}$/.test(position)) throw refuse();
    numbers[field] = Number(position);
  }
  if (!isDistinct(numbers)) {
    const whole = columnMapText((field) => numbers[field]);
    throw wrong('columns', undefined, `three different positions (what is left out stays 1, 2, 3: ${whole})`, text);
  }
  return numbers;
};

const isDistinct = (choice: ColumnNames | ColumnNumbers): boolean =>
  new Set(FIELDS.map((field) => choice[field])).size === FIELDS.length;
