// Control characters (C0, DEL, C1), spaces that look like plain ones, and characters that reorder or hide text. Text
// from data or from a reply contains none of them when it reaches a terminal.
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u2000-\u200f\u2028-\u202f\u2060-\u2069\ufeff\ud800-\udfff]/g;
const LONE_SURROGATE = /[\ud800-\udfff]/;

/**
 * Makes text from outside safe for a terminal or a one-line message: control characters become visible escapes.
 *
 * @param maxLength - number of characters kept; `…` marks a cut
 */
export const printable = (text: string, maxLength = 500): string => {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replace(UNPRINTABLE, (character, at: number) => {
    if (LONE_SURROGATE.test(character) && isPaired(cut, at)) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
};

// Beyond what JSON escapes by itself: DEL, C1, and what reorders or hides text.
const CONTROLS_IN_JSON = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Escapes control characters that JSON allows and a terminal, an editor or a pager would act on. */
export const escapedJson = (json: string): string =>
  json.replace(CONTROLS_IN_JSON, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

const isPaired = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  const isHigh = code < 0xdc00;
  const other = text.charCodeAt(isHigh ? at + 1 : at - 1);
  return isHigh ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00;
};

// `printable` escapes lone surrogates, so printable text from outside never contains this character.
const KEPT_SPACE = '\ud800';

/** Keeps a text on one line when lines are wrapped: its spaces are hidden until `spaced` restores them. */
export const unbroken = (text: string): string => text.replaceAll(' ', KEPT_SPACE);

/** @returns whether a piece of a line was made so */
export const isUnbroken = (text: string): boolean => text.includes(KEPT_SPACE);

/** The inverse of `unbroken`; call it after lines are wrapped. */
export const spaced = (text: string): string => text.replaceAll(KEPT_SPACE, ' ');

const PLAIN_WORD = /^[\w@%+=:,./-]+$/;
// The same set, so that `printable` changes nothing in a shell word. Surrogates are left out: no file name contains a
// lone one.
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal must not see them raw
const HIDDEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u2000-\u200f\u2028-\u202f\u2060-\u2069\ufeff]/g;

/** Quotes a word for a POSIX shell. Characters that a terminal would hide or act on are written as visible escapes. */
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

const FULL_WIDTH = /[\uff01-\uff5e\u3000]/;

/** @returns a text that an input method has written in full-width characters as it was meant; undefined where it has none */
export const halfWidthOf = (text: string): string | undefined =>
  FULL_WIDTH.test(text) ? text.normalize('NFKC') : undefined;

/** A delimiter as it is typed on a command line: some have no key, or a terminal does not show them. */
export const typedDelimiter = (delimiter: string): string =>
  delimiter === '\t' ? '\\t' : delimiter.replace(/[^ -~]/, () => `\\x${hexOf(delimiter)}`);

const hexOf = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0');
