import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LATENCY_BINS, latencyBin, percentileMs } from '../../../src/core/books/latency.ts';
import {
  folded,
  limitSteps,
  lowestLimit,
  type Mark,
  Timeline,
  type TimelineState,
} from '../../../src/core/books/timeline.ts';
import { timelineText } from '../../../src/io/journal/timeline-file.ts';

const NOON = Date.parse('2026-11-26T12:00:00Z');

const sums = ({ buckets }: TimelineState) =>
  buckets.reduce(
    (sum, { calls, ok, failed, skipped, latency }) => ({
      calls: sum.calls + calls,
      rows: sum.rows + ok + failed + skipped,
      replies: sum.replies + latency.reduce((a, b) => a + b, 0),
    }),
    { calls: 0, rows: 0, replies: 0 },
  );

const happenings = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 40_000_000 })),
    tookMs: fc.double({ min: 0, max: 400_000, noNaN: true }),
    ok: fc.integer({ min: 0, max: 50 }),
    failed: fc.integer({ min: 0, max: 50 }),
    mark: fc.constantFrom('begin', 'slow', 'outage', 'stop', undefined),
  }),
  { maxLength: 120 },
);

test('whatever happens when: every call, row and mark is kept, in order, and the size is bounded', () => {
  fc.assert(
    fc.property(happenings, fc.integer({ min: 0, max: 1e9 }), (all, startMs) => {
      const most = { buckets: 12, marks: 8 };
      const timeline = new Timeline(undefined, startMs, NOON, most);
      let nowMs = startMs;
      for (const { afterMs, tookMs, ok, failed, mark } of all) {
        nowMs += afterMs;
        timeline.started(nowMs);
        timeline.replied(nowMs, tookMs);
        timeline.settled(nowMs, { ok, failed, skipped: 1 });
        if (mark) timeline.mark(nowMs, mark, { perSecond: 200 });
      }
      const state = timeline.state();
      const rows = all.reduce((sum, { ok, failed }) => sum + ok + failed + 1, 0);
      expect(sums(state)).toEqual({ calls: all.length, rows, replies: all.length });
      expect(sums(folded(state, 3))).toEqual(sums(state));
      expect(folded(state, 3).buckets.length).toBeLessThanOrEqual(3);
      expect(state.buckets.length).toBeLessThanOrEqual(most.buckets);
      expect(state.marks.length).toBeLessThanOrEqual(most.marks);
      expect(state.marks.reduce((sum, { times }) => sum + times, 0)).toBe(all.filter(({ mark }) => mark).length);
      const times = state.buckets.map(({ atS }) => atS);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      expect(times.every((atS) => atS % state.widthS === 0)).toBe(true);
    }),
  );
});

test('a week at 200 calls a second, resumed every day, stays below 200 kB and below 1,440 buckets', () => {
  let state: TimelineState | undefined;
  let calls = 0;
  for (let day = 0; day < 7; day += 1) {
    const timeline = new Timeline(state, 0, NOON + day * 86_400_000);
    timeline.mark(0, 'begin', { perSecond: 200 });
    // A minute in which every second has its calls, then a second of each of the other minutes.
    for (let second = 0; second < 86_000; second += second < 60 ? 1 : 10) {
      for (let call = 0; call < 20; call += 1) {
        timeline.started(second * 1000 + call);
        timeline.replied(second * 1000 + call, 20 + ((call * 37 + second) % 900));
        calls += 1;
      }
      timeline.settled(second * 1000 + 999, { ok: 19, failed: 1, skipped: 0 });
      if (second % 50 === 0) timeline.mark(second * 1000, 'slow', { perSecond: 160 });
    }
    timeline.mark(86_000_000, 'stop', { code: 'limit' });
    state = timeline.state();
  }
  expect(state && sums(state).calls).toBe(calls);
  expect(state?.buckets.length).toBeLessThanOrEqual(1440);
  expect(state && timelineText(state).length).toBeLessThan(200_000);
});

test('no second holds the calls of two runs, also when the clock was set back between them', () => {
  const first = new Timeline(undefined, 0, NOON);
  first.started(500);
  const second = new Timeline(first.state(), 0, NOON - 3_600_000);
  second.started(100);
  expect(second.state().buckets.map(({ atS, calls }) => [atS - NOON / 1000, calls])).toEqual([
    [0, 1],
    [1, 1],
  ]);
});

test('an outage lasts until the target is back; slow-downs that follow each other are one', () => {
  const timeline = new Timeline(undefined, 0, NOON);
  timeline.mark(0, 'begin', { perSecond: 200 });
  for (const [second, perSecond] of [
    [10, 160],
    [12, 128],
    [14, 140],
  ] as const) {
    timeline.mark(second * 1000, 'slow', { perSecond });
  }
  timeline.mark(60_000, 'outage', { code: 'no-answer' });
  timeline.settled(100_000, { ok: 0, failed: 0, skipped: 0 });
  timeline.back(160_000);
  timeline.settled(200_000, { ok: 5, failed: 0, skipped: 0 });
  const at = NOON / 1000;
  expect(timeline.state().marks).toEqual([
    { kind: 'begin', fromS: at, toS: at, times: 1, perSecond: 200 },
    { kind: 'slow', fromS: at + 10, toS: at + 14, times: 3, perSecond: 128 },
    { kind: 'outage', fromS: at + 60, toS: at + 160, times: 1, code: 'no-answer' },
  ]);
});

const mark = (kind: Mark['kind'], fromS: number, perSecond: number): Mark => ({
  kind,
  fromS,
  toS: fromS,
  times: 1,
  perSecond,
});

const BUCKET = { calls: 0, ok: 0, failed: 0, skipped: 0, latency: [] };

test.each<{
  name: string;
  marks: readonly Mark[];
  paces?: Record<number, number>;
  steps: readonly (readonly [number, number])[];
}>([
  { name: 'nothing began', marks: [], paces: { 5: 100 }, steps: [] },
  {
    name: 'the rate was changed',
    marks: [mark('begin', 10, 200), mark('rate', 20, 80)],
    steps: [
      [10, 200],
      [20, 80],
    ],
  },
  {
    name: 'it went on with the same rate',
    marks: [mark('begin', 10, 200), mark('begin', 90, 200)],
    steps: [[10, 200]],
  },
  {
    name: 'the target asked to slow down',
    marks: [mark('begin', 0, 200)],
    paces: { 0: 200, 1: 160, 2: 170, 3: 200 },
    steps: [
      [0, 200],
      [1, 160],
      [2, 170],
      [3, 200],
    ],
  },
  {
    name: 'nobody knows what came after',
    marks: [mark('begin', 0, 200)],
    paces: { 1: 160 },
    steps: [
      [0, 200],
      [1, 160],
      [2, 200],
    ],
  },
  {
    name: 'a pause came',
    marks: [mark('begin', 0, 200), mark('rate', 2, 0)],
    paces: { 1: 160, 2: 160, 3: 160 },
    steps: [
      [0, 200],
      [1, 160],
      [2, 0],
    ],
  },
])('the limit has steps: $name', ({ marks, paces = {}, steps }) => {
  const buckets = Object.entries(paces).map(([atS, pacePerSecond]) => ({ ...BUCKET, atS: Number(atS), pacePerSecond }));
  expect(limitSteps({ widthS: 1, buckets, marks }).map(({ fromS, perSecond }) => [fromS, perSecond])).toEqual(steps);
});

test('a stretch of time has the lowest limit that held in it', () => {
  const steps = limitSteps({
    widthS: 1,
    buckets: [],
    marks: [mark('begin', 10, 200), mark('rate', 20, 80), mark('rate', 25, 300)],
  });
  const lowest = ([0, 10, 15, 20, 25] as const).map((fromS) => lowestLimit(steps, fromS, fromS + 10));
  expect(lowest).toEqual([undefined, 200, 80, 80, 300]);
});

test('percentiles are right to a tenth', () => {
  const counts = new Array<number>(LATENCY_BINS).fill(0);
  for (let ms = 1; ms <= 1000; ms += 1) counts[latencyBin(ms)] = (counts[latencyBin(ms)] ?? 0) + 1;
  for (const [share, ms] of [
    [0.5, 500],
    [0.95, 950],
    [0.99, 990],
  ] as const) {
    expect(Math.abs((percentileMs(counts, share) ?? 0) / ms - 1)).toBeLessThan(0.1);
  }
  expect(percentileMs([], 0.5)).toBeUndefined();
});

test('the fullest state there can be is a file below 2 MB', () => {
  const latency = new Array<number>(LATENCY_BINS).fill(99_999_999);
  const counts = { calls: 17_280_000, ok: 17_280_000, failed: 17_280_000, skipped: 17_280_000 };
  const buckets = Array.from({ length: 1440 }, (_, at) => ({ atS: NOON / 1000 + at * 86_400, ...counts, latency }));
  const mark = {
    kind: 'outage',
    fromS: NOON / 1000,
    toS: NOON / 1000,
    times: 9999,
    code: 'too-many-requests',
  } as const;
  const marks = new Array<Mark>(240).fill(mark);
  expect(timelineText({ widthS: 86_400, buckets, marks }).length).toBeLessThan(2_000_000);
});
