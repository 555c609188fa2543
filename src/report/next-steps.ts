import type { AuditSummary, ImportSummary, Verdict } from '../core/books/summary.ts';
import { UNKNOWN_CLASSES, unknownIn } from '../core/books/summary.ts';
import type { RunTotal } from '../core/books/total.ts';
import {
  refusesAll,
  type ValidationPlan,
  type ValidationTotal,
  validationExitCode,
} from '../core/books/validation-verdict.ts';
import { ExitCode, type TimUnreadError } from '../core/errors.ts';
import type { Validation } from '../core/row/validation.ts';
import type { FailureClass } from '../core/target/outcome.ts';

/** A next step for the user. `command` is ready to paste. The text is in `report.next` of the catalogue. */
export type NextStep =
  /** remove the cause of the error, then resume */
  | { readonly step: 'resume'; readonly error: TimUnreadError; readonly command: string | undefined }
  | { readonly step: 'repair'; readonly error: TimUnreadError; readonly command: string | undefined }
  | { readonly step: 'feed-back' | 'set-again'; readonly path: string; readonly command: string }
  | { readonly step: 'clear-the-way'; readonly path: string; readonly isOnly: boolean; readonly command: string }
  /** `count` rows are not as asked */
  | { readonly step: 'import-anyway'; readonly count: number; readonly command: string }
  | { readonly step: PlainStep; readonly command?: string | undefined };

type PlainStep =
  | 'send-the-rest'
  | 'feed-again'
  | 'verify'
  | 'verify-piped'
  | 'send-again'
  | 'nothing-or-send-again'
  | 'nothing'
  | 'nothing-to-correct'
  | 'no-rows'
  | 'resume-all'
  | 'resume-like'
  | 'import'
  | 'ask-again'
  | 'import-unknown'
  | 'import-all-anyway'
  | 'failed-above'
  | 'found-above'
  | 'leave-new-messages'
  | 'repair-inputs'
  | 'correct-or-choose'
  | 'correct-or-import';

/** Commands to type after an import. */
export type ImportCommands = {
  /** undefined for one of several inputs, which share one command below; so is `verify` */
  readonly resume: string | undefined;
  readonly feedBack: string;
  readonly restart: string;
  /** also undefined after a rehearsal, whose counts are gone */
  readonly verify: string | undefined;
};

/** Commands to type after `check` or `verify`. */
export type AuditCommands = { readonly resume: string; readonly import: string; readonly feedBack: string };

/** Commands for several inputs together; `verify` is undefined after a rehearsal. */
export type TotalCommands = {
  readonly resume: string;
  readonly import: string;
  readonly verify: string | undefined;
};

export type ValidationCommands = { readonly importCommand: string; readonly validateAgain: string };

export type StatusCommands = { readonly import: string; readonly feedBack: string };

const isPiped = (path: string): boolean => path === '-';

export const afterImport = (
  { verdict, earlyEnd, rows, files, input }: ImportSummary,
  commands: ImportCommands,
): NextStep[] => {
  const feedBack: NextStep[] =
    rows.failed > 0 ? [{ step: 'feed-back', path: files.failures, command: commands.feedBack }] : [];
  if (verdict === 'INCOMPLETE') return [...goingOn(earlyEnd, input.path, commands.resume), ...feedBack];
  if (rows.read === 0) return [{ step: 'no-rows', command: commands.resume }];
  const { restart } = commands;
  // If every row failed, there is no count to read back.
  const verify = rows.read > rows.failed ? commands.verify : undefined;
  return [
    ...feedBack,
    ...(verify ? [{ step: isPiped(input.path) ? 'verify-piped' : 'verify', command: verify } as const] : []),
    ...(verdict === 'COMPLETE'
      ? [{ step: verify ? 'send-again' : 'nothing-or-send-again', command: restart } as const]
      : []),
  ];
};

/** Rows from a pipe must be piped in again. */
const goingOn = (earlyEnd: ImportSummary['earlyEnd'], path: string, resume: string | undefined): NextStep[] => {
  const command = isPiped(path) ? undefined : resume;
  return [
    earlyEnd?.kind === 'error'
      ? { step: 'resume', error: earlyEnd.error, command }
      : { step: 'send-the-rest', command },
    ...(isPiped(path) ? [{ step: 'feed-again', command: resume } as const] : []),
  ];
};

export const afterAudit = (summary: AuditSummary, commands: AuditCommands): NextStep[] => {
  const { command, verdict, earlyEnd, input } = summary;
  if (verdict === 'INCOMPLETE') return goingOn(earlyEnd, input.path, commands.resume);
  return command === 'check' ? afterCheck(summary, commands) : afterVerify(summary, commands);
};

const afterCheck = ({ rows, failures }: AuditSummary, commands: AuditCommands): NextStep[] => {
  if (rows.read === 0) return [{ step: 'no-rows', command: commands.resume }];
  if (rows.failed === 0) return [{ step: 'import', command: commands.import }];
  const unknown = unknownIn(failures);
  return [
    ...(unknown > 0 ? [{ step: 'ask-again', command: commands.resume } as const] : []),
    unknown < rows.failed
      ? { step: 'import-anyway', count: rows.failed - unknown, command: commands.import }
      : { step: 'import-unknown', command: commands.import },
  ];
};

/** The next steps depend on the failure classes. */
const afterVerify = ({ rows, failures, files }: AuditSummary, commands: AuditCommands): NextStep[] => {
  if (rows.read === 0) return [{ step: 'no-rows', command: commands.resume }];
  if (rows.failed === 0) return [{ step: 'nothing-to-correct' }];
  const found = new Set(failures.map((failure) => failure.class));
  const has = (classes: ReadonlySet<FailureClass>): boolean => [...found].some((one) => classes.has(one));
  const path = files.failures;
  const steps: NextStep[] = [];
  if (found.has('different')) steps.push({ step: 'set-again', path, command: commands.feedBack });
  if (found.has('new_messages')) steps.push({ step: 'leave-new-messages' });
  if (has(UNKNOWN_CLASSES)) steps.push({ step: 'ask-again', command: commands.resume });
  if (has(IN_THE_WAY)) {
    steps.push({ step: 'clear-the-way', path, isOnly: steps.length === 0, command: commands.feedBack });
  }
  return steps;
};

/** Classes for which setting the row again does not help. */
const IN_THE_WAY: ReadonlySet<FailureClass> = new Set([
  'invalid',
  'refused',
  'group_refused',
  'unsupported_group',
  'not_member',
  'no_account',
]);

export const afterAll = ({ command, verdict }: RunTotal, commands: TotalCommands): NextStep[] => {
  if (verdict === 'INCOMPLETE') return [{ step: 'resume-all', command: commands.resume }];
  const hasFailed = verdict === 'COMPLETE WITH FAILURES';
  if (command === 'check') return [{ step: hasFailed ? 'import-all-anyway' : 'import', command: commands.import }];
  if (command === 'verify') return [{ step: hasFailed ? 'found-above' : 'nothing-to-correct' }];
  return [
    ...(hasFailed ? [{ step: 'failed-above' } as const] : []),
    ...(commands.verify ? [{ step: 'verify', command: commands.verify } as const] : []),
  ];
};

/** @param commands - undefined for one of several inputs: the total has the next steps */
export const afterValidation = (
  validation: Validation,
  { rule }: ValidationPlan,
  commands: ValidationCommands | undefined,
): NextStep[] => {
  const { rows, brokeOff } = validation;
  if (brokeOff) return [{ step: 'repair', error: brokeOff.error, command: commands?.validateAgain }];
  if (!commands) return [];
  if (rows.read === 0) return [{ step: 'no-rows', command: commands.validateAgain }];
  if (validationExitCode(validation, rule) === ExitCode.ok)
    return [{ step: 'import', command: commands.importCommand }];
  return [{ step: correction(rows, rule), command: commands.importCommand }];
};

export const afterValidations = (
  { rows, wrong, unread }: ValidationTotal,
  { rule }: ValidationPlan,
  { importCommand, validateAgain }: ValidationCommands,
): NextStep[] => {
  if (unread.length > 0) return [{ step: 'repair-inputs', command: validateAgain }];
  return [{ step: wrong > 0 ? correction(rows, rule) : 'import', command: importCommand }];
};

const correction = (rows: Validation['rows'], rule: ValidationPlan['rule']) =>
  refusesAll(rows, rule) ? 'correct-or-choose' : 'correct-or-import';

/** @param run - undefined when no run has begun */
export const afterStatus = (
  path: string,
  run: { readonly verdict: Verdict; readonly failed: number; readonly failuresPath: string } | undefined,
  commands: StatusCommands,
): NextStep[] => {
  if (!run) return [{ step: 'import', command: commands.import }];
  const feedBack: NextStep = { step: 'feed-back', path: run.failuresPath, command: commands.feedBack };
  if (run.verdict === 'COMPLETE') return [{ step: 'nothing' }];
  if (run.verdict === 'COMPLETE WITH FAILURES') return [feedBack];
  return [
    ...(isPiped(path)
      ? ([{ step: 'resume-like' }, { step: 'feed-again', command: commands.import }] as const)
      : [{ step: 'resume-like', command: commands.import } as const]),
    ...(run.failed > 0 ? [feedBack] : []),
  ];
};
