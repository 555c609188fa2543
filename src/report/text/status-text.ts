import type { FailureCount, RowCounts } from '../../core/books/ledger.ts';
import type { ImportFiles, Verdict } from '../../core/books/summary.ts';
import type { Target } from '../../core/target/target.ts';
import { printable } from '../../core/text/text.ts';
import type { Messages } from '../../messages/messages.ts';
import { afterStatus, type StatusCommands } from '../next-steps.ts';
import { BLANK, type Entry, line, located, type PageStyle, PLAIN_PAGE, pageText } from '../page.ts';
import { nextEntries } from './next-text.ts';
import { inputTitle, rowEntries } from './run-entries.ts';

/** What the state folder of one input holds. */
export type Status = {
  readonly path: string;
  /** undefined when no run has begun */
  readonly run: RunStatus | undefined;
};

export type RunStatus = {
  readonly verdict: Verdict;
  readonly savedAt: string;
  readonly rehearsal: boolean;
  /** undefined before the first reply */
  readonly target: Target | undefined;
  readonly rows: RowCounts;
  readonly failures: readonly FailureCount[];
  readonly sizeBytes: number | undefined;
  readonly doneBytes: number;
  readonly nextLine: number;
  readonly files: ImportFiles;
};

export const statusText = (
  { path, run }: Status,
  commands: StatusCommands,
  messages: Messages,
  style: PageStyle = PLAIN_PAGE,
): string => {
  const headline = messages.report.verdict[run?.verdict ?? 'NOT STARTED'];
  const done = run && { verdict: run.verdict, failed: run.rows.failed, failuresPath: run.files.failures };
  return pageText(
    [
      inputTitle(headline, { path, isRehearsal: run?.rehearsal === true }, messages),
      BLANK,
      ...(run ? runEntries(run, messages) : []),
      ...nextEntries(afterStatus(path, done, commands), messages),
    ],
    style,
  );
};

const runEntries = (run: RunStatus, messages: Messages): Entry[] => {
  const { report } = messages;
  const { labels } = report;
  const { verdict, rows, files } = run;
  return [
    ...rowEntries(rows, run.failures, verdict !== 'INCOMPLETE', messages),
    line(labels.input, report.inputAtLine(report.input(run.doneBytes, run.sizeBytes), run.nextLine)),
    line(labels.target, run.target ? printable(report.target(run.target)) : report.targetNotBound),
    line(labels.saved, printable(run.savedAt)),
    located(labels.files, [
      { path: report.path(files.failures), text: report.failuresFile(rows.failed) },
      { path: report.path(files.log), text: report.logFile },
      { path: report.path(files.checkpoint), text: report.checkpointFile },
    ]),
  ];
};
