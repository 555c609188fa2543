import { SettingsError } from '../../core/errors/settings-error.ts';
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

/**
 * `--columns`: names in the header, or with `--no-header` positions from 1.
 *
 * @returns undefined where neither is given @throws SettingsError
 */
export const resolveColumns = (settings: Settings): ColumnChoice | undefined => {
  const text = settings.value('columns');
  if (settings.isSet('noHeader')) return { positions: resolvePositions(text) };
  if (text === undefined) return undefined;
  const pairs = parseColumnMap(text);
  if (!pairs) throw wrong('columns', { form: 'column-names' }, text);
  const columns: ColumnNames = { ...DEFAULT_COLUMNS, ...pairs };
  if (!isDistinct(columns)) throw wrong('columns', { form: 'distinct-names' }, text);
  return { columns };
};

const resolvePositions = (text: string | undefined): ColumnNumbers => {
  if (text === undefined) return DEFAULT_NUMBERS;
  const refuse = (): Error => wrong('columns', { form: 'positions' }, text);
  const numbers: Record<Field, number> = { ...DEFAULT_NUMBERS };
  const map = parseColumnMap(text);
  if (!map) throw refuse();
  const pairs = Object.entries(map) as [Field, string][];
  const open = pairs.filter(([, position]) => position === LEFT_OPEN).map(([field]) => DEFAULT_COLUMNS[field]);
  if (open.length > 0) {
    throw new SettingsError({ kind: 'columns-left-open', columns: open, typed: text });
  }
  for (const [field, position] of pairs) {
    if (!/^[1-9][0-9]{0,5}$/.test(position)) throw refuse();
    numbers[field] = Number(position);
  }
  if (!isDistinct(numbers)) {
    const whole = columnMapText((field) => numbers[field]);
    throw wrong('columns', { form: 'distinct-positions', whole }, text);
  }
  return numbers;
};

const isDistinct = (choice: ColumnNames | ColumnNumbers): boolean =>
  new Set(FIELDS.map((field) => choice[field])).size === FIELDS.length;
