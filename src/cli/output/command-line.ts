import { extname } from 'node:path';
import { shellWord } from '../../core/text/text.ts';
import { unpackedName } from '../../io/source/bytes/compression.ts';
import { STANDARD_INPUT } from '../../io/source/bytes/standard-input.ts';
import { STATE_FOLDER } from '../flags/expand-paths.ts';
import { FLAG_NAMES, type FlagName, type Flags, flagText, specOf } from '../flags/flag-table.ts';

const INPUT_FLAGS = FLAG_NAMES.filter((name) => specOf(name).carried === 'input');
const TARGET_FLAGS = FLAG_NAMES.filter((name) => specOf(name).carried === 'target');

/** `import` of the same inputs with the same flags. */
export const importCommand = (paths: readonly string[], flags: Flags): string =>
  compose(paths, flags, [...INPUT_FLAGS, ...TARGET_FLAGS]);

/** Another command for the same inputs. */
export const otherCommand = (command: string, paths: readonly string[], flags: Flags): string =>
  compose(paths, { ...flags, simulator: undefined }, [...INPUT_FLAGS, ...TARGET_FLAGS], command);

/** `verify` of the imported rows. Rows from a pipe are read back from a file. */
export const verifyCommand = (path: string, flags: Flags): string =>
  otherCommand('verify', [path === STANDARD_INPUT ? 'rows-in-a-file' : path], flags);

/**
 * `import` of a corrected copy of an input's `failures.csv`, which has its own columns and delimiter. Each copy gets a
 * new name, even the copy of a copy, because each has its own state folder.
 */
export const feedBackCommand = (path: string, flags: Flags): string =>
  compose([beside(path, 'corrected.csv')], flags, TARGET_FLAGS);

/** The same for a corrected copy of `verify.csv`. */
export const feedBackVerifiedCommand = (path: string, flags: Flags): string =>
  compose([beside(path, 'verify-corrected.csv')], flags, TARGET_FLAGS);

const beside = (path: string, name: string): string => {
  if (path === STANDARD_INPUT) return name;
  const plain = unpackedName(path);
  return `${plain.slice(0, plain.length - extname(plain).length)}-${name}`;
};

/** The command that was typed, without `--restart` and without the flags named. */
export const sameCommand = (words: readonly string[], withoutValueOf: readonly string[] = []): string => {
  const kept = words.filter(
    (word, at) =>
      word !== '--restart' &&
      !isStateFolderWord(words, at) &&
      !withoutValueOf.includes(word) &&
      !withoutValueOf.includes(words[at - 1] ?? '') &&
      !withoutValueOf.some((flag) => word.startsWith(`${flag}=`)),
  );
  return ['npx tim-unread', ...kept.map(shellWord)].join(' ');
};

/** A shell pattern also matches the state folders beside the inputs. They are not inputs. */
const isStateFolderWord = (words: readonly string[], at: number): boolean =>
  STATE_FOLDER.test(words[at] ?? '') && words[at - 1] !== '--state-dir';

/** The command that was typed, from row 1 on. */
export const restartCommand = (words: readonly string[]): string => {
  // Words after `--` are files.
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const flags = words.slice(0, end).filter((word) => word !== '--restart');
  const all = [...flags, '--restart', ...words.slice(end)].filter((_, at, typed) => !isStateFolderWord(typed, at));
  return ['npx tim-unread', ...all.map(shellWord)].join(' ');
};

// With `./` before it, a name that begins with a dash is not read as a flag.
const fileWord = (path: string): string =>
  shellWord(path.startsWith('-') && path !== STANDARD_INPUT ? `./${path}` : path);

const compose = (paths: readonly string[], flags: Flags, names: readonly FlagName[], command = 'import'): string => {
  const words = names.flatMap((name) => {
    const value = flags[name];
    if (typeof value === 'string') return [flagText(name), shellWord(value)];
    return value === true ? [flagText(name)] : [];
  });
  const place =
    paths.includes(STANDARD_INPUT) && flags.stateDir === undefined ? ['--state-dir ./stdin.tim-unread'] : [];
  return [`npx tim-unread ${command}`, ...paths.map(fileWord), ...words, ...place].join(' ');
};
