import { inputErrors } from './en/input-errors.ts';
import { stateErrors, stateWarnings } from './en/state-errors.ts';

/** Every text that a person reads, in English. */
export const en = {
  errors: { ...inputErrors, ...stateErrors },
  warnings: { ...stateWarnings },
};
