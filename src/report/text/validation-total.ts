import { ExitCode } from '../../core/errors.ts';
import type { Validation } from '../../core/row/validation.ts';
import { grouped, printable } from '../../core/text/text.ts';
import {
  durationLine,
  nextStep,
  type ValidationNext,
  type ValidationPlan,
  validationExitCode,
  verdictOf,
} from './validation.ts';
import { line, lines } from './verdict-text.ts';

/** What `validate` found in several inputs together, and the one command for all of them, below the texts of each. */
export const validationTotalText = (
  validations: readonly Validation[],
  plan: ValidationPlan,
  next: ValidationNext,
): string => {
  const rows = validations.map((validation) => validation.rows).reduce(added);
  const of = (exitCode: ExitCode): number =>
    validations.filter((validation) => validationExitCode(validation, plan.rule) === exitCode).length;
  const unread = of(ExitCode.usage);
  const wrong = of(ExitCode.rowsFailed);
  return lines([
    '',
    `${unread > 0 ? 'NOT ALL CAN BE READ' : verdictOf(rows, plan.rule)}: all ${validations.length} inputs together`,
    '',
    line('rows', `${grouped(rows.read)} read = ${grouped(rows.valid)} valid + ${grouped(rows.invalid)} invalid`),
    ...(rows.duplicate > 0 ? [line('twice', `${grouped(rows.duplicate)}, each input looked at by itself`)] : []),
    line(
      'inputs',
      `${of(ExitCode.ok)} right, ${wrong} with rows to correct${unread > 0 ? `, ${unread} that cannot be read (to the end)` : ''}`,
    ),
    ...(unread > 0 ? [] : [line('time', durationLine(rows, plan))]),
    ...validations
      .filter(({ brokeOff }) => brokeOff)
      .flatMap(({ path }) => [line('', `cannot be read: ${printable(path)}`)]),
    ...(unread > 0 ? [line('next', 'set right what cannot be read; then:'), line('', next.validateAgain)] : []),
    ...(unread === 0 && wrong > 0 ? [line('next', nextStep(rows, plan.rule)), line('', next.importCommand)] : []),
    ...(unread === 0 && wrong === 0 ? [line('next', next.importCommand)] : []),
  ]);
};

type Rows = Validation['rows'];

const added = (a: Rows, b: Rows): Rows => ({
  read: a.read + b.read,
  valid: a.valid + b.valid,
  invalid: a.invalid + b.invalid,
  duplicate: a.duplicate + b.duplicate,
});
