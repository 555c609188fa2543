import type { InputRemark } from '../../core/row/remark.ts';
import type { Context } from '../context.ts';
import { commandLine } from './command-line.ts';
import { warn } from './tell.ts';

/**
 * Tells what was noticed of an input, with the command that reads it better.
 *
 * @param before - what was told of it already: its kinds are not told again
 */
export const tellRemarks = (
  path: string,
  remarks: readonly InputRemark[],
  context: Context,
  before: readonly InputRemark[] = [],
): void => {
  for (const remark of remarks) {
    if (before.some(({ kind }) => kind === remark.kind)) continue;
    warn(context, { ...remark, path, better: betterCommand(remark, context) });
  }
};

const betterCommand = (remark: InputRemark, { words, program }: Context): string | undefined => {
  if (!('looksLike' in remark)) return undefined;
  const { encoding, looksLike, isMixed } = remark;
  if (looksLike === undefined || isMixed) return undefined;
  const line = commandLine(program);
  if (looksLike === 'utf-8') return line.again(words, ['encoding']);
  return encoding === undefined ? line.again([...words, '--encoding', looksLike], []) : undefined;
};
