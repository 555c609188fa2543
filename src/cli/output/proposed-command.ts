import { InputError, type Proposal, type TimUnreadError } from '../../core/errors.ts';
import { columnMapText } from '../../core/row/columns.ts';
import { shellWord } from '../../core/text/text.ts';
import type { FlagName } from '../flags/flag-table.ts';
import { commandLine } from './command-line.ts';

// How delimiters are typed that a terminal does not show.
const TYPED: Readonly<Record<string, string>> = { '\t': '\\t', '\x01': '\\x01' };

/**
 * @param words - that were typed
 * @param program - the words that start this program
 * @returns the whole command to type instead, where the way out of a refusal could be guessed
 */
export const wayOut = (error: TimUnreadError, words: readonly string[], program: string): string | undefined => {
  // Behind `--` every word is a file.
  if (!(error instanceof InputError) || !error.proposal || words.includes('--')) return undefined;
  const flags = flagsOf(error.proposal);
  const names = flags.map(([name]) => name);
  const typed = flags.flatMap(([, ...flagWords]) => flagWords.map(shellWord));
  return [commandLine(program).again(words, names), ...typed].join(' ');
};

type TypedFlag = readonly [FlagName, ...string[]];

const flagsOf = ({ encoding, delimiter, choice, skipLines, comment }: Proposal): readonly TypedFlag[] => [
  ...(encoding === undefined ? [] : [['encoding', '--encoding', encoding] as const]),
  ...(delimiter === undefined ? [] : [['delimiter', '--delimiter', TYPED[delimiter] ?? delimiter] as const]),
  ...(skipLines === undefined ? [] : [['skipLines', '--skip-lines', String(skipLines)] as const]),
  ...(comment === undefined ? [] : [['comment', '--comment', comment] as const]),
  ...(choice && 'positions' in choice ? [['noHeader', '--no-header'] as const] : []),
  ...(choice ? [['columns', '--columns', mapOf(choice)] as const] : []),
];

const mapOf = (choice: NonNullable<Proposal['choice']>): string =>
  columnMapText((field) => ('columns' in choice ? choice.columns[field] : choice.positions[field]));
