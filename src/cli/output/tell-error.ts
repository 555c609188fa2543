import { printable } from '../../core/text/text.ts';
import type { Terminal } from './terminal.ts';

/** An end that was foreseen: what happened, and what to type next. */
export const tellError = (
  terminal: Terminal,
  { message, code, hint }: { readonly message: string; readonly code: string; readonly hint: string },
): void => {
  terminal.talk(`${terminal.paint('error:', 'red', 'stderr')} ${printable(message, 2000)} (${code})`);
  terminal.talk(`  ${printable(hint, 2000)}`);
};
