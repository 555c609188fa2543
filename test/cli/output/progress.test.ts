import { describe, expect, test } from 'vitest';
import type { ProgressMode } from '../../../src/cli/flags/plan.ts';
import { createProgress } from '../../../src/cli/output/progress.ts';
import { createTerminal } from '../../../src/cli/output/terminal.ts';
import { Interrupted } from '../../../src/core/errors/interrupted.ts';
import { DuplicateRowsError } from '../../../src/core/errors/rows-error.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { Secrets } from '../../../src/core/text/secrets.ts';
import { en } from '../../../src/messages/en.ts';
import { TextStream } from '../../support/streams.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const progressTo = (mode: ProgressMode, inputs = 1) => {
  const stderr = new TextStream();
  const stdout = new TextStream();
  const time = { nowMs: 0 };
  const clock: Clock = {
    nowMs: () => time.nowMs,
    wallMs: () => time.nowMs,
    wokeAtMs: () => Number.NEGATIVE_INFINITY,
    sleep: async () => true,
  };
  const terminal = createTerminal({
    stdout,
    stderr,
    environment: {},
    secrets: new Secrets(),
    program: 'npx tim-unread',
  });
  const plan = { mode, inputs, limitPerSecond: 200 };
  const progress = createProgress(plan, { terminal, clock, messages: en });
  return { progress, stderr, time };
};

const begun = {
  type: 'started',
  command: 'import',
  input: 'a.csv',
  target: { kind: 'simulator' },
  resumed: false,
  wasFinished: false,
} as const;

const rows = (settled: number) => ({
  read: settled,
  ok: settled,
  failed: 0,
  skipped: 0,
  pending: 0,
  lowered: 0,
  unchanged: 0,
  totalUnknown: 0,
});

describe('where standard error is no terminal', () => {
  test('a line comes every half minute, with the pace and the time that is left', () => {
    const { progress, stderr, time } = progressTo('auto');
    progress.onEvent({ ...begun, rows: rows(0) });
    for (const second of [0, 10, 20, 25, 29, 30, 31]) {
      time.nowMs = second * 1000;
      progress.onEvent({
        type: 'progress',
        callsSent: second * 100,
        rows: rows(second * 100),
        doneBytes: second * 1000,
        sizeBytes: 90_000,
      });
    }
    expect(stderr.text).toMatch(
      /\n1970-01-01 00:00:30 \+00:00 33\.3% \| 3,000 done, 0 failed \| 100\.0\/s \| 1 min 0 s left, until 00:01\n$/,
    );
    expect(stderr.text.match(/3,000 done/g)).toHaveLength(1);
  });

  test('a line says where a fixed number of calls in flight keeps the pace down', () => {
    const { progress, stderr, time } = progressTo('auto');
    progress.onEvent({ ...begun, rows: rows(0) });
    for (const second of [0, 25, 30]) {
      time.nowMs = second * 1000;
      const known = { callsSent: second * 100, doneBytes: second, sizeBytes: undefined, concurrencyPerSecond: 100 };
      progress.onEvent({ type: 'progress', rows: rows(second * 100), ...known });
    }
    expect(unwrapped(stderr.text)).toContain('| 100.0/s, kept down by --concurrency\n');
  });

  test('the rate counts the calls of one input at a time, and share and time are said to be of it', () => {
    const { progress, stderr, time } = progressTo('auto', 2);
    const begin = () => progress.onEvent({ ...begun, rows: rows(0) });
    const at = (second: number, callsSent: number, doneBytes: number) => {
      time.nowMs = second * 1000;
      progress.onEvent({ type: 'progress', callsSent, rows: rows(callsSent), doneBytes, sizeBytes: 1000 });
    };
    begin();
    for (const second of [0, 10, 20]) at(second, second * 100, second * 50);
    begin();
    for (const second of [25, 30]) at(second, (second - 25) * 10, (second - 25) * 20);
    expect(unwrapped(stderr.text)).toContain(
      '1970-01-01 00:00:30 +00:00 input 2 of 2 | 10.0% | 50 done, 0 failed | 10.0/s |',
    );
  });

  test('that the target slows it down is said once in half a minute, however often it does', () => {
    const { progress, stderr, time } = progressTo('auto');
    for (const second of [0, 1, 29, 30, 31]) {
      time.nowMs = second * 1000;
      progress.onEvent({ type: 'rate-limited', errorCode: 60007, perSecond: 160 });
    }
    expect(stderr.text.match(/slowing down/g)).toHaveLength(2);
  });

  test('nothing is said with none', () => {
    const { progress, stderr } = progressTo('none');
    progress.onEvent({ type: 'back', of: 'target', afterMs: 2000 });
    expect(stderr.text).toBe('');
  });
});

test('why a run stops is told in the words of the catalogue', () => {
  const { progress, stderr } = progressTo('line');
  progress.onEvent({ type: 'stopping', reason: new Interrupted({ kind: 'interrupted', signal: 'SIGINT' }) });
  progress.onEvent({
    type: 'stopping',
    reason: new DuplicateRowsError({ kind: 'duplicate-rows', path: 'a.csv', count: 1, examples: [] }),
  });
  const said = unwrapped(stderr.text);
  expect(said).toContain(
    'stopping: interrupted by SIGINT. Waiting for the calls in flight; Ctrl-C again stops at once',
  );
  expect(said).toContain('stopping: a.csv: 1 row has a pair that stands in it before');
});

test('what is said stands above the block, which is there again at once', () => {
  const { progress, stderr } = progressTo('bar');
  progress.onEvent({ ...begun, rows: rows(0) });
  progress.onEvent({ type: 'progress', callsSent: 7, rows: rows(7), doneBytes: 10, sizeBytes: 100 });
  progress.onEvent({ type: 'restored', path: 'failures.csv', keptAs: undefined });
  expect(stderr.text.split('failures.csv').at(-1)).toContain('10.0%');
  progress.onEvent({ type: 'stopping', reason: new Interrupted({ kind: 'interrupted', signal: 'SIGINT' }) });
  progress.end();
  expect(stderr.text.split('Ctrl-C again').at(-1)).toContain('10.0%');
});

test('whoever asks by a signal gets the line at once', () => {
  const { progress, stderr, time } = progressTo('none');
  progress.look();
  expect(stderr.text).toBe('');
  progress.onEvent({ ...begun, rows: rows(0) });
  time.nowMs = 5000;
  progress.onEvent({ type: 'progress', callsSent: 7, rows: rows(7), doneBytes: 10, sizeBytes: 100 });
  progress.look();
  expect(unwrapped(stderr.text)).toContain('1970-01-01 00:00:05 +00:00 10.0% | 7 done, 0 failed');
});
