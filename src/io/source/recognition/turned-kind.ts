import type { ForeignKind } from '../../../core/errors/input-kinds.ts';
import { DEFAULT_COLUMNS, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';

const COUNTS = /^[0-9]*$/;
/** No word of a header. */
const ID = /^@|[0-9]/;

/** @param lines - that are not blank @returns how a table of CSV is turned; undefined where it is not, or nothing shows it */
export const turnedKindOf = (lines: readonly string[]): ForeignKind | undefined => {
  const rows = lines.map((line) => line.split(',').map((value) => value.replace(/^"(.*)"$/, '$1')));
  const [header = [], ...others] = rows;
  if (others.length === 0 || rows.some(({ length }) => length !== header.length)) return undefined;
  const names = guessNames(
    rows.map(([first = '']) => first),
    DEFAULT_COLUMNS,
  );
  if (header.length > 1 && Object.keys(names).length === FIELDS.length) return 'rows-as-columns';
  const [name = '', ...ids] = header;
  if (ids.length < 2 || !ids.every((id) => ID.test(id))) return undefined;
  if (!others.every(([, ...counts]) => counts.every((count) => COUNTS.test(count)))) return undefined;
  const { groupId, account } = guessNames([name], DEFAULT_COLUMNS);
  if (account !== undefined) return 'column-for-each-group';
  return groupId === undefined ? undefined : 'column-for-each-account';
};
