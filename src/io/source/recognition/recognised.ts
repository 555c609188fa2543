import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_COLUMNS } from '../../../core/row/columns.ts';
import type { Recognised } from '../../../core/row/remark.ts';
import { formatOfName } from '../records/format-names.ts';
import { formatNamed, type InputFormat, kindOf } from '../records/formats.ts';
import type { ReadSheets } from '../workbook/read-sheets.ts';
import type { InputWish } from './wish.ts';

/** @returns what a person should know of how an input is read; undefined where it is read as its name says */
export const recognisedOf = (
  path: string,
  format: InputFormat,
  wish: InputWish,
  read?: ReadSheets,
): Recognised | undefined => {
  const named = formatOfName(path);
  const delimiter = format.kind === 'csv' ? format.delimiter : undefined;
  const name = formatNamed(format.kind, delimiter);
  const isOtherKind = wish.format === undefined && named !== undefined && format.kind !== kindOf(named);
  const isNamed = 'columns' in format && !isDeepStrictEqual(format.columns, DEFAULT_COLUMNS);
  const usual = delimiter === '\t' ? 'none' : '"';
  const quote = format.kind === 'csv' ? (format.quote ?? '"') : undefined;
  const escapes = format.kind === 'csv' && format.escape !== undefined ? (format.escapes ?? 'all') : undefined;
  const recognised: Recognised = {
    format: isOtherKind ? name : undefined,
    columns: wish.choice === undefined && isNamed && 'columns' in format ? format.columns : undefined,
    quote: wish.quote === undefined && quote !== usual ? quote : undefined,
    escapes: wish.escape === undefined ? escapes : undefined,
    rows: format.kind === 'csv' ? format.rows : undefined,
    guards: format.kind === 'csv' ? format.guards : undefined,
    sheets: read && (read.sheets.length > 1 || read.hidden.length > 0) ? read : undefined,
  };
  return Object.values(recognised).every((value) => value === undefined) ? undefined : recognised;
};
