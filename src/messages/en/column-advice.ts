import type { BareRows, ColumnGuess } from '../../core/errors/input-error.ts';
import { columnMapText, DEFAULT_COLUMNS, FIELDS, LEFT_OPEN } from '../../core/row/columns.ts';
import { printable, shellWord, typedDelimiter } from '../../core/text/text.ts';
import { tabbed } from '../conversions/line-commands.ts';
import { thenInspect } from '../conversions/then-inspect.ts';

export const quoted = (name: string): string => `"${printable(name, 40)}"`;

export const foundText = (names: readonly string[]): string => printable(names.map(quoted).join(', '), 400);

// A flag to paste stands at the end of a text, without a full stop that would be copied with it.

/** @param unnamed - the text before a flag that names all columns, when not all could be guessed */
export const namesNext = (guess: ColumnGuess, found: readonly string[], file: string, unnamed: string): string => {
  if (guess.by === 'value') return `If that is already a row and not a header: ${noHeaderNext(guess, found)}`;
  if (guess.by === 'untypable-name') {
    return `No --columns can be typed for ${guess.names.map(quoted).join(', ')} (too long, or a character that no command takes, or = behind a comma): rename that in the file.`;
  }
  if (guess.by === 'header-below') return headerBelowNext(guess);
  const delimiter = delimiterNext(guess, file);
  if (delimiter !== undefined) return delimiter;
  const names = guess.by === 'name' ? guess.names : {};
  const flag = `--columns ${shellWord(columnMapText((field) => names[field] ?? LEFT_OPEN))}`;
  return FIELDS.every((field) => names[field] !== undefined) ? `Did you mean this? ${flag}` : `${unnamed} ${flag}`;
};

export const positionsNext = (guess: ColumnGuess, found: readonly string[], file: string): string => {
  const delimiter = delimiterNext(guess, file);
  if (delimiter !== undefined) return delimiter;
  if (guess.by !== 'value') {
    return `Give positions from 1 to ${found.length}: --no-header --columns ${columnMapText(() => '…')}`;
  }
  return `${guess.candidates.length === 0 ? 'Did you mean this? ' : ''}${noHeaderNext(guess, found)}`;
};

export const trimFlag = ({ trim }: { readonly trim?: true }): string => (trim ? ' --trim' : '');

/** How the rows of a converted file are read, which has no header. */
export const bareFlags = ({ positions, delimiter, trim }: BareRows): string => {
  const separator = delimiter === undefined ? '' : `--delimiter '${typedDelimiter(delimiter)}' `;
  const columns = shellWord(columnMapText((field) => positions[field] ?? LEFT_OPEN));
  return `${separator}--no-header --columns ${columns}${trimFlag(trim ? { trim } : {})}`;
};

const headerBelowNext = ({ line, skipLines, comment, delimiter }: Extract<ColumnGuess, { by: 'header-below' }>) => {
  const separator = delimiter === undefined ? '' : ` --delimiter '${typedDelimiter(delimiter)}'`;
  return comment === undefined
    ? `The header stands on line ${line}: --skip-lines ${skipLines}${separator}`
    : `The header stands on line ${line}, behind comments: --comment ${shellWord(comment)}${separator}`;
};

export const isFullWidth = (separator: string): boolean => /^[\uff01-\uff5e]$/.test(separator);

const shownSeparator = (separator: string): string =>
  isFullWidth(separator) ? `full-width ${separator}` : `“${printable(separator)}”`;

const delimiterNext = (guess: ColumnGuess, file: string): string | undefined => {
  if (guess.by === 'delimiter') {
    return `Did you mean this? --delimiter '${typedDelimiter(guess.delimiter)}'${trimFlag(guess)}`;
  }
  if (guess.by !== 'separator') return undefined;
  const { separator, bare } = guess;
  const advice = `Its values stand between ${shownSeparator(separator)}, which no --delimiter takes. Put tabs in its place: ${tabbed.from(separator, file)} > NEWFILE.tsv`;
  return thenInspect(advice, bare && bareFlags(bare));
};

const noHeaderNext = (guess: Extract<ColumnGuess, { by: 'value' }>, record: readonly string[]): string => {
  const { positions, candidates } = guess;
  const flags = `--no-header --columns ${shellWord(columnMapText((field) => positions[field] ?? LEFT_OPEN))}${trimFlag(guess)}`;
  const open = FIELDS.filter((field) => positions[field] === undefined).map((field) => DEFAULT_COLUMNS[field]);
  if (open.length === 0) return flags;
  const shown = (at: number): string => `${at} (${quoted(record[at - 1] ?? '')})`;
  const { unread } = positions;
  const count = unread === undefined ? '' : `; column ${shown(unread)} looks like ${DEFAULT_COLUMNS.unread}`;
  const columns = printable(candidates.map(shown).join(', '), 400);
  return `${open.join(' and ')} may be any of the columns ${columns}, and their values do not show which${count}. Put a number for each ${LEFT_OPEN}: ${flags}`;
};
