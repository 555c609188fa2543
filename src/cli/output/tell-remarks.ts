import { type ColumnNames, columnMapText } from '../../core/row/columns.ts';
import type { InputRemark } from '../../core/row/remark.ts';
import type { Suspicion } from '../../core/row/suspicion/suspicion.ts';
import { STANDARD_INPUT } from '../../io/source/bytes/standard-input.ts';
import type { InputFormat } from '../../io/source/records/formats.ts';
import type { Context } from '../context.ts';
import { typedWord } from '../shell.ts';
import { commandLine } from './command-line.ts';
import { warn } from './tell.ts';

/**
 * Tells what was noticed of an input, with the command that reads it better.
 *
 * @param before - what was told of it already: its kinds are not told again
 */
export const tellRemarks = (
  { path, format }: { readonly path: string; readonly format: InputFormat },
  remarks: readonly InputRemark[],
  context: Context,
  before: readonly InputRemark[] = [],
): void => {
  for (const remark of remarks) {
    if (before.some(({ kind }) => kind === remark.kind)) continue;
    const better = betterCommand(remark, format, context);
    warn(context, {
      ...remark,
      path,
      better,
      delimiter: plainDelimiter(path, format),
      isJson: format.kind !== 'csv',
      unpack: unpacking(path, format),
      names: plainNames(path, format),
    });
  }
};

const PACKED = /\.(?:gz|zst|br|xlsx|xlsm)$/i;

/** Of a file whose text stands in it as plain bytes, and whose values a line can be cut at. */
const plainDelimiter = (path: string, format: InputFormat): string | undefined => {
  const isPlain = path !== STANDARD_INPUT && !PACKED.test(path) && !format.encoding?.startsWith('utf-16');
  return isPlain && format.kind === 'csv' && /^[,;\t|]$/.test(format.delimiter) ? format.delimiter : undefined;
};

const UNPACKING: Readonly<Record<string, string>> = { '.gz': 'gzip -dc', '.zst': 'zstd -dc', '.br': 'brotli -dc' };

/** The program that gives the text of an input that is no plain text; null where none does. */
const unpacking = (path: string, format: InputFormat): string | null | undefined => {
  const extension = PACKED.exec(path)?.[0].toLowerCase();
  if (!format.encoding?.startsWith('utf-16')) return extension && (UNPACKING[extension] ?? null);
  return extension === undefined ? 'iconv -f UTF-16 -t UTF-8' : null;
};

/** Of a plain file in UTF-8. */
const plainNames = (path: string, format: InputFormat): ColumnNames | undefined => {
  const isPlain = path !== STANDARD_INPUT && !PACKED.test(path) && (format.encoding ?? 'utf-8') === 'utf-8';
  return isPlain && 'columns' in format ? format.columns : undefined;
};

const betterCommand = (remark: InputRemark, format: InputFormat, context: Context): string | undefined => {
  if ('looksLike' in remark) return decodingCommand(remark, context);
  const { words, program } = context;
  if (remark.kind === 'space-at-edge') return commandLine(program).again(words, ['trim'], ['--trim']);
  if (remark.kind === 'backslashes-unclear') return commandLine(program).again(words, ['escape'], ['--escape', '\\']);
  if (remark.kind === 'rows-in-quotes') {
    return commandLine(program).again(words, ['quote'], ['--quote', remark.isQuoted ? 'none' : '"']);
  }
  if (remark.kind !== 'swapped' || isOfFew(remark)) return undefined;
  return `${commandLine(program).again(words, ['columns'])} --columns ${typedWord(swapped(format))}`;
};

/** The others are no groups: the other way round they would be. */
const isOfFew = ({ columns, rows }: Suspicion): boolean => columns.some(({ count }) => count * 2 < rows);

/** The map of columns with the two IDs the other way round. */
const swapped = (format: InputFormat): string => {
  const chosen = 'columns' in format ? format.columns : format.positions;
  const other = { groupId: chosen.account, account: chosen.groupId, unread: chosen.unread };
  return columnMapText((field) => other[field]);
};

const decodingCommand = (
  { encoding, looksLike, isMixed }: Extract<InputRemark, { looksLike: unknown }>,
  { words, program }: Context,
): string | undefined => {
  if (looksLike === undefined || isMixed) return undefined;
  const line = commandLine(program);
  if (looksLike === 'utf-8') return line.again(words, ['encoding']);
  return encoding === undefined ? line.again(words, ['encoding'], ['--encoding', looksLike]) : undefined;
};
