import { expect, test } from 'vitest';
import { askedPause } from '../../../src/core/pace/retry-after.ts';

const DATE = 'Thu, 26 Nov 2026 01:00:00 GMT';

test.each([
  { status: 429, retryAfter: '5', ms: 5000 },
  { status: 503, retryAfter: '5', ms: 5000 },
  { status: 503, retryAfter: 'Thu, 26 Nov 2026 01:00:30 GMT', date: DATE, ms: 30_000 },
  { status: 503, retryAfter: 'Thursday, 26-Nov-26 01:00:30 GMT', date: DATE, ms: 30_000 },
  { status: 429, retryAfter: '86400', ms: 300_000 }, // at most five minutes
  { status: 429, retryAfter: 'Fri, 27 Nov 2026 01:00:00 GMT', date: DATE, ms: 300_000 },
  // Nothing is asked for, or nothing that can be understood.
  { status: 503, retryAfter: undefined, ms: undefined },
  { status: 503, retryAfter: '0', ms: undefined },
  { status: 503, retryAfter: '-5', ms: undefined },
  { status: 503, retryAfter: 'soon', ms: undefined },
  { status: 503, retryAfter: 'Thu, 26 Nov 2026 00:59:00 GMT', date: DATE, ms: undefined },
  { status: 503, retryAfter: 'Thu, 26 Nov 2026 01:00:30 GMT', ms: undefined }, // whose clock?
  { status: 200, retryAfter: '5', ms: undefined },
  { status: 502, retryAfter: '5', ms: undefined },
])('HTTP $status, Retry-After $retryAfter: $ms ms', ({ status, retryAfter, date, ms }) =>
  expect(askedPause(status, retryAfter, date)).toEqual(ms && { status, ms }),
);
