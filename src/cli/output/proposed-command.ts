import type { TimUnreadError } from '../../core/errors/error.ts';
import { InputError, type Proposal } from '../../core/errors/input-error.ts';
import { SettingsError } from '../../core/errors/settings-error.ts';
import { WrongStateError } from '../../core/errors/state-error.ts';
import { columnMapText, LEFT_OPEN } from '../../core/row/columns.ts';
import { typedDelimiter } from '../../core/text/text.ts';
import { STANDARD_INPUT } from '../../io/source/bytes/standard-input.ts';
import { formatOfName } from '../../io/source/records/format-names.ts';
import { FLAG_NAMES, type FlagName, type Flags, flagText } from '../flags/flag-table.ts';
import { typedWord } from '../shell.ts';
import { commandLine, onlyFiles, typedFiles } from './command-line.ts';

/**
 * @param words - that were typed
 * @param program - the words that start this program
 * @returns the whole command to type instead, where the way out of a refusal could be guessed
 */
export const wayOut = (error: TimUnreadError, words: readonly string[], program: string): string | undefined => {
  if (error instanceof WrongStateError) return anew(error.fact, words, program);
  if (error instanceof SettingsError) {
    const { fact } = error;
    return fact.kind === 'settings-file-missing' ? withNearFile(fact, words, program) : asBefore(fact, words, program);
  }
  // Behind `--` every word is a file.
  if (!(error instanceof InputError) || words.includes('--')) return undefined;
  const { fact } = error;
  if (fact.kind === 'input-missing') return withNearFile(fact, words, program);
  if (fact.kind === 'input-name-not-utf8') return fed(fact, words, program);
  if (!error.proposal) return undefined;
  const flags = flagsOf(error.proposal);
  const names = flags.map(([name]) => name);
  const typed = flags.flatMap(([, ...flagWords]) => flagWords.map(typedWord));
  return [commandLine(program).instead(words, names), ...typed].join(' ');
};

/** The command with the file that has nearly the name of one that is not there. */
const withNearFile = (
  { path, near }: { readonly path: string; readonly near?: string | undefined },
  words: readonly string[],
  program: string,
): string | undefined => {
  if (near === undefined) return undefined;
  const meant = words.map((word) => {
    const [flag] = /^--[a-z-]+=/.exec(word) ?? [''];
    return word === flag + path ? flag + near : word;
  });
  // A variable may have named it.
  return meant.join('\0') === words.join('\0') ? undefined : commandLine(program).instead(meant);
};

/** The command with the flags that named the target when the same input was asked for before. */
const asBefore = (fact: SettingsError['fact'], words: readonly string[], program: string): string | undefined => {
  if (fact.kind !== 'credentials-missing' || fact.before === undefined) return undefined;
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const named = FLAG_NAMES.flatMap((name) => {
    const value = fact.before?.[name];
    return value === undefined ? [] : [flagText(name), value];
  });
  return commandLine(program).instead([...words.slice(0, end), ...named, ...words.slice(end)]);
};

/** The command that begins again from row 1, where that is the way out, and of several inputs none begins again without need. */
const anew = (fact: WrongStateError['fact'], words: readonly string[], program: string): string | undefined => {
  switch (fact.kind) {
    case 'state-of-other-reading':
      return commandLine(program).restart(words);
    case 'done-part-shortened':
    case 'done-part-rewritten':
    case 'done-line-grown':
      return words[0] === 'import' && typedFiles(words).join('\n') === fact.path
        ? commandLine(program).restart(words)
        : undefined;
    case 'inputs-changed':
      return commandLine(program).restart(onlyFiles(words, fact.paths));
    default:
      return undefined;
  }
};

/** The command that reads a file through standard input. Who reads it twice needs its name. */
const fed = (
  { path, name }: { readonly path: string; readonly name: string },
  words: readonly string[],
  program: string,
): string | undefined => {
  const { length } = words.filter((word) => word === path);
  if (length !== 1 || words[0] === 'verify') return undefined;
  const has = (flag: string): boolean => words.some((word) => word === flag || word.startsWith(`${flag}=`));
  return [
    commandLine(program).instead(words.map((word) => (word === path ? STANDARD_INPUT : word))),
    ...(has('--format') ? [] : [`--format ${formatOfName(path) ?? 'csv'}`]),
    ...(has('--state-dir') || words[0] === 'validate' ? [] : ['--state-dir ./stdin.tim-unread']),
    `< ${name}`,
  ].join(' ');
};

/** @returns the flags of a guess; undefined where some of it is left to the user */
export const proposedFlags = (proposal: Proposal): Flags | undefined =>
  proposal.choice && isLeftOpen(mapOf(proposal.choice))
    ? undefined
    : Object.fromEntries(flagsOf(proposal).map(([name, , value]) => [name, value ?? true]));

/** @param text - a command, or a map of columns */
export const isLeftOpen = (text: string): boolean => text.includes(`=${LEFT_OPEN}`);

type TypedFlag = readonly [FlagName, ...string[]];

const flagsOf = ({
  encoding,
  delimiter,
  choice,
  skipLines,
  comment,
  jsonPath,
  trim,
}: Proposal): readonly TypedFlag[] => [
  ...(encoding === undefined ? [] : [['encoding', '--encoding', encoding] as const]),
  ...(delimiter === undefined ? [] : [['delimiter', '--delimiter', typedDelimiter(delimiter)] as const]),
  ...(skipLines === undefined ? [] : [['skipLines', '--skip-lines', String(skipLines)] as const]),
  ...(comment === undefined ? [] : [['comment', '--comment', comment] as const]),
  ...(jsonPath === undefined ? [] : [['jsonPath', '--json-path', jsonPath] as const]),
  ...(trim ? [['trim', '--trim'] as const] : []),
  ...(choice && 'positions' in choice ? [['noHeader', '--no-header'] as const] : []),
  ...(choice ? [['columns', '--columns', mapOf(choice)] as const] : []),
];

const mapOf = (choice: NonNullable<Proposal['choice']>): string =>
  columnMapText((field) => ('columns' in choice ? choice.columns : choice.positions)[field] ?? LEFT_OPEN);
