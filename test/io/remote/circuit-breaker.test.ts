import { expect, test } from 'vitest';
import { OutOfReachError } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/ports.ts';
import { CircuitBreaker } from '../../../src/io/remote/circuit-breaker.ts';

const MINUTE_MS = 60_000;

/** A reach whose time passes only while it waits. */
const reachIn = (giveUpAfterMs: number) => {
  let nowMs = 0;
  const events: RunEvent[] = [];
  const clock = {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
      return true;
    },
  };
  const halted = new AbortController().signal;
  const reach = new CircuitBreaker({ clock, halted, giveUpAfterMs, onEvent: (event) => events.push(event) });
  /** Probes, one call a probe, until the target is back. @returns how many */
  const probeUntil = async (backMs: number): Promise<number> => {
    for (let probes = 1; ; probes += 1) {
      const pass = await reach.enter();
      if (!pass) throw new Error('halted');
      if (nowMs >= backMs) {
        reach.answered(pass, false);
        return probes;
      }
      reach.failed(pass, 'ECONNREFUSED', nowMs);
    }
  };
  return { reach, events, probeUntil, nowMs: () => nowMs };
};

test('a target that goes away for twenty minutes is waited for, probed at most every ten seconds, and told when it is back', async () => {
  const { reach, events, probeUntil } = reachIn(30 * MINUTE_MS);
  reach.answered((await reach.enter()) ?? 'open', false);
  for (let call = 0; call < 10; call += 1) reach.failed('open', 'ECONNRESET', 0);
  const probes = await probeUntil(20 * MINUTE_MS);
  // 1 + 2 + 4 + 8 s, then one every 10 s: (1200 - 15) / 10, and the first and the last
  expect(probes).toBeGreaterThan(115);
  expect(probes).toBeLessThan(130);
  expect(events).toMatchObject([
    { type: 'opened' },
    { type: 'waiting', reason: 'ECONNRESET', giveUpInMs: 30 * MINUTE_MS },
    { type: 'back', afterMs: expect.any(Number) },
    { type: 'opened' },
  ]);
  expect(await reach.enter()).toBe('open');
});

test('after --give-up-after the next probe that fails ends the run', async () => {
  const { probeUntil, nowMs } = reachIn(30 * MINUTE_MS);
  await expect(probeUntil(Number.POSITIVE_INFINITY)).rejects.toBeInstanceOf(OutOfReachError);
  expect(nowMs()).toBe(30 * MINUTE_MS);
});
