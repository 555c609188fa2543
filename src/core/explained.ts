import { ERROR_NAMES, type ErrorName } from './error-codes.ts';
import { ExitCode } from './errors/error.ts';
import { FAILURE_CLASSES, type FailureClass } from './target/outcome.ts';
import { isKnownCode } from './target/reply-codes.ts';
import { isLike } from './text/likeness.ts';

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

/**
 * What was meant by a text that is nothing to explain: known numbers in it (`ErrorCode 10010`, `60026,70016`), or names that look
 * like it.
 *
 * @returns at most four, as `explain` takes them
 */
export const codesLike = (text: string): readonly string[] => {
  const numbers = (text.match(/(?<![\d.])\d{1,7}(?!\.?\d)/g) ?? []).filter(
    (digits) => STATUSES.includes(Number(digits)) || isKnownCode(Number(digits)),
  );
  const word = text
    .trim()
    .toUpperCase()
    .replaceAll(/[^A-Z]+/g, '_');
  const isMeant = (name: string): boolean => isLike(word, name.toUpperCase());
  const names = [
    ...ERROR_NAMES.filter((name) => isMeant(name.replace('TU_', '')) || isMeant(name)),
    ...FAILURE_CLASSES.filter(isMeant),
  ];
  return [...new Set([...numbers, ...names])].slice(0, 4);
};
