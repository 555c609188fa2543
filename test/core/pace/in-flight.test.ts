import { describe, expect, test } from 'vitest';
import { InFlightLimit, mostConnections, mostInFlight, perSecondAllowed } from '../../../src/core/pace/in-flight.ts';

describe('calls in flight', () => {
  test.each([
    { perSecond: 200, tookMs: 0, calls: 50 }, // a quarter of a second's calls
    { perSecond: 200, tookMs: 100, calls: 50 }, // 2 * 0.1 s * 200 = 40 are fewer
    { perSecond: 200, tookMs: 500, calls: 200 }, // 2 * 0.5 s * 200
    { perSecond: 200, tookMs: 2900, calls: 600 }, // 3 s * 200, and 600 / 2.9 s = 206/s
    { perSecond: 200, tookMs: 60_000, calls: 600 },
    { perSecond: 0.5, tookMs: 2900, calls: 2 }, // 3 s * 0.5, rounded up
    { perSecond: 100_000, tookMs: 0, calls: 100 },
    { perSecond: 100_000, tookMs: 100, calls: 1000 },
  ])('at $perSecond a second and $tookMs ms a call: $calls', ({ perSecond, tookMs, calls }) => {
    const limit = new InFlightLimit(perSecond);
    limit.replied(0, tookMs);
    expect(limit.calls).toBe(calls);
    expect(mostInFlight(perSecond)).toBeGreaterThanOrEqual(calls);
  });

  test('follow the slowest reply of the last ten to twenty seconds', () => {
    const limit = new InFlightLimit(200);
    limit.replied(0, 2900);
    limit.replied(9000, 100);
    limit.replied(15_000, 100);
    expect(limit.calls).toBe(600);
    limit.replied(25_000, 500);
    expect(limit.calls).toBe(200);
    limit.replied(200_000, 100);
    expect(limit.calls).toBe(50);
  });
});

test.each([
  { calls: 100, sent: 5000, meanMs: 2900, allowed: 100 / 2.9 },
  { calls: 100, sent: 100, meanMs: 2900, allowed: undefined }, // each call had a place
  { calls: 100, sent: 5000, meanMs: 400, allowed: undefined }, // 100 / 0.4 s = 250/s
  { calls: 100, sent: 5000, meanMs: 505, allowed: undefined }, // 198/s: noise
  { calls: 100, sent: 0, meanMs: Number.NaN, allowed: undefined },
])(
  '$calls in flight, $sent calls of $meanMs ms at 200 a second: $allowed a second',
  ({ calls, sent, meanMs, allowed }) => expect(perSecondAllowed({ calls, perSecond: 200 }, sent, meanMs)).toBe(allowed),
);

test.each([
  { openFiles: undefined, connections: Number.POSITIVE_INFINITY },
  { openFiles: 1024, connections: 768 }, // 1024 - 256
  { openFiles: 300, connections: 150 }, // half
])('of $openFiles open files $connections may be connections', ({ openFiles, connections }) =>
  expect(mostConnections(openFiles)).toBe(connections),
);
