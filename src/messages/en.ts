import { duration } from './en/duration.ts';
import { duplicate, inputErrors } from './en/input-errors.ts';
import { problems } from './en/problems.ts';
import { reasons } from './en/reasons.ts';
import { meanings, remedies } from './en/replies.ts';
import { report } from './en/report.ts';
import { runErrors } from './en/run-errors.ts';
import { stateErrors, stateWarnings } from './en/state-errors.ts';

/** Every text that a person reads, in English. */
export const en = {
  errors: { ...inputErrors, ...stateErrors, ...runErrors },
  warnings: { ...stateWarnings },
  problems,
  reasons,
  meanings,
  remedies,
  duplicateRow: duplicate,
  report,
  duration,
};
