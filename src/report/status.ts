import type { FailureCount, RowCounts } from '../core/ledger.ts';
import type { RunFiles, Verdict } from '../core/summary.ts';
import { printable } from '../core/text.ts';
import { filesObject, rowsObject } from './summary-json.ts';
import { doneText, line, lines, rowLines, title } from './verdict-text.ts';

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
        readonly files: RunFiles;
      }
    | undefined;
};

export const statusText = ({ path, run }: Status, importCommand: string): string => {
  if (!run) {
    return lines([title('NOT STARTED', path, false), '', line('next', importCommand)]);
  }
  const { verdict, rows, files } = run;
  return lines([
    title(verdict, path, run.rehearsal),
    '',
    ...rowLines(rows, run.failures),
    line('input', `${doneText(run.doneBytes, run.sizeBytes)}, next line ${run.nextLine}`),
    line('target', printable(run.target)),
    line('saved', printable(run.savedAt)),
    line('files', printable(files.failures)),
    line('', printable(files.log)),
    line('', printable(files.checkpoint)),
    line('next', nextStep(verdict)),
    ...(verdict === 'INCOMPLETE' ? [line('', importCommand)] : []),
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

const nextStep = (verdict: Verdict): string => {
  if (verdict === 'INCOMPLETE') return 'the command of the run goes on where it stopped, for example:';
  return verdict === 'COMPLETE' ? 'nothing to do' : 'correct the rows in a copy of failures.csv, then import the copy';
};
