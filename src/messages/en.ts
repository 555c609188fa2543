import { diagnosisTexts } from './en/diagnosis.ts';
import { duration } from './en/duration.ts';
import { explanations } from './en/explanations.ts';
import { help } from './en/help.ts';
import { duplicate, inputErrors } from './en/input-errors.ts';
import { inspectionTexts } from './en/inspection.ts';
import { problems } from './en/problems.ts';
import { reasons } from './en/reasons.ts';
import { meanings, remedies } from './en/replies.ts';
import { report } from './en/report.ts';
import { reportPage } from './en/report-page.ts';
import { runErrors } from './en/run-errors.ts';
import { settingsErrors } from './en/settings-errors.ts';
import { stateErrors } from './en/state-errors.ts';
import { systemCauses, systemMeanings } from './en/system-errors.ts';
import { talk, warnings } from './en/talk.ts';
import { usageTexts } from './en/usage.ts';
import { watch } from './en/watch.ts';

/** Every text that a person reads, in English. */
export const en = {
  errors: { ...settingsErrors, ...inputErrors, ...stateErrors, ...runErrors },
  problems,
  reasons,
  meanings,
  remedies,
  warnings,
  talk,
  report,
  reportPage,
  inspection: inspectionTexts,
  diagnosis: diagnosisTexts,
  help,
  duplicateRow: duplicate,
  explanations,
  system: { meanings: systemMeanings, causes: systemCauses },
  usage: usageTexts,
  watch,
  duration,
};
