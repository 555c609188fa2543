import type { FailureCount, RowCounts } from '../../core/books/ledger.ts';
import { meanPerSecond, type RunSummary } from '../../core/books/summary.ts';
import { replyRule } from '../../core/target/reply-codes.ts';
import { targetText } from '../../core/target/target.ts';
import { durationText, grouped, printable } from '../../core/text/text.ts';
import { en } from '../../messages/en.ts';
import { told } from '../../messages/messages.ts';
import { earlyEndText, knownLowered } from '../json/summary-json.ts';

/** Commands to type next, ready to paste. */
export type NextCommands = {
  /** undefined where it stands below, for several inputs together; so too `verify` */
  readonly resume: string | undefined;
  readonly feedBack: string;
  readonly restart: string;
  /** undefined also after a rehearsal, whose counts are gone */
  readonly verify: string | undefined;
};

/** What is told of one among several inputs, where nothing is left to do. @param headline - as in `title` */
export const briefText = (headline: string, { input, target }: RunSummary, rows: readonly string[]): string =>
  lines([title(headline, input.path, target.kind === 'simulator'), ...rows]);

/** The last lines of a run: verdict, numbers, files, and what to type next. */
export const verdictText = (summary: RunSummary, next: NextCommands): string => {
  const { rows, calls, input, earlyEnd } = summary;
  const seconds = Math.max(0, summary.finishedAtMs - summary.startedAtMs) / 1000;
  return lines([
    title(summary.verdict, input.path, summary.target.kind === 'simulator'),
    '',
    ...(earlyEnd ? [line('stopped', printable(earlyEndText(earlyEnd), 1000))] : []),
    ...rowLines(rows, summary.failures, earlyEnd === undefined),
    line('target', printable(targetText(summary.target))),
    line(
      'calls',
      `${grouped(calls.sent)} sent in this run, ${grouped(calls.retried)} of them repeats, ${grouped(calls.rateLimited)} rate limited`,
    ),
    ...readLines(summary.reads),
    line('rate', `limit ${summary.limitPerSecond}/s, most in any second ${calls.peakPerSecond}${paceText(calls)}`),
    line('time', `${durationText(seconds)}${summary.resumed ? ', this run only: it went on from an earlier one' : ''}`),
    line(
      'input',
      `${doneText(input.doneBytes, input.sizeBytes)}${earlyEnd ? '; rows not read yet count nowhere' : ''}`,
    ),
    line(
      'files',
      `${printable(summary.files.failures)}  ${rows.failed > 0 ? 'the rows that were not set, and why' : 'no row failed'}`,
    ),
    ...(rows.lowered > 0 && summary.files.lowered
      ? [line('', `${printable(summary.files.lowered)}  the rows that were lowered, and to what`)]
      : []),
    line('', `${printable(summary.files.log)}  the log`),
    line('', `${printable(summary.files.checkpoint)}  how far the run is`),
    ...nextLines(summary, next),
  ]);
};

/** Of less than a second of calls an average per second says nothing. */
const paceText = (calls: RunSummary['calls']): string => {
  const mean = meanPerSecond(calls);
  const spanMs = (calls.lastMs ?? 0) - (calls.firstMs ?? 0);
  return mean === null || spanMs < 1000 ? '' : `, on average ${mean.toFixed(1)}/s`;
};

/** The questions asked beside, command by command; trouble is told only where there was some. */
export const readLines = (reads: RunSummary['reads']): string[] =>
  reads.map(({ command, calls }, at) => {
    const { sent, retried, rateLimited, peakPerSecond } = calls;
    const trouble = [
      ...(retried > 0 ? [`${grouped(retried)} of them repeats`] : []),
      ...(rateLimited > 0 ? [`${grouped(rateLimited)} rate limited`] : []),
    ];
    const text = [
      `${grouped(sent)} ${sent === 1 ? 'call' : 'calls'}`,
      ...trouble,
      `most in any second ${peakPerSecond}`,
    ];
    return line(at === 0 ? 'reads' : '', `${command}: ${text.join(', ')}`);
  });

/** @param headline - the verdict, or what says it in other words */
export const title = (headline: string, path: string, isRehearsal: boolean): string =>
  `${headline}: ${printable(path)}${isRehearsal ? ' (a rehearsal: nothing was sent to Tencent)' : ''}`;

/** @param isToEnd - the input was read to its end */
export const rowLines = (rows: RowCounts, failures: readonly FailureCount[], isToEnd: boolean): string[] => [
  line(
    'rows',
    `${rows.read === 0 && isToEnd ? 'none in the input: ' : ''}${grouped(rows.read)} read = ${grouped(rows.ok)} ok + ${grouped(rows.failed)} failed + ${grouped(rows.skipped)} skipped + ${grouped(rows.pending)} pending`,
  ),
  ...failures.map((failure, at) => line(at === 0 ? 'failed' : '', failureText(failure))),
  ...skippedLines(rows),
  ...loweredLines(rows),
];

const skippedLines = ({ skipped, unchanged }: RowCounts): string[] => {
  const others = skipped - unchanged;
  const texts = [
    ...(unchanged > 0 ? [`${grouped(unchanged)} whose count was right already (--only-changes)`] : []),
    ...(others > 0 ? [`${grouped(others)} of a pair of which another row is sent (--on-duplicate); see the log`] : []),
  ];
  return texts.map((text, at) => line(at === 0 ? 'skipped' : '', text));
};

const loweredLines = (rows: RowCounts): string[] => {
  const lowered = knownLowered(rows);
  return [
    ...(lowered
      ? [line('lowered', `${grouped(lowered)} of the ok rows: to the number of messages that their group has`)]
      : []),
    ...(rows.totalUnknown > 0
      ? folded(
          'unknown',
          `whether ${grouped(rows.totalUnknown)} of the ok rows were lowered: their groups were not looked up`,
        )
      : []),
  ];
};

export const doneText = (doneBytes: number, sizeBytes: number | undefined): string =>
  `${grouped(doneBytes)} of ${sizeBytes === undefined ? 'an unknown number of' : grouped(sizeBytes)} bytes done`;

export const line = (label: string, text: string): string => `  ${label.padEnd(9)}${text}`;

/** Of a terminal that nobody has made wider. */
export const COLUMNS = 80;

/** A line that goes on below where it would be wider than a terminal; words stay whole. @param indent - columns */
export const folded = (label: string, text: string, indent = 0): string[] => {
  const room = COLUMNS - line('', '').length - indent;
  const rows: string[] = [];
  for (const word of text.split(' ')) {
    const last = rows.at(-1);
    if (last === undefined || last.length + 1 + word.length > room) rows.push(word);
    else rows[rows.length - 1] = `${last} ${word}`;
  }
  return rows.map((row, at) => line(at === 0 ? label : '', `${' '.repeat(indent)}${row}`));
};

export const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;

const failureText = ({ class: failureClass, errorCode, count }: FailureCount): string => {
  const code = errorCode === null ? '' : ` ${errorCode}, ${replyRule(errorCode).meaning}`;
  return `${grouped(count)} ${failureClass}${code}`;
};

const isPiped = (path: string): boolean => path === '-';

/** What a command that reads standard input needs beside itself. */
export const feedAgainLines = (path: string): string[] =>
  isPiped(path) ? [line('', 'Feed it the same rows again, from the first one on; what is done costs no call:')] : [];

/** How the rows that failed get in all the same. */
export const repairText = (failuresPath: string): string =>
  `correct the rows in a copy of ${printable(failuresPath)}, then import the copy:`;

const nextLines = ({ verdict, earlyEnd, rows, files, input }: RunSummary, next: NextCommands): string[] => {
  const steps: string[] = [];
  if (verdict === 'INCOMPLETE') {
    const hint = earlyEnd?.kind === 'error' ? told(en, earlyEnd.error).next : 'The same command sends the next rows.';
    steps.push(
      line('next', printable(hint, 1000)),
      ...feedAgainLines(input.path),
      ...(next.resume ? [line('', next.resume)] : []),
    );
  }
  if (rows.failed > 0) {
    steps.push(line(steps.length === 0 ? 'next' : 'and', repairText(files.failures)), line('', next.feedBack));
  }
  if (verdict !== 'INCOMPLETE' && next.verify) {
    steps.push(
      line(
        steps.length === 0 ? 'next' : 'and',
        `${isPiped(input.path) ? 'save the same rows in a file, and ' : ''}read the counts back, to prove them:`,
      ),
      line('', next.verify),
    );
  }
  if (verdict === 'COMPLETE') {
    const first = next.verify ? '' : 'nothing to do; ';
    steps.push(line(next.verify ? 'or' : 'next', `${first}to send every row again: ${next.restart}`));
  }
  return steps;
};
