import type { RunCommand, Verdict } from '../../core/books/summary.ts';
import type { RunTotal } from '../../core/books/total.ts';
import { grouped, printable } from '../../core/text/text.ts';
import { auditHeadline, auditRowLines } from './audit-text.ts';
import { folded, line, lines, rowLines } from './verdict-text.ts';

/**
 * What becomes of several inputs together, below the verdicts of each.
 *
 * @param next - commands for all of them, ready to paste; `verify` is undefined after a rehearsal
 */
export const totalText = (
  total: RunTotal,
  next: { readonly resume: string; readonly import: string; readonly verify: string | undefined },
): string => {
  const { command, verdict, rows, unknown, callsSent } = total;
  const isImport = command === 'import';
  return lines([
    '',
    `${isImport ? verdict : auditHeadline(command, { verdict, rows, unknown })}: all ${total.inputs} inputs together`,
    '',
    ...(isImport ? rowLines(rows, [], verdict !== 'INCOMPLETE') : auditRowLines(command, rows, unknown)),
    line(isImport ? 'calls' : 'reads', `${grouped(callsSent)} ${isImport ? 'sent in this run' : 'calls in this run'}`),
    ...inputLines(total),
    ...nextLines(command, verdict, next),
  ]);
};

const nextLines = (
  command: RunCommand,
  verdict: Verdict,
  next: { readonly resume: string; readonly import: string; readonly verify: string | undefined },
): string[] => {
  if (verdict === 'INCOMPLETE') {
    return [
      ...folded('next', 'what stopped is told above, with what to do; then the same command goes on:'),
      line('', next.resume),
    ];
  }
  if (command === 'check') return [line('next', 'import them:'), line('', next.import)];
  if (command === 'verify' || !next.verify) return [];
  return [line('next', 'read the counts back, to prove them:'), line('', next.verify)];
};

const inputLines = ({ finished, stopped, notBegun }: RunTotal): string[] => [
  line('inputs', `${finished} finished, ${stopped.length} stopped early, ${notBegun.length} not begun`),
  ...named('stopped early', stopped),
  ...named('not begun', notBegun),
];

const NAMED = 20;

const named = (what: string, paths: readonly string[]): string[] => {
  if (paths.length === 0) return [];
  const names = paths.slice(0, NAMED).map((path) => printable(path));
  const more = paths.length > NAMED ? `, … and ${paths.length - NAMED} more` : '';
  return folded('', `${what}: ${names.join(', ')}${more}`);
};
