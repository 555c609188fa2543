import { expect, test } from 'vitest';
import { CallMeter } from '../../../src/core/pace/call-meter.ts';

test('the peak is the most starts in any 1000 ms, wherever it is cut', () => {
  const meter = new CallMeter();
  for (const atMs of [0, 500, 999, 1000, 1400, 1499, 3000]) meter.started(atMs, false);
  // 500 to 1499 holds 500, 999, 1000, 1400, 1499; the one at 0 is a whole second before 1000
  expect(meter.stats()).toMatchObject({ sent: 7, retried: 0, peakPerSecond: 5, firstMs: 0, lastMs: 3000 });
});

test('the peak stays right over many calls', () => {
  const meter = new CallMeter();
  for (let call = 0; call < 10_000; call += 1) meter.started(call * 5, call % 10 === 0);
  expect(meter.stats()).toMatchObject({ sent: 10_000, retried: 1000, peakPerSecond: 200 });
});
