import { expect, test } from 'vitest';
import { AttemptLimit } from '../../../src/core/target/attempt-limit.ts';

test.each([
  { name: 'others get through at once', allowed: 5, inVain: [0, 0], attempts: 5 },
  { name: 'others get through at their second call', allowed: 5, inVain: [0, 1], attempts: 5 },
  { name: 'one got through at its fourth', allowed: 5, inVain: [0, 3, 1], attempts: 9 },
  { name: 'one got through after very many', allowed: 5, inVain: [30], attempts: 40 },
  { name: 'only one attempt is allowed, and none was repeated', allowed: 1, inVain: [0], attempts: 1 },
])('where $name, a row of $allowed attempts has $attempts', ({ allowed, inVain, attempts }) => {
  const limit = new AttemptLimit(allowed);
  for (const one of inVain) limit.gotThrough(one);
  expect(limit.attempts).toBe(attempts);
});
