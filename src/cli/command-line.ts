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

// What decides where the rows go and how fast.
const TARGET_FLAGS = ['simulator', 'envFile', 'sdkappid', 'admin', 'secretKeyFile', 'region', 'endpoint', 'rate'];
// What belongs to one input.
const INPUT_FLAGS = ['format', 'delimiter', 'columns', 'onDuplicate', 'stateDir'];

/** `import` of the input that the flags were typed for. */
export const importCommand = (path: string, flags: Flags): string =>
  compose(path, flags, [...INPUT_FLAGS, ...TARGET_FLAGS]);

/** `import` of a corrected copy of `failures.csv`, which has names and separators of its own. */
export const feedBackCommand = (flags: Flags): string => compose('corrected.csv', flags, TARGET_FLAGS);

/** The command that was typed, without `--restart`, which would begin again, and without those named. */
export const sameCommand = (words: readonly string[], withoutValueOf: readonly string[] = []): string => {
  const kept = words.filter(
    (word, at) =>
      word !== '--restart' &&
      !withoutValueOf.includes(word) &&
      !withoutValueOf.includes(words[at - 1] ?? '') &&
      !withoutValueOf.some((flag) => word.startsWith(`${flag}=`)),
  );
  return ['npx tim-unread', ...kept.map(shellWord)].join(' ');
};

const compose = (path: string, flags: Flags, names: readonly string[]): string => {
  const words = names.flatMap((name) => {
    const value = flags[name];
    if (value === undefined || value === false) return [];
    return value === true ? [flagText(name)] : [flagText(name), shellWord(value)];
  });
  return ['npx tim-unread import', shellWord(path), ...words].join(' ');
};
