import type { PairMarks } from '../../../core/errors/input-error.ts';
import { DEFAULT_COLUMNS, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';

// What has a space stands before what has none: an ID has none at its edge.
const BETWEEN = [', ', '; ', ' | ', ',', '\t', ';', '|'] as const;
const INSIDE = [': ', ' = ', '=', ':'] as const;
const COUNT = /^"?[0-9]/;

/** @returns what stands between the pairs of a line, and between a name and its value; undefined where these are no pairs */
export const pairMarksOf = (line: string): PairMarks | undefined => {
  for (const between of BETWEEN) {
    for (const inside of INSIDE) {
      if (arePairs(line.split(between), inside)) return { between, inside };
    }
  }
  return undefined;
};

/** A header may have a type behind each name. */
const arePairs = (parts: readonly string[], inside: string): boolean => {
  const pairs = parts.flatMap((part): [string, string][] => {
    const at = part.indexOf(inside);
    return at < 0 ? [] : [[part.slice(0, at), part.slice(at + inside.length)]];
  });
  const names = guessNames(
    pairs.map(([name]) => name),
    DEFAULT_COLUMNS,
  );
  return (
    FIELDS.every((field) => names[field] !== undefined) &&
    pairs.some(([name, value]) => name === names.unread && COUNT.test(value))
  );
};
