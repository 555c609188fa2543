import { setTimeout as sleep } from 'node:timers/promises';
import { LOOK_EVERY_MS, Suspension } from '../core/pace/suspension.ts';
import type { Clock } from '../core/ports.ts';

const nowMs = (): number => performance.now();

let suspension: Suspension | undefined;

/** The first call begins to look. It keeps no process alive. */
const wokeAtMs = (): number => {
  if (!suspension) {
    const begun = new Suspension(nowMs());
    suspension = begun;
    setInterval(() => begun.look(nowMs()), LOOK_EVERY_MS).unref();
  }
  return suspension.look(nowMs());
};

export const systemClock: Clock = {
  nowMs,
  wallMs: () => Date.now(),
  wokeAtMs,
  sleep: async (ms, signal) => {
    try {
      await sleep(ms, undefined, { signal });
      return true;
    } catch {
      return false; // the only reason to reject is the signal
    }
  },
};
