import { SingleBar } from 'cli-progress';
import type { RunCommand } from '../../core/books/summary.ts';
import { Interrupted, TimUnreadError } from '../../core/errors.ts';
import type { OnEvent, RunEvent } from '../../core/ports.ts';
import { localTime } from '../../messages/local-time.ts';
import { type Messages, told } from '../../messages/messages.ts';
import { clip, displayWidth } from '../../report/layout.ts';
import type { Context } from '../context.ts';
import type { ProgressMode } from '../flags/plan.ts';
import type { Terminal } from './terminal.ts';

const LINE_EVERY_MS = 30_000;
const RATE_OVER_MS = 10_000;
// A shorter one is over before anybody wonders.
const LONG_PAUSE_MS = 5000;

type Sample = { readonly atMs: number; readonly callsSent: number; readonly doneBytes: number };

/** `end` removes the bar. Call it also when the run ends in an error. */
export type Progress = { readonly onEvent: OnEvent; readonly end: () => void };

/**
 * Shows the progress of a run and what it waits for: as a bar on a terminal, otherwise as a line from time to time.
 *
 * @param inputs - how many the command has; share and time left are those of the present one
 */
export const createProgress = (
  mode: ProgressMode,
  { terminal, clock, messages }: Pick<Context, 'terminal' | 'clock' | 'messages'>,
  inputs = 1,
): Progress => {
  const shown = mode === 'auto' ? (terminal.stderr.isTTY ? 'bar' : 'line') : mode;
  let bar: SingleBar | undefined;
  let samples: Sample[] = [];
  let lineAtMs: number | undefined;
  let command: RunCommand = 'import';
  let inputsBegun = 0;

  const show = ({
    rows,
    callsSent,
    answeredRows = 0,
    doneBytes,
    sizeBytes,
    concurrencyPerSecond,
  }: Extract<RunEvent, { type: 'progress' }>): void => {
    const now = clock.nowMs();
    lineAtMs ??= now;
    samples = [...samples.filter(({ atMs }) => atMs > now - RATE_OVER_MS), { atMs: now, callsSent, doneBytes }];
    const { perSecond, etaS } = estimate(samples, sizeBytes);
    const share = shareOf(doneBytes, sizeBytes);
    const text = [
      ...(inputs > 1 ? [messages.talk.inputOf(inputsBegun, inputs)] : []),
      ...(sizeBytes === undefined ? [] : [`${(share * 100).toFixed(1)}%`]),
      messages.talk.counts({ rows, command }),
      ...(answeredRows > 0 ? [messages.talk.answered(answeredRows)] : []),
      ...(perSecond === undefined ? [] : [messages.talk.pace(perSecond, concurrencyPerSecond)]),
      ...(etaS === undefined ? [] : [messages.talk.timeLeft(etaS)]),
    ].join(' | ');
    if (shown === 'bar') {
      bar ??= beginBar(terminal);
      bar.update(share, { text: withBar(text, share, terminal.columns()) });
    } else if (shown === 'line' && now - lineAtMs >= LINE_EVERY_MS) {
      lineAtMs = now;
      terminal.talk(`${localTime(clock.wallMs())} ${text}`);
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
    if (event.type === 'started') {
      command = event.command;
      inputsBegun += 1;
      // Calls and bytes are counted anew for each input.
      samples = [];
    }
    const text = talkOf(event, messages);
    // The bar redraws itself in place, so it ends before a line and begins anew below it.
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
    // If wrapping were switched off, it would stay off after a kill. So the text is cut to fit instead.
    linewrap: true,
  });
  bar.start(1, 0, { text: '' });
  return bar;
};

/** The text, with a bar before it if there is room; never wider than the terminal. */
const withBar = (text: string, share: number, columns: number): string => {
  const room = Math.min(24, columns - displayWidth(text) - 4);
  if (room < 8) return clip(text, columns - 1);
  const full = Math.round(share * room);
  return `[${'='.repeat(full)}${' '.repeat(room - full)}] ${text}`;
};

const talkOf = (event: RunEvent, messages: Messages): string | undefined => {
  const { talk } = messages;
  switch (event.type) {
    case 'started':
      return talk.started(event);
    case 'groups-not-checked':
      return talk.groupsNotChecked(event);
    case 'calibrated':
      return talk.calibrated(event);
    case 'calibration-refused':
      return talk.calibrationRefused(event);
    case 'rate-limited':
      return talk.rateLimited(event);
    case 'pause-asked':
      return event.ms >= LONG_PAUSE_MS ? talk.pauseAsked(event) : undefined;
    case 'waiting':
      return talk.waiting(event);
    case 'back':
      return talk.back(event);
    case 'restored':
      return talk.restored(event);
    case 'budget-back':
      return talk.budgetBack(event);
    case 'clock-off':
      return talk.clockOff(event);
    case 'stopping': {
      const { reason } = event;
      const text = reason instanceof TimUnreadError ? told(messages, reason).text : reason.message;
      if (event.hasCalled === false) return talk.stoppedBeforeCalls(text);
      return talk.stopping({ reason: text, isInterrupted: reason instanceof Interrupted });
    }
    default:
      return undefined;
  }
};

/** The bar stays empty while the size of the input is unknown. */
const shareOf = (doneBytes: number, sizeBytes: number | undefined): number => {
  if (sizeBytes === undefined) return 0;
  return sizeBytes > 0 ? Math.min(1, doneBytes / sizeBytes) : 1;
};

const estimate = (samples: readonly Sample[], sizeBytes: number | undefined): { perSecond?: number; etaS?: number } => {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < 1000) return {};
  const seconds = (last.atMs - first.atMs) / 1000;
  const perSecond = (last.callsSent - first.callsSent) / seconds;
  const bytesPerSecond = (last.doneBytes - first.doneBytes) / seconds;
  return bytesPerSecond > 0 && sizeBytes !== undefined
    ? { perSecond, etaS: (sizeBytes - last.doneBytes) / bytesPerSecond }
    : { perSecond };
};
