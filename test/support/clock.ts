import type { Clock } from '../../src/core/ports.ts';
import { systemClock } from '../../src/io/clock.ts';

/** A clock on which every wait, of a save, a look at the input or a repeated call, takes a tenth of its time. */
export const hastyClock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 10, signal) };

/** What a run waits for an answer at most, before it goes on without. */
const PATIENCE_MS = 5000;

/**
 * As the hasty one, but whole where a run waits for an answer that it can do without: on a busy machine half a second is
 * not enough for one, and what is sent and read would not be what the test counts.
 */
export const patientClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms < PATIENCE_MS ? ms / 10 : ms, signal),
};

/** A clock that runs so many times as fast: what lasts a minute on it is over sooner, and is a minute to the program. */
export const fastClock = (times: number): Clock => ({
  ...systemClock,
  nowMs: () => systemClock.nowMs() * times,
  sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
});
