import { describe, expect, test } from 'vitest';
import { type RunDoing, RunWatch } from '../../../src/core/books/run-watch.ts';
import type { RunEvent } from '../../../src/core/ports.ts';

const NONE = { read: 0, ok: 0, failed: 0, skipped: 0, pending: 0, unchanged: 0, lowered: 0, totalUnknown: 0 };
const started = (resumed = false, command: 'import' | 'check' = 'import'): RunEvent => ({
  type: 'started',
  command,
  input: 'a.csv',
  target: { kind: 'simulator' },
  resumed,
  wasFinished: false,
  rows: NONE,
});
const progress = (callsSent: number, doneBytes = callsSent): RunEvent => ({
  type: 'progress',
  rows: { ...NONE, read: callsSent, ok: callsSent },
  callsSent,
  doneBytes,
  sizeBytes: 100_000,
});
const reason = { code: 'too-many-requests' } as const;
const failed = (errorCode: number): RunEvent => ({
  type: 'row-failed',
  line: 2,
  failure: { class: 'refused', errorCode, reason, attempts: 1 },
});

/** Both clocks begin at 0. */
const watchOf = (events: readonly (readonly [atMs: number, event: RunEvent])[], inputs = 1): RunWatch => {
  const watch = new RunWatch(inputs, 200);
  for (const [atMs, event] of events) watch.see(event, atMs, atMs);
  return watch;
};

describe('what a run is doing', () => {
  const waiting: RunEvent = { type: 'waiting', reason, isLasting: false, giveUpInMs: 1000 };
  const limited: RunEvent = { type: 'rate-limited', errorCode: 60007, perSecond: 160 };
  test.each<{ name: string; events: readonly (readonly [number, RunEvent])[]; doing: RunDoing }>([
    { name: 'it is new', events: [], doing: { kind: 'sending' } },
    { name: 'it resumes', events: [[1, started(true)]], doing: { kind: 'proving' } },
    { name: 'it asks', events: [[1, started(false, 'check')]], doing: { kind: 'asking' } },
    {
      name: 'it sends again',
      events: [
        [1, started(true)],
        [2, progress(1)],
      ],
      doing: { kind: 'sending' },
    },
    { name: 'the target is away', events: [[500, waiting]], doing: { kind: 'waiting', sinceMs: 500 } },
    {
      name: 'it is back',
      events: [
        [500, waiting],
        [600, { type: 'back', of: 'target', afterMs: 1 }],
      ],
      doing: { kind: 'sending' },
    },
    { name: 'it was too fast', events: [[59_000, limited]], doing: { kind: 'slowed', perSecond: 160 } },
    { name: 'that is long ago', events: [[1000, limited]], doing: { kind: 'sending' } },
    {
      name: 'a pause was asked for',
      events: [[50_000, { type: 'pause-asked', status: 429, ms: 30_000 }]],
      doing: { kind: 'pausing', untilMs: 80_000 },
    },
    {
      name: 'the rate is 0',
      events: [
        [500, waiting],
        [600, { type: 'rate-changed', perSecond: 0, isAsked: true, zone: 'UTC' }],
      ],
      doing: { kind: 'paused' },
    },
    {
      name: 'it stops',
      events: [
        [500, waiting],
        [600, { type: 'stopping', reason: new Error('stop') }],
      ],
      doing: { kind: 'stopping' },
    },
  ])('$name', ({ events, doing }) => {
    expect(watchOf([[0, started()], ...events]).view(60_000, 60_000)?.doing).toEqual(doing);
  });
});

test('the limit is the one that holds now', () => {
  const changed: RunEvent = { type: 'rate-changed', perSecond: 80, isAsked: true, zone: 'UTC' };
  const watch = watchOf([[0, started()]]);
  expect(watch.view(1000, 1000)?.limitPerSecond).toBe(200);
  watch.see(changed, 1000, 1000);
  expect(watch.view(2000, 2000)?.limitPerSecond).toBe(80);
});

test('the rate is never above the limit that holds: calls under another one before it do not count', () => {
  const at = (second: number, callsSent: number): [number, RunEvent] => [second * 1000, progress(callsSent)];
  const lowered: [number, RunEvent] = [2000, { type: 'rate-changed', perSecond: 120, isAsked: true, zone: 'UTC' }];
  const before = [[0, started()], at(0, 0), at(1, 201)] satisfies [number, RunEvent][];
  expect(watchOf(before).view(0, 0)?.perSecond).toBe(200);
  const changed = [...before, at(2, 400), lowered, at(2.5, 450)] satisfies [number, RunEvent][];
  expect(watchOf(changed).view(0, 0)?.perSecond).toBeUndefined();
  expect(watchOf([...changed, at(3.5, 560)]).view(0, 0)?.perSecond).toBe(110);
});

test('the rate is that of the last ten seconds, the time left that of the last minutes without what was done before', () => {
  const events: [number, RunEvent][] = [[0, { ...started(true), rows: { ...NONE, ok: 50_000 } } as RunEvent]];
  for (let second = 0; second <= 60; second += 1) {
    events.push([second * 1000, progress(second < 50 ? second * 100 : 5000, 50_000 + second * 100)]);
  }
  const view = watchOf(events).view(60_000, 60_000);
  expect(view?.perSecond).toBe(0);
  expect(view?.secondsLeft).toBeCloseTo(440);
  expect(view?.share).toBeCloseTo(0.56);
});

test('the time left is that under the limit that holds', () => {
  const events: [number, RunEvent][] = [[0, started()]];
  const bytesAt = (second: number) => (second <= 30 ? second * 200 : 6000 + (second - 30) * 20);
  for (let second = 0; second <= 40; second += 1) {
    events.push([second * 1000, progress(bytesAt(second), bytesAt(second))]);
    if (second === 30) events.push([30_000, { type: 'rate-changed', perSecond: 20, isAsked: true, zone: 'UTC' }]);
  }
  // 20 a second, as whoever looks from outside sees it.
  expect(watchOf(events).view(40_000, 40_000)?.secondsLeft).toBeCloseTo((100_000 - bytesAt(40)) / 20);
});

test('rows that get no good answer at the end hold up the time left; where none is settled it is unknown', () => {
  const leftWith = (settledPerSecond: number) => {
    const events: [number, RunEvent][] = [[0, started()]];
    for (let second = 0; second <= 30; second += 1) {
      const settled = second * settledPerSecond;
      const rows = { ...NONE, read: 1000, ok: 800 + settled, pending: 200 - settled };
      events.push([second * 1000, { ...progress(second * 10, 99_000 + second * 30), rows } as RunEvent]);
    }
    return watchOf(events).view(30_000, 30_000)?.secondsLeft;
  };
  // The bytes alone would say 3 s.
  expect(leftWith(2)).toBeCloseTo(70);
  expect(leftWith(0)).toBeUndefined();
});

test('while a run is paused nobody knows how long the rest takes', () => {
  const watch = new RunWatch(1, 200);
  const at = (second: number, event: RunEvent) => watch.see(event, second * 1000, second * 1000);
  at(0, started());
  for (const second of [0, 1, 2]) at(second, progress(second * 100));
  expect(watch.view(2000, 2000)?.secondsLeft).toBeGreaterThan(0);
  at(2, { type: 'rate-changed', perSecond: 0, isAsked: true, zone: 'UTC' });
  expect(watch.view(3000, 3000)).toMatchObject({ doing: { kind: 'paused' }, secondsLeft: undefined });
});

test('with --limit the time left is that to the last row that it allows', () => {
  const watch = new RunWatch(2, 200, 1000);
  const at = (second: number, event: RunEvent) => watch.see(event, second * 1000, second * 1000);
  at(0, started());
  at(0, { type: 'finished', summary: { rows: NONE, rowsSent: 100, input: { path: 'a.csv' } } } as unknown as RunEvent);
  at(0, started());
  for (const second of [0, 1, 2]) at(second, progress(second * 100));
  expect(watch.view(2000, 2000)?.secondsLeft).toBe(7);
});

test('kinds of failures are counted, the latest first', () => {
  const view = watchOf([
    [0, started()],
    [1, failed(10007)],
    [2, failed(10019)],
    [3, failed(10019)],
    [4, failed(10007)],
  ]).view(5, 5);
  expect(view?.failures).toEqual([
    { class: 'refused', errorCode: 10007, count: 2 },
    { class: 'refused', errorCode: 10019, count: 2 },
  ]);
});

test('with several inputs there is a total over those that are finished and the one in hand', () => {
  const summary = { rows: { ...NONE, ok: 7, failed: 2, skipped: 1 }, input: { path: 'a.csv' } };
  const watch = watchOf(
    [
      [0, started()],
      [1, { type: 'finished', summary } as unknown as RunEvent],
    ],
    3,
  );
  expect(watch.view(2, 2)).toBeUndefined();
  watch.see(started(), 3, 3);
  watch.see(progress(5), 4, 4);
  expect(watch.view(5, 5)).toMatchObject({
    input: { path: 'a.csv', at: 2, of: 3 },
    total: { done: 13, failed: 2, finished: 1 },
  });
});

test('an input whose last calls are under way while the next is begun counts until it is finished, and once', () => {
  const watch = watchOf(
    [
      [0, started()],
      [1, progress(5)],
      [2, { ...started(), input: 'b.csv' } as RunEvent],
      [3, progress(3)],
    ],
    2,
  );
  const seen = () => watch.view(5, 5);
  expect(seen()).toMatchObject({ input: { path: 'b.csv', at: 2 }, total: { done: 8, finished: 0 } });
  const summary = { rows: { ...NONE, ok: 7 }, input: { path: 'a.csv' } };
  watch.see({ type: 'finished', summary } as unknown as RunEvent, 4, 4);
  expect(seen()).toMatchObject({ input: { path: 'b.csv', at: 2 }, total: { done: 10, finished: 1 } });
});
