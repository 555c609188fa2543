import type { RunView } from '../../core/books/run-watch.ts';
import { printable } from '../../core/text/text.ts';
import type { Messages } from '../../messages/messages.ts';
import { clip, displayWidth } from '../layout.ts';

const LONGEST_BAR = 30;
const SHORTEST_BAR = 8;
/** The longest of these with which everything fits. */
const BARS = [LONGEST_BAR, 20, 12, SHORTEST_BAR];
const MOST_KINDS = 3;
/** the parts of the first line */
const BETWEEN = '  ';

/**
 * What a command does just now, in three or four lines to be drawn again in place. None of them is wider than the terminal:
 * what does not fit is left out as a whole: counts of nothing, then from the end.
 *
 * @param wallMs - now, milliseconds since 1970
 */
export const progressBlock = (
  view: RunView,
  columns: number,
  wallMs: number,
  messages: Messages,
): readonly string[] => {
  const { watch } = messages;
  const width = Math.max(1, columns - 1);
  return [
    headOf(view, width, wallMs, messages),
    countsOf(view, width, messages),
    fitted(
      [
        watch.doing(view.doing, wallMs),
        ...(view.perSecond === undefined || view.limitPerSecond === 0
          ? []
          : [watch.rate(view.perSecond, view.limitPerSecond, view.concurrencyPerSecond)]),
      ],
      width,
    ),
    ...(view.total ? [fitted(watch.total(view.total, view.input.of), width, watch.comma)] : []),
    ...(view.failures.length > 0
      ? [
          fitted(
            [watch.failed(view.failures[0]), ...view.failures.slice(1, MOST_KINDS).map(watch.kind)],
            width,
            watch.comma,
          ),
        ]
      : []),
  ];
};

/** One line of the same, for where lines stay. */
export const progressLine = (view: RunView, wallMs: number, messages: Messages): string => {
  const { talk, watch } = messages;
  const { input, share, rows, command, answeredRows, perSecond, concurrencyPerSecond, secondsLeft } = view;
  return [
    ...(input.of > 1 ? [talk.inputOf(input.at, input.of)] : []),
    ...(share === undefined ? [] : [percent(share)]),
    talk.counts({ rows, command }),
    ...(answeredRows > 0 ? [talk.answered(answeredRows)] : []),
    ...(perSecond === undefined ? [] : [talk.pace(perSecond, concurrencyPerSecond)]),
    ...(secondsLeft === undefined ? [] : [watch.left(secondsLeft, wallMs)]),
    ...(view.doing.kind === 'sending' || view.doing.kind === 'asking' ? [] : [watch.doing(view.doing, wallMs)]),
  ].join(' | ');
};

const percent = (share: number): string => `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;

/** How far, for how long, and which input. Where there is little room the last goes first, then the clock time of the end. */
const headOf = (
  { input, share, secondsLeft }: RunView,
  width: number,
  wallMs: number,
  { talk, watch }: Messages,
): string => {
  const name = printable(input.path);
  const parts = [...(input.of > 1 ? [talk.inputOf(input.at, input.of)] : []), lastPart(name)];
  if (share === undefined) return fitted(parts, width);
  const fixed = percent(share).length + 3;
  if (width < SHORTEST_BAR + fixed) return fitted([percent(share), ...parts], width, BETWEEN);
  const widthOf = (behind: readonly string[]): number => displayWidth(['', ...behind].join(BETWEEN));
  const lefts = secondsLeft === undefined ? [] : [watch.left(secondsLeft, wallMs), talk.timeLeft(secondsLeft)];
  const left = lefts.filter((text) => SHORTEST_BAR + fixed + widthOf([text]) <= width).slice(0, 1);
  for (let count = parts.length; count > 0; count -= 1) {
    const shown = [...left, ...parts.slice(0, count)];
    const room = BARS.find((one) => one <= width - fixed - widthOf(shown));
    if (room !== undefined) return fitted([`${bar(share, room)} ${percent(share)}`, ...shown], width, BETWEEN);
  }
  const room = Math.min(LONGEST_BAR, width - fixed - widthOf(left));
  return fitted([`${bar(share, room)} ${percent(share)}`, ...left], width, BETWEEN);
};

const countsOf = (view: RunView, width: number, { talk, watch }: Messages): string => {
  const line = (mayLeaveOut: boolean, most: number): string =>
    fitted(
      [...watch.counts(view, mayLeaveOut), ...(view.answeredRows > 0 ? [talk.answered(view.answeredRows)] : [])],
      most,
      watch.comma,
    );
  const whole = line(false, Number.POSITIVE_INFINITY);
  return displayWidth(whole) <= width ? whole : line(true, width);
};

const bar = (share: number, room: number): string => {
  const full = Math.floor(share * room);
  return `[${'='.repeat(full)}${full < room ? '>' : ''}${' '.repeat(Math.max(0, room - full - 1))}]`;
};

/** The whole path stands above, where the run began. */
const lastPart = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

const fitted = (parts: readonly string[], width: number, between = ' | '): string => {
  let line = clip(parts[0] ?? '', width);
  for (const part of parts.slice(1)) {
    const longer = `${line}${between}${part}`;
    if (displayWidth(longer) > width) break;
    line = longer;
  }
  return line;
};
