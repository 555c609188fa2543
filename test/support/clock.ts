import type { Clock } from '../../src/core/ports.ts';
import { systemClock } from '../../src/io/clock.ts';

/** A clock on which every wait, of a save, a look at the input or a repeated call, takes a tenth of its time. */
export const hastyClock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 10, signal) };

/** A clock that runs so many times as fast: what lasts a minute on it is over sooner, and is a minute to the program. */
export const fastClock = (times: number): Clock => ({
  ...systemClock,
  nowMs: () => systemClock.nowMs() * times,
  sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
});
