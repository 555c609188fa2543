import { help } from './en/help.ts';
import { inputErrors } from './en/input-errors.ts';
import { settingsErrors } from './en/settings-errors.ts';
import { talk, warnings } from './en/talk.ts';

/** Every text that a person reads, in English. */
export const en = {
  errors: { ...inputErrors, ...settingsErrors },
  warnings,
  talk,
  help,
};
