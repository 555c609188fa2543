import { expect, test } from 'vitest';
import { chartSvg, middles, NARROW, roundTop, scaleTop, spansOf, WIDE } from '../../../src/report/html/chart.ts';

test.each([
  { value: 0.1, top: 0.1, step: 0.025 },
  { value: 3, top: 4, step: 1 },
  { value: 160, top: 160, step: 40 },
  { value: 200, top: 200, step: 50 },
  { value: 201, top: 400, step: 100 },
  { value: 7, top: 8, step: 2 },
])('the scale for $value ends at $top, with a line every $step', ({ value, top, step }) => {
  const scale = roundTop(value);
  expect(scale.top).toBeGreaterThanOrEqual(value);
  expect(scale.top / scale.step).toBeCloseTo(4);
  expect(scale.top).toBeLessThanOrEqual(Math.max(top, value * 2.5));
  expect(step).toBeGreaterThan(0);
});

const scaleOf = (values: readonly (number | undefined)[], perSecond: readonly number[] = []) =>
  scaleTop({
    series: [{ name: 'failed', points: values.map((value, atS) => ({ atS, value })) }],
    limits: perSecond.map((one) => ({ fromS: 0, perSecond: one })),
  });

test('a rare burst is cut off, so that the other steps are no flat line; what is often high is not', () => {
  const calm = new Array<number>(99).fill(100);
  expect(scaleOf([...calm, 4000])).toEqual({ top: 125, cutAt: 4000 });
  expect(scaleOf([...calm, 290])).toEqual({ top: 290 });
  expect(scaleOf([...calm, ...new Array<number>(10).fill(4000)])).toEqual({ top: 4000 });
  expect(scaleOf([...new Array<number | undefined>(99).fill(undefined), 4000])).toEqual({ top: 4000 });
  expect(scaleOf([...calm, 4000], [200, 2000])).toEqual({ top: 4000 });
  expect(scaleOf([])).toEqual({ top: 0 });
});

test('what is cut off ends at the upper edge', () => {
  const ys = [...pathIn(chart([...new Array<number>(99).fill(190), 4000])).matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(
    ([, y]) => Number(y),
  );
  expect(Math.min(...ys)).toBe(16);
  expect(Math.max(...ys)).toBeLessThan(110);
});

test('where nothing ran for a while there is a break', () => {
  expect(spansOf([10, 11, 12, 500, 501], 1)).toEqual([
    { fromS: 10, toS: 13 },
    { fromS: 500, toS: 502 },
  ]);
  expect(spansOf([0, 60, 120, 240], 60)).toEqual([{ fromS: 0, toS: 300 }]);
});

test('a label of the time stands where its time is, in steps of whole seconds', () => {
  const svg = chart(new Array<number>(8).fill(1), (at) => 1000 + at);
  const ticks = [...svg.matchAll(/class="tick" x="([\d.]+)"[^>]*middle">\d\d:\d\d:(\d\d)</g)];
  const apart = ticks.slice(1).map(([, x, second], at) => {
    const [, before, secondBefore] = ticks[at] ?? [];
    return (Number(x) - Number(before)) / (Number(second) - Number(secondBefore));
  });
  expect(ticks.length).toBeGreaterThan(2);
  for (const one of apart) expect(one).toBeCloseTo(apart[0] ?? 0, 0);
});

const chart = (values: readonly (number | undefined)[], atS = (at: number) => at, width = WIDE) =>
  chartSvg(
    {
      widthS: 1,
      series: [{ name: 'calls', points: values.map((value, at) => ({ atS: atS(at), value })) }],
      limits: [{ fromS: 0, perSecond: 200 }],
      marks: [
        { kind: 'slow', fromS: 1, toS: 2, times: 3, perSecond: 128 },
        { kind: 'stop', fromS: 3, toS: 3, times: 1 },
      ],
    },
    'title',
    width,
  );

const pathIn = (svg: string): string => /class="line calls" d="([^"]*)"/.exec(svg)?.[1] ?? '';

test('a line has a step for each value, is broken where there is none, and stays inside the drawing', () => {
  expect(pathIn(chart([0, 100, 200]))).toMatch(/^M46 184H\S+L\S+ 100H\S+L\S+ 16H710$/);
  expect(pathIn(chart([100, undefined, 100])).match(/M/g)).toHaveLength(2);
  const numbers = [...chart([5, 9000, 1], (at) => at * 1000).matchAll(/ (?:x|x1|x2)="([\d.-]+)"/g)].map(([, x]) =>
    Number(x),
  );
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThanOrEqual(720);
});

test('what happened is marked, and the drawing is named', () => {
  const svg = chart([1, 2, 3, 4]);
  expect(svg).toContain('aria-labelledby="title"');
  for (const mark of ['mark-slow', 'mark-stop', 'class="limit"']) expect(svg).toContain(mark);
});

test('the limit is a line with steps, and is not drawn where nothing ran', () => {
  const times = [0, 1, 2, 3, 100, 101];
  const svg = chartSvg(
    {
      widthS: 1,
      series: [{ name: 'calls', points: times.map((atS) => ({ atS, value: 10 })) }],
      limits: [
        { fromS: 0, perSecond: 200 },
        { fromS: 2, perSecond: 100 },
      ],
      marks: [],
    },
    'title',
    WIDE,
  );
  const [, path] = /class="limit" d="([^"]*)"/.exec(svg) ?? [];
  expect(path).toMatch(/^M46 16H\S+V100H[\d.]+M[\d.]+ 100H710$/);
});

test('the middle of a step lies between its beginning and the next one', () => {
  const series = [{ name: 'calls', points: [0, 1, 2, 3].map((atS) => ({ atS, value: 1 })) }];
  expect(middles({ widthS: 1, series }, WIDE)).toEqual([129, 295, 461, 627]);
  expect(middles({ widthS: 1, series: [] }, WIDE)).toEqual([]);
});

test('a run of three seconds names each of them once', () => {
  const ticks = [...chart([1, 2, 3]).matchAll(/text-anchor="middle">(\d\d:\d\d:\d\d)</g)].map(([, time]) => time);
  expect(ticks).toHaveLength(3);
  expect(new Set(ticks).size).toBe(3);
});

test('a narrow drawing names fewer times, and none of them over another', () => {
  const svg = chart([...new Array<number>(500).fill(1)], undefined, NARROW);
  const xs = [...svg.matchAll(/x="([\d.]+)"[^>]*text-anchor="middle">\d\d:\d\d:\d\d</g)].map(([, x]) => Number(x));
  expect(xs.length).toBeGreaterThan(1);
  for (const [at, x] of xs.slice(1).entries()) expect(x - (xs[at] ?? 0)).toBeGreaterThanOrEqual(62);
  expect(svg).toContain(`viewBox="0 0 ${NARROW} `);
});

test('nothing at all is a drawing too', () => {
  expect(chart([])).toMatch(/^<svg [\s\S]*<\/svg>$/);
  expect(chart([])).not.toMatch(/NaN|Infinity/);
});
