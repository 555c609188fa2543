import { describe, expect, test } from 'vitest';
import { backoffMs, probeDelayMs } from '../../../src/core/pace/backoff.ts';

describe('backoff of a row', () => {
  test.each([
    { tries: 1, longestMs: 1000 },
    { tries: 2, longestMs: 2000 },
    { tries: 5, longestMs: 16_000 },
    { tries: 6, longestMs: 30_000 }, // 32 s, capped
    { tries: 5000, longestMs: 30_000 },
  ])('after $tries tries is anything up to $longestMs ms', ({ tries, longestMs }) => {
    expect(backoffMs(tries, 0)).toBe(0);
    expect(backoffMs(tries, 0.5)).toBe(longestMs / 2);
  });
});

test.each([
  { probes: 1, ms: 1000 },
  { probes: 4, ms: 8000 },
  { probes: 5, ms: 10_000 }, // 16 s, capped
])('after $probes failed probes the next waits $ms ms', ({ probes, ms }) => expect(probeDelayMs(probes)).toBe(ms));
