import type { FailureKind, RunDoing, RunView } from '../../core/books/run-watch.ts';
import { grouped } from '../../core/text/text.ts';
import { clockTime } from '../local-time.ts';
import { duration } from './duration.ts';

/** What a run does, while it is watched. */
export const watch = {
  /** what stands between parts of a line that belong together */
  comma: ', ',
  /** @param mayLeaveOut - what is seldom there and is not there */
  counts: ({ command, rows }: Pick<RunView, 'command' | 'rows'>, mayLeaveOut: boolean): readonly string[] => [
    `${grouped(rows.ok)} ${command === 'import' ? 'done' : 'as asked'}`,
    `${grouped(rows.failed)} ${command === 'import' ? 'failed' : 'not as asked'}`,
    ...(mayLeaveOut && rows.skipped === 0 ? [] : [`${grouped(rows.skipped)} skipped`]),
    ...(command !== 'import' || (mayLeaveOut && rows.lowered === 0) ? [] : [`${grouped(rows.lowered)} lowered`]),
    `${grouped(rows.pending)} pending`,
  ],
  /** @param nowMs - since 1970 */
  doing: (doing: RunDoing, nowMs: number): string => {
    switch (doing.kind) {
      case 'proving':
        return 'proving what is done';
      case 'sending':
        return 'sending';
      case 'asking':
        return 'asking';
      case 'stopping':
        return 'stopping';
      case 'paused':
        return 'paused by --rate or tim-unread rate';
      case 'slowed':
        return `slowed by the target to ${Math.round(doing.perSecond)}/s`;
      case 'waiting':
        return `waiting for the target since ${clockTime(doing.sinceMs, nowMs)}`;
      case 'pausing':
        return `pausing as the target asks until ${clockTime(doing.untilMs, nowMs)}`;
    }
  },
  /** @param concurrencyPerSecond - undefined where the calls in flight do not keep the pace down */
  rate: (perSecond: number, limitPerSecond: number, concurrencyPerSecond: number | undefined): string =>
    concurrencyPerSecond === undefined
      ? `${perSecond.toFixed(1)}/s of ${limitPerSecond}/s`
      : `${perSecond.toFixed(1)}/s of ${limitPerSecond}/s, kept down by --concurrency`,
  /** @param nowMs - since 1970 */
  left: (seconds: number, nowMs: number): string =>
    `${duration(seconds)} left, until ${clockTime(nowMs + seconds * 1000, nowMs)}`,
  total: ({ done, failed, finished }: NonNullable<RunView['total']>, inputs: number): readonly string[] => [
    `all inputs: ${grouped(done)} done`,
    `${grouped(failed)} failed`,
    `${grouped(finished)} of ${grouped(inputs)} finished`,
  ],
  failed: (kind: FailureKind | undefined): string => (kind ? `failed: ${kindText(kind)}` : ''),
  kind: (kind: FailureKind): string => kindText(kind),
};

const kindText = ({ class: failureClass, errorCode, count }: FailureKind): string =>
  `${grouped(count)} ${failureClass}${errorCode === null ? '' : ` ${errorCode}`}`;
