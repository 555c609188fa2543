import type { ExitCode } from '../../core/errors/error.ts';
import type { InterruptedJson } from './schema.ts';

/**
 * What `--json` prints where a signal ended a command that only looks, before its result.
 *
 * @param input - as it was typed; undefined for a command that reads none
 */
export const interruptedObject = (
  command: string,
  exitCode: ExitCode,
  error: InterruptedJson['error'],
  input: { readonly path: string; readonly isValidated: boolean } | undefined,
): InterruptedJson => ({
  command,
  verdict: 'INCOMPLETE',
  exitCode,
  reason: error.message,
  ...(input && {
    input: { path: input.path, sizeBytes: null, doneBytes: null, atEnd: null },
    rows: input.isValidated ? { read: null, valid: null, invalid: null, duplicate: null } : null,
  }),
  error,
});
