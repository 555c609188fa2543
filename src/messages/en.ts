import { inputErrors } from './en/input-errors.ts';
import { report } from './en/report.ts';

/** Every text that a person reads, in English. */
export const en = {
  errors: { ...inputErrors },
  report,
};
