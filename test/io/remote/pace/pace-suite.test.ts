import { describe, expect, test } from 'vitest';
import { type Flaw, memoryPace } from './memory-pace.ts';
import { PACE_PROMISES } from './pace-suite.ts';

describe('a pace in memory keeps every promise', () => {
  for (const [promise, check] of Object.entries(PACE_PROMISES)) test(promise, () => check(memoryPace()));
});

describe('the suite catches a pace that', () => {
  test.each<{ flaw: Flaw; broken: RegExp }>([
    { flaw: 'one too many', broken: /^at 2.5 calls a second no second has more/ },
    { flaw: 'too slow', broken: /^at 200 calls a second .* the mean/ },
    { flaw: 'catches up', broken: /^nothing is caught up/ },
    { flaw: 'forgets fractions', broken: /^below one call a second/ },
    { flaw: 'last in, first out', broken: /in the order in which they came/ },
    { flaw: 'counts at the slot', broken: /^a call counts when it is written/ },
    { flaw: 'keeps an unused slot', broken: /^a slot that was not used/ },
    { flaw: 'keeps its limit', broken: /^another limit/ },
    { flaw: 'does not hold', broken: /^on hold/ },
    { flaw: 'spends slots on the unwanted', broken: /^a slot that is not wanted/ },
    { flaw: 'asks too early', broken: /^isWanted is asked/ },
    { flaw: 'deaf to abort', broken: /^an abort dismisses all/ },
    { flaw: 'dismisses everybody', broken: /^an abort dismisses all/ },
    { flaw: 'slows down each time', broken: /^"too frequent"/ },
    { flaw: 'never recovers', broken: /^"too frequent"/ },
    { flaw: 'leaves a timer', broken: /^closed, it ends all waits/ },
  ])('$flaw', async ({ flaw, broken }) => {
    const checks = Object.entries(PACE_PROMISES).filter(([promise]) => broken.test(promise));
    expect(checks).toHaveLength(1);
    for (const [, check] of checks) await expect(check(memoryPace(flaw))).rejects.toThrow('expected');
  });
});
