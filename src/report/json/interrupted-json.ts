import type { ExitCode } from '../../core/errors/error.ts';
import type { InterruptedJson } from './schema.ts';

/** What `--json` prints where a signal ended a command that only looks, before its result. */
export const interruptedObject = (
  command: string,
  exitCode: ExitCode,
  error: InterruptedJson['error'],
): InterruptedJson => ({ command, verdict: 'INCOMPLETE', exitCode, reason: error.message, error });
