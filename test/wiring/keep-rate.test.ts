import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

const begin = async (typed: string, startMs: number, folders = 1) => {
  const root = await tempFolder();
  const paths = Array.from({ length: folders }, (_, at) => join(root, `state-${at}`, 'rate'));
  for (const path of paths) {
    await mkdir(dirname(path), { mode: 0o700 });
    await writeFile(path, '5\n', { mode: 0o600 });
  }
  const { clock, step } = steppedClock(startMs);
  const rates: number[] = [];
  const events: RunEvent[] = [];
  const kept = { rates: parseDayRates(typed) ?? [], paths, setRate: (rate: number) => void rates.push(rate) };
  const end = await keepRate(kept, clock, (event) => events.push(event));
  onTestFinished(end);
  const pathOf = (at: number): string => paths[at] as string;
  const ask = async (text: string, second: number, at = 0): Promise<void> => {
    const path = pathOf(at);
    await writeFile(path, `${text}\n`, { mode: 0o600 });
    await utimes(path, 1e9 + second, 1e9 + second);
  };
  return { path: pathOf(0), rates, events, step, ask };
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

test('a rate is noticed that has the time of the one before, or an earlier one', async () => {
  const { rates, step, ask } = await begin('200', localMs(12, 0));
  for (const [rate, second] of [
    ['80', 2],
    ['90', 2],
    ['70', 1],
  ] as const) {
    await ask(rate, second);
    await step();
  }
  await step();
  expect(rates).toEqual([80, 90, 70]);
});

test('of two folders that were asked since the last look the later one counts', async () => {
  const { rates, step, ask } = await begin('200', localMs(12, 0), 2);
  await ask('80', 2, 0);
  await ask('60', 1, 1);
  await step();
  await ask('50', 3, 1);
  await step();
  expect(rates).toEqual([80, 50]);
});
