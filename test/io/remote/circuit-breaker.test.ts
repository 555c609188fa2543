import { expect, test } from 'vitest';
import { OutOfReachError } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/ports.ts';
import { CircuitBreaker } from '../../../src/io/remote/circuit-breaker.ts';

const RESET = { code: 'no-reply', proxy: undefined, fault: 'connection', said: 'ECONNRESET' } as const;
const MINUTE_MS = 60_000;

/** A breaker whose time passes only while it waits. */
const breakerOf = (giveUpAfterMs: number) => {
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
  const { signal } = new AbortController();
  const breaker = new CircuitBreaker({ clock, end: signal, giveUpAfterMs, onEvent: (event) => events.push(event) });
  /** Probes, one call a probe, until the target is back. @returns how many */
  const probeUntil = async (backMs: number): Promise<number> => {
    for (let probes = 1; ; probes += 1) {
      const admission = await breaker.admit(signal);
      if (!admission) throw new Error('not admitted');
      if (nowMs >= backMs) {
        breaker.onSuccess(admission, false);
        return probes;
      }
      breaker.onFailure(admission, RESET, nowMs, signal);
    }
  };
  return { breaker, signal, events, probeUntil, nowMs: () => nowMs };
};

test('a target that goes away for twenty minutes is waited for, probed at most every ten seconds, and told when it is back', async () => {
  const { breaker, signal, events, probeUntil } = breakerOf(30 * MINUTE_MS);
  breaker.onSuccess((await breaker.admit(signal)) ?? 'normal', false);
  for (let call = 0; call < 10; call += 1) breaker.onFailure('normal', RESET, 0, signal);
  const probes = await probeUntil(20 * MINUTE_MS);
  // 1 + 2 + 4 + 8 s, then one every 10 s: (1200 - 15) / 10, and the first and the last
  expect(probes).toBeGreaterThan(115);
  expect(probes).toBeLessThan(130);
  expect(events).toMatchObject([
    { type: 'opened' },
    { type: 'waiting', reason: RESET, giveUpInMs: 30 * MINUTE_MS },
    { type: 'back', afterMs: expect.any(Number) },
    { type: 'opened' },
  ]);
  expect(await breaker.admit(signal)).toBe('normal');
});

test('after --give-up-after the next probe that fails ends the run', async () => {
  const { probeUntil, nowMs } = breakerOf(30 * MINUTE_MS);
  await expect(probeUntil(Number.POSITIVE_INFINITY)).rejects.toBeInstanceOf(OutOfReachError);
  expect(nowMs()).toBe(30 * MINUTE_MS);
});
