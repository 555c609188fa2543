// Control characters (C0, DEL, C1), spaces that pass for plain ones, and what reorders or hides text: whatever comes from
// data or from a reply and goes to a terminal has none of them left.
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\ufeff\ud800-\udfff]/g;
const LONE_SURROGATE = /[\ud800-\udfff]/;

/**
 * Text from outside made fit for a terminal or a one-line message: control characters become visible escapes.
 *
 * @param maxLength - characters kept; what is cut off is marked by `…`
 */
export const printable = (text: string, maxLength = 500): string => {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replace(UNPRINTABLE, (character, at: number) => {
    if (LONE_SURROGATE.test(character) && isPaired(cut, at)) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
};

const isPaired = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  const isHigh = code < 0xdc00;
  const other = text.charCodeAt(isHigh ? at + 1 : at - 1);
  return isHigh ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00;
};

// No text from outside that went through `printable` holds half of a character.
const KEPT_SPACE = '\ud800';

/** A text that no line break may part: its spaces are kept until `spaced` gives them back. */
export const unbroken = (text: string): string => text.replaceAll(' ', KEPT_SPACE);

/** The inverse of `unbroken`, once lines are broken. */
export const spaced = (text: string): string => text.replaceAll(KEPT_SPACE, ' ');

const PLAIN_WORD = /^[\w@%+=:,./-]+$/;
// As above, so that nothing in a word that is shown is changed by `printable`; without the surrogates: half of a character
// is no name of anything.
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal must not see them raw
const HIDDEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\ufeff]/g;

/** A word as a POSIX shell takes it; what a terminal would not show, or obey, is written so that it shows and does nothing. */
export const shellWord = (word: string): string => {
  if (PLAIN_WORD.test(word)) return word;
  if (word.search(HIDDEN) < 0) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = word
    .replace(/[\\']/g, '\\$&')
    .replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `$'${escaped}'`;
};

/** 1234567 as `1,234,567`. */
export const grouped = (count: number): string => count.toLocaleString('en-US');
