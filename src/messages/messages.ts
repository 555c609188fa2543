import type { TimUnreadError } from '../core/errors.ts';
import type { Warning } from '../core/warnings.ts';
import type { en } from './en.ts';
import type { Told } from './told.ts';

/** The texts of one language. Another language is one object of this type: the compiler asks for every text. */
export type Messages = typeof en;

/** @returns what happened and what to type next, in the words of the catalogue */
export const told = ({ errors }: Messages, error: TimUnreadError): Told => {
  const { fact } = error;
  if (!fact) return { text: error.message, next: error.hint };
  const textOf = errors[fact.kind as keyof typeof errors] as (values: typeof fact) => Told;
  return textOf(fact);
};

/** @returns a warning in the words of the catalogue, without the word before it */
export const warningText = ({ warnings }: Messages, warning: Warning): string => {
  const textOf = warnings[warning.kind] as (values: Warning) => string;
  return textOf(warning);
};
