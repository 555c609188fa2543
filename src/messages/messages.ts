import type { AnyFact } from '../core/errors/any-fact.ts';
import { type Fact, TimUnreadError } from '../core/errors/error.ts';
import type { FileWords } from '../core/ports.ts';
import type { Problem } from '../core/row/problem.ts';
import type { Reason } from '../core/target/reason.ts';
import type { UsageProblem } from '../core/usage.ts';
import type { Warning } from '../core/warnings.ts';
import type { en } from './en.ts';
import type { Told } from './told.ts';

/** The texts of one language. Another language is one object of this type: the compiler asks for every text. */
export type Messages = typeof en;

/** @returns what happened and what to type next, from the catalogue */
export const told = ({ errors }: Messages, error: TimUnreadError): Told => {
  const { fact } = error;
  const textOf = errors[fact.kind as AnyFact['kind']] as (values: typeof fact) => Told;
  return textOf(fact);
};

/** @param fact - from a file, which another version may have written @returns undefined where there are no words for it */
export const toldOfFact = ({ errors }: Messages, fact: Fact): Told | undefined => {
  const textOf = Object.hasOwn(errors, fact.kind)
    ? (errors[fact.kind as AnyFact['kind']] as (values: Fact) => Told)
    : undefined;
  try {
    return textOf?.(fact);
  } catch {
    return undefined;
  }
};

export const reasonText = ({ reasons }: Messages, reason: Reason): string =>
  (reasons[reason.code] as (values: Reason) => string)(reason);

/** @returns the texts for the files of a run */
export const fileWords = (messages: Messages): FileWords => ({
  reason: (reason, { index, sheet } = {}) => {
    const text = reasonText(messages, reason);
    if (sheet) return messages.report.inSheet(sheet, text);
    return index === undefined ? text : messages.report.atIndex(index, text);
  },
  error: (error) => (error instanceof TimUnreadError ? told(messages, error).text : error.message),
  target: messages.report.target,
});

/** @returns the problem of a row: one line without a full stop, safe for a terminal */
export const problemText = ({ problems }: Messages, problem: Problem): string => {
  const textOf = problems[problem.code] as (values: Problem) => string;
  return textOf(problem);
};

/** @returns the text of a warning, without the word before it */
export const warningText = ({ warnings }: Messages, warning: Warning): string => {
  const textOf = warnings[warning.kind] as (values: Warning) => string;
  return textOf(warning);
};

/** @returns what is wrong with a command line */
export const usageText = ({ usage }: Messages, problem: UsageProblem): string => {
  const textOf = usage[problem.kind] as (values: UsageProblem) => string;
  return textOf(problem);
};
