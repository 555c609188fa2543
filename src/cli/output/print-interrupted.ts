import { Interrupted, type StopSignal } from '../../core/errors/interrupted.ts';
import { FOR_PROGRAMS } from '../../messages/languages.ts';
import { told } from '../../messages/messages.ts';
import { interruptedObject } from '../../report/json/interrupted-json.ts';
import type { CommandName } from '../flags/flag-table.ts';
import { printObjects, type Terminal } from './terminal.ts';

/**
 * With `--json`: what a command prints that a signal ends before its result, and that leaves nothing to go on with.
 *
 * @param inputs - as they were typed; undefined for a command that reads none
 * @returns false where the result was printed already: it names the exit status with which the command ends
 */
export const printInterrupted = async (
  command: CommandName,
  inputs: readonly string[] | undefined,
  signal: StopSignal,
  terminal: Terminal,
): Promise<boolean> => {
  if (terminal.hasResult()) return false;
  const error = new Interrupted({ kind: 'interrupted', signal });
  const { code, exitCode } = error;
  const { text: message } = told(FOR_PROGRAMS, error);
  const isValidated = command === 'validate' || command === 'import';
  const ofInputs = inputs?.map((path) => ({ path, isValidated })) ?? [undefined];
  printObjects(
    terminal,
    ofInputs.map((input) =>
      interruptedObject(command, exitCode, { code, message, next: FOR_PROGRAMS.talk.beginAnew }, input),
    ),
  );
  await terminal.lostResult();
  return true;
};
