import { duplicate, inputErrors } from './en/input-errors.ts';
import { problems } from './en/problems.ts';

/** Every text that a person reads, in English. */
export const en = {
  errors: { ...inputErrors },
  problems,
  duplicateRow: duplicate,
};
