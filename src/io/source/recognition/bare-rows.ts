import type { BareRows } from '../../../core/errors/input-error.ts';
import type { ForeignKind } from '../../../core/errors/input-kinds.ts';
import { DEFAULT_COLUMNS } from '../../../core/row/columns.ts';
import { guessByValues, guessNames } from '../columns/column-guess.ts';

type Rows = readonly (readonly string[])[];
type Table = { readonly rows: Rows; readonly delimiter?: string };

const LOOKED_AT_LINES = 20;
const DELIMITERS = [',', '\t', '|', ';', '\x1f'];
const WORD = /"((?:[^"\\]|\\.)*)"|'((?:[^']|'\\'')*)'|(\S+)/g;
const CELL = /<td\b[^>]*>([^<]*)/gi;
const VALUE = /^"(.*)"$/s;

/** What is left of each line, with the delimiter that stands there most often. */
const delimited = (lines: readonly string[]): Table => {
  const [first = ''] = lines;
  const [delimiter = ','] = DELIMITERS.toSorted((a, b) => first.split(b).length - first.split(a).length);
  const rows = lines.map((line) => line.split(delimiter).map((value) => value.replace(VALUE, '$1')));
  return delimiter === ',' ? { rows } : { rows, delimiter };
};

const linesOf = (text: string): string[] => text.split(/\r?\n/, LOOKED_AT_LINES).filter((line) => line.trim() !== '');

/** How the commands that convert a kind take its values out, near enough for the first rows. */
const TABLES: Partial<Readonly<Record<ForeignKind, (text: string) => Table>>> = {
  'ascii-separated': (text) => ({
    rows: text.split('\x1e', LOOKED_AT_LINES).map((row) => row.split('\x1f')),
  }),
  html: (text) => ({
    rows: text
      .split(/<tr\b/i, LOOKED_AT_LINES)
      .slice(1)
      .map((row) => [...row.matchAll(CELL)].map(([, value = '']) => value.trim())),
  }),
  'lines-stamped': (text) => delimited(linesOf(text).map((line) => line.replace(/^(?:\[[^\]]*\] *)+/, ''))),
  'lines-timed': (text) => delimited(linesOf(text).map((line) => line.replace(/^.* /, ''))),
  'nul-between-rows': (text) => delimited(text.split('\0', LOOKED_AT_LINES).filter((row) => row !== '')),
  'quoted-lines': (text) => delimited(linesOf(text).map((line) => line.replace(VALUE, '$1').replaceAll('""', '"'))),
  'rows-in-parentheses': (text) => delimited(linesOf(text).map((line) => line.replace(/^\(|\)$/g, ''))),
  'shell-words': (text) => ({
    rows: linesOf(text).map((line) => [...line.matchAll(WORD)].map(([, a, b, c]) => a ?? b ?? c ?? '')),
  }),
  'words-in-braces': (text) => ({
    rows: [...text.matchAll(/\{([^{}]*)\}/g)].slice(0, LOOKED_AT_LINES).map(([, row = '']) => row.split(' ')),
    delimiter: ' ',
  }),
  'table-columns': (text) => ({ rows: linesOf(text).map((line) => line.trim().split(/ {2,}/)) }),
};

/**
 * @param text - the first bytes of an input of a foreign kind
 * @returns how what its command makes of it is read, where that has no header
 */
export const bareRowsOf = (found: ForeignKind, text: string): BareRows | undefined => {
  const { rows, delimiter } = TABLES[found]?.(text) ?? { rows: [] };
  const [first = []] = rows;
  if (Object.keys(guessNames(first, DEFAULT_COLUMNS)).length > 0) return undefined;
  const guess = guessByValues(first, rows);
  if (guess?.by !== 'value') return undefined;
  const { positions, trim } = guess;
  return { positions, ...(delimiter === undefined ? {} : { delimiter }), ...(trim ? { trim } : {}) };
};
