import { shardText } from '../../core/row/shard.ts';
import type { Messages } from '../../messages/messages.ts';
import { afterStatus } from '../next-steps/after-status.ts';
import type { StatusCommands } from '../next-steps/commands.ts';
import { type AuditStatus, judgeStatus, knownOf, type Running, type RunStatus, type Status } from '../status.ts';
import { nextTexts } from '../text/next-text.ts';
import { statusReason } from '../text/status-text.ts';
import { filesObject, rowsObject } from './summary-json.ts';

/** What `status --json` prints of one input. */
export const statusObject = (status: Status, commands: StatusCommands, messages: Messages) => {
  const { path, now, run, running, check, verify, inputs, shares } = status;
  const { report } = messages;
  return {
    command: 'status',
    ...judgeStatus(status),
    reason: statusReason(status, messages) ?? null,
    running: running ? runningObject(running) : null,
    rehearsal: run?.rehearsal ?? null,
    input: {
      path,
      ...(inputs ? { inputs: inputs.all } : {}),
      now,
      sizeBytes: run?.sizeBytes ?? null,
      doneBytes: run?.doneBytes ?? null,
      // Rows that the input has now are not read.
      atEnd: now === 'grown' ? false : (run?.atEnd ?? null),
    },
    rows: run ? rowsObject(run.rows) : null,
    failures: run?.failures ?? [],
    ...(inputs ? { failedInputs: inputs.failed ?? null } : {}),
    ...(shares
      ? {
          shares: shares.map(({ shard, stateDir, verdict, rows }) => ({
            shard: shardText(shard),
            stateDir,
            verdict,
            rows: rows ? rowsObject(rows) : null,
          })),
        }
      : {}),
    takenOver: run?.takenOver ?? null,
    target: run?.target ? report.target(run.target) : null,
    savedAt: run?.savedAt ?? null,
    check: auditObject(check),
    verify: auditObject(verify),
    files: run ? filesOf(run.files) : null,
    next: nextTexts(afterStatus(knownOf(status), commands), messages),
  };
};

/** A share has a log and a checkpoint of its own, in its folder. */
const filesOf = (files: RunStatus['files']) =>
  'log' in files
    ? filesObject(files)
    : { checkpoint: null, failures: files.failures, lowered: null, log: null, report: files.report ?? null };

const runningObject = ({ command, holder, perSecond, etaS, ...waits }: Running) => ({
  command,
  pid: holder?.pid ?? null,
  host: holder?.host ?? null,
  since: holder?.since ?? null,
  perSecond: perSecond ?? null,
  etaS: etaS ?? null,
  waiting: waitingObject(waits),
});

const waitingObject = ({
  waiting,
  pausedSince,
  readingSince,
}: Pick<Running, 'waiting' | 'pausedSince' | 'readingSince'>) => {
  if (waiting) return { for: 'target', ...waiting };
  if (pausedSince !== undefined) return { for: 'rate', reason: null, since: pausedSince, until: null };
  return readingSince === undefined ? null : { for: 'input', reason: null, since: readingSince, until: null };
};

const auditObject = (audit: AuditStatus | undefined) =>
  audit
    ? {
        finished: audit.isFinished,
        savedAt: audit.savedAt,
        rows: rowsObject(audit.rows),
        failures: audit.failures,
        found: audit.foundPath,
        takenOver: audit.takenOver ?? null,
      }
    : null;
