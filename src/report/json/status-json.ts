import type { Messages } from '../../messages/messages.ts';
import type { Status } from '../text/status-text.ts';
import { filesObject, rowsObject } from './summary-json.ts';

/** What `status --json` prints of one input. */
export const statusObject = ({ path, run }: Status, { report }: Messages) => {
  if (!run) return { command: 'status', verdict: 'NOT STARTED', input: { path } };
  const { verdict, rehearsal, sizeBytes, doneBytes, rows, failures, savedAt, target, files } = run;
  return {
    command: 'status',
    verdict,
    rehearsal,
    input: { path, sizeBytes: sizeBytes ?? null, doneBytes },
    rows: rowsObject(rows),
    failures,
    target: target ? report.target(target) : report.targetNotBound,
    savedAt,
    files: filesObject(files),
  };
};
