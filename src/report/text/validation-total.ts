import type { ValidationPlan, ValidationTotal } from '../../core/books/validation-verdict.ts';
import { grouped, printable } from '../../core/text/text.ts';
import { durationLine, nextStep, type ValidationNext, verdictOf } from './validation.ts';
import { line, lines } from './verdict-text.ts';

/** What `validate` found in several inputs together, and the one command for all of them, below the texts of each. */
export const validationTotalText = (
  { rows, right, wrong, unread, inputs }: ValidationTotal,
  plan: ValidationPlan,
  next: ValidationNext,
): string => {
  return lines([
    '',
    `${unread.length > 0 ? 'NOT ALL CAN BE READ' : verdictOf(rows, plan.rule)}: all ${inputs} inputs together`,
    '',
    line('rows', `${grouped(rows.read)} read = ${grouped(rows.valid)} valid + ${grouped(rows.invalid)} invalid`),
    ...(rows.duplicate > 0 ? [line('twice', `${grouped(rows.duplicate)}, each input looked at by itself`)] : []),
    line(
      'inputs',
      `${right} right, ${wrong} with rows to correct${unread.length > 0 ? `, ${unread.length} that cannot be read (to the end)` : ''}`,
    ),
    ...(unread.length > 0 ? [] : [line('time', durationLine(rows, plan))]),
    ...unread.map((path) => line('', `cannot be read: ${printable(path)}`)),
    ...(unread.length > 0 ? [line('next', 'set right what cannot be read; then:'), line('', next.validateAgain)] : []),
    ...(unread.length === 0 && wrong > 0
      ? [line('next', nextStep(rows, plan.rule)), line('', next.importCommand)]
      : []),
    ...(unread.length === 0 && wrong === 0 ? [line('next', next.importCommand)] : []),
  ]);
};
