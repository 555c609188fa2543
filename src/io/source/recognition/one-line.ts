import { DEFAULT_COLUMNS, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';

const DELIMITER = /[,;|\t]/;
const MAY_STAND_BETWEEN = /[^\p{L}\p{N}_" ]/u;
/** All but a tab. */
const CONTROL = /[^\P{Cc}\t]/u;

/**
 * @param text - the first bytes of an input
 * @returns the character that stands between its rows in the place of line breaks; undefined where none does
 */
export const markBetweenRows = (text: string): string | undefined => {
  // Line breaks stand between rows, and NUL and the separators of ASCII have an answer of their own.
  if (CONTROL.test(text)) return undefined;
  const marks = new Set([...text].filter((character) => MAY_STAND_BETWEEN.test(character)));
  return [...marks].find((mark) => {
    const [header = '', ...rows] = text.split(mark).filter((row) => row.trim() !== '');
    const names = header.split(DELIMITER).map((name) => name.trim().replace(/^"|"$/g, ''));
    if (Object.keys(guessNames(names, DEFAULT_COLUMNS)).length < FIELDS.length) return false;
    // The last one may be cut off.
    return rows.length > 1 && rows.slice(0, -1).every((row) => row.split(DELIMITER).length >= names.length);
  });
};
