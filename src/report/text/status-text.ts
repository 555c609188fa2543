import { type AuditCommand, auditOutcome } from '../../core/books/audit-outcome.ts';
import { unknownIn } from '../../core/books/summary.ts';
import { printable } from '../../core/text/text.ts';
import { type Messages, toldOfFact } from '../../messages/messages.ts';
import { leftText } from '../early-end.ts';
import { afterStatus } from '../next-steps/after-status.ts';
import type { StatusCommands } from '../next-steps/commands.ts';
import { isUnbegun } from '../next-steps/known.ts';
import { BLANK, type Entry, line, listed, located, type PageStyle, PLAIN_PAGE, pageText } from '../page.ts';
import { type AuditStatus, judgeStatus, knownOf, type Running, type RunStatus, type Status } from '../status.ts';
import { nextEntries } from './next-text.ts';
import { auditHeadline, inputsEntry, inputTitle, pendingEntries, rowEntries, takenOverEntry } from './run-entries.ts';

export const statusText = (
  status: Status,
  commands: StatusCommands,
  messages: Messages,
  style: PageStyle = PLAIN_PAGE,
  nowMs = 0,
): string => {
  const { report } = messages;
  const { path, run, running, check, verify, inputs, shares } = status;
  const reason = statusReason(status, messages);
  return pageText(
    [
      inputTitle(report.verdict[judgeStatus(status).verdict], { path, isRehearsal: run?.rehearsal === true }, messages),
      BLANK,
      ...(running ? [line(report.labels.running, printable(report.running(paceOfRun(running), nowMs)))] : []),
      ...(running?.waiting ? [line('', printable(report.waiting(running.waiting), 1000))] : []),
      ...(running?.pausedSince ? [line('', printable(report.pausedSince(running.pausedSince), 1000))] : []),
      ...(running?.readingSince ? [line('', printable(report.readingFirst(running.readingSince), 1000))] : []),
      ...(reason === undefined ? [] : [line(report.labels.stopped, printable(reason, 1000))]),
      ...(run ? runEntries(run, status, messages) : []),
      ...shareEntries(shares, messages),
      ...inputsEntry(inputs?.all, inputs?.failed, messages),
      ...auditEntries('check', check, messages),
      ...auditEntries('verify', verify, messages),
      ...nextEntries(afterStatus(knownOf(status), commands), messages),
    ],
    style,
  );
};

/** A run that pauses has no pace that says anything. */
const paceOfRun = (running: Running): Running =>
  running.pausedSince === undefined ? running : { ...running, perSecond: undefined, etaS: undefined };

/** Why rows are not settled; undefined where that is nothing new. */
export const statusReason = ({ run, running, now }: Status, messages: Messages): string | undefined => {
  const { report } = messages;
  if (running || !run) return undefined;
  const isOver = run.verdict !== 'INCOMPLETE';
  if ((now === 'gone' && !isOver) || now === 'edited' || (now === 'grown' && isOver)) return report.inputNow[now];
  if (isUnbegun(run)) return undefined;
  if (run.stop?.kind === 'limit') return report.limitReached;
  const text = run.fact && toldOfFact(messages, run.fact)?.text;
  if (text !== undefined || run.reason !== undefined) return text ?? run.reason;
  return run.stop?.kind === 'killed' ? report.killed : undefined;
};

const runEntries = (run: RunStatus, { now, running, inputs, shares }: Status, messages: Messages): Entry[] => {
  const isRead = now !== 'unread';
  // A line says nothing without its input or share.
  const areMany = inputs !== undefined || shares !== undefined;
  const { report } = messages;
  const { labels } = report;
  const { verdict, rows, files } = run;
  const done = report.input(run.doneBytes, run.sizeBytes);
  const left = verdict === 'INCOMPLETE' ? leftText(run, run.fact, messages) : undefined;
  const whole = left === undefined ? done : report.inputDoneAndLeft(done, left);
  return [
    ...rowEntries(rows, run.failures, verdict !== 'INCOMPLETE' && isRead, messages),
    ...(running ? [] : pendingEntries(rows, messages)),
    ...takenOverEntry(run.takenOver, messages),
    line(labels.input, areMany || left === undefined ? whole : report.inputAtLine(whole, run.nextLine)),
    line(labels.target, run.target ? printable(report.target(run.target)) : report.targetNotBound),
    line(labels.saved, printable(report.savedAt(run.savedAt))),
    located(labels.files, [
      { path: report.path(files.failures), text: report.failuresFile(rows.failed) },
      ...('lowered' in files && rows.lowered > 0
        ? [{ path: report.path(files.lowered), text: report.loweredFile }]
        : []),
      ...(files.report === undefined ? [] : [{ path: report.path(files.report), text: report.reportFile }]),
      ...('log' in files
        ? [
            { path: report.path(files.log), text: report.logFile },
            { path: report.path(files.checkpoint), text: report.checkpointFile },
          ]
        : (shares ?? []).flatMap(({ shard, stateDir, rows: own }) =>
            own ? [{ path: report.path(stateDir), text: report.shareFolder(shard) }] : [],
          )),
    ]),
  ];
};

const shareEntries = (shares: Status['shares'] = [], { report }: Messages): Entry[] =>
  listed(
    report.labels.shares,
    shares.map((share) => printable(report.share({ ...share, verdict: report.verdict[share.verdict] }), 500)),
  );

const auditEntries = (command: AuditCommand, found: AuditStatus | undefined, messages: Messages): Entry[] => {
  if (!found) return [];
  const { report } = messages;
  const { rows, failures, isFinished, isLatest, savedAt, foundPath, takenOver } = found;
  const verdict = isFinished ? 'COMPLETE' : 'INCOMPLETE';
  const headline = auditHeadline(auditOutcome(command, { verdict, rows, unknown: unknownIn(failures) }), messages);
  return [
    line(report.labels[command], printable(report.auditSeen(headline, savedAt))),
    // A check is always older.
    ...(command === 'verify' && !isLatest ? [line('', report.auditStale)] : []),
    ...takenOverEntry(takenOver, messages),
    ...(rows.failed > 0 ? [line('', report.auditSeenIn(foundPath))] : []),
  ];
};
