import { printable } from '../../core/text/text.ts';
import type { Told } from '../../messages/told.ts';
import type { Terminal } from './terminal.ts';

/** An end that was foreseen: what happened, and what to type next. */
export const tellError = (terminal: Terminal, { text, next }: Told, code: string): void => {
  terminal.talk(`${terminal.paint('error:', 'red', 'stderr')} ${printable(text, 2000)} (${code})`);
  terminal.talk(`  ${printable(next, 2000)}`);
};
