import { ERROR_NAMES, type ErrorName } from './error-codes.ts';
import { ExitCode } from './errors.ts';
import { FAILURE_CLASSES, type FailureClass } from './target/outcome.ts';

/** What somebody wants to have explained. */
export type Explained =
  | { readonly of: 'reply'; readonly code: number }
  | { readonly of: 'error'; readonly code: ErrorName }
  | { readonly of: 'class'; readonly code: FailureClass }
  | { readonly of: 'status'; readonly code: ExitCode };

const STATUSES: readonly number[] = Object.values(ExitCode);

/**
 * A small number is an exit status where there is one, any other number a code of the API. Names may be in any case, and without
 * `TU_`.
 *
 * @returns undefined where the text is none of them
 */
export const explainedBy = (text: string): Explained | undefined => {
  const word = text.trim();
  if (/^\d{1,7}$/.test(word)) {
    const code = Number(word);
    return STATUSES.includes(code) ? { of: 'status', code: code as ExitCode } : { of: 'reply', code };
  }
  const name = word.toUpperCase().replaceAll('-', '_');
  const error = ERROR_NAMES.find((one) => one === name || one === `TU_${name}`);
  if (error) return { of: 'error', code: error };
  const failureClass = FAILURE_CLASSES.find((one) => one.toUpperCase() === name);
  return failureClass && { of: 'class', code: failureClass };
};
