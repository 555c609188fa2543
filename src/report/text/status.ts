import type { FailureCount, RowCounts } from '../../core/books/ledger.ts';
import type { ImportFiles, Verdict } from '../../core/books/summary.ts';
import { printable } from '../../core/text/text.ts';
import { filesObject, rowsObject } from '../json/summary-json.ts';
import { doneText, feedAgainLines, line, lines, repairText, rowLines, title } from './verdict-text.ts';

/** What the state folder of one input says. */
export type Status = {
  readonly path: string;
  /** undefined: no run has begun */
  readonly run:
    | {
        readonly verdict: Verdict;
        readonly savedAt: string;
        readonly rehearsal: boolean;
        readonly target: string;
        readonly rows: RowCounts;
        readonly failures: readonly FailureCount[];
        readonly sizeBytes: number | undefined;
        readonly doneBytes: number;
        readonly nextLine: number;
        readonly files: ImportFiles;
      }
    | undefined;
};

/** @param next - commands, ready to paste */
export const statusText = (
  { path, run }: Status,
  next: { readonly import: string; readonly feedBack: string },
): string => {
  if (!run) {
    return lines([title('NOT STARTED', path, false), '', line('next', next.import)]);
  }
  const { verdict, rows, files } = run;
  return lines([
    title(verdict, path, run.rehearsal),
    '',
    ...rowLines(rows, run.failures, verdict !== 'INCOMPLETE'),
    line('input', `${doneText(run.doneBytes, run.sizeBytes)}, next line ${run.nextLine}`),
    line('target', printable(run.target)),
    line('saved', printable(run.savedAt)),
    line('files', printable(files.failures)),
    line('', printable(files.log)),
    line('', printable(files.checkpoint)),
    ...nextLines(run, path, next),
  ]);
};

export const statusObject = ({ path, run }: Status) => {
  if (!run) return { command: 'status', verdict: 'NOT STARTED', input: { path } };
  const { verdict, rehearsal, sizeBytes, doneBytes, rows, failures, savedAt, target, files } = run;
  return {
    command: 'status',
    verdict,
    rehearsal,
    input: { path, sizeBytes: sizeBytes ?? null, doneBytes },
    rows: rowsObject(rows),
    failures,
    target,
    savedAt,
    files: filesObject(files),
  };
};

const nextLines = (
  { verdict, rows, files }: NonNullable<Status['run']>,
  path: string,
  next: { readonly import: string; readonly feedBack: string },
): string[] => {
  if (verdict === 'COMPLETE') return [line('next', 'nothing to do')];
  const repair = repairText(files.failures);
  if (verdict === 'COMPLETE WITH FAILURES') return [line('next', repair), line('', next.feedBack)];
  return [
    line('next', 'the command of the run goes on where it stopped, for example:'),
    ...feedAgainLines(path),
    line('', next.import),
    ...(rows.failed > 0 ? [line('and', repair), line('', next.feedBack)] : []),
  ];
};
