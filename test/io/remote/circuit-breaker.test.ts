import { expect, test } from 'vitest';
import { OutOfReachError } from '../../../src/core/errors/target-error.ts';
import type { RunEvent } from '../../../src/core/ports.ts';
import type { Reason } from '../../../src/core/target/reason.ts';
import { CircuitBreaker, type Line, Outage } from '../../../src/io/remote/circuit-breaker.ts';

const RESET = { code: 'no-reply', proxy: undefined, fault: 'connection', said: 'ECONNRESET' } as const;
const LOCKED = { code: 'coded-reply', errorCode: 70050, said: '' } as const;
const MINUTE_MS = 60_000;

/** A breaker whose time passes only while it waits. */
const breakerOf = (giveUpAfterMs: number) => {
  let nowMs = 0;
  let wokeAtMs = Number.NEGATIVE_INFINITY;
  const events: RunEvent[] = [];
  const clock = {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    wokeAtMs: () => wokeAtMs,
    sleep: async (ms: number) => {
      nowMs += ms;
      return true;
    },
  };
  const { signal } = new AbortController();
  const outage = new Outage();
  const ofCommand = () =>
    new CircuitBreaker({ clock, end: signal, giveUpAfterMs, onEvent: (event) => events.push(event), outage });
  const breaker = ofCommand();
  /** Probes, one call a probe, until the target is back. @returns how many */
  const probeUntil = async (backMs: number, reason: Reason = RESET, of = breaker): Promise<number> => {
    for (let probes = 1; ; probes += 1) {
      const admission = await of.admit(signal, 'first calls');
      if (!admission) throw new Error('not admitted');
      if (nowMs >= backMs) {
        of.onSuccess(admission, false);
        return probes;
      }
      of.onFailure(admission, reason, nowMs, signal);
    }
  };
  /** The whole process stands still. */
  const suspend = (ms: number): void => {
    nowMs += ms;
    wokeAtMs = nowMs;
  };
  return { breaker, ofCommand, signal, events, probeUntil, suspend, nowMs: () => nowMs };
};

test('a target that goes away for twenty minutes is waited for, probed at most every ten seconds, and told when it is back', async () => {
  const { breaker, signal, events, probeUntil } = breakerOf(30 * MINUTE_MS);
  breaker.onSuccess((await breaker.admit(signal, 'first calls')) ?? 'normal', false);
  for (let call = 0; call < 10; call += 1) breaker.onFailure('normal', RESET, 0, signal);
  const probes = await probeUntil(20 * MINUTE_MS);
  // 1 + 2 + 4 + 8 s, then one every 10 s: (1200 - 15) / 10, and the first and the last
  expect(probes).toBeGreaterThan(115);
  expect(probes).toBeLessThan(130);
  expect(events).toMatchObject([
    { type: 'opened' },
    { type: 'waiting', reason: RESET, isLasting: false, giveUpInMs: 30 * MINUTE_MS },
    { type: 'back', of: 'target', afterMs: expect.any(Number) },
    { type: 'opened' },
  ]);
  expect(await breaker.admit(signal, 'first calls')).toBe('normal');
});

test('after --give-up-after the next probe that fails ends the run', async () => {
  const { probeUntil, nowMs } = breakerOf(30 * MINUTE_MS);
  await expect(probeUntil(Number.POSITIVE_INFINITY)).rejects.toBeInstanceOf(OutOfReachError);
  expect(nowMs()).toBe(30 * MINUTE_MS);
});

test('an outage in which the process was suspended is told once more, with the new time until which it tries', async () => {
  const { breaker, signal, events, suspend, nowMs } = breakerOf(30 * MINUTE_MS);
  const fail = async (): Promise<void> => {
    const admission = (await breaker.admit(signal, 'first calls')) ?? 'normal';
    breaker.onFailure(admission, RESET, nowMs(), signal);
  };
  while (nowMs() < 20 * MINUTE_MS) await fail();
  suspend(8 * 60 * MINUTE_MS);
  await fail();
  await fail();
  const told = { type: 'waiting', reason: RESET, isLasting: false, giveUpInMs: 30 * MINUTE_MS };
  expect(events).toEqual([told, told]);
});

test('a process that was suspended in an outage tries again first, and has all of --give-up-after for it', async () => {
  const { breaker, signal, events, probeUntil, suspend, nowMs } = breakerOf(30 * MINUTE_MS);
  const probe = (await breaker.admit(signal, 'first calls')) ?? 'normal';
  suspend(8 * 60 * MINUTE_MS);
  const wokeAtMs = nowMs();
  // The call that was under way has failed meanwhile.
  breaker.onFailure(probe, RESET, 0, signal);
  const told = { type: 'waiting', reason: RESET, isLasting: false, giveUpInMs: 30 * MINUTE_MS };
  expect(events).toEqual([told]);
  await expect(probeUntil(Number.POSITIVE_INFINITY)).rejects.toBeInstanceOf(OutOfReachError);
  expect(nowMs() - wokeAtMs).toBe(30 * MINUTE_MS);
});

test.each([
  { reason: 'proxy-login', hasWorked: false, afterMs: 10_000 },
  { reason: 'proxy-denied', hasWorked: true, afterMs: 10_000 },
  { reason: 'certificate-authority', hasWorked: false, afterMs: 10_000 },
  { reason: 'name-not-found', hasWorked: false, afterMs: 10_000 },
  { reason: 'name-not-found', hasWorked: true, afterMs: 30 * MINUTE_MS },
  { reason: 'proxy-failed', hasWorked: false, afterMs: 30 * MINUTE_MS },
] as const)(
  'what waiting cannot mend ends the run soon: $reason, after calls had worked: $hasWorked',
  async ({ reason: fault, hasWorked, afterMs }) => {
    const { breaker, signal, events, probeUntil, nowMs } = breakerOf(30 * MINUTE_MS);
    const reason = { code: 'no-reply', proxy: undefined, fault } as unknown as Reason;
    const isLasting = afterMs === 10_000;
    if (hasWorked) {
      breaker.onSuccess((await breaker.admit(signal, 'first calls')) ?? 'normal', false);
      for (let call = 0; call < 10; call += 1) breaker.onFailure('normal', reason, 0, signal);
    }
    await expect(probeUntil(Number.POSITIVE_INFINITY, reason)).rejects.toMatchObject({ fact: { isLasting } });
    expect(nowMs()).toBe(afterMs);
    expect(events).toContainEqual({ type: 'waiting', reason, isLasting, giveUpInMs: afterMs });
  },
);

/** A breaker whose delays the test ends. */
const breakerByHand = () => {
  const events: RunEvent[] = [];
  const delays: { readonly ms: number; readonly end: () => void }[] = [];
  const clock = {
    nowMs: () => 0,
    wallMs: () => 0,
    wokeAtMs: () => Number.NEGATIVE_INFINITY,
    sleep: (ms: number) => new Promise<boolean>((resolve) => delays.push({ ms, end: () => resolve(true) })),
  };
  const end = new AbortController();
  const breaker = new CircuitBreaker({
    clock,
    end: end.signal,
    giveUpAfterMs: 30 * MINUTE_MS,
    onEvent: (event) => events.push(event),
    outage: new Outage(),
  });
  const run = new AbortController();
  const admitted: (string | undefined)[] = [];
  /** A call that asks for admission. `admitted` holds the admissions in their order. */
  const ask = (signal = run.signal): void => {
    const at = admitted.push('waits') - 1;
    void Promise.resolve(breaker.admit(signal, 'first calls')).then((admission) => {
      admitted[at] = admission;
    });
  };
  return { breaker, events, delays, end, run, admitted, ask };
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('half-open, one call probes while the others wait; closed by its reply, all go through', async () => {
  const { breaker, admitted, ask } = breakerByHand();
  for (let call = 0; call < 3; call += 1) ask();
  await settled();
  expect(admitted).toEqual(['probe', 'waits', 'waits']);
  breaker.onSuccess('probe', false);
  ask();
  await settled();
  expect(admitted).toEqual(['probe', 'normal', 'normal', 'normal']);
});

test('a doubtful reply to a probe lets the next one probe', async () => {
  const { breaker, admitted, ask } = breakerByHand();
  for (let call = 0; call < 3; call += 1) ask();
  breaker.onSuccess('probe', true);
  await settled();
  expect(admitted).toEqual(['probe', 'probe', 'waits']);
});

test('a probe that did not start gives its turn to the next', async () => {
  const { breaker, admitted, ask } = breakerByHand();
  for (let call = 0; call < 3; call += 1) ask();
  breaker.release('probe');
  await settled();
  expect(admitted).toEqual(['probe', 'probe', 'waits']);
});

test('ten failures in a row open it: calls that wait for their slot do not start, and none is let through', async () => {
  const { breaker, delays, run, admitted, ask } = breakerByHand();
  ask();
  breaker.onSuccess('probe', false);
  for (let call = 0; call < 10; call += 1) {
    expect(breaker.stillAdmits('normal')).toBe(true);
    breaker.onFailure('normal', RESET, 0, run.signal);
  }
  expect(breaker.stillAdmits('normal')).toBe(false);
  ask();
  await settled();
  expect(admitted).toEqual(['probe', 'waits']);
  delays[0]?.end();
  await settled();
  expect(admitted).toEqual(['probe', 'probe']);
});

test('the end of an older delay lets nobody through before the newer one is over', async () => {
  const { breaker, delays, run, admitted, ask } = breakerByHand();
  ask();
  breaker.onSuccess('probe', false);
  const open = (): void => {
    for (let call = 0; call < 10; call += 1) breaker.onFailure('normal', RESET, 0, run.signal);
  };
  open();
  breaker.onSuccess('normal', false);
  open();
  ask();
  delays[0]?.end();
  await settled();
  expect(admitted).toEqual(['probe', 'waits']);
  delays[1]?.end();
  await settled();
  expect(admitted).toEqual(['probe', 'probe']);
});

test('paused, no reply of a call in flight closes it early', async () => {
  const { breaker, delays, run, admitted, ask } = breakerByHand();
  ask();
  breaker.onSuccess('probe', false);
  expect(breaker.pause(MINUTE_MS, LOCKED, 0)).toBe(true);
  ask();
  breaker.onSuccess('normal', false);
  breaker.onFailure('normal', RESET, 0, run.signal);
  await settled();
  expect(admitted).toEqual(['probe', 'waits']);
  expect(delays.map(({ ms }) => ms)).toEqual([MINUTE_MS]);
  delays[0]?.end();
  await settled();
  expect(admitted).toEqual(['probe', 'probe']);
  expect(breaker.pause(MINUTE_MS, LOCKED, 1)).toBe(false);
});

test('a run that stops is dismissed, and a probe that was fatal for it gives its turn to the next run', async () => {
  const { breaker, run, admitted, ask } = breakerByHand();
  const next = new AbortController();
  ask();
  ask();
  ask(next.signal);
  breaker.onFatal('probe', run.signal);
  await settled();
  expect(admitted).toEqual(['probe', 'waits', 'waits']);
  run.abort();
  await settled();
  expect(admitted).toEqual(['probe', undefined, 'probe']);
});

test('a run that is stopping tells of no outage', () => {
  const { breaker, events, run } = breakerByHand();
  run.abort();
  breaker.onFailure('probe', RESET, 0, run.signal);
  expect(events).toEqual([]);
});

test('whoever waits when it ends is dismissed', async () => {
  const { end, admitted, ask } = breakerByHand();
  ask();
  ask();
  end.abort();
  await settled();
  expect(admitted).toEqual(['probe', undefined]);
});

test('after three refusals of the credentials one call at a time goes on, and the first that is taken lets all go on', async () => {
  const { breaker, signal } = breakerOf(30 * MINUTE_MS);
  breaker.onSuccess((await breaker.admit(signal, 'first calls')) ?? 'normal', false);
  for (let call = 0; call < 2; call += 1) breaker.onFailure('normal', LOCKED, 0, signal, true);
  expect(breaker.admit(signal, 'first calls')).toBe('normal');
  breaker.onFailure('normal', LOCKED, 0, signal, true);
  expect(breaker.stillAdmits('normal')).toBe(false);
  expect(await breaker.admit(signal, 'first calls')).toBe('probe');
  const next = breaker.admit(signal, 'first calls');
  breaker.onSuccess('probe', false);
  expect(await next).toBe('normal');
  expect(breaker.isOpen).toBe(false);
});

test('repeats and first calls take turns as probes', async () => {
  const { breaker, signal } = breakerOf(MINUTE_MS);
  const probed: string[] = [];
  const probe = async (name: string, isRepeat: boolean): Promise<void> => {
    const admission = await breaker.admit(signal, isRepeat ? 'repeats' : 'first calls');
    if (!admission) return;
    probed.push(name);
    if (probed.length < 5) breaker.onFailure(admission, RESET, 0, signal);
    else breaker.onSuccess(admission, false);
  };
  await Promise.all([
    probe('first 1', false),
    probe('first 2', false),
    probe('first 3', false),
    probe('again 1', true),
    probe('again 2', true),
  ]);
  expect(probed).toEqual(['first 1', 'first 2', 'again 1', 'first 3', 'again 2']);
});

test('a call that tests whether the target takes rows at all goes first as a probe', async () => {
  const { breaker, signal } = breakerOf(MINUTE_MS);
  const first = await breaker.admit(signal, 'first calls');
  const probed: string[] = [];
  const probe = async (line: Line): Promise<void> => {
    const admission = await breaker.admit(signal, line);
    probed.push(line);
    breaker.onFailure(admission ?? 'normal', RESET, 0, signal);
  };
  const probes = (['first calls', 'repeats', 'tests'] as const).map(probe);
  breaker.onFailure(first ?? 'normal', RESET, 0, signal);
  await Promise.all(probes);
  expect(probed[0]).toBe('tests');
});

test('what waiting cannot mend ends the run ten seconds after it began, not after other failures', async () => {
  const FORBIDDEN = { code: 'no-reply', proxy: undefined, fault: 'status-forbidden', status: 403 } as const;
  const { breaker, signal, nowMs } = breakerOf(30 * MINUTE_MS);
  const fail = async (reason: Reason): Promise<void> => {
    const admission = await breaker.admit(signal, 'first calls');
    breaker.onFailure(admission ?? 'normal', reason, nowMs(), signal);
  };
  while (nowMs() < MINUTE_MS) await fail(RESET);
  await fail(FORBIDDEN);
  await fail(RESET);
  const beganMs = nowMs();
  const untilTheEnd = async (): Promise<void> => {
    for (;;) await fail(FORBIDDEN);
  };
  await expect(untilTheEnd()).rejects.toThrow(OutOfReachError);
  expect(nowMs() - beganMs).toBeGreaterThanOrEqual(10_000);
  expect(nowMs() - beganMs).toBeLessThan(30_000);
});

test('what waiting cannot mend is of the way, and so of all commands: the next one has what is left', async () => {
  const FORBIDDEN = { code: 'no-reply', proxy: undefined, fault: 'certificate', said: '' } as const;
  const { breaker, ofCommand, signal, probeUntil, nowMs } = breakerOf(30 * MINUTE_MS);
  while (nowMs() < 5000) {
    breaker.onFailure((await breaker.admit(signal, 'first calls')) ?? 'normal', FORBIDDEN, nowMs(), signal);
  }
  await expect(probeUntil(Number.POSITIVE_INFINITY, FORBIDDEN, ofCommand())).rejects.toThrow(OutOfReachError);
  expect(nowMs()).toBe(10_000);
});

test('a call that was admitted and not made leaves its turn to the next of its kind', async () => {
  const { signal } = new AbortController();
  const asleep = new AbortController();
  const breaker = new CircuitBreaker({
    clock: { nowMs: () => 0, wallMs: () => 0, wokeAtMs: () => 0, sleep: () => new Promise(() => {}) },
    end: asleep.signal,
    giveUpAfterMs: MINUTE_MS,
    onEvent: () => {},
    outage: new Outage(),
  });
  const order: string[] = [];
  const admit = async (name: string, isRepeat: boolean, use: () => void = () => {}): Promise<void> => {
    await breaker.admit(signal, isRepeat ? 'repeats' : 'first calls');
    order.push(name);
    use();
  };
  const unused = (): void => breaker.release('probe');
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  void admit('under way', false);
  for (const name of ['repeat 1', 'repeat 2']) void admit(name, true);
  for (const name of ['held 1', 'held 2']) void admit(name, false, unused);
  void admit('first call', false);
  for (let probe = 0; probe < 3; probe += 1) {
    await settle();
    breaker.onSuccess('probe', true);
  }
  await settle();
  const turn = order.indexOf('held 1');
  expect(order.slice(turn, turn + 3)).toEqual(['held 1', 'held 2', 'first call']);
});
