import type { FailureCount } from '../../core/books/ledger.ts';
import {
  shortestDurationS,
  type ValidationPlan,
  validationExitCode,
  validationVerdict,
} from '../../core/books/validation-verdict.ts';
import type { Validation } from '../../core/row/validation.ts';
import { type Messages, problemText, told } from '../../messages/messages.ts';
import { rounded } from './summary-json.ts';

/** What `validate --json` prints of one input. */
export const validationObject = (
  validation: Validation,
  plan: ValidationPlan,
  { startedAtMs, finishedAtMs }: { startedAtMs: number; finishedAtMs: number },
  messages: Messages,
) => {
  const exitCode = validationExitCode(validation, plan);
  const { sizeBytes, brokeOff } = validation;
  const { invalid } = validation.rows;
  const failures: FailureCount[] = invalid > 0 ? [{ class: 'invalid', errorCode: null, count: invalid }] : [];
  return {
    command: 'validate',
    verdict: validationVerdict(validation, plan),
    exitCode,
    reason: brokeOff ? told(messages, brokeOff.error).text : null,
    input: {
      path: validation.path,
      sizeBytes: sizeBytes ?? null,
      doneBytes: brokeOff?.doneBytes ?? sizeBytes ?? null,
      atEnd: brokeOff === undefined,
    },
    rows: validation.rows,
    failures,
    groups: validation.groups,
    problems: validation.problems.map(({ kind, count, examples }) => ({
      kind,
      count,
      examples: examples.map(({ line, index, sheet, problem }) => ({
        line,
        ...(index === undefined ? {} : { index }),
        ...(sheet ? { sheet } : {}),
        message: problemText(messages, problem),
      })),
    })),
    suspicions: validation.remarks.flatMap((remark) => ('examples' in remark ? [remark] : [])),
    duplicatesDiffering: validation.differing,
    duplicates: validation.duplicates,
    shortestDurationS: shortestDurationS(validation.rows, plan),
    resumed: false,
    startedAt: new Date(startedAtMs).toISOString(),
    finishedAt: new Date(finishedAtMs).toISOString(),
    durationS: rounded(Math.max(0, finishedAtMs - startedAtMs) / 1000),
    files: { checkpoint: null, failures: null, log: null, report: null },
  };
};
