import { expect, test } from 'vitest';
import { en } from '../../../src/messages/en.ts';
import type { Status } from '../../../src/report/status.ts';
import { statusTotalText } from '../../../src/report/text/status-total.ts';

const rows = (ok: number, pending: number) => ({
  read: ok + pending,
  ok,
  failed: 0,
  skipped: 0,
  pending,
  unchanged: 0,
  lowered: 0,
  totalUnknown: 0,
});
const statusOf = (run: { verdict: string; rows: ReturnType<typeof rows> } | undefined, isRunning = false) =>
  ({
    path: 'a.csv',
    now: 'same',
    running: isRunning ? { command: 'import' } : undefined,
    run: run && { ...run, savedAt: '2026-11-26T00:00:00.000Z' },
  }) as unknown as Status;

test('while they run, the total says how fast they go together, and when the last one ends', () => {
  const at = (doneBytes: number, running?: object) =>
    ({
      ...statusOf({ verdict: 'INCOMPLETE', rows: rows(5, 2) }),
      running: running && { command: 'import', ...running },
      run: { verdict: 'INCOMPLETE', rows: rows(5, 2), doneBytes, sizeBytes: 1000 },
    }) as unknown as Status;
  const all = [at(1000), at(400, { perSecond: 10, bytesPerSecond: 100 }), at(0, {})];
  // 600 and 1000 bytes are left, at 100 a second.
  expect(statusTotalText(all, en, undefined, Date.UTC(2026, 0, 1))).toMatch(
    /running +10\.0 rows a second, 16 s left, until 00:00/,
  );
  expect(statusTotalText([...all, statusOf(undefined)], en)).toMatch(/running +10\.0 rows a second\n/);
});

test('inputs that are done while the process works on others are said to be', () => {
  const of = (verdict: string, isRunning = true) => statusOf({ verdict, rows: rows(5, 0) }, isRunning);
  const all = [of('COMPLETE'), of('COMPLETE WITH FAILURES'), of('INCOMPLETE'), of('COMPLETE', false)];
  expect(statusTotalText(all, en)).toContain('3 RUNNING (2 at the end), 1 COMPLETE');
});

test('over several inputs the rows add up, and what matters most is the headline', () => {
  const text = statusTotalText(
    [
      statusOf({ verdict: 'COMPLETE', rows: rows(10, 0) }),
      statusOf({ verdict: 'INCOMPLETE', rows: rows(5, 2) }, true),
      statusOf(undefined),
      statusOf({ verdict: 'COMPLETE', rows: rows(1, 0) }),
    ],
    en,
  );
  expect(text).toContain('RUNNING: all 4 inputs together');
  expect(text).toMatch(/18 read = 16 ok \+ 0 failed \+ 0 skipped \+ 2 pending/);
  expect(text).toContain('1 RUNNING, 1 NOT STARTED, 2 COMPLETE');
});
