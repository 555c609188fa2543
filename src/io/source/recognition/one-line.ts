import { DEFAULT_COLUMNS, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';

const DELIMITER = /[,;|\t]/;
const MAY_STAND_BETWEEN = /[^\p{L}\p{N}_" ]/u;
const LONGEST_HEADER = 4096;
const MOST_MARKS = 16;
/** What stands for a line break in a text of a program or a page: of none of them a part is left. */
const WRITTEN_BREAKS = ['\\r\\n', '\\n', '\\r', '<br>', '<br/>', '<br />', '&#10;'];
/** All but a tab, and the line break of mainframes (NEL). */
const CONTROL = /[^\P{Cc}\t\u0085]/u;

/**
 * @param text - the first bytes of an input
 * @returns the character, or what is written for a line break, that stands between its rows in the place of line breaks; undefined where none does
 */
export const markBetweenRows = (text: string): string | undefined => {
  // Line breaks stand between rows, and NUL and the separators of ASCII have an answer of their own.
  if (CONTROL.test(text)) return undefined;
  const written = WRITTEN_BREAKS.filter((mark) => text.includes(mark));
  return [...written, ...marksIn(text)].find((mark) => {
    const [header = '', ...rows] = text.split(mark).filter((row) => row.trim() !== '');
    const names = header.split(DELIMITER).map((name) => name.trim().replace(/^"|"$/g, ''));
    if (Object.keys(guessNames(names, DEFAULT_COLUMNS)).length < FIELDS.length) return false;
    // The last one may be cut off.
    return rows.length > 1 && rows.slice(0, -1).every((row) => row.split(DELIMITER).length >= names.length);
  });
};

/** @returns those of which one may end the header, the most frequent ones: each costs a pass over the text */
const marksIn = (text: string): string[] => {
  const times = new Map<string, number>();
  for (const character of text) {
    if (MAY_STAND_BETWEEN.test(character)) times.set(character, (times.get(character) ?? 0) + 1);
  }
  return [...times]
    .filter(([mark]) => text.indexOf(mark) <= LONGEST_HEADER)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, MOST_MARKS)
    .map(([mark]) => mark);
};
