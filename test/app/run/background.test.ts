import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepSaving } from '../../../src/app/run/background.ts';
import { systemClock } from '../../../src/io/clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const clock = {
  ...systemClock,
  sleep: (ms: number, signal: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      const onAbort = () => resolve(false);
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      setTimeout(() => {
        signal.removeEventListener('abort', onAbort);
        resolve(true);
      }, ms);
    }),
};

test.each([
  { name: 'no time', tookMs: () => 0 },
  { name: '80 ms', tookMs: () => 80 },
  { name: '120 ms', tookMs: () => 120 },
  { name: '120 ms now and then', tookMs: (save: number) => (save % 4 === 3 ? 120 : 5) },
])('what is on disk is never older than a quarter of a second when a save takes $name', async ({ tookMs }) => {
  const saves: { fromMs: number; onDiskMs: number }[] = [];
  const save = async () => {
    const fromMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, tookMs(saves.length)));
    saves.push({ fromMs, onDiskMs: performance.now() });
  };
  const end = keepSaving(save, clock, () => {});
  await vi.advanceTimersByTimeAsync(3000);
  const ages = saves.slice(2).map(({ onDiskMs }, at) => onDiskMs - (saves[at + 1]?.fromMs ?? 0));
  expect(ages.length).toBeGreaterThan(5);
  expect(Math.max(...ages)).toBeLessThanOrEqual(250);
  const ended = end();
  await vi.advanceTimersByTimeAsync(1000);
  await ended;
});

test('an error is told once, and nothing is saved after it', async () => {
  let saves = 0;
  const errors: unknown[] = [];
  const save = async () => {
    saves += 1;
    throw new Error('ENOSPC');
  };
  const end = keepSaving(save, clock, (error) => errors.push(error));
  await vi.advanceTimersByTimeAsync(3000);
  await end();
  expect(saves).toBe(1);
  expect(errors).toHaveLength(1);
});
