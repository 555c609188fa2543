import { inputErrors } from './en/input-errors.ts';

/** Every text that a person reads, in English. */
export const en = {
  errors: { ...inputErrors },
};
