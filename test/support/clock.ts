import type { Clock } from '../../src/core/ports.ts';
import { systemClock } from '../../src/io/clock.ts';

/** A clock on which every wait, of a save, a look at the input or a repeated call, takes a tenth of its time. */
export const hastyClock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 10, signal) };
