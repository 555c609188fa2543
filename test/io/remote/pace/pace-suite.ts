import { expect } from 'vitest';
import type { Pace } from '../../../../src/core/ports.ts';

/** A pace, with control over its time. */
export type PaceInTime = {
  readonly pace: Pace;
  readonly nowMs: () => number;
  /** Lets time pass, with all timers that fall due. */
  readonly advance: (ms: number) => Promise<void>;
  /** Suspends the process: the clock goes on, but no timer fires until the end. */
  readonly stall: (ms: number) => void;
  /** timers that are set */
  readonly timers: () => number;
};

export type OpenPace = (perSecond: number) => PaceInTime;

const never = (): AbortSignal => new AbortController().signal;
const always = () => true;

/** `count` callers at once. @returns the starts that they get, filled in as they come */
export const callers = (pace: Pace, count: number, isWanted = always, signal = never()): number[] => {
  const starts: number[] = [];
  for (let caller = 0; caller < count; caller += 1) {
    void pace.next(isWanted, signal).then((slot) => {
      if (slot) starts.push(slot.written());
    });
  }
  return starts;
};

const startsFrom = (starts: readonly number[], fromMs: number, forMs: number): number =>
  starts.filter((at) => at >= fromMs && at < fromMs + forMs).length;

/** The most starts in any 1000 ms. */
export const worstSecond = (starts: readonly number[]): number =>
  Math.max(...starts.map((from) => startsFrom(starts, from, 1000)));

/** The promises of every pace. Each check throws if a pace breaks its promise. */
export const PACE_PROMISES: Readonly<Record<string, (open: OpenPace) => Promise<void>>> = {
  ...Object.fromEntries(
    [
      { perSecond: 200, seconds: 10, atLeast: 199 },
      { perSecond: 160, seconds: 10, atLeast: 158 },
      { perSecond: 30, seconds: 10, atLeast: 29 },
      { perSecond: 1000, seconds: 3, atLeast: 985 },
      { perSecond: 2.5, seconds: 20, atLeast: 1.9 }, // two in any second: a third would be more than 2.5
      { perSecond: 0.5, seconds: 60, atLeast: 0.49 },
    ].map(({ perSecond, seconds, atLeast }) => [
      `at ${perSecond} calls a second no second has more, and the mean is at least ${atLeast}`,
      async (open: OpenPace) => {
        const { pace, advance } = open(perSecond);
        const starts = callers(pace, Math.ceil(perSecond * seconds + perSecond + 1));
        await advance(seconds * 1000 + 1000);
        expect(worstSecond(starts)).toBeLessThanOrEqual(Math.max(1, perSecond));
        const counted = startsFrom(starts, starts[0] ?? 0, seconds * 1000);
        expect(counted / seconds).toBeGreaterThanOrEqual(atLeast);
      },
    ]),
  ),

  'below one call a second the next start waits its full time': async (open) => {
    const { pace, advance } = open(0.2);
    const starts = callers(pace, 3);
    await advance(11_000);
    expect(starts).toHaveLength(3);
    for (const [at, startMs] of starts.slice(1).entries()) {
      expect(startMs - (starts[at] ?? 0)).toBeGreaterThanOrEqual(5000); // 1000 / 0.2 = 5000 ms
    }
  },

  'another limit holds from then on, also for the second in which it changes; 0 pauses': async (open) => {
    const { pace, nowMs, advance } = open(200);
    const starts = callers(pace, 3000);
    await advance(2000);
    pace.aimAt(60);
    const loweredMs = nowMs();
    await advance(3000);
    const lowered = starts.filter((at) => at >= loweredMs);
    expect(worstSecond(lowered)).toBeLessThanOrEqual(60);
    expect(startsFrom(starts, loweredMs + 1000, 2000)).toBeGreaterThan(110);
    // The second across the change has the calls that were made before, and no more than the new limit allows beside them.
    for (const cutMs of [100, 500, 900]) {
      expect(startsFrom(starts, loweredMs - cutMs, 1000)).toBeLessThanOrEqual(200);
    }
    pace.aimAt(0);
    const pausedMs = nowMs();
    await advance(60_000);
    expect(startsFrom(starts, pausedMs, 60_000)).toBe(0);
    pace.aimAt(200);
    const raisedMs = nowMs();
    await advance(3000);
    expect(startsFrom(starts, raisedMs, 100)).toBeLessThanOrEqual(28);
    expect(worstSecond(starts)).toBeLessThanOrEqual(200);
    expect(startsFrom(starts, raisedMs, 3000)).toBeGreaterThan(550);
  },

  'nothing is caught up after a stall': async (open) => {
    const { pace, nowMs, advance, stall } = open(200);
    const starts = callers(pace, 3000);
    await advance(2000);
    stall(5000);
    const overMs = nowMs();
    await advance(3000);
    expect(worstSecond(starts)).toBeLessThanOrEqual(200);
    expect(startsFrom(starts, overMs, 3000)).toBeGreaterThan(550);
    const firstMs = starts.find((at) => at >= overMs) ?? 0;
    // A tenth of a second sees 20, and at most a few that had been planned before.
    expect(startsFrom(starts, firstMs, 100)).toBeLessThanOrEqual(48);
  },

  'nothing is saved up in a quiet minute': async (open) => {
    const { pace, advance } = open(200);
    callers(pace, 4);
    await advance(60_000);
    const starts = callers(pace, 100);
    await advance(5);
    expect(starts.length).toBeGreaterThan(0);
    expect(starts.length).toBeLessThanOrEqual(8);
  },

  'one caller at a time gets most of the rate too': async (open) => {
    const { pace, nowMs, advance } = open(200);
    const starts: number[] = [];
    const endMs = nowMs() + 4000;
    const loop = async (): Promise<void> => {
      while (nowMs() < endMs) starts.push((await pace.next(always, never()))?.written() ?? 0);
    };
    void loop();
    await advance(5000);
    expect(starts.length).toBeGreaterThan(600);
    expect(worstSecond(starts)).toBeLessThanOrEqual(200);
  },

  'callers are served in the order in which they came': async (open) => {
    const { pace, advance } = open(200);
    const served: number[] = [];
    for (let caller = 0; caller < 50; caller += 1) {
      void pace.next(always, never()).then((slot) => {
        slot?.written();
        served.push(caller);
      });
    }
    await advance(1000);
    expect(served).toEqual(Array.from({ length: 50 }, (_, caller) => caller));
  },

  'a call counts when it is written, however long after its slot that is': async (open) => {
    const { pace, nowMs, advance, stall } = open(200);
    const writes: number[] = [];
    let isStalled = true;
    const held: (() => void)[] = [];
    for (let caller = 0; caller < 1000; caller += 1) {
      void pace.next(always, never()).then((slot) => {
        const write = (): void => void writes.push(slot?.written() ?? Number.NaN);
        if (isStalled) held.push(write);
        else write();
      });
    }
    await advance(500);
    stall(3500);
    await advance(5000);
    // The calls of one second have a slot, and none of them was written: nobody else gets one.
    expect(held).toHaveLength(200);
    isStalled = false;
    for (const write of held) write();
    const overMs = nowMs();
    await advance(990);
    expect(startsFrom(writes, overMs, 990)).toBe(200);
    await advance(1500);
    expect(writes.length).toBeGreaterThan(250);
    expect(worstSecond(writes)).toBeLessThanOrEqual(200);
  },

  'a slot that was not used after all gives way to the next call': async (open) => {
    const { pace, advance } = open(2);
    for (let caller = 0; caller < 2; caller += 1) void pace.next(always, never()).then((slot) => slot?.unused());
    await advance(1100);
    const starts = callers(pace, 2);
    await advance(600);
    expect(starts).toHaveLength(2);
  },

  'on hold it starts nothing': async (open) => {
    const { pace, advance } = open(200);
    const starts = callers(pace, 1000);
    await advance(500);
    pace.hold(3000);
    await advance(1);
    const before = starts.length;
    await advance(2990);
    expect(starts).toHaveLength(before);
    await advance(1000);
    expect(starts.length).toBeGreaterThan(before + 180);
    expect(worstSecond(starts)).toBeLessThanOrEqual(200);
  },

  'a slot that is not wanted goes to the next in line': async (open) => {
    const { pace, advance } = open(10);
    const unwanted = callers(pace, 500, () => false);
    const wanted = callers(pace, 10);
    await advance(1500);
    expect(unwanted).toEqual([]);
    expect(wanted).toHaveLength(10);
  },

  'isWanted is asked when it is the caller’s turn': async (open) => {
    const { pace, advance } = open(10);
    let isWanted = true;
    const starts = callers(pace, 10, () => isWanted);
    await advance(500);
    isWanted = false;
    const before = starts.length;
    await advance(1500);
    expect(before).toBeGreaterThan(0);
    expect(starts).toHaveLength(before);
  },

  'an abort dismisses all who wait with its signal, and nobody else': async (open) => {
    const { pace, advance } = open(10);
    const run = new AbortController();
    const dismissed: unknown[] = [];
    for (let caller = 0; caller < 20; caller += 1) {
      void pace.next(always, run.signal).then((slot) => {
        if (slot) slot.written();
        else dismissed.push(slot);
      });
    }
    const others = callers(pace, 3);
    await advance(350);
    expect(dismissed).toEqual([]);
    run.abort();
    await advance(0);
    expect(dismissed.length).toBeGreaterThan(10);
    expect(await pace.next(always, run.signal)).toBeUndefined();
    await advance(1000);
    expect(others).toHaveLength(3);
  },

  '"too frequent" lowers the pace to 80 % at most once a second, and it comes back by 5 % a second': async (open) => {
    const { pace, nowMs, advance } = open(200);
    const starts = callers(pace, 4000);
    await advance(2000);
    expect(pace.slowDown()).toBe(true);
    expect(pace.perSecond).toBe(160); // 200 * 0.8
    expect(pace.slowDown()).toBe(false);
    const cutMs = nowMs();
    await advance(8000);
    expect(startsFrom(starts, cutMs, 1000)).toBeLessThanOrEqual(160 + 24); // a few were planned before
    expect(startsFrom(starts, cutMs + 1000, 1000)).toBeLessThanOrEqual(172); // 160 + 10, and the guard's rounding
    expect(startsFrom(starts, cutMs + 6000, 1000)).toBeGreaterThan(190);
    expect(pace.perSecond).toBe(200);
    expect(pace.slowDown()).toBe(true);
    await advance(1000);
    expect(pace.slowDown()).toBe(true);
  },

  'closed, it ends all waits and leaves no timer': async (open) => {
    const { pace, advance, timers } = open(2);
    const ends: unknown[] = [];
    for (let caller = 0; caller < 20; caller += 1) void pace.next(always, never()).then((end) => ends.push(end));
    await advance(100);
    const closed = pace.close();
    await advance(0);
    await closed;
    expect(ends).toHaveLength(20);
    expect(timers()).toBe(0);
    expect(await pace.next(always, never())).toBeUndefined();
  },
};
