import { LEFT_OPEN } from '../../core/row/columns.ts';
import { printable } from '../../core/text/text.ts';
import type { Warning } from '../../core/warnings.ts';
import { warningText } from '../../messages/messages.ts';
import type { Told } from '../../messages/told.ts';
import type { Context } from '../context.ts';
import { isLeftOpen } from './proposed-command.ts';

/**
 * Prints a foreseen error: what happened, and below it the next step.
 *
 * @param command - the whole command to type instead
 */
export const tellError = (
  { terminal, messages }: Pick<Context, 'terminal' | 'messages'>,
  { text, next }: Told,
  code: string,
  command?: string,
): void => {
  const { error, coded } = messages.talk;
  terminal.talk(`${terminal.paint(error, 'red', 'stderr')}${coded(printable(text, 2000), code)}`);
  terminal.talk(`  ${printable(next, 2000)}`, 2);
  // A command to paste is never broken.
  if (command === undefined) return;
  const { wholeCommand, commandToFill } = messages.talk;
  terminal.talk(
    `  ${isLeftOpen(command) ? commandToFill(LEFT_OPEN, command.includes('--no-header')) : wholeCommand}`,
    2,
  );
  terminal.stderr.write(`  ${printable(command, 4000)}\n`);
};

/** Prints a warning. */
export const warn = ({ terminal, messages }: Pick<Context, 'terminal' | 'messages'>, warning: Warning): void =>
  terminal.talk(messages.talk.warning(warningText(messages, warning)));
