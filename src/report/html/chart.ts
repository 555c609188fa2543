import type { LimitStep, Mark } from '../../core/books/timeline.ts';
import { localTime } from '../../messages/local-time.ts';

/** The drawing has its own measure; the page scales it. Where there is little room, a narrow one keeps its words readable. */
export const WIDE = 720;
export const NARROW = 340;
const HEIGHT = 210;
const LEFT = 46;
const RIGHT = 10;
const TOP = 16;
const BOTTOM = 26;
/** of the break where nothing ran */
const BREAK = 18;

export type Point = { readonly atS: number; readonly value: number | undefined };
/** `name`: of its colour in the style sheet */
export type Series = { readonly name: string; readonly points: readonly Point[] };
export type Chart = {
  readonly widthS: number;
  readonly series: readonly Series[];
  /** a line with steps */
  readonly limits: readonly LimitStep[];
  readonly marks: readonly Mark[];
};

type Span = { readonly fromS: number; readonly toS: number };
type Scale = { readonly width: number; readonly x: (atS: number) => number; readonly y: (value: number) => number };

/** @returns stretches in which something ran; between them there is a break */
export const spansOf = (times: readonly number[], widthS: number): Span[] => {
  const spans: { fromS: number; toS: number }[] = [];
  // A step that is missing once is no break.
  const most = Math.max(4, widthS * 2);
  for (const atS of times) {
    const last = spans.at(-1);
    if (last && atS - last.toS <= most) last.toS = atS + widthS;
    else spans.push({ fromS: atS, toS: atS + widthS });
  }
  return spans;
};

/** @returns a round number that is not below the value, and how far the lines below it are apart */
export const roundTop = (value: number): { readonly top: number; readonly step: number } => {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9) / 4));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * magnitude).find((one) => one * 4 >= value) ?? magnitude * 10;
  const whole = value > 4 ? Math.ceil(step) : step;
  return { top: whole * 4, step: whole };
};

/** Fewer of the steps than these may be higher than the drawing, where they are so much higher than the others. */
const RARE_SHARE = 0.05;
const MANY_TIMES = 3;

/**
 * Where the scale ends. A burst of a few steps would make everything else a flat line, so it is cut off.
 *
 * @returns `cutAt`: the highest value, where it is cut off
 */
export const scaleTop = ({
  series,
  limits,
}: Pick<Chart, 'series' | 'limits'>): { readonly top: number; readonly cutAt?: number } => {
  const values = series.flatMap(({ points }) => points.map(({ value = 0 }) => value).filter((value) => value > 0));
  values.sort((a, b) => a - b);
  const limit = limits.reduce((most, { perSecond }) => Math.max(most, perSecond), 0);
  const most = Math.max(limit, values.at(-1) ?? 0);
  const usual = Math.max(limit, values[Math.floor((values.length - 1) * (1 - RARE_SHARE))] ?? 0);
  return most > usual * MANY_TIMES ? { top: usual * 1.25, cutAt: most } : { top: most };
};

/** Time goes from left to right in proportion, but for breaks, which are narrow. */
const xOf = (spans: readonly Span[], width: number): ((atS: number) => number) => {
  const ran = spans.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
  const gap = Math.min(BREAK, (width - LEFT - RIGHT) / (2 * Math.max(1, spans.length)));
  const perS = (width - LEFT - RIGHT - gap * (spans.length - 1)) / Math.max(1, ran);
  return (atS) => {
    let x = LEFT;
    for (const { fromS, toS } of spans) {
      if (atS < fromS) return x;
      if (atS <= toS) return x + (atS - fromS) * perS;
      x += (toS - fromS) * perS + gap;
    }
    return Math.max(LEFT, x - gap);
  };
};

const fixed = (value: number): string => String(Math.round(value * 10) / 10);

/** A line with a step for each bucket; where there is no value it is broken. */
const pathOf = ({ points }: Series, spans: readonly Span[], widthS: number, { x, y }: Scale): string => {
  let path = '';
  for (const { fromS, toS } of spans) {
    let isDown = false;
    let endS = fromS;
    for (const { atS, value } of points) {
      if (atS < fromS || atS >= toS) continue;
      if (value === undefined) {
        isDown = false;
        continue;
      }
      path += `${isDown && atS === endS ? 'L' : 'M'}${fixed(x(atS))} ${fixed(y(value))}H${fixed(x(Math.min(atS + widthS, toS)))}`;
      isDown = true;
      endS = atS + widthS;
    }
  }
  return path;
};

const clock = (atS: number, hasDays: boolean, hasSeconds: boolean): string => {
  const text = localTime(atS * 1000);
  const time = text.slice(11, hasSeconds ? 19 : 16);
  return hasDays ? `${text.slice(5, 10)} ${time}` : time;
};

const grid = ({ width, y }: Scale, top: number, step: number): string =>
  [0, 1, 2, 3, 4]
    .map((line) => line * step)
    .filter((value) => value <= top)
    .map(
      (value) =>
        `<line class="grid" x1="${LEFT}" x2="${width - RIGHT}" y1="${fixed(y(value))}" y2="${fixed(y(value))}"/>` +
        `<text class="tick" x="${LEFT - 6}" y="${fixed(y(value) + 4)}" text-anchor="end">${value >= 10_000 ? `${fixed(value / 1000)}k` : fixed(value)}</text>`,
    )
    .join('');

const times = (spans: readonly Span[], { width, x }: Scale): string => {
  const first = spans[0]?.fromS ?? 0;
  const last = spans.at(-1)?.toS ?? first;
  const hasDays = last - first > 86_400;
  const hasSeconds = last - first < 600;
  const ran = spans.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
  const needed = hasDays ? 82 : hasSeconds ? 62 : 48;
  let free = LEFT - needed / 2;
  let texts = '';
  for (const { fromS, toS } of spans) {
    // A label stands where its time is, and all are equally far apart.
    const unitS = hasSeconds ? 1 : 60;
    const most = (toS - fromS) / unitS;
    const count = Math.max(1, Math.floor(Math.min(((toS - fromS) / Math.max(1, ran)) * Math.floor(width / 110), most)));
    const stepS = Math.ceil(most / count) * unitS;
    for (let at = 0; at < count; at += 1) {
      const atS = at === 0 ? fromS : Math.floor(fromS / unitS) * unitS + at * stepS;
      if (atS >= toS) break;
      const middle = Math.min(x(atS), width - needed / 2);
      if (middle - needed / 2 < free && texts !== '') continue;
      texts += `<text class="tick" x="${fixed(Math.max(middle, needed / 2))}" y="${HEIGHT - 8}" text-anchor="middle">${clock(atS, hasDays, hasSeconds)}</text>`;
      free = Math.max(middle, needed / 2) + needed / 2;
    }
  }
  return texts;
};

const breaks = (spans: readonly Span[], { x }: Scale): string =>
  spans
    .slice(1)
    .map((span, at) => {
      const from = x(spans[at]?.toS ?? span.fromS);
      const width = Math.max(2, x(span.fromS) - from);
      return `<rect class="break" x="${fixed(from)}" y="${TOP}" width="${fixed(width)}" height="${HEIGHT - TOP - BOTTOM}"/>`;
    })
    .join('');

/** Letters that the table of marks explains: they need no language. */
export const MARK_SIGNS: Readonly<Record<Mark['kind'], string>> = {
  begin: '▶',
  rate: '↕',
  slow: '▼',
  outage: '✕',
  stop: '■',
  end: '●',
};

const markShapes = (marks: readonly Mark[], { width: most, x }: Scale): string => {
  let shapes = '';
  let free = 0;
  for (const { kind, fromS, toS } of marks) {
    const from = x(fromS);
    const width = Math.max(2, x(toS + 1) - from);
    if (kind === 'slow' || kind === 'outage') {
      shapes += `<rect class="mark-${kind}" x="${fixed(from)}" y="${TOP}" width="${fixed(width)}" height="${HEIGHT - TOP - BOTTOM}"/>`;
    } else {
      shapes += `<line class="mark-${kind}" x1="${fixed(from)}" x2="${fixed(from)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`;
    }
    const at = kind === 'slow' || kind === 'outage' ? from + width / 2 : from;
    const sign = Math.min(Math.max(at, free), most - 8);
    shapes += `<text class="sign sign-${kind}" x="${fixed(sign)}" y="11" text-anchor="middle">${MARK_SIGNS[kind]}</text>`;
    free = sign + 11;
  }
  return shapes;
};

/** Where nothing ran there is none. */
const limitLine = (limits: Chart['limits'], spans: readonly Span[], { x, y }: Scale): string => {
  const paths = spans.map((span) => {
    let path = '';
    for (const [at, { fromS, perSecond }] of limits.entries()) {
      const from = Math.max(fromS, span.fromS);
      const to = Math.min(limits[at + 1]?.fromS ?? span.toS, span.toS);
      if (to <= from) continue;
      path += `${path === '' ? `M${fixed(x(from))} ` : 'V'}${fixed(y(perSecond))}H${fixed(x(to))}`;
    }
    return path;
  });
  const all = paths.join('');
  return all === '' ? '' : `<path class="limit" d="${all}" vector-effect="non-scaling-stroke"/>`;
};

/** @returns where the middle of each step is, on the measure of the drawing */
export const middles = ({ widthS, series }: Pick<Chart, 'widthS' | 'series'>, width: number): number[] => {
  const times = series[0]?.points.map(({ atS }) => atS) ?? [];
  const x = xOf(spansOf(times, widthS), width);
  return times.map((atS) => Math.round((x(atS) + x(atS + widthS)) * 5) / 10);
};

/**
 * A drawing without words: whoever shows it adds title, legend and table.
 *
 * @param labelledBy - the id of its title @param width - `WIDE` or `NARROW`
 */
export const chartSvg = ({ widthS, series, limits, marks }: Chart, labelledBy: string, width: number): string => {
  const spans = spansOf(series[0]?.points.map(({ atS }) => atS) ?? [], widthS);
  const { top, step } = roundTop(Math.max(scaleTop({ series, limits }).top, 0.1));
  const scale = {
    width,
    x: xOf(spans, width),
    y: (value: number) => HEIGHT - BOTTOM - (Math.min(value, top) / top) * (HEIGHT - TOP - BOTTOM),
  };
  const lines = series.map(
    (one) =>
      `<path class="line ${one.name}" d="${pathOf(one, spans, widthS, scale)}" vector-effect="non-scaling-stroke"/>`,
  );
  return [
    `<svg viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-labelledby="${labelledBy}">`,
    breaks(spans, scale),
    grid(scale, top, step),
    markShapes(marks, scale),
    limitLine(limits, spans, scale),
    ...lines,
    times(spans, scale),
    `<line class="cursor" y1="${TOP}" y2="${HEIGHT - BOTTOM}" visibility="hidden"/>`,
    '</svg>',
  ].join('');
};
