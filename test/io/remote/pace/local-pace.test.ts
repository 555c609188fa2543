import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../../src/io/clock.ts';
import { Throttle } from '../../../../src/io/remote/pace/local-pace.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const never = (): AbortSignal => new AbortController().signal;

/** Starts so many calls at once. @returns the times at which they went, filled in as they go */
const queue = (throttle: Throttle, calls: number, isWanted = () => true): number[] => {
  const starts: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    void throttle.run(isWanted, async (nowMs) => {
      starts.push(nowMs);
    });
  }
  return starts;
};

/** The most starts in any 1000 ms. */
const worstSecond = (starts: readonly number[]): number =>
  Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 1000).length));

describe('pace', () => {
  test.each([
    { perSecond: 200, seconds: 10, atLeast: 198 },
    { perSecond: 160, seconds: 10, atLeast: 158 },
    { perSecond: 30, seconds: 10, atLeast: 29 },
    { perSecond: 1000, seconds: 3, atLeast: 985 },
    { perSecond: 2.5, seconds: 20, atLeast: 1.9 }, // two in any second: a third would be more than 2.5
    { perSecond: 0.5, seconds: 60, atLeast: 0.49 },
  ])('at $perSecond calls a second no second has more, and the mean is at least $atLeast', async (given) => {
    const { perSecond, seconds, atLeast } = given;
    const starts = queue(new Throttle(perSecond, systemClock, never()), perSecond * seconds + perSecond + 1);
    await vi.advanceTimersByTimeAsync(seconds * 1000 + 1000);
    expect(worstSecond(starts)).toBeLessThanOrEqual(Math.max(1, perSecond));
    const first = starts[0] ?? 0;
    const counted = starts.filter((at) => at < first + seconds * 1000);
    expect(counted.length / seconds).toBeGreaterThanOrEqual(atLeast);
  });

  test('after a stall of five seconds no more comes than the tokens that were planned', async () => {
    const throttle = new Throttle(200, systemClock, never());
    const starts = queue(throttle, 3000);
    await vi.advanceTimersByTimeAsync(2000);
    // The whole process stands still: the clock goes on, and no timer fires until it does.
    vi.setSystemTime(Date.now() + 5000);
    const originalNow = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => originalNow() + 5000);
    await vi.advanceTimersByTimeAsync(3000);
    expect(worstSecond(starts)).toBeLessThanOrEqual(200);
    const stalledAt = starts.findIndex((at, index) => at - (starts[index - 1] ?? at) > 4000);
    const firstAfter = starts[stalledAt] ?? 0;
    const inTenthAfter = starts.filter((at) => at >= firstAfter && at < firstAfter + 100).length;
    expect(inTenthAfter).toBeLessThanOrEqual(48); // three tokens of 8 that fall due then, three that were due before
  });

  test('after a quiet minute nothing is left over from before', async () => {
    const throttle = new Throttle(200, systemClock, never());
    queue(throttle, 4); // half a token
    await vi.advanceTimersByTimeAsync(60_000);
    const starts = queue(throttle, 100);
    await vi.advanceTimersByTimeAsync(5);
    expect(starts).toHaveLength(8); // one token
  });

  test('a wall clock set back by an hour stops nothing', async () => {
    const starts = queue(new Throttle(200, systemClock, never()), 1000);
    await vi.advanceTimersByTimeAsync(1000);
    vi.setSystemTime(Date.now() - 3_600_000);
    await vi.advanceTimersByTimeAsync(3000);
    expect(starts.length).toBeGreaterThan(750);
    expect(worstSecond(starts)).toBeLessThanOrEqual(200);
  });

  test('one caller at a time gets the full rate too', async () => {
    const throttle = new Throttle(200, systemClock, never());
    const starts: number[] = [];
    const loop = async () => {
      while (starts.length < 1000) {
        await throttle.run(
          () => true,
          async (nowMs) => {
            starts.push(nowMs);
            await new Promise((resolve) => setTimeout(resolve, 2));
          },
        );
      }
    };
    void loop();
    await vi.advanceTimersByTimeAsync(4000);
    expect(starts.length).toBeGreaterThan(600);
    expect(worstSecond(starts)).toBeLessThanOrEqual(200);
  });
});

describe('slowing down', () => {
  test('lowers the pace to 80 %, and it comes back', async () => {
    const throttle = new Throttle(200, systemClock, never());
    const starts = queue(throttle, 3000);
    await vi.advanceTimersByTimeAsync(2000);
    expect(throttle.slowDown()).toBe(true);
    expect(throttle.slowDown()).toBe(false);
    const cutMs = performance.now();
    await vi.advanceTimersByTimeAsync(8000);
    const inSecond = (from: number) => starts.filter((at) => at >= cutMs + from && at < cutMs + from + 1000).length;
    expect(inSecond(0)).toBeLessThanOrEqual(160 + 24); // three tokens of 8 were planned before
    expect(inSecond(1000)).toBeLessThanOrEqual(172);
    expect(inSecond(6000)).toBeGreaterThan(190);
    expect(throttle.perSecond).toBe(200);
  });
});

describe('who waits', () => {
  test('and is no longer wanted spends no slot', async () => {
    const throttle = new Throttle(10, systemClock, never());
    const unwanted = queue(throttle, 500, () => false);
    const wanted = queue(throttle, 10);
    await vi.advanceTimersByTimeAsync(1500);
    expect(unwanted).toEqual([]);
    expect(wanted).toHaveLength(10);
  });

  test('is let go at once when the run is halted', async () => {
    const halt = new AbortController();
    const throttle = new Throttle(0.1, systemClock, halt.signal);
    const starts: number[] = [];
    const ends = Promise.all(
      [1, 2, 3].map(() =>
        throttle.run(
          () => true,
          async (nowMs) => starts.push(nowMs),
        ),
      ),
    );
    await vi.advanceTimersByTimeAsync(100);
    halt.abort();
    expect(await ends).toEqual([1, undefined, undefined]);
  });
});
