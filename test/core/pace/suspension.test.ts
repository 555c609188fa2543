import { expect, test } from 'vitest';
import { LOOK_EVERY_MS, Suspension } from '../../../src/core/pace/suspension.ts';

test('a process that looks every second, and is held up for seconds, was never suspended', () => {
  const suspension = new Suspension(0);
  for (let nowMs = 0; nowMs < 60_000; nowMs += LOOK_EVERY_MS * 4) {
    expect(suspension.look(nowMs)).toBe(Number.NEGATIVE_INFINITY);
  }
});

test('a longer gap is a suspension, which ended when it looks again', () => {
  const suspension = new Suspension(0);
  suspension.look(1000);
  expect(suspension.look(61_000)).toBe(61_000);
  expect(suspension.look(62_000)).toBe(61_000);
});
