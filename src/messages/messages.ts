import type { TimUnreadError } from '../core/errors.ts';
import type { Problem } from '../core/row/problem.ts';
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

/** @returns what is wrong with a row: one line without a full stop, fit for a terminal */
export const problemText = ({ problems }: Messages, problem: Problem): string => {
  const textOf = problems[problem.code] as (values: Problem) => string;
  return textOf(problem);
};
