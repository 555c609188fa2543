import { type ExampleRow, type FailedInputs, type ImportSummary, rateOf } from '../../core/books/summary.ts';
import { printable } from '../../core/text/text.ts';
import { type Messages, reasonText } from '../../messages/messages.ts';
import { factOf, leftText } from '../early-end.ts';
import { afterImport } from '../next-steps/after-import.ts';
import type { Commands } from '../next-steps/commands.ts';
import { importEndOf } from '../next-steps/known.ts';
import { BLANK, type Entry, line, located, type PageStyle, PLAIN_PAGE, pageText, TITLE_AGAIN } from '../page.ts';
import { nextEntries } from './next-text.ts';
import {
  inputsEntry,
  inputTitle,
  pendingEntries,
  readEntries,
  rowEntries,
  stoppedEntries,
  takenOverEntry,
  timeEntry,
} from './run-entries.ts';

/**
 * The result of `import` for one run: verdict, numbers, files and next steps.
 *
 * @param failed - where many inputs are one run
 * @param earlier - an example of each kind of failure that only earlier runs have met
 */
export const importText = (
  summary: ImportSummary,
  commands: Commands,
  messages: Messages,
  style: PageStyle = PLAIN_PAGE,
  failed?: FailedInputs,
  earlier: readonly ExampleRow[] = [],
): string => {
  const { report } = messages;
  const { rows, input, earlyEnd } = summary;
  const done = report.input(input.doneBytes, input.sizeBytes);
  return pageText(
    [
      importTitle(summary, messages),
      BLANK,
      ...stoppedEntries(summary, messages),
      ...rowEntries(rows, summary.failures, earlyEnd === undefined, messages, summary.examples, earlier),
      ...pendingEntries(rows, messages),
      ...inputsEntry(input.inputs, failed, messages),
      ...wroteAllEntry(summary, messages),
      ...takenOverEntry(summary.takenOver, messages),
      line(report.labels.target, printable(report.target(summary.target))),
      ...callEntries(summary, messages),
      timeEntry(summary, messages),
      line(
        report.labels.input,
        earlyEnd ? report.inputReadInPart(done, leftText(input, factOf(earlyEnd), messages)) : done,
      ),
      filesEntry(summary, messages),
      TITLE_AGAIN,
      ...nextEntries(afterImport(importEndOf(summary), commands), messages),
    ],
    style,
  );
};

/** The short result for one of several inputs, when nothing is left to do. */
export const briefImportText = (summary: ImportSummary, messages: Messages, style: PageStyle = PLAIN_PAGE): string =>
  pageText(
    [
      importTitle(summary, messages),
      ...rowEntries(summary.rows, summary.failures, true, messages),
      ...wroteAllEntry(summary, messages),
      filesEntry(summary, messages),
    ],
    style,
  );

const importTitle = ({ verdict, input, target }: ImportSummary, messages: Messages): Entry =>
  inputTitle(
    messages.report.verdict[verdict],
    { path: input.path, isRehearsal: target.kind === 'simulator' },
    messages,
  );

/** The rest of a run that was stopped may still be skipped. */
const wroteAllEntry = ({ wroteAll, earlyEnd }: ImportSummary, messages: Messages): Entry[] =>
  wroteAll && !earlyEnd
    ? [line(messages.report.labels.written, printable(messages.report.wroteAll(reasonText(messages, wroteAll)), 500))]
    : [];

const callEntries = (summary: ImportSummary, messages: Messages): Entry[] => {
  const { report } = messages;
  const { calls } = summary;
  return [
    line(report.labels.calls, report.calls(calls)),
    ...readEntries(summary, messages),
    line(report.labels.rate, report.rate(rateOf(summary))),
  ];
};

const filesEntry = ({ rows, files }: ImportSummary, { report }: Messages): Entry =>
  located(report.labels.files, [
    { path: report.path(files.failures), text: report.failuresFile(rows.failed) },
    ...(rows.lowered > 0 ? [{ path: report.path(files.lowered), text: report.loweredFile }] : []),
    ...(files.report === undefined ? [] : [{ path: report.path(files.report), text: report.reportFile }]),
    { path: report.path(files.log), text: report.logFile },
    { path: report.path(files.checkpoint), text: report.checkpointFile },
  ]);
