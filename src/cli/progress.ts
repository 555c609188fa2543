import { SingleBar } from 'cli-progress';
import type { RowCounts } from '../core/ledger.ts';
import type { Clock, OnEvent, RunEvent } from '../core/ports.ts';
import { durationText, grouped, printable } from '../core/text.ts';
import type { ProgressMode } from './plan.ts';
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
  let lineAtMs = Number.NEGATIVE_INFINITY;

  const show = ({ rows, doneBytes, sizeBytes }: Extract<RunEvent, { type: 'progress' }>): void => {
    const now = clock.nowMs();
    samples = [
      ...samples.filter(({ atMs }) => atMs > now - RATE_OVER_MS),
      { atMs: now, settled: settledOf(rows), doneBytes },
    ];
    const { perSecond, etaS } = estimate(samples, sizeBytes);
    const done = grouped(settledOf(rows));
    const failed = grouped(rows.failed);
    const rate = perSecond === undefined ? '–' : perSecond.toFixed(1);
    const eta = etaS === undefined ? '–' : durationText(etaS);
    if (shown === 'bar') {
      if (!bar) {
        bar = new SingleBar({
          format: '[{bar}] {percentage}% | {done} done, {failed} failed | {rate}/s | {eta_text} left',
          stream: terminal.stderr,
          barCompleteChar: '=',
          barIncompleteChar: ' ',
          barsize: 24,
          hideCursor: false,
          clearOnComplete: true,
        });
        bar.start(sizeBytes, doneBytes, { done, failed, rate, eta_text: eta });
      }
      bar.setTotal(sizeBytes);
      bar.update(doneBytes, { done, failed, rate, eta_text: eta });
    } else if (shown === 'line' && now - lineAtMs >= LINE_EVERY_MS) {
      lineAtMs = now;
      const percent = sizeBytes > 0 ? (doneBytes / sizeBytes) * 100 : 100;
      terminal.talk(
        `${timeText(clock)} ${percent.toFixed(1)}% | ${done} done, ${failed} failed | ${rate}/s | ${eta} left`,
      );
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
    const text = talkOf(event);
    // The bar goes back to where it was begun; so it is ended before a line and begun anew below it.
    if (text || event.type === 'finished') end();
    if (text && shown !== 'none') terminal.talk(text);
  };
  return { onEvent, end };
};

const talkOf = (event: RunEvent): string | undefined => {
  switch (event.type) {
    case 'started': {
      const { ok, failed } = event.rows;
      return event.resumed
        ? `${printable(event.input)}: going on where it stopped, ${grouped(ok)} rows are ok and ${grouped(failed)} failed already`
        : `${printable(event.input)}: starting`;
    }
    case 'rate-limited':
      return `the target says "too frequent" (${event.errorCode}): slowing down to ${event.perSecond.toFixed(0)} calls a second`;
    case 'waiting':
      return `nothing gets through: ${event.reason}. Trying again, for ${durationText(event.giveUpInMs / 1000)} at most (--give-up-after); no row is lost by waiting`;
    case 'back':
      return `the target is back after ${durationText(event.afterMs / 1000)}`;
    case 'stopping':
      return `stopping: ${event.reason.message}. Waiting for the calls in flight; Ctrl-C again stops at once, and nothing is lost either way`;
    default:
      return undefined;
  }
};

const settledOf = (rows: RowCounts): number => rows.read - rows.pending;

const estimate = (samples: readonly Sample[], sizeBytes: number): { perSecond?: number; etaS?: number } => {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < 1000) return {};
  const seconds = (last.atMs - first.atMs) / 1000;
  const perSecond = (last.settled - first.settled) / seconds;
  const bytesPerSecond = (last.doneBytes - first.doneBytes) / seconds;
  return bytesPerSecond > 0 ? { perSecond, etaS: (sizeBytes - last.doneBytes) / bytesPerSecond } : { perSecond };
};

const timeText = (clock: Clock): string => new Date(clock.wallMs()).toISOString().slice(0, 19);
