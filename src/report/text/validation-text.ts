import {
  isSuspected,
  shortestDurationS,
  type ValidationOutcome,
  type ValidationPlan,
  type ValidationTotal,
  validationOutcome,
} from '../../core/books/validation-verdict.ts';
import type { ProblemKind } from '../../core/row/problem.ts';
import type { Validation } from '../../core/row/validation.ts';
import { printable } from '../../core/text/text.ts';
import { type Messages, problemText, told } from '../../messages/messages.ts';
import { afterValidation, afterValidations } from '../next-steps/after-validation.ts';
import type { ValidationCommands } from '../next-steps/commands.ts';
import { BLANK, type Entry, item, line, type PageStyle, PLAIN_PAGE, pageText, TITLE_AGAIN, title } from '../page.ts';
import { nextEntries } from './next-text.ts';
import { inputTitle } from './run-entries.ts';

/** @param commands - undefined for one of several inputs: the total has the next steps */
export const validationText = (
  validation: Validation,
  plan: ValidationPlan,
  commands: ValidationCommands | undefined,
  messages: Messages,
  style: PageStyle = PLAIN_PAGE,
): string => {
  const { report } = messages;
  const { labels } = report;
  const { path, rows, groups, sizeBytes, brokeOff } = validation;
  const outcome = brokeOff
    ? ({ kind: 'broke-off' } as const)
    : validationOutcome(rows, plan.rule, isSuspected(validation));
  return pageText(
    [
      inputTitle(headlineOf(outcome, messages), { path, isRehearsal: false }, messages),
      BLANK,
      ...listEntries(validation, plan, messages),
      ...(brokeOff ? [line(labels.stopped, printable(told(messages, brokeOff.error).text, 1000))] : []),
      line(labels.rows, brokeOff ? report.validRowsInPart(rows) : report.validRows(rows)),
      line(labels.groups, report.groups(groups)),
      line(labels.input, brokeOff ? report.sizeInPart(brokeOff.doneBytes, sizeBytes) : report.size(sizeBytes)),
      ...(brokeOff ? [] : [timeEntry(rows, plan, messages)]),
      ...(commands ? [TITLE_AGAIN] : []),
      ...nextEntries(afterValidation(validation, plan, commands), messages),
    ],
    style,
  );
};

/** The total of `validate` over several inputs and the one command for all of them, shown below the result of each. */
export const validationTotalText = (
  total: ValidationTotal,
  plan: ValidationPlan,
  commands: ValidationCommands,
  messages: Messages,
  style: PageStyle = PLAIN_PAGE,
): string => {
  const { report } = messages;
  const { labels } = report;
  const { rows, unread, inputs } = total;
  const outcome =
    unread.length > 0 ? ({ kind: 'not-all-read' } as const) : validationOutcome(rows, plan.rule, total.isSuspected);
  const headline = headlineOf(outcome, messages);
  return pageText(
    [
      BLANK,
      title(headline, report.titleOfAll(headline, inputs)),
      BLANK,
      line(labels.rows, report.validRows(rows)),
      ...(rows.duplicate > 0
        ? [line(labels.twice, report.duplicatesOfAll(rows.duplicate, plan.isJoined === true))]
        : []),
      line(labels.inputs, report.validationsOfAll(total)),
      ...unread.map((path) => line('', report.unreadInput(path))),
      ...(unread.length > 0 ? [] : [timeEntry(rows, plan, messages)]),
      ...nextEntries(afterValidations(total, plan, commands), messages),
    ],
    style,
  );
};

const headlineOf = (outcome: ValidationOutcome, { report }: Messages): string => {
  const words = report.validationHeadline;
  switch (outcome.kind) {
    case 'invalid':
    case 'duplicate':
      return words[outcome.kind](outcome);
    default:
      return words[outcome.kind]();
  }
};

/** Each kind of problem, with its first rows. */
const listEntries = (
  { rows, problems, duplicates, differing }: Validation,
  { rule }: ValidationPlan,
  messages: Messages,
): Entry[] => {
  const { report } = messages;
  const section = (kind: ProblemKind | 'duplicate', count: number, examples: readonly string[]): Entry[] => [
    item(2, report.problems(kind, count)),
    ...examples.map((example) => item(4, example)),
    ...(count > examples.length ? [item(4, report.more(count - examples.length))] : []),
  ];
  const { duplicate } = rows;
  return [
    ...problems.flatMap(({ kind, count, examples }) =>
      section(
        kind,
        count,
        examples.map((example) => report.problem(example, problemText(messages, example.problem))),
      ),
    ),
    ...(duplicate > 0
      ? [
          ...section('duplicate', duplicate, duplicates.map(report.duplicate)),
          item(4, report.differing(differing, duplicate)),
          item(4, report.duplicateRule[rule]),
        ]
      : []),
    ...(rows.invalid > 0 || duplicate > 0 ? [BLANK] : []),
  ];
};

const timeEntry = (rows: Validation['rows'], plan: ValidationPlan, { report }: Messages): Entry =>
  line(report.labels.time, report.shortestTime(shortestDurationS(rows, plan), plan.perSecond));
