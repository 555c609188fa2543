import { RunWatch } from '../../core/books/run-watch.ts';
import { TimUnreadError } from '../../core/errors/error.ts';
import { Interrupted } from '../../core/errors/interrupted.ts';
import type { OnEvent, RunEvent } from '../../core/ports.ts';
import { localTime } from '../../messages/local-time.ts';
import { type Messages, told } from '../../messages/messages.ts';
import { progressBlock, progressLine } from '../../report/text/progress-block.ts';
import type { Context } from '../context.ts';
import type { ProgressMode } from '../flags/plan.ts';
import { ScreenBlock } from './screen-block.ts';

const LINE_EVERY_MS = 30_000;
const DRAW_EVERY_MS = 250;
// A shorter one is over before anybody wonders.
const LONG_PAUSE_MS = 5000;

export type Progress = {
  readonly onEvent: OnEvent;
  /** Says at once how far the run is, in one line. */
  readonly look: () => void;
  /** Removes what is drawn. Call it also when the run ends in an error. */
  readonly end: () => void;
};

export type ProgressPlan = {
  readonly mode: ProgressMode;
  /** how many the command has */
  readonly inputs: number;
  readonly limitPerSecond: number;
  /** `--limit` */
  readonly mostRows?: number | undefined;
};

/**
 * Shows the progress of a run and what it waits for: as a block that is drawn again in place on a terminal, otherwise as a
 * line from time to time.
 */
export const createProgress = (
  { mode, inputs, limitPerSecond, mostRows }: ProgressPlan,
  { terminal, clock, messages }: Pick<Context, 'terminal' | 'clock' | 'messages'>,
): Progress => {
  const shown = mode === 'auto' ? (terminal.canRedraw ? 'bar' : 'line') : mode;
  const run = new RunWatch(inputs, limitPerSecond, mostRows);
  const block = shown === 'bar' ? new ScreenBlock(terminal.stderr, terminal.columns) : undefined;
  let drawnMs = Number.NEGATIVE_INFINITY;
  let slowedMs = Number.NEGATIVE_INFINITY;
  let lineAtMs: number | undefined;

  const viewNow = () => run.view(clock.nowMs(), clock.wallMs());
  const sayLine = (): void => {
    const view = viewNow();
    if (view) terminal.line(`${localTime(clock.wallMs())} ${progressLine(view, clock.wallMs(), messages)}`);
  };
  const draw = (): void => {
    const now = clock.nowMs();
    if (!block || now - drawnMs < DRAW_EVERY_MS) return;
    const view = viewNow();
    if (!view) return;
    drawnMs = now;
    block.draw((columns) => progressBlock(view, columns, clock.wallMs(), messages));
  };
  if (block) terminal.keepBelow(block);

  const onEvent: OnEvent = (event) => {
    const now = clock.nowMs();
    run.see(event, now, clock.wallMs());
    if (event.type === 'progress') {
      lineAtMs ??= now;
      draw();
      if (shown !== 'line' || now - lineAtMs < LINE_EVERY_MS) return;
      lineAtMs = now;
      sayLine();
      return;
    }
    if (event.type === 'finished') block?.clear();
    if (event.type === 'rate-limited') {
      // What comes again and again is in the block and in the lines.
      if (now - slowedMs < LINE_EVERY_MS) return;
      slowedMs = now;
    }
    const text = talkOf(event, messages);
    if (text && shown !== 'none') terminal.talk(text);
  };
  return { onEvent, look: sayLine, end: () => block?.end() };
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
    case 'rate-changed':
      return talk.rateChanged(event);
    case 'pause-asked':
      return event.ms >= LONG_PAUSE_MS ? talk.pauseAsked(event) : undefined;
    case 'waiting':
      return talk.waiting(event);
    case 'back':
      return talk.back(event);
    case 'input-broke-off':
      return talk.inputBrokeOff(textOf(event.reason, messages));
    case 'restored':
      return talk.restored(event);
    case 'clock-off':
      return talk.clockOff(event);
    case 'stopping': {
      const { reason } = event;
      const text = textOf(reason, messages);
      if (event.hasCalled === false) return talk.stoppedBeforeCalls(text);
      return talk.stopping({ reason: text, isInterrupted: reason instanceof Interrupted });
    }
    default:
      return undefined;
  }
};

const textOf = (error: Error, messages: Messages): string =>
  error instanceof TimUnreadError ? told(messages, error).text : error.message;
