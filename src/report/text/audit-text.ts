import type { FailureCount, RowCounts } from '../../core/books/ledger.ts';
import {
  callsOfImport,
  type Example,
  type RunCommand,
  type RunSummary,
  type Verdict,
} from '../../core/books/summary.ts';
import type { FailureClass } from '../../core/target/outcome.ts';
import { targetText } from '../../core/target/target.ts';
import { durationText, grouped, printable } from '../../core/text/text.ts';
import { en } from '../../messages/en.ts';
import { told } from '../../messages/messages.ts';
import { earlyEndText } from '../json/summary-json.ts';
import { COLUMNS, doneText, folded, line, lines, readLines, title } from './verdict-text.ts';

export type AuditCommand = Exclude<RunCommand, 'import'>;

/** Commands to type next, ready to paste. */
export type AuditNext = {
  readonly resume: string;
  readonly import: string;
  readonly feedBack: string;
};

/** What each class of finding means, for people. */
const MEANINGS: Readonly<Record<FailureClass, string>> = {
  invalid: 'not a row that can be sent',
  refused: 'the target refused the row',
  group_refused: 'the group is gone, or its ID is wrong',
  unsupported_group: 'the type of the group keeps no unread count',
  exhausted: 'no answer after the last attempt',
  not_member: 'the account is not a member of the group',
  no_account: 'the account does not exist',
  lowered: 'asks for more than the group has messages',
  different: 'the count is another one',
  new_messages: 'another count, and new messages in the group',
  unknown: 'could not be found out',
};

/** What `check` or `verify` has found: verdict, numbers, examples, files, and what to type next. */
export const auditText = (summary: RunSummary, next: AuditNext): string => {
  const { rows, input, earlyEnd, files } = summary;
  const command = summary.command === 'check' ? 'check' : 'verify';
  const unknown = unknownIn(summary.failures);
  const seconds = Math.max(0, summary.finishedAtMs - summary.startedAtMs) / 1000;
  return lines([
    title(auditHeadline(command, { ...summary, unknown }), input.path, summary.target.kind === 'simulator'),
    '',
    ...(earlyEnd ? folded('stopped', printable(earlyEndText(earlyEnd), 1000)) : []),
    ...auditRowLines(command, rows, unknown),
    ...foundLines(summary),
    ...(command === 'check' ? importLines(summary) : sourceLines(summary)),
    line('target', printable(targetText(summary.target))),
    ...readLines(summary.reads),
    line('time', `${durationText(seconds)}${summary.resumed ? ', this run only: it went on from an earlier one' : ''}`),
    line('input', doneText(input.doneBytes, input.sizeBytes)),
    line('files', `${printable(files.failures)}  ${rows.failed > 0 ? 'all of these rows' : 'no row'}`),
    line('', `${printable(files.log)}  the log`),
    ...nextLines(summary, next),
  ]);
};

/** Rows of which nobody could tell: neither as asked nor not. */
export const unknownIn = (failures: readonly FailureCount[]): number =>
  failures.filter(({ class: failureClass }) => UNKNOWN.has(failureClass)).reduce((sum, { count }) => sum + count, 0);

const UNKNOWN: ReadonlySet<FailureClass> = new Set(['unknown', 'exhausted']);

/** The verdict in the words of the command: nothing has failed where a row is only found to be wrong. */
export const auditHeadline = (
  command: AuditCommand,
  { verdict, rows, unknown }: { readonly verdict: Verdict; readonly rows: RowCounts; readonly unknown: number },
): string => {
  if (verdict === 'INCOMPLETE') return verdict;
  if (rows.read === 0) return 'NO ROWS';
  const lookedAt = rows.read - rows.skipped;
  const of = rows.skipped > 0 ? `OF THE ${grouped(lookedAt)} ROWS LOOKED AT` : `OF ${grouped(lookedAt)} ROWS`;
  const wrong = rows.failed - unknown;
  if (wrong > 0) {
    const be = wrong === 1 ? 'IS' : 'ARE';
    const outcome = command === 'check' ? 'WOULD NOT COME OUT AS ASKED' : `${be} NOT AS ASKED`;
    return `${grouped(wrong)} ${of} ${outcome}${unknown > 0 ? `, ${grouped(unknown)} NOT FOUND OUT` : ''}`;
  }
  if (unknown > 0) return `${grouped(unknown)} ${of} COULD NOT BE FOUND OUT`;
  const every = rows.skipped > 0 ? 'EVERY ROW LOOKED AT' : 'EVERY ROW';
  if (command === 'check') return `${every} CAN BE SET AS ASKED`;
  return `${every} IS AS ASKED${rows.lowered > 0 ? ', OR LOWERED' : ''}`;
};

/** @param unknown - of those that failed */
export const auditRowLines = (command: AuditCommand, rows: RowCounts, unknown: number): string[] => {
  const { read, ok, lowered, failed, skipped, pending } = rows;
  const parts = [
    ...(command === 'check'
      ? [`${grouped(ok)} as asked`]
      : [`${grouped(ok - lowered)} exact`, `${grouped(lowered)} lowered`]),
    `${grouped(failed - unknown)} not as asked`,
    ...(unknown > 0 ? [`${grouped(unknown)} not found out`] : []),
    `${grouped(skipped)} skipped`,
    ...(pending > 0 ? [`${grouped(pending)} pending`] : []),
  ];
  return [
    ...folded('rows', `${grouped(read)} read = ${parts.join(' + ')}`),
    ...(lowered > 0
      ? folded('lowered', `${grouped(lowered)}: asked for more than their group has messages, have that many`)
      : []),
    ...(skipped > 0
      ? [line('skipped', `${grouped(skipped)}: another row of their pair counts${ALSO_SKIPPED[command]}`)]
      : []),
  ];
};

const ALSO_SKIPPED: Readonly<Record<AuditCommand, string>> = { check: '', verify: ', or not in the sample' };

const foundLines = ({ failures, examples }: RunSummary): string[] =>
  byClass(failures).flatMap(([failureClass, count], at) => [
    line(at === 0 ? 'found' : '', `${grouped(count)} ${failureClass}: ${MEANINGS[failureClass]}`),
    ...examples.filter((example) => example.class === failureClass).flatMap(exampleLines),
  ]);

/** Codes do not matter here: the rows shown tell them in words. */
const byClass = (failures: readonly FailureCount[]): [FailureClass, number][] => {
  const counts = new Map<FailureClass, number>();
  for (const { class: failureClass, count } of failures) {
    counts.set(failureClass, (counts.get(failureClass) ?? 0) + count);
  }
  return [...counts];
};

const exampleLines = ({ class: failureClass, line: number, groupId, account, message }: Example): string[] => {
  const row = `  line ${number}: "${printable(groupId, 60)}", "${printable(account, 40)}"`;
  if (message === MEANINGS[failureClass]) return [line('', row)];
  const reason = printable(message, 300);
  const whole = line('', `${row}: ${reason}`);
  return whole.length <= COLUMNS ? [whole] : [line('', `${row}:`), ...folded('', reason, 4)];
};

const importLines = ({ rows, failures, limitPerSecond, earlyEnd }: RunSummary): string[] => {
  if (earlyEnd) return [];
  const calls = callsOfImport({ rows, failures });
  const duration = durationText(calls / limitPerSecond);
  return [line('import', `would take ${grouped(calls)} calls: at ${limitPerSecond}/s not less than ${duration}`)];
};

const sourceLines = ({ countSources }: RunSummary): string[] =>
  countSources.flatMap(({ source, count }, at) =>
    folded(at === 0 ? 'read as' : '', `${source}: ${grouped(count)} rows of this run; ${SOURCE_NOTES[source]}`),
  );

const SOURCE_NOTES = {
  UnreadMsgNum: 'the count in the words of the service',
  'NextMsgSeq - 1 - MsgSeq': 'inferred from the documents, nobody has confirmed it on a live app',
} as const;

const nextLines = (summary: RunSummary, next: AuditNext): string[] => {
  const { command, verdict, earlyEnd, rows } = summary;
  if (verdict === 'INCOMPLETE') {
    const hint = earlyEnd?.kind === 'error' ? told(en, earlyEnd.error).next : 'The same command goes on.';
    return [...folded('next', printable(hint, 1000)), line('', next.resume)];
  }
  if (command === 'check') return checkedNext(summary, next);
  return rows.failed > 0
    ? verifiedNext(summary, next)
    : [line('next', 'nothing to do: every row that was looked at is as it should be')];
};

const checkedNext = ({ rows, failures }: RunSummary, next: AuditNext): string[] => {
  if (rows.failed === 0) return [line('next', next.import)];
  const again = [line('next', 'ask again about those that were not found out:'), line('', next.resume)];
  const isUnknown = unknownIn(failures) > 0;
  return [
    ...(isUnknown ? again : []),
    ...folded(
      isUnknown ? 'and' : 'next',
      'put these rows right, or import the file as it is: the other rows do not suffer, and what becomes of these is told row by row:',
    ),
    line('', next.import),
  ];
};

/** What helps depends on what was found. */
const verifiedNext = ({ failures, files }: RunSummary, next: AuditNext): string[] => {
  const found = byClass(failures).map(([failureClass]) => failureClass);
  const file = printable(files.failures);
  const steps: string[][] = [];
  const label = (): string => (steps.length === 0 ? 'next' : 'and');
  if (found.includes('different')) {
    steps.push([
      ...folded(label(), `to set those of class different again, keep them in a copy of ${file} and import the copy:`),
      line('', next.feedBack),
    ]);
  }
  if (found.includes('new_messages')) {
    steps.push(
      folded(
        label(),
        'leave those of class new_messages: to set them again would take the new messages out of their counts',
      ),
    );
  }
  if (found.some((failureClass) => UNKNOWN.has(failureClass))) {
    steps.push([line(label(), 'ask again about those that could not be found out:'), line('', next.resume)]);
  }
  if (found.some((failureClass) => IN_THE_WAY.has(failureClass))) {
    steps.push([
      ...folded(
        label(),
        `put right what is in the way of the others (group, member, account, row), then import a corrected copy of ${file}:`,
      ),
      line('', next.feedBack),
    ]);
  }
  return steps.flat();
};

/** What setting the row again does not help against. */
const IN_THE_WAY: ReadonlySet<FailureClass> = new Set([
  'invalid',
  'refused',
  'group_refused',
  'unsupported_group',
  'not_member',
  'no_account',
]);
