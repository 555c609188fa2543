import { STANDARD_INPUT } from '../../io/source/bytes/standard-input.ts';
import { FLAG_NAMES, type FlagName, type Flags, flagText, specOf } from '../flags/flag-table.ts';
import { STATE_FOLDER } from '../flags/state-folder-name.ts';
import { COPY, QUOTED, type Shell, shellOf } from '../shell.ts';

// The files of a run hold the values as the input has them, so what makes others of these goes with their copies too.
const OF_VALUES: readonly FlagName[] = ['trim', 'missingCount', 'groupSeqs'];
const INPUT_FLAGS = FLAG_NAMES.filter((name) => specOf(name).carried === 'input');
const TARGET_FLAGS = FLAG_NAMES.filter((name) => specOf(name).carried === 'target');

type Composed = 'import' | 'check' | 'verify' | 'inspect';

/** Makes commands to paste. @param program - the words that start this program: `npx tim-unread` */
export const commandLine = (program: string, shell: Shell = shellOf(process.platform, process.env)) => {
  const quoted = QUOTED[shell];
  const fileWord = (path: string): string => quoted(pathWord(path));
  const flagWords = (flags: Flags, names: readonly FlagName[]): string[] =>
    names.flatMap((name) => {
      const value = flags[name];
      if (typeof value === 'string') return [flagText(name), quoted(value)];
      return value === true ? [flagText(name)] : [];
    });
  const compose = (command: Composed, paths: readonly string[], flags: Flags, names: readonly FlagName[]): string => {
    const taken = names.filter((name) => specOf(name).commands.includes(command));
    const place =
      paths.includes(STANDARD_INPUT) && flags.stateDir === undefined ? ['--state-dir ./stdin.tim-unread'] : [];
    return [`${program} ${command}`, ...paths.map(fileWord), ...flagWords(flags, taken), ...place].join(' ');
  };
  const again = (words: readonly string[], without: readonly FlagName[], added: readonly string[] = []): string => {
    const kept = typedWithout(words, ['restart', ...without]);
    const end = kept.includes('--') ? kept.indexOf('--') : kept.length;
    return [program, ...[...kept.slice(0, end), ...added, ...kept.slice(end)].map(quoted)].join(' ');
  };
  const own = [...INPUT_FLAGS, ...TARGET_FLAGS];
  return {
    /** `import` of the same inputs with the same flags */
    import: (paths: readonly string[], flags: Flags): string => compose('import', paths, flags, own),
    /** `import` of runs that stopped, with the flags that they were given */
    goOn: (paths: readonly string[], flags: Flags): string =>
      compose('import', paths, flags, [...own, ...FLAG_NAMES.filter((name) => isRepeated(name))]),
    /** another command for the same inputs */
    other: (command: Exclude<Composed, 'import'>, paths: readonly string[], flags: Flags): string =>
      compose(command, paths, flags, own),
    /** `verify` of the imported rows; rows from a pipe are read back from a file */
    verify: (path: string, flags: Flags): string =>
      compose('verify', [path === STANDARD_INPUT ? 'rows-in-a-file' : path], flags, own),
    /**
     * Makes a copy of a CSV file of a run, and imports it. The copy has columns and a delimiter of its own.
     *
     * @param copy - a name that nothing has yet, because each copy has its own state folder
     */
    correct: (path: string, copy: string, flags: Flags): readonly string[] => [
      `${COPY[shell]} ${fileWord(path)} ${fileWord(copy)}`,
      compose('import', [copy], flags, [
        ...OF_VALUES,
        ...(isChoice(flags.onDuplicate) ? ['onDuplicate' as const] : []),
        ...TARGET_FLAGS,
      ]),
    ],
    /** the command that was typed, and did nothing, without the flags named */
    instead: (words: readonly string[], without: readonly FlagName[] = []): string =>
      [program, ...typedWithout(words, without).map(quoted)].join(' '),
    /** the command that was typed, without the flags named and what would begin it anew, and with others */
    again,
    /** the command that was typed, from row 1 on */
    restart: (words: readonly string[], without: readonly FlagName[] = []): string =>
      again(words, without, ['--restart']),
  };
};

/** Of two rows of a pair in a copy the one counts that would in the input, where one of them has overwritten the other. */
const isChoice = (rule: unknown): boolean => rule === 'first' || rule === 'max';

export type CommandLine = ReturnType<typeof commandLine>;

const NOT_REPEATED: ReadonlySet<FlagName> = new Set(['limit', 'restart', 'dryRun', 'json', 'progress', 'maxFailures']);

/** Flags of an import that a run keeps when it goes on, beside those that other commands share. */
const isRepeated = (name: FlagName): boolean => {
  const { commands, carried } = specOf(name);
  return commands.includes('import') && carried === undefined && !NOT_REPEATED.has(name);
};

/** The flags of a command, for one that comes after it. The language is that of whoever asks, not that of the run. */
export const repeatedFlags = (flags: Flags): Readonly<Record<string, string | boolean>> =>
  Object.fromEntries(
    FLAG_NAMES.filter((name) => name !== 'lang' && (specOf(name).carried !== undefined || isRepeated(name))).flatMap(
      (name) => {
        const value = flags[name];
        return typeof value === 'string' || typeof value === 'boolean' ? [[name, value]] : [];
      },
    ),
  );

/** Words after `--` are files. */
const typedWithout = (words: readonly string[], names: readonly FlagName[]): string[] => {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const isOf = (word: string | undefined, hasValue: boolean): boolean =>
    names.some((name) => flagText(name) === word && (specOf(name).value !== undefined) === hasValue);
  return words.filter((word, at) => {
    if (isStateFolderWord(words, at)) return false;
    if (at >= end) return true;
    const [flag = ''] = word.split('=', 1);
    return !(isOf(word, false) || isOf(flag, true) || isOf(words[at - 1], true));
  });
};

/** @returns the words behind the name of a command that are no flags, and no values of flags */
export const typedFiles = (words: readonly string[]): readonly string[] => words.filter(isFileIn(words));

/** The words that were typed, with these files instead of the typed ones. */
export const onlyFiles = (words: readonly string[], paths: readonly string[]): readonly string[] => {
  const isFile = isFileIn(words);
  const first = words.findIndex(isFile);
  return words.flatMap((word, at) => (at === first ? paths : isFile(word, at) ? [] : [word]));
};

const isFileIn = (words: readonly string[]): ((word: string, at: number) => boolean) => {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const takesNext = (word: string | undefined): boolean =>
    FLAG_NAMES.some((name) => specOf(name).value !== undefined && flagText(name) === word);
  return (word, at) => at > end || (at > 0 && at < end && !word.startsWith('-') && !takesNext(words[at - 1]));
};

/** A shell pattern also matches the state folders beside the inputs. They are not inputs. */
const isStateFolderWord = (words: readonly string[], at: number): boolean =>
  STATE_FOLDER.test(words[at] ?? '') && words[at - 1] !== '--state-dir';

// With `./` before it, a name that begins with a dash is not read as a flag.
const pathWord = (path: string): string => (path.startsWith('-') && path !== STANDARD_INPUT ? `./${path}` : path);

/** The inputs as they were typed: a folder or a pattern is one word. */
export const typedPaths = (given: readonly string[], inputs: Parameters<typeof shortWords>[1]): readonly string[] =>
  shortWords(given, inputs).filter((path) => given.length === 1 || !STATE_FOLDER.test(path));

/** Words that name many inputs of one run are one word: the folder that they are in. */
export const shortWords = (
  words: readonly string[],
  inputs: readonly { readonly path: string; readonly joined?: readonly string[] }[],
): readonly string[] => {
  const [{ path = '', joined = [] } = {}] = inputs;
  const named = new Set(joined);
  const first = words.findIndex((word) => named.has(word));
  return words.flatMap((word, at) => (at === first ? [path] : named.has(word) ? [] : [word]));
};
