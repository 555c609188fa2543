import { SingleBar } from 'cli-progress';
import type { RowCounts } from '../../core/books/ledger.ts';
import { Interrupted, TimUnreadError } from '../../core/errors.ts';
import type { Clock, OnEvent, RunEvent } from '../../core/ports.ts';
import { durationText, grouped, printable } from '../../core/text/text.ts';
import { en } from '../../messages/en.ts';
import { told } from '../../messages/messages.ts';
import type { ProgressMode } from '../flags/plan.ts';
import type { Terminal } from './terminal.ts';

const LINE_EVERY_MS = 30_000;
const RATE_OVER_MS = 10_000;

type Sample = { readonly atMs: number; readonly settled: number; readonly doneBytes: number };

/** `end` takes the bar away; to be called also when the run ends in an error. */
export type Progress = { readonly onEvent: OnEvent; readonly end: () => void };

/** Shows how far a run is: a bar on a terminal, a line now and then elsewhere; and says what it waits for. */
export const createProgress = (mode: ProgressMode, terminal: Terminal, clock: Clock): Progress => {
  const shown = mode === 'auto' ? (terminal.stderr.isTTY ? 'bar' : 'line') : mode;
  let bar: SingleBar | undefined;
  let samples: Sample[] = [];
  let lineAtMs: number | undefined;
  let failedWord = 'failed';

  const show = ({ rows, doneBytes, sizeBytes }: Extract<RunEvent, { type: 'progress' }>): void => {
    const now = clock.nowMs();
    lineAtMs ??= now;
    samples = [
      ...samples.filter(({ atMs }) => atMs > now - RATE_OVER_MS),
      { atMs: now, settled: settledOf(rows), doneBytes },
    ];
    const { perSecond, etaS } = estimate(samples, sizeBytes);
    const share = shareOf(doneBytes, sizeBytes);
    const text = [
      ...(sizeBytes === undefined ? [] : [`${(share * 100).toFixed(1)}%`]),
      `${grouped(settledOf(rows))} done, ${grouped(rows.failed)} ${failedWord}`,
      ...(perSecond === undefined ? [] : [`${perSecond.toFixed(1)}/s`]),
      ...(etaS === undefined ? [] : [`${durationText(etaS)} left`]),
    ].join(' | ');
    if (shown === 'bar') {
      bar ??= beginBar(terminal);
      bar.update(share, { text: withBar(text, share, terminal.columns()) });
    } else if (shown === 'line' && now - lineAtMs >= LINE_EVERY_MS) {
      lineAtMs = now;
      terminal.talk(`${timeText(clock)} ${text}`);
    }
  };

  const end = (): void => {
    bar?.stop();
    bar = undefined;
  };

  const onEvent: OnEvent = (event) => {
    if (event.type === 'progress') {
      show(event);
      return;
    }
    if (event.type === 'started') failedWord = event.command === 'import' ? 'failed' : 'not as asked';
    const text = talkOf(event);
    // The bar goes back to where it was begun; so it is ended before a line and begun anew below it.
    if (text || event.type === 'finished') end();
    if (text && shown !== 'none') terminal.talk(text);
  };
  return { onEvent, end };
};

const beginBar = ({ stderr }: Terminal): SingleBar => {
  const bar = new SingleBar({
    format: (_options, _parameters, { text }) => text,
    stream: stderr,
    clearOnComplete: true,
    // Wrapping switched off would stay so in a terminal whose run was killed. The text is cut to fit instead.
    linewrap: true,
  });
  bar.start(1, 0, { text: '' });
  return bar;
};

/** The text with a bar before it where there is room; never wider than the terminal. */
const withBar = (text: string, share: number, columns: number): string => {
  const room = Math.min(24, columns - text.length - 4);
  if (room < 8) return text.slice(0, columns - 1);
  const full = Math.round(share * room);
  return `[${'='.repeat(full)}${' '.repeat(room - full)}] ${text}`;
};

const talkOf = (event: RunEvent): string | undefined => {
  switch (event.type) {
    case 'started':
      return startedText(event);
    case 'groups-not-checked':
      return `groups cannot be looked up: ${printable(event.reason)}. Going on without: that a count was lowered, or that its group keeps none, cannot be told then`;
    case 'calibrated':
      return `${event.rows} rows that were just set have been read back as they were set (${event.source}): rows that are right already are skipped from here on`;
    case 'calibration-refused':
      return `counts that are read cannot be relied on (${event.source}): ${printable(event.reason)}. Every row is written`;
    case 'rate-limited':
      return `the target says "too frequent" (${event.errorCode}): slowing down to ${event.perSecond.toFixed(0)} calls a second`;
    case 'waiting':
      return `nothing gets through: ${event.reason}. Trying again, for ${durationText(event.giveUpInMs / 1000)} at most (--give-up-after); no row is lost by waiting`;
    case 'back':
      return `the target is back after ${durationText(event.afterMs / 1000)}`;
    case 'stopping':
      return `stopping: ${printable(reasonText(event.reason), 1000)}. Waiting for the calls in flight; ${event.reason instanceof Interrupted ? 'Ctrl-C again' : 'Ctrl-C'} stops at once, and nothing is lost either way`;
    default:
      return undefined;
  }
};

const settledOf = (rows: RowCounts): number => rows.read - rows.pending;

const startedText = ({ command, input, target, resumed, rows }: Extract<RunEvent, { type: 'started' }>): string => {
  const name = printable(input);
  const place = printable(target);
  if (command === 'import') {
    return resumed
      ? `${name}: going on where it stopped, against ${place}: ${grouped(rows.ok)} rows are ok and ${grouped(rows.failed)} failed already`
      : `${name}: starting, against ${place}`;
  }
  const deed = command === 'check' ? `asking ${place} about its rows` : `reading its counts back from ${place}`;
  return resumed
    ? `${name}: ${deed}, from where that stopped: ${grouped(settledOf(rows))} rows are done already`
    : `${name}: ${deed}; nothing is written there`;
};

/** Of an input whose size nobody knows the bar stays empty. */
const shareOf = (doneBytes: number, sizeBytes: number | undefined): number => {
  if (sizeBytes === undefined) return 0;
  return sizeBytes > 0 ? Math.min(1, doneBytes / sizeBytes) : 1;
};

const estimate = (samples: readonly Sample[], sizeBytes: number | undefined): { perSecond?: number; etaS?: number } => {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < 1000) return {};
  const seconds = (last.atMs - first.atMs) / 1000;
  const perSecond = (last.settled - first.settled) / seconds;
  const bytesPerSecond = (last.doneBytes - first.doneBytes) / seconds;
  return bytesPerSecond > 0 && sizeBytes !== undefined
    ? { perSecond, etaS: (sizeBytes - last.doneBytes) / bytesPerSecond }
    : { perSecond };
};

const timeText = (clock: Clock): string => new Date(clock.wallMs()).toISOString().slice(0, 19);

const reasonText = (reason: Error): string =>
  reason instanceof TimUnreadError ? told(en, reason).text : reason.message;
