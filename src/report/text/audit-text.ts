import { type AuditCommand, auditOutcome } from '../../core/books/audit-outcome.ts';
import type { FailureCount, RowCounts } from '../../core/books/ledger.ts';
import {
  type AuditSummary,
  type CheckSummary,
  callsLeftOf,
  type Example,
  type FailedInputs,
  unknownIn,
  type VerifySummary,
} from '../../core/books/summary.ts';
import type { FailureClass } from '../../core/target/outcome.ts';
import { printable } from '../../core/text/text.ts';
import { type Messages, reasonText } from '../../messages/messages.ts';
import { factOf, leftText } from '../early-end.ts';
import { afterAudit } from '../next-steps/after-audit.ts';
import type { Commands } from '../next-steps/commands.ts';
import type { Beside } from '../next-steps/known.ts';
import {
  BLANK,
  type Entry,
  line,
  listed,
  located,
  type PageStyle,
  PLAIN_PAGE,
  pageText,
  shownRow,
  TITLE_AGAIN,
} from '../page.ts';
import { nextEntries } from './next-text.ts';
import {
  auditHeadline,
  inputsEntry,
  inputTitle,
  readEntries,
  stoppedEntries,
  takenOverEntry,
  timeEntry,
} from './run-entries.ts';

/** The result of `check` or `verify` for one input: outcome, numbers, examples, files and next steps. */
export const auditText = (
  summary: AuditSummary,
  beside: Beside,
  commands: Commands,
  messages: Messages,
  style: PageStyle = PLAIN_PAGE,
  failed?: FailedInputs,
): string => {
  const { report } = messages;
  const { labels } = report;
  const { command, rows, input } = summary;
  const done = report.input(input.doneBytes, input.sizeBytes);
  return pageText(
    [
      auditTitle(summary, messages),
      BLANK,
      ...stoppedEntries(summary, messages),
      ...auditRowEntries(command, rows, unknownIn(summary.failures), messages),
      ...takenOverEntry(summary.takenOver, messages),
      ...foundEntries(summary, messages),
      ...inputsEntry(input.inputs, failed, messages),
      ...(command === 'check' ? costEntries(summary, messages) : sourceEntries(summary, messages)),
      line(labels.target, printable(report.target(summary.target))),
      ...readEntries(summary, messages),
      timeEntry(summary, messages),
      line(
        labels.input,
        summary.earlyEnd ? report.inputReadInPart(done, leftText(input, factOf(summary.earlyEnd), messages)) : done,
      ),
      filesEntry(summary, messages),
      TITLE_AGAIN,
      ...nextEntries(afterAudit(summary, beside, commands), messages),
    ],
    style,
  );
};

/** The short result for one of several inputs, when nothing is left to do. */
export const briefAuditText = (summary: AuditSummary, messages: Messages, style: PageStyle = PLAIN_PAGE): string =>
  pageText(
    [
      auditTitle(summary, messages),
      ...auditRowEntries(summary.command, summary.rows, 0, messages),
      filesEntry(summary, messages),
    ],
    style,
  );

const auditTitle = (summary: AuditSummary, messages: Messages): Entry => {
  const { command, verdict, rows, failures, input, target } = summary;
  const outcome = auditOutcome(command, { verdict, rows, unknown: unknownIn(failures) });
  const isRehearsal = target.kind === 'simulator';
  return inputTitle(auditHeadline(outcome, messages), { path: input.path, isRehearsal }, messages);
};

/** @param unknown - how many of the failed rows could not be judged */
export const auditRowEntries = (
  command: AuditCommand,
  rows: RowCounts,
  unknown: number,
  { report }: Messages,
): Entry[] => [
  line(report.labels.rows, report.auditRows(command, rows, unknown)),
  ...(rows.lowered > 0 ? [line(report.labels.lowered, report.auditLowered(rows.lowered))] : []),
  ...(rows.skipped > 0 ? [line(report.labels.skipped, report.auditSkipped[command](rows.skipped))] : []),
];

const foundEntries = ({ failures, examples }: AuditSummary, messages: Messages): Entry[] => {
  const { report } = messages;
  return byClass(failures).flatMap(([failureClass, count], at) => [
    line(at === 0 ? report.labels.found : '', report.found(failureClass, count)),
    ...examples.filter((example) => example.class === failureClass).map((example) => exampleEntry(example, messages)),
  ]);
};

/** Counts by class only: the examples give the reasons. */
const byClass = (failures: readonly FailureCount[]): [FailureClass, number][] => {
  const counts = new Map<FailureClass, number>();
  for (const { class: failureClass, count } of failures) {
    counts.set(failureClass, (counts.get(failureClass) ?? 0) + count);
  }
  return [...counts];
};

const exampleEntry = (example: Example, messages: Messages): Entry => {
  const { report } = messages;
  const row = report.example(example);
  const reason = reasonText(messages, example.reason);
  return reason === report.meaning(example.class)
    ? line('', row, 2)
    : shownRow(report.beforeReason(row), printable(reason, 300));
};

const filesEntry = ({ rows, files, verdict }: AuditSummary, { report }: Messages): Entry =>
  located(report.labels.files, [
    { path: report.path(files.failures), text: report.foundFile(rows.failed, verdict === 'INCOMPLETE') },
    ...(files.report === undefined ? [] : [{ path: report.path(files.report), text: report.reportFile }]),
    { path: report.path(files.log), text: report.logFile },
  ]);

const costEntries = (summary: CheckSummary, { report }: Messages): Entry[] => {
  if (summary.earlyEnd) return [];
  const isRest = summary.imported !== undefined;
  return [line(report.labels.import, report.importCost(callsLeftOf(summary), summary.limitPerSecond, isRest))];
};

const sourceEntries = ({ countSources }: VerifySummary, { report }: Messages): Entry[] =>
  countSources.length === 0
    ? []
    : [...listed(report.labels.readAs, countSources.map(report.countSource)), line(report.labels.app, report.inApp)];
