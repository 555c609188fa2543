import { ExitCode } from '../core/errors.ts';
import type { FailureCount } from '../core/ledger.ts';
import { durationText, grouped } from '../core/text.ts';
import type { Validation } from '../core/validation.ts';
import { line, lines, title } from './verdict-text.ts';

/** @returns the exit status of `validate`: 0, or 3 when a row cannot be sent */
export const validationExitCode = ({ rows }: Validation): ExitCode =>
  rows.invalid > 0 ? ExitCode.rowsFailed : ExitCode.ok;

/** @returns the shortest time in which the valid rows can be sent, seconds */
export const shortestDurationS = ({ rows }: Validation, perSecond: number): number => rows.valid / perSecond;

export const validationText = (validation: Validation, perSecond: number, importCommand: string): string => {
  const { path, rows, groups, problems, sizeBytes } = validation;
  const isRight = rows.invalid === 0;
  return lines([
    title(
      rows.read === 0 ? 'NO ROWS' : isRight ? 'EVERY ROW CAN BE SENT' : `${grouped(rows.invalid)} ROWS CANNOT BE SENT`,
      path,
      false,
    ),
    '',
    ...problems.flatMap(({ kind, count, examples }) => [
      `  ${kind}: ${grouped(count)}`,
      ...examples.map((example) => `    line ${example.line}: ${example.message}`),
      ...(count > examples.length ? [`    … and ${grouped(count - examples.length)} more`] : []),
    ]),
    ...(isRight ? [] : ['']),
    line('rows', `${grouped(rows.read)} read = ${grouped(rows.valid)} valid + ${grouped(rows.invalid)} invalid`),
    line('groups', `${grouped(groups)} in the valid rows`),
    line('input', sizeBytes === undefined ? 'of unknown size' : `${grouped(sizeBytes)} bytes`),
    line(
      'time',
      `at ${perSecond} calls a second not less than ${durationText(shortestDurationS(validation, perSecond))}`,
    ),
    line(
      'next',
      isRight
        ? importCommand
        : 'correct the rows above; or import as it is, the invalid rows then stand in failures.csv:',
    ),
    ...(isRight ? [] : [line('', importCommand)]),
  ]);
};

/** `duplicate` is null: this version does not look for rows that stand twice. */
export const validationObject = (
  validation: Validation,
  perSecond: number,
  { startedAtMs, finishedAtMs }: { startedAtMs: number; finishedAtMs: number },
) => {
  const exitCode = validationExitCode(validation);
  const { invalid } = validation.rows;
  const failures: FailureCount[] = invalid > 0 ? [{ class: 'invalid', errorCode: null, count: invalid }] : [];
  return {
    command: 'validate',
    verdict: exitCode === ExitCode.ok ? 'COMPLETE' : 'COMPLETE WITH FAILURES',
    exitCode,
    input: {
      path: validation.path,
      sizeBytes: validation.sizeBytes ?? null,
      doneBytes: validation.sizeBytes ?? null,
    },
    rows: { ...validation.rows, duplicate: null },
    failures,
    groups: validation.groups,
    problems: validation.problems,
    shortestDurationS: shortestDurationS(validation, perSecond),
    resumed: false,
    startedAt: new Date(startedAtMs).toISOString(),
    finishedAt: new Date(finishedAtMs).toISOString(),
    durationS: Math.max(0, finishedAtMs - startedAtMs) / 1000,
    files: { checkpoint: null, failures: null, log: null, report: null },
  };
};
