import type { Messages } from './messages.ts';
import { zhDiagnosis } from './zh-cn/diagnosis.ts';
import { zhDuration } from './zh-cn/duration.ts';
import { zhExplanations } from './zh-cn/explanations.ts';
import { zhHelp } from './zh-cn/help.ts';
import { zhDuplicate, zhInputErrors } from './zh-cn/input-errors.ts';
import { zhInspection } from './zh-cn/inspection.ts';
import { zhProblems } from './zh-cn/problems.ts';
import { zhReasons } from './zh-cn/reasons.ts';
import { zhMeanings, zhRemedies } from './zh-cn/replies.ts';
import { zhReport } from './zh-cn/report.ts';
import { zhReportPage } from './zh-cn/report-page.ts';
import { zhRunErrors } from './zh-cn/run-errors.ts';
import { zhSettingsErrors } from './zh-cn/settings-errors.ts';
import { zhStateErrors } from './zh-cn/state-errors.ts';
import { zhSystemCauses, zhSystemMeanings } from './zh-cn/system-errors.ts';
import { zhTalk } from './zh-cn/talk.ts';
import { zhUsage } from './zh-cn/usage.ts';
import { zhWarnings } from './zh-cn/warnings.ts';
import { zhWatch } from './zh-cn/watch.ts';

/** 给人看的所有文字，简体中文。 */
export const zhCn: Messages = {
  errors: { ...zhSettingsErrors, ...zhInputErrors, ...zhStateErrors, ...zhRunErrors },
  problems: zhProblems,
  reasons: zhReasons,
  meanings: zhMeanings,
  remedies: zhRemedies,
  warnings: zhWarnings,
  talk: zhTalk,
  report: zhReport,
  reportPage: zhReportPage,
  inspection: zhInspection,
  diagnosis: zhDiagnosis,
  help: zhHelp,
  duplicateRow: zhDuplicate,
  explanations: zhExplanations,
  system: { meanings: zhSystemMeanings, causes: zhSystemCauses },
  usage: zhUsage,
  watch: zhWatch,
  duration: zhDuration,
};
