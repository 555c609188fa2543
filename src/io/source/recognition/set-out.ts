import { DEFAULT_COLUMNS, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';

const RULE = /^[-= ]+$/;
const FOOTER = /^\s*[([]?\d+ rows?\b/;
const PRINTABLE = /^[\x20-\x7e]+$/;

/**
 * @param lines - that are not blank
 * @returns whether values stand one below the other, with columns of spaces between them. The three names head them, or
 *   there is no header, and one column holds numbers below a number
 */
export const areSetOut = (lines: readonly string[]): boolean => {
  // How wide other characters are depends on the writer.
  const plain = lines.filter((line) => PRINTABLE.test(line) && !FOOTER.test(line));
  const columns = columnsOf(plain);
  if (plain.length < 2 || columns.length < FIELDS.length) return false;
  const [header = '', ...rows] = plain.filter((line) => !RULE.test(line));
  const namesIn = (line: string): string[] => columns.map(([from, to]) => line.slice(from, to).trim());
  if (/[,;|\t"]/.test(header)) return false;
  if (Object.keys(guessNames(namesIn(header), DEFAULT_COLUMNS)).length === FIELDS.length) return true;
  return (
    rows.length > 0 &&
    columns.some(([, to], at) => (columns[at + 1]?.[0] ?? to) - to > 1) &&
    columns.some(
      (_, at) =>
        /^[0-9]+$/.test(namesIn(header)[at] ?? '') && rows.every((line) => /^[0-9]*$/.test(namesIn(line)[at] ?? '')),
    )
  );
};

/** @returns from where to where a line has something that no space of all lines stands in */
const columnsOf = (lines: readonly string[]): (readonly [from: number, to: number])[] => {
  const width = Math.max(0, ...lines.map((line) => line.length));
  const isBlank = (at: number): boolean => lines.every((line) => (line[at] ?? ' ') === ' ');
  const shape = Array.from({ length: width }, (_, at) => (isBlank(at) ? ' ' : 'x')).join('');
  return [...shape.matchAll(/x+/g)].map(({ index, 0: run }) => [index, index + run.length] as const);
};
