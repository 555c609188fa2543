import type { FailureClass } from '../core/outcome.ts';
import { callsOfImport, type Example, type RunSummary } from '../core/summary.ts';
import { targetText } from '../core/target.ts';
import { durationText, grouped, printable } from '../core/text.ts';
import { earlyEndText } from './summary-json.ts';
import { doneText, line, lines, readLines, title } from './verdict-text.ts';

/** Commands to type next, ready to paste. */
export type SurveyNext = {
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
  lowered: 'asks for more than the group has messages: it would be lowered',
  different: 'the count is another one',
  new_messages: 'the count is another one, and the group has received messages since the import began',
  unknown: 'could not be found out',
};

/** What `check` or `verify` has found: verdict, numbers, examples, files, and what to type next. */
export const surveyText = (summary: RunSummary, next: SurveyNext): string => {
  const { command, rows, input, earlyEnd, failures, files } = summary;
  const seconds = Math.max(0, summary.finishedAtMs - summary.startedAtMs) / 1000;
  return lines([
    title(summary.verdict, input.path, summary.target.kind === 'simulator'),
    '',
    ...(earlyEnd ? [line('stopped', printable(earlyEndText(earlyEnd), 1000))] : []),
    ...(command === 'check' ? checkedLines(summary) : verifiedLines(summary)),
    ...failures.flatMap((failure, at) => [
      line(at === 0 ? 'found' : '', `${grouped(failure.count)} ${failure.class}: ${MEANINGS[failure.class]}`),
      ...summary.examples.filter((example) => example.class === failure.class).map(exampleLine),
    ]),
    line('target', printable(targetText(summary.target))),
    ...readLines(summary.reads),
    line('time', `${durationText(seconds)}${summary.resumed ? ', this run only: it went on from an earlier one' : ''}`),
    line('input', doneText(input.doneBytes, input.sizeBytes)),
    line('files', `${printable(files.failures)}  ${rows.failed > 0 ? 'every row that was found' : 'no row was found'}`),
    line('', `${printable(files.log)}  the log`),
    ...nextLines(summary, next),
  ]);
};

const checkedLines = ({ rows, failures, limitPerSecond }: RunSummary): string[] => {
  const calls = callsOfImport({ rows, failures });
  return [
    line(
      'rows',
      `${grouped(rows.read)} read = ${grouped(rows.ok)} will be set as asked + ${grouped(rows.failed)} found + ${grouped(rows.skipped)} skipped`,
    ),
    line('import', `${grouped(calls)} calls, at ${limitPerSecond}/s ${durationText(calls / limitPerSecond)} at least`),
  ];
};

const verifiedLines = ({ rows, countSources }: RunSummary): string[] => [
  line(
    'rows',
    `${grouped(rows.read)} read = ${grouped(rows.ok - rows.lowered)} exact + ${grouped(rows.lowered)} lowered + ${grouped(rows.failed)} found + ${grouped(rows.skipped)} skipped`,
  ),
  ...(rows.skipped > 0
    ? [
        line(
          'skipped',
          `${grouped(rows.skipped)} not in the sample, or of a pair of which another row is the one that counts`,
        ),
      ]
    : []),
  ...(rows.lowered > 0
    ? [line('lowered', `${grouped(rows.lowered)} asked for more than their group has messages, and have that number`)]
    : []),
  ...countSources.map(({ source, count }, at) =>
    line(at === 0 ? 'read as' : '', `${source}: ${grouped(count)} rows of this run${SOURCE_NOTES[source]}`),
  ),
];

const SOURCE_NOTES = {
  UnreadMsgNum: ', in the words of the service',
  'NextMsgSeq - 1 - MsgSeq': ', which the documents suggest and nobody has confirmed on a live app',
} as const;

const exampleLine = ({ line: number, groupId, account, message }: Example): string =>
  line('', `  line ${number}: ${printable(groupId, 60)}, ${printable(account, 40)}: ${printable(message, 300)}`);

const nextLines = ({ command, verdict, earlyEnd, files, rows }: RunSummary, next: SurveyNext): string[] => {
  if (verdict === 'INCOMPLETE') {
    const hint = earlyEnd?.kind === 'error' ? earlyEnd.error.hint : 'The same command goes on.';
    return [line('next', printable(hint, 1000)), line('', next.resume)];
  }
  if (command === 'check') {
    const asIs =
      rows.failed > 0
        ? 'correct the rows in the input, or import it as it is: those found fail or are lowered'
        : 'import it:';
    return [line('next', asIs), line('', next.import)];
  }
  if (rows.failed === 0) return [line('next', 'nothing to do: every row that was looked at is as it was asked for')];
  return [
    line('next', `look at ${printable(files.failures)}; to set those rows again, import a copy of it:`),
    line('', next.feedBack),
  ];
};
