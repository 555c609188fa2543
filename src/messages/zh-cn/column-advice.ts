import type { ColumnGuess } from '../../core/errors/input-error.ts';
import { columnMapText, DEFAULT_COLUMNS, FIELDS, LEFT_OPEN } from '../../core/row/columns.ts';
import { printable, shellWord, typedDelimiter } from '../../core/text/text.ts';
import { tabbed } from '../conversions/line-commands.ts';
import { thenInspect } from '../conversions/then-inspect.ts';
import { bareFlags, isFullWidth, trimFlag } from '../en/column-advice.ts';

export const zhQuoted = (name: string): string => `"${printable(name, 40)}"`;

export const zhFound = (names: readonly string[]): string => printable(names.map(zhQuoted).join('、'), 400);

// 可以粘贴的参数放在句末，后面没有会被一起复制的句号。

/** @param unnamed - 猜不出全部列名时，写在参数前面的话 */
export const zhNamesNext = (guess: ColumnGuess, found: readonly string[], file: string, unnamed: string): string => {
  if (guess.by === 'value') return `如果这已经是数据行而不是表头：${noHeaderNext(guess, found)}`;
  if (guess.by === 'untypable-name') {
    return `${guess.names.map(zhQuoted).join('、')} 无法写进 --columns（过长，或含有命令行不能输入的字符，或逗号后有等号）：请在文件中改名。`;
  }
  if (guess.by === 'header-below') return headerBelowNext(guess);
  const delimiter = delimiterNext(guess, file);
  if (delimiter !== undefined) return delimiter;
  const names = guess.by === 'name' ? guess.names : {};
  const flag = `--columns ${shellWord(columnMapText((field) => names[field] ?? LEFT_OPEN))}`;
  return FIELDS.every((field) => names[field] !== undefined) ? `${MEANT} ${flag}` : `${unnamed}${flag}`;
};

export const zhPositionsNext = (guess: ColumnGuess, found: readonly string[], file: string): string => {
  const delimiter = delimiterNext(guess, file);
  if (delimiter !== undefined) return delimiter;
  if (guess.by !== 'value') {
    return `请写列号（1 到 ${found.length}）：--no-header --columns ${columnMapText(() => '…')}`;
  }
  return `${guess.candidates.length === 0 ? `${MEANT} ` : ''}${noHeaderNext(guess, found)}`;
};

const MEANT = '您要输入的是这个吗？';

const headerBelowNext = ({ line, skipLines, comment, delimiter }: Extract<ColumnGuess, { by: 'header-below' }>) => {
  const separator = delimiter === undefined ? '' : ` --delimiter '${typedDelimiter(delimiter)}'`;
  return comment === undefined
    ? `表头在第 ${line} 行：--skip-lines ${skipLines}${separator}`
    : `表头在第 ${line} 行，前面是注释：--comment ${shellWord(comment)}${separator}`;
};

const delimiterNext = (guess: ColumnGuess, file: string): string | undefined => {
  if (guess.by === 'delimiter') {
    return `${MEANT} --delimiter '${typedDelimiter(guess.delimiter)}'${trimFlag(guess)}`;
  }
  if (guess.by !== 'separator') return undefined;
  const { separator, bare } = guess;
  const advice = `各个值之间是${isFullWidth(separator) ? `全角的 ${separator} ` : `“${printable(separator)}”`}，--delimiter 不接受它。请换成制表符： ${tabbed.from(separator, file)} > NEWFILE.tsv`;
  return thenInspect(advice, bare && bareFlags(bare));
};

const noHeaderNext = (guess: Extract<ColumnGuess, { by: 'value' }>, record: readonly string[]): string => {
  const { positions, candidates } = guess;
  const flags = `--no-header --columns ${shellWord(columnMapText((field) => positions[field] ?? LEFT_OPEN))}${trimFlag(guess)}`;
  const open = FIELDS.filter((field) => positions[field] === undefined).map((field) => DEFAULT_COLUMNS[field]);
  if (open.length === 0) return flags;
  const shown = (at: number): string => `${at}（${zhQuoted(record[at - 1] ?? '')}）`;
  const { unread } = positions;
  const count = unread === undefined ? '' : `；第 ${shown(unread)} 列像是 ${DEFAULT_COLUMNS.unread}`;
  const columns = printable(candidates.map(shown).join('、'), 400);
  return `${open.join(' 和 ')} 可能是第 ${columns} 列中的任何一列，从值看不出来${count}。请把每个 ${LEFT_OPEN} 换成列号：${flags}`;
};
