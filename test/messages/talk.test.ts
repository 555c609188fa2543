import { expect, test } from 'vitest';
import { en } from '../../src/messages/en.ts';

const rows = { read: 2100, ok: 1990, failed: 10, skipped: 0, pending: 100, lowered: 0, unchanged: 0, totalUnknown: 0 };

test('how far a run is says done of no row but those that are ok', () => {
  expect(en.talk.counts({ rows, command: 'import' })).toBe('1,990 done, 10 failed');
  expect(en.talk.counts({ rows, command: 'check' })).toBe('1,990 as asked, 10 not as asked');
});

test.each([
  { command: 'import', resumed: false, text: 'a.csv: starting, against the simulator of this process' },
  {
    command: 'import',
    resumed: true,
    text: 'a.csv: going on where it stopped, against the simulator of this process: 1,990 rows are ok and 10 failed already',
  },
  {
    command: 'check',
    resumed: true,
    text: 'a.csv: asking the simulator of this process about its rows, from where that stopped: 2,000 rows are done already',
  },
  {
    command: 'verify',
    resumed: false,
    text: 'a.csv: reading its counts back from the simulator of this process; nothing is written there',
  },
] as const)('$text', ({ command, resumed, text }) => {
  const target = { kind: 'simulator' } as const;
  expect(en.talk.started({ type: 'started', command, input: 'a.csv', target, resumed, wasFinished: false, rows })).toBe(
    text,
  );
});

test('who stopped a run is told what another Ctrl-C does', () => {
  expect(en.talk.stopping({ reason: 'interrupted by SIGINT', isInterrupted: true })).toBe(
    'stopping: interrupted by SIGINT. Waiting for the calls in flight; Ctrl-C again stops at once, and nothing is lost either way',
  );
});
