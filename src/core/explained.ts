import { ERROR_NAMES, type ErrorName } from './error-codes.ts';
import { ExitCode } from './errors/error.ts';
import { isSystemCode, SYSTEM_CODES, type SystemCode, systemErrorsIn } from './system-errors.ts';
import { FAILURE_CLASSES, type FailureClass } from './target/outcome.ts';
import { isKnownCode } from './target/reply-codes.ts';
import { isLike } from './text/likeness.ts';

/** What somebody wants to have explained. */
export type Explained =
  | { readonly of: 'reply'; readonly code: number }
  | { readonly of: 'error'; readonly code: ErrorName }
  | { readonly of: 'class'; readonly code: FailureClass }
  | { readonly of: 'status'; readonly code: ExitCode | ShellStatus }
  /** of the operating system, the network or TLS */
  | { readonly of: 'system'; readonly code: SystemCode };

/** Statuses that a shell gives where the process could not give one: nothing ran, or a signal ended it (128 and its number). */
export const SHELL_STATUSES = [126, 127, 131, 134, 135, 137, 139] as const;
export type ShellStatus = (typeof SHELL_STATUSES)[number];

const STATUSES: readonly number[] = [...Object.values(ExitCode), ...SHELL_STATUSES];

/**
 * A small number is an exit status where there is one, any other number a code of the API. Names may be in any case, and without
 * `TU_`.
 *
 * @returns undefined where the text is none of them
 */
export const explainedBy = (text: string): Explained | undefined => {
  // An input method writes digits and letters in full width.
  const word = text.trim().normalize('NFKC');
  if (/^\d{1,7}$/.test(word)) {
    const code = Number(word);
    return STATUSES.includes(code) ? { of: 'status', code: code as ExitCode | ShellStatus } : { of: 'reply', code };
  }
  const name = word.toUpperCase().replaceAll('-', '_');
  const error = ERROR_NAMES.find((one) => one === name || one === `TU_${name}`);
  if (error) return { of: 'error', code: error };
  if (isSystemCode(name)) return { of: 'system', code: name };
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
    ...systemErrorsIn(text).map(({ code }) => code),
    ...ERROR_NAMES.filter((name) => isMeant(name.replace('TU_', '')) || isMeant(name)),
    ...FAILURE_CLASSES.filter(isMeant),
    ...SYSTEM_CODES.filter(isMeant),
  ];
  return [...new Set([...numbers, ...names])].slice(0, 4);
};
