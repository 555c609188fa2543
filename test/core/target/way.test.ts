import { describe, expect, test } from 'vitest';
import type { NoReply, NoReplyFault } from '../../../src/core/target/reason.ts';
import { mayPass, proxyFaultOf, WAY_FAULTS, type WayFault, wayFaultOf } from '../../../src/core/target/way.ts';

const FAULTS = Object.keys(WAY_FAULTS) as WayFault[];

test.each(FAULTS)('%s has a source', (fault) =>
  expect(WAY_FAULTS[fault].source).toMatch(/RFC \d+|Node\.js|\(\d\)|docs\//),
);

test('no error code stands in two lines', () => {
  const codes = Object.values(WAY_FAULTS).flatMap((rule) => ('errorCodes' in rule ? rule.errorCodes : []));
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(wayFaultOf(code)).toBeDefined();
});

test('the table has a line for every end of a call without a reply', () => {
  const lines: readonly NoReplyFault['fault'][] = FAULTS;
  // @ts-expect-error: what is in no line does not compile
  const other: NoReplyFault['fault'] = 'other';
  expect(lines).not.toContain(other);
});

describe('waiting helps', () => {
  const PASSING: readonly WayFault[] = [
    'connection',
    'deadline',
    'local-ports',
    'name-unanswered',
    'not-the-api',
    'open-files',
    'proxy-failed',
    'reset',
    'status',
    'too-large',
  ];
  test.each(FAULTS)('or not, at %s', (fault) => {
    const reason = { code: 'no-reply', proxy: undefined, fault } as NoReply;
    expect(mayPass(reason, false)).toBe(PASSING.includes(fault));
    // A name that was known an hour ago is one still: the network is away.
    expect(mayPass(reason, true)).toBe(PASSING.includes(fault) || fault === 'name-not-found');
  });
});

test.each([
  { status: 407, fault: 'proxy-login' },
  { status: 400, fault: 'proxy-denied' },
  { status: 403, fault: 'proxy-denied' },
  { status: 404, fault: 'proxy-denied' },
  { status: 451, fault: 'proxy-denied' },
  { status: 408, fault: 'proxy-failed' },
  { status: 429, fault: 'proxy-failed' },
  { status: 502, fault: 'proxy-failed' },
  { status: 503, fault: 'proxy-failed' },
  { status: 504, fault: 'proxy-failed' },
  { status: 302, fault: 'proxy-failed' },
])('a proxy that answers CONNECT with $status: $fault', ({ status, fault }) =>
  expect(proxyFaultOf(status)).toBe(fault),
);
