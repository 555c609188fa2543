/** What the number format of a cell makes of its number. */
export type NumberKind =
  | { readonly as: 'number' }
  | { readonly as: 'date' }
  | { readonly as: 'padded'; readonly digits: number };

const NUMBER: NumberKind = { as: 'number' };

// ECMA-376, 18.8.30: those of dates and times, the ones of East Asia among them.
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** @param code - a number format of the workbook's own; undefined where `id` is built in */
export const numberKindOf = (id: number, code: string | undefined): NumberKind => {
  if (code === undefined) return isBuiltInDate(id) ? { as: 'date' } : NUMBER;
  // 00000 shows 42 as 00042.
  if (/^0{2,}$/.test(code)) return { as: 'padded', digits: code.length };
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  return /[ymdhs]/i.test(bare) && !/general/i.test(bare) ? { as: 'date' } : NUMBER;
};

/** A spreadsheet keeps 15 digits of a number. From here on some may be lost. */
const FIRST_ROUNDED = 1e15;

/** Stands before a date, so that it is nobody's ID: a spreadsheet has made it of one. */
export const DATE_MARK = '#DATE! ';

/**
 * @param value - of the cell, as the file has it
 * @returns the number as it would be typed; in exponent form where its digits are not sure
 */
export const numberText = (value: string, kind: NumberKind, is1904: boolean): string => {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return value;
  if (kind.as === 'date') return dateText(number, is1904);
  if (Math.abs(number) >= FIRST_ROUNDED) return number.toExponential().replace('e', 'E');
  const text = String(number);
  return kind.as === 'padded' && /^[0-9]+$/.test(text) ? text.padStart(kind.digits, '0') : text;
};

const DAY_MS = 86_400_000;

const dateText = (days: number, is1904: boolean): string => {
  // Day 1 is the first of January 1900; the day before the first of March 1900 is one that never was.
  const start = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const date = new Date(start + Math.round(days * DAY_MS));
  if (Number.isNaN(date.getTime())) return `${DATE_MARK}${days}`;
  const [day = '', time = ''] = date.toISOString().slice(0, 19).split('T');
  return `${DATE_MARK}${time === '00:00:00' ? day : `${day} ${time}`}`;
};

/** ECMA-376, 22.9.2.19: characters that XML has no place for. */
export const unescapedText = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** @returns how many cells it has up to the last one that is not empty */
export const filledCells = (cells: readonly string[]): number =>
  cells.findLastIndex((text) => text !== undefined && text !== '') + 1;

// Each row of a sheet is one line, so that lines are rows. This one is told as a hidden character.
const LINE_SEPARATOR = '\u2028';

/**
 * @param width - how many values the line has at least
 * @returns one line of CSV, without its line break; empty where every cell is
 */
export const lineOfCells = (cells: readonly string[], width: number): string => {
  const filled = filledCells(cells);
  const fields: string[] = [];
  if (filled === 0) return '';
  for (let at = 0; at < filled || at < width; at += 1) fields.push(csvField(cells[at] ?? ''));
  return fields.join(',');
};

const csvField = (text: string): string => {
  const line = text.replace(/\r\n|[\r\n]/g, LINE_SEPARATOR);
  return /[",]|^\s|\s$/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
};
