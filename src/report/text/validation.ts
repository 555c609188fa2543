import type { FailureCount } from '../../core/books/ledger.ts';
import type { DuplicateRule } from '../../core/duplicates/duplicates.ts';
import { ExitCode } from '../../core/errors.ts';
import type { Validation } from '../../core/row/validation.ts';
import { durationText, grouped, printable } from '../../core/text/text.ts';
import { en } from '../../messages/en.ts';
import { problemText, told } from '../../messages/messages.ts';
import { line, lines, title } from './verdict-text.ts';

/** What `import` would be told. */
export type ValidationPlan = { readonly perSecond: number; readonly rule: DuplicateRule };

/** Commands to type next, ready to paste. */
export type ValidationNext = { readonly importCommand: string; readonly validateAgain: string };

/**
 * @returns the exit status of `validate`: 0; 2 when the input cannot be read to its end; 3 when a row cannot be sent, or
 *   when the rule wants no duplicates
 */
export const validationExitCode = ({ rows, brokeOff }: Validation, rule: DuplicateRule): ExitCode => {
  if (brokeOff) return ExitCode.usage;
  return rows.invalid > 0 || isRefused(rows, rule) ? ExitCode.rowsFailed : ExitCode.ok;
};

/** `import` would send nothing at all. */
const isRefused = ({ duplicate }: Validation['rows'], rule: DuplicateRule): boolean =>
  rule === 'error' && duplicate > 0;

/** @returns the shortest time in which the rows can be sent, seconds */
export const shortestDurationS = (rows: Validation['rows'], { perSecond, rule }: ValidationPlan): number =>
  (rule === 'first' || rule === 'max' ? rows.valid - rows.duplicate : rows.valid) / perSecond;

/** @param next - undefined for one of several inputs: what they come to together says what to type */
export const validationText = (
  validation: Validation,
  plan: ValidationPlan,
  next: ValidationNext | undefined,
): string => {
  const { path, rows, groups, problems, differing, duplicates, brokeOff } = validation;
  return lines([
    title(brokeOff ? 'CANNOT BE READ TO ITS END' : verdictOf(rows, plan.rule), path, false),
    '',
    ...problems.flatMap(({ kind, count, examples }) =>
      section(
        kind,
        count,
        examples.map((example) => `line ${example.line}: ${problemText(en, example.problem)}`),
      ),
    ),
    ...(rows.duplicate > 0 ? section('duplicate', rows.duplicate, duplicates.map(en.duplicateRow)) : []),
    ...(rows.duplicate > 0 ? [`    ${differingText(differing)}`, `    ${RULE_TEXT[plan.rule]}`] : []),
    ...(rows.invalid > 0 || rows.duplicate > 0 ? [''] : []),
    ...(brokeOff ? [line('stopped', printable(told(en, brokeOff.error).text, 1000))] : []),
    line(
      'rows',
      `${grouped(rows.read)} read${brokeOff ? ' before that' : ''} = ${grouped(rows.valid)} valid + ${grouped(rows.invalid)} invalid`,
    ),
    line('groups', `${grouped(groups)} in the valid rows`),
    line('input', inputText(validation)),
    ...(brokeOff ? [] : [line('time', durationLine(rows, plan))]),
    ...nextLines(validation, plan, next),
  ]);
};

export const verdictOf = (rows: Validation['rows'], rule: DuplicateRule): string => {
  if (rows.read === 0) return 'NO ROWS';
  if (rows.invalid > 0) return `${rowsText(rows.invalid)} CANNOT BE SENT`;
  if (!isRefused(rows, rule)) return 'EVERY ROW CAN BE SENT';
  return `${rowsText(rows.duplicate)} ${rows.duplicate === 1 ? 'STANDS' : 'STAND'} TWICE`;
};

const rowsText = (count: number): string => `${grouped(count)} ${count === 1 ? 'ROW' : 'ROWS'}`;

const inputText = ({ sizeBytes, brokeOff }: Validation): string => {
  const size = sizeBytes === undefined ? undefined : `${grouped(sizeBytes)} bytes`;
  if (brokeOff) return `${grouped(brokeOff.doneBytes)} of ${size ?? 'an unknown number of bytes'} read`;
  return size ?? 'of unknown size';
};

export const durationLine = (rows: Validation['rows'], plan: ValidationPlan): string =>
  `at ${plan.perSecond} calls a second not less than ${durationText(shortestDurationS(rows, plan))}`;

const nextLines = (validation: Validation, { rule }: ValidationPlan, next: ValidationNext | undefined): string[] => {
  const { rows, brokeOff } = validation;
  if (brokeOff) {
    const { next: step, remedy = step } = told(en, brokeOff.error);
    return [line('next', printable(remedy, 1000)), ...(next ? [line('', next.validateAgain)] : [])];
  }
  if (!next) return [];
  if (validationExitCode(validation, rule) === ExitCode.ok) return [line('next', next.importCommand)];
  return [line('next', nextStep(rows, rule)), line('', next.importCommand)];
};

const section = (name: string, count: number, examples: readonly string[]): string[] => [
  `  ${name}: ${grouped(count)}`,
  ...examples.map((example) => `    ${example}`),
  ...(count > examples.length ? [`    … and ${grouped(count - examples.length)} more`] : []),
];

const differingText = (count: number): string =>
  count === 0
    ? 'each asks for the same count as the first row of its member'
    : `${grouped(count)} of them ${count === 1 ? 'asks' : 'ask'} for another count than the first row of that member`;

/** What import does with rows of the same (GroupId, Member_Account). */
const RULE_TEXT: Readonly<Record<DuplicateRule, string>> = {
  last: 'import sends them one after the other, the last one wins; --on-duplicate first, max or error to choose',
  first: 'import sends the first row of each (--on-duplicate first)',
  max: 'import sends the row with the largest count of each (--on-duplicate max)',
  error: 'import refuses the file (--on-duplicate error)',
};

export const nextStep = (rows: Validation['rows'], rule: DuplicateRule): string =>
  isRefused(rows, rule)
    ? 'correct the rows above, or choose another --on-duplicate; then:'
    : 'correct the rows above; or import as it is, the invalid rows then stand in failures.csv:';

export const validationObject = (
  validation: Validation,
  plan: ValidationPlan,
  { startedAtMs, finishedAtMs }: { startedAtMs: number; finishedAtMs: number },
) => {
  const exitCode = validationExitCode(validation, plan.rule);
  const { sizeBytes, brokeOff } = validation;
  const { invalid } = validation.rows;
  const failures: FailureCount[] = invalid > 0 ? [{ class: 'invalid', errorCode: null, count: invalid }] : [];
  return {
    command: 'validate',
    verdict: brokeOff ? 'INCOMPLETE' : exitCode === ExitCode.ok ? 'COMPLETE' : 'COMPLETE WITH FAILURES',
    exitCode,
    reason: brokeOff ? told(en, brokeOff.error).text : null,
    input: {
      path: validation.path,
      sizeBytes: sizeBytes ?? null,
      doneBytes: brokeOff?.doneBytes ?? sizeBytes ?? null,
    },
    rows: validation.rows,
    failures,
    groups: validation.groups,
    problems: validation.problems.map(({ kind, count, examples }) => ({
      kind,
      count,
      examples: examples.map(({ line, problem }) => ({ line, message: problemText(en, problem) })),
    })),
    duplicatesDiffering: validation.differing,
    duplicates: validation.duplicates,
    shortestDurationS: shortestDurationS(validation.rows, plan),
    resumed: false,
    startedAt: new Date(startedAtMs).toISOString(),
    finishedAt: new Date(finishedAtMs).toISOString(),
    durationS: Math.max(0, finishedAtMs - startedAtMs) / 1000,
    files: { checkpoint: null, failures: null, log: null, report: null },
  };
};
