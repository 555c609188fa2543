import { type Flags, flagText } from './settings.ts';

const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word as a POSIX shell takes it; control characters are written so that a terminal shows them and does nothing. */
export const shellWord = (word: string): string => {
  if (PLAIN.test(word)) return word;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal must not see them raw
  if (/[\u0000-\u001f\u007f-\u009f]/.test(word)) {
    const escaped = word.replace(/[\\']/g, '\\$&').replace(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal must not see them raw
      /[\u0000-\u001f\u007f-\u009f]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return `$'${escaped}'`;
  }
  return `'${word.replaceAll("'", "'\\''")}'`;
};

// What decides where the rows go and how fast; the rest belongs to one input.
const TARGET_FLAGS = [
  'simulator',
  'envFile',
  'sdkappid',
  'admin',
  'secretKeyFile',
  'region',
  'endpoint',
  'rate',
] as const;

/** `import` of another file against the same target. */
export const importCommand = (path: string, flags: Flags): string => {
  const words = TARGET_FLAGS.flatMap((flag) => {
    const value = flags[flag];
    if (value === undefined || value === false) return [];
    return value === true ? [flagText(flag)] : [flagText(flag), shellWord(value)];
  });
  return ['npx tim-unread import', shellWord(path), ...words].join(' ');
};

/** The command that was typed. @param without - flags that must not be repeated */
export const sameCommand = (words: readonly string[], without: readonly string[] = []): string =>
  ['npx tim-unread', ...words.filter((word) => !without.includes(word)).map(shellWord)].join(' ');
