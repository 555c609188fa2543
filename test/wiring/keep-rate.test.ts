import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseDayRates } from '../../src/core/pace/day-rates.ts';
import type { Clock, RunEvent } from '../../src/core/ports.ts';
import { systemClock } from '../../src/io/clock.ts';
import { keepRate } from '../../src/wiring/keep-rate.ts';
import { tempFolder } from '../support/temp.ts';

/** A clock whose sleeps end when the test says so; each stands for a second of the wall. */
const steppedClock = (startMs: number) => {
  let wallMs = startMs;
  let wake: (() => void) | undefined;
  let onAsleep = (): void => {};
  const clock: Clock = {
    ...systemClock,
    wallMs: () => wallMs,
    sleep: (_, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve(false);
        wake = () => resolve(true);
        onAsleep();
        signal.addEventListener('abort', () => resolve(false), { once: true });
      }),
  };
  const step = async (toMs = wallMs + 1000): Promise<void> => {
    wallMs = toMs;
    const isAsleepAgain = new Promise<void>((resolve) => {
      onAsleep = resolve;
    });
    wake?.();
    await isAsleepAgain;
  };
  return { clock, step };
};

const localMs = (hours: number, minutes: number): number => new Date(2026, 5, 1, hours, minutes).getTime();

const begin = async (typed: string, startMs: number) => {
  const folder = join(await tempFolder(), 'state');
  await mkdir(folder, { mode: 0o700 });
  const path = join(folder, 'rate');
  await writeFile(path, '5\n', { mode: 0o600 });
  const { clock, step } = steppedClock(startMs);
  const rates: number[] = [];
  const events: RunEvent[] = [];
  const kept = { rates: parseDayRates(typed) ?? [], paths: [path], setRate: (rate: number) => void rates.push(rate) };
  const end = await keepRate(kept, clock, (event) => events.push(event));
  onTestFinished(end);
  const ask = async (text: string, second: number): Promise<void> => {
    await writeFile(path, `${text}\n`, { mode: 0o600 });
    await utimes(path, 1e9 + second, 1e9 + second);
  };
  return { path, rates, events, step, ask };
};

test('the rate of the time of the day is kept, and each change is told once with the time zone', async () => {
  const { rates, events, step } = await begin('08:00,60 23:00,200', localMs(7, 58));
  await step(localMs(7, 59));
  await step(localMs(8, 0));
  await step(localMs(8, 1));
  await step(localMs(23, 0));
  expect(rates).toEqual([200, 60, 200]);
  expect(events).toHaveLength(3);
  expect(events[1]).toMatchObject({ type: 'rate-changed', perSecond: 60, isAsked: false });
  expect(events[1]).toHaveProperty('zone', Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test('what is asked for while it runs is noticed at the next look; what was asked of an earlier run is over', async () => {
  const { path, rates, events, step, ask } = await begin('200', localMs(12, 0));
  await expect(readFile(path)).rejects.toThrow('ENOENT');
  await step();
  expect(rates).toEqual([]);
  await ask('80', 1);
  await step();
  await ask('0', 2);
  await step();
  await ask('nonsense', 3);
  await step();
  await ask('200', 4);
  await step();
  expect(rates).toEqual([80, 0, 200]);
  expect(events[0]).toMatchObject({ type: 'rate-changed', perSecond: 80, isAsked: true });
});
