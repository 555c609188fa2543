import type { AuditOutcome } from '../../core/books/audit-outcome.ts';
import type { FailureCount, RowCounts } from '../../core/books/ledger.ts';
import {
  type Example,
  type ExampleRow,
  type FailedInputs,
  knownLowered,
  type RunSummary,
  type TakenOver,
} from '../../core/books/summary.ts';
import { printable } from '../../core/text/text.ts';
import { type Messages, reasonText } from '../../messages/messages.ts';
import { earlyEndText } from '../early-end.ts';
import { type Entry, line, listed, shownRow, title } from '../page.ts';

/** The first line of the result for one input. @param headline - the verdict, or a text instead of it */
export const inputTitle = (
  headline: string,
  { path, isRehearsal }: { readonly path: string; readonly isRehearsal: boolean },
  { report }: Messages,
): Entry =>
  title(headline, isRehearsal ? report.titleOfRehearsal(headline, path) : report.titleOfInput(headline, path));

/** In a run that is on it changes with every reply, and says nothing. */
export const pendingEntries = ({ pending }: RowCounts, { report }: Messages): Entry[] =>
  pending > 0 ? [line(report.labels.pending, report.pending(pending))] : [];

export const stoppedEntries = ({ earlyEnd }: RunSummary, messages: Messages): Entry[] =>
  earlyEnd ? [line(messages.report.labels.stopped, printable(earlyEndText(earlyEnd, messages), 1000))] : [];

/**
 * @param isToEnd - whether the input was read to its end
 * @param earlier - of kinds that no row of this run has
 */
export const rowEntries = (
  rows: RowCounts,
  failures: readonly FailureCount[],
  isToEnd: boolean,
  messages: Messages,
  examples: readonly Example[] = [],
  earlier: readonly ExampleRow[] = [],
): Entry[] => {
  const { report } = messages;
  const { labels } = report;
  const counts = report.rows(rows);
  const { otherShard = 0 } = rows;
  const superseded = rows.skipped - rows.unchanged - otherShard;
  const lowered = knownLowered(rows);
  return [
    line(labels.rows, rows.read === 0 && isToEnd ? report.noRows(counts) : counts),
    ...failures.flatMap((failure, at) => [
      line(at === 0 ? labels.failed : '', report.failure(failure)),
      ...examples
        .filter((one) => isOf(one, failure))
        .map((one) => exampleEntry(one, report.failure(failure), messages)),
      ...earlier.filter((one) => isOf(one, failure)).map((one) => earlierEntry(one, report.failure(failure), messages)),
    ]),
    ...listed(labels.skipped, [
      ...(otherShard > 0 ? [report.otherShard(otherShard)] : []),
      ...(rows.unchanged > 0 ? [report.unchanged(rows.unchanged)] : []),
      ...(superseded > 0 ? [report.superseded(superseded)] : []),
    ]),
    ...(lowered ? [line(labels.lowered, report.lowered(lowered))] : []),
    ...(rows.totalUnknown > 0 ? [line(labels.unknown, report.totalUnknown(rows.totalUnknown))] : []),
  ];
};

/** Many inputs that are one run, and those of them that need attention. */
export const inputsEntry = (
  inputs: number | undefined,
  failed: FailedInputs | undefined,
  { report }: Messages,
): Entry[] =>
  inputs === undefined ? [] : [line(report.labels.inputs, printable(report.inputsOfRun(inputs, failed), 1000))];

/** Rows that nobody here has seen done. */
export const takenOverEntry = (takenOver: TakenOver | undefined, { report }: Messages): Entry[] =>
  takenOver ? [line(report.labels.takenOver, printable(report.takenOver(takenOver)))] : [];

const isOf = (
  { class: failureClass, errorCode }: Pick<Example, 'class' | 'errorCode'>,
  failure: FailureCount,
): boolean => failureClass === failure.class && errorCode === failure.errorCode;

const exampleEntry = (example: Example, above: string, messages: Messages): Entry => {
  const { reason } = example;
  const text = reasonText(messages, reason);
  const shown = reason.code === 'reply' && reason.said !== '' ? messages.report.saidByTarget(reason.said) : text;
  return shownExample(messages.report.example(example), text, above, messages, shown);
};

const earlierEntry = ({ reason, ...of }: ExampleRow, above: string, messages: Messages): Entry => {
  const example = { ...of, line: Number(of.line) };
  return reason
    ? exampleEntry({ ...example, reason }, above, messages)
    : shownExample(messages.report.example(example), of.message, above, messages);
};

/** @param above - the line above it, whose words are not repeated @param shown - of the text, what the line above does not say */
const shownExample = (row: string, text: string, above: string, { report }: Messages, shown = text): Entry => {
  const isSaid = above.includes(text.split(/: |：/).at(-1) ?? text);
  return isSaid ? line('', row, 2) : shownRow(report.beforeReason(row), printable(shown, 300));
};

/** The reads, by command. */
export const readEntries = ({ reads }: RunSummary, { report }: Messages): Entry[] =>
  listed(report.labels.reads, reads.map(report.read));

export const timeEntry = (summary: RunSummary, { report }: Messages): Entry => {
  const { startedAtMs, finishedAtMs, resumed, wasFinished, verdict } = summary;
  const seconds = Math.max(0, finishedAtMs - startedAtMs) / 1000;
  const isIdle = wasFinished && verdict !== 'INCOMPLETE' && summary.command === 'import' && summary.rowsSent === 0;
  if (isIdle) return line(report.labels.time, report.timeOfIdle(seconds));
  return line(report.labels.time, resumed ? report.timeOfResumed(seconds) : report.time(seconds));
};

export const auditHeadline = (outcome: AuditOutcome, { report }: Messages): string => {
  const words = report.auditHeadline;
  switch (outcome.kind) {
    case 'wrong':
      return words.wrong(outcome);
    case 'unknown':
      return words.unknown(outcome);
    case 'right':
      return words.right(outcome);
    default:
      return words[outcome.kind]();
  }
};
