import type { ForeignKind } from '../../../core/errors/input-kinds.ts';
import { DEFAULT_COLUMNS, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';

const HEADER_LINES = 20;
const PATCH_LINE = /^(?:[ +\\-]|@@ |diff |index |Index: |={3,}$|(?:new|deleted|old) (?:file )?mode )/;
const RANGE = /^[0-9,]+[acd][0-9,]+$/;
const NUMBERED = /^\s*([0-9]+)(?:[:.)]\s*|\s+)(.*)$/;
const FILE_NAME = /^[^:,;|\s]+:/;

/** Names of the three columns, whatever stands between them. */
const isHeader = (line: string): boolean => {
  const names = line.split(/[,;|\t]/).map((name) => name.trim().replace(/^"|"$/g, ''));
  return Object.keys(guessNames(names, DEFAULT_COLUMNS)).length === FIELDS.length;
};

const delimitersIn = (line: string): number => line.split(/[,;|\t]/).length;

/** @returns whether a header and rows are left when each line is stripped */
const areRows = (lines: readonly string[], strip: (line: string) => string | undefined): boolean => {
  const [header, ...rows] = lines.map(strip);
  if (header === undefined || !isHeader(header) || rows.includes(undefined)) return false;
  // A value may go on on the next line.
  const areWhole = rows.filter((row = '') => delimitersIn(row) >= delimitersIn(header));
  return areWhole.length * 4 >= rows.length * 3;
};

const isPatch = (lines: readonly string[]): boolean => {
  const isPlain = RANGE.test(lines[0] ?? '');
  const isLine = (line: string): boolean =>
    isPlain ? RANGE.test(line) || /^(?:[<>] |---$)/.test(line) : PATCH_LINE.test(line);
  return (
    // The rule of a drawn table begins so, too.
    lines.some((line) => /^[+>-](?![-+|=\s]*$)/.test(line)) &&
    lines.every(isLine) &&
    lines.slice(0, HEADER_LINES).some((line) => isHeader(line.replace(/^(?:[ +-]|> )/, '')))
  );
};

const areNumbered = (lines: readonly string[]): boolean => {
  let before = 0;
  return areRows(lines, (line) => {
    const [, number = '', row] = NUMBERED.exec(line) ?? [];
    // uniq -c counts lines, and sets its numbers out.
    if (row === undefined || (Number(number) <= before && !line.startsWith(' '))) return undefined;
    before = Number(number);
    return row;
  });
};

const STAMPED = /^(?:\[[^\]{"]*\d[^\]{"]*\] *)+(?=[^\s[{])/;

/** Without a header, the count of each row is what shows it. */
const areStamped = (lines: readonly string[]): boolean =>
  lines.length > 0 &&
  lines.every((line) => {
    const values = STAMPED.test(line) ? line.replace(STAMPED, '').split(/[,;|\t]/) : [];
    return values.length >= FIELDS.length && values.some((value) => /^"?[0-9]+"?$/.test(value));
  });

/** Without brackets around it the time may be followed by other words. */
const TIMED =
  /^(?:[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T ]|[A-Z][a-z]{2} [ 0-3][0-9] )[0-9]{2}:[0-9]{2}\S* (?:[^ ]+ )*(?=[^ ]+$)/;

const areTimed = (lines: readonly string[]): boolean => {
  const rows = lines.map((line) => (TIMED.test(line) ? line.replace(TIMED, '').split(/[,;|]/) : []));
  const length = rows[0]?.length ?? 0;
  return (
    length >= FIELDS.length &&
    rows.every((row) => row.length === length && row.some((value) => /^"?[0-9]+"?$/.test(value)))
  );
};

/** As many words before each row as before the names. */
const areLogged = (lines: readonly string[]): boolean => {
  const words = (lines[0]?.trim().split(/ +/).length ?? 0) - 1;
  return words > 0 && areRows(lines, (line) => new RegExp(`^ *(?:[^ ]+ +){${words}}(.*)$`).exec(line)?.[1]);
};

const haveFileName = (lines: readonly string[]): boolean => {
  const [name] = FILE_NAME.exec(lines[0] ?? '') ?? [];
  return name !== undefined && areRows(lines, (line) => (line.startsWith(name) ? line.slice(name.length) : undefined));
};

/** Who quotes it may say a word before. */
const isQuoted = (lines: readonly string[]): boolean => {
  const first = lines.findIndex((line) => line.startsWith('>'));
  const quoted = first < 0 ? [] : lines.slice(first);
  return first <= 3 && quoted.length > 1 && quoted.every((line) => line.startsWith('>'));
};

/** @param lines - that are not blank @returns who has put something before each line, undefined where nobody did */
export const prefixedKindOf = (lines: readonly string[]): ForeignKind | undefined => {
  if (isPatch(lines)) return 'patch';
  if (isQuoted(lines)) return 'mail-quoted';
  if (areNumbered(lines)) return 'lines-numbered';
  if (haveFileName(lines)) return 'lines-with-file-name';
  if (areLogged(lines)) return 'lines-logged';
  if (areStamped(lines)) return 'lines-stamped';
  return areTimed(lines) ? 'lines-timed' : undefined;
};
