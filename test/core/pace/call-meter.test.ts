import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallMeter } from '../../../src/core/pace/call-meter.ts';

test('the peak is the most starts in any 1000 ms, wherever it is cut', () => {
  const meter = new CallMeter();
  for (const atMs of [0, 500, 999, 1000, 1400, 1499, 3000]) meter.started(atMs, false);
  // 500 to 1499 holds 500, 999, 1000, 1400, 1499; the one at 0 is a whole second before 1000
  expect(meter.stats()).toMatchObject({ sent: 7, retried: 0, peakPerSecond: 5, meanPerSecond: 7 / 4 });
});

test('the peak stays right over many calls', () => {
  const meter = new CallMeter();
  for (let call = 0; call < 10_000; call += 1) meter.started(call * 5, call % 10 === 0);
  expect(meter.stats()).toMatchObject({ sent: 10_000, retried: 1000, peakPerSecond: 200 });
});

test('the mean of half a second is its peak, not a projection of it', () => {
  const meter = new CallMeter(200);
  for (let call = 0; call < 25; call += 1) meter.started(call * 5, false);
  expect(meter.stats()).toMatchObject({ sent: 25, meanPerSecond: 25, peakPerSecond: 25 });
});

test('nobody knows the mean of no call', () => {
  expect(new CallMeter(200).stats()).toMatchObject({ sent: 0, meanPerSecond: null, peakPerSecond: 0 });
});

test('below a limit of one call a second the peak is measured in the time of one call', () => {
  const meter = new CallMeter(0.5);
  for (const atMs of [0, 2000, 4000]) meter.started(atMs, false);
  expect(meter.stats()).toMatchObject({ meanPerSecond: 0.5, peakPerSecond: 0.5 });
});

test('mean <= peak, whatever the starts are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1500), { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0.3, 1, 200),
      (gaps, limit) => {
        const meter = new CallMeter(limit);
        let atMs = 0;
        for (const gap of gaps) {
          atMs += gap;
          meter.started(atMs, false);
        }
        const { meanPerSecond, peakPerSecond } = meter.stats();
        expect(meanPerSecond).toBeLessThanOrEqual(peakPerSecond);
      },
    ),
  );
});
