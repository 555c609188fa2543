import type { ForeignKind } from '../../../core/errors.ts';
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
  if (header === undefined || !isHeader(header)) return false;
  return rows.every((row) => row !== undefined && delimitersIn(row) >= delimitersIn(header));
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
    if (row === undefined || Number(number) <= before) return undefined;
    before = Number(number);
    return row;
  });
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
  return areLogged(lines) ? 'lines-logged' : undefined;
};
