import type { ExitCode } from '../../core/errors/error.ts';
import type { RefusedJson } from './schema.ts';

/** What `--json` prints where a command ended without a result. @param command - null where none was typed */
export const refusedObject = (
  command: string | null,
  exitCode: ExitCode,
  error: RefusedJson['error'],
): RefusedJson => ({ command, verdict: 'REFUSED', exitCode, error });
