import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/io/clock.ts';
import { openTimeline, readTimeline } from '../../../src/io/journal/timeline-file.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { tempFolder } from '../../support/temp.ts';
import { until } from '../../support/until.ts';

const NO_ROWS = { read: 0, ok: 0, failed: 0, skipped: 0, pending: 0, unchanged: 0, lowered: 0, totalUnknown: 0 };

const input = async (rows: number): Promise<string> => {
  const path = join(await tempFolder(), 'rows.csv');
  const lines = Array.from({ length: rows }, (_, row) => `g${row % 3},user${row},${row}`);
  await writeFile(path, `GroupId,Member_Account,UnreadMsgNum\n${lines.join('\n')}\n`);
  return path;
};

test('a run that stops and goes on draws one curve: every call, every row, and where it stopped', async () => {
  const path = await input(40);
  const timeline = () => readTimeline(join(`${path}.tim-unread`, 'timeline.json'));
  await runCommand(['import', path, '--simulator', '--limit', '15', '--json']);
  expect((await timeline())?.marks.map(({ kind, code }) => [kind, code])).toEqual([
    ['begin', undefined],
    ['stop', 'limit'],
  ]);
  await runCommand(['import', path, '--simulator', '--json']);
  const state = await timeline();
  const sum = (of: 'calls' | 'ok' | 'failed'): number => state?.buckets.reduce((all, one) => all + one[of], 0) ?? 0;
  expect([sum('calls'), sum('ok'), sum('failed')]).toEqual([40, 40, 0]);
  expect(state?.buckets.flatMap(({ latency }) => latency).reduce((a, b) => a + b, 0)).toBe(40);
  expect(state?.marks.map(({ kind }) => kind)).toEqual(['begin', 'stop', 'begin', 'end']);
  expect(state?.marks.filter(({ kind }) => kind === 'begin').map(({ perSecond }) => perSecond)).toEqual([200, 200]);
});

test('a rate that is changed while it runs, and one that follows the day, is the limit of the curve', async () => {
  const path = await input(60);
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const running = startCommand(['import', path, '--rate', '00:00,20 23:59,20'], { env });
  const file = join(`${path}.tim-unread`, 'timeline.json');
  await until(() => simulator.state().calls.length >= 10);
  await runCommand(['rate', path, '80'], { env });
  expect((await running.ended).code).toBe(0);
  const marks = (await readTimeline(file))?.marks.map(({ kind, perSecond }) => [kind, perSecond]);
  expect(marks).toEqual([
    ['begin', 20],
    ['rate', 80],
    ['end', undefined],
  ]);
  const page = await readFile(`${path}.tim-unread/report.html`, 'utf8');
  // One line with a step.
  expect(page).toMatch(/class="limit" d="M[^"MV]*V[^"MV]*"/);
});

test('the pace that was aimed at is kept with its second, the highest of it', async () => {
  const path = join(await tempFolder(), 'timeline.json');
  const wallMs = Date.parse('2026-11-26T12:00:00Z');
  const clock = { ...systemClock, nowMs: () => 0, wallMs: () => wallMs };
  const { onEvent, record, save } = await openTimeline(path, clock, { isGoingOn: false, perSecond: 50 });
  const progress = (pacePerSecond: number): void =>
    onEvent({ type: 'progress', rows: NO_ROWS, callsSent: 1, doneBytes: 1, sizeBytes: 9, pacePerSecond });
  record.started(0);
  for (const pace of [40, 42.53, 41]) progress(pace);
  await save();
  expect((await readTimeline(path))?.buckets.map(({ pacePerSecond }) => pacePerSecond)).toEqual([42.5]);
});

test('an outage lasts on the curve until the target or the shared limit is back', async () => {
  const path = join(await tempFolder(), 'timeline.json');
  let nowMs = 0;
  const clock = { ...systemClock, nowMs: () => nowMs, wallMs: () => Date.parse('2026-11-26T12:00:00Z') + nowMs };
  const { onEvent, save } = await openTimeline(path, clock, { isGoingOn: false, perSecond: 50 });
  const reason = { code: 'budget-away', redis: 'redis://h', said: '' } as const;
  for (const of of ['target', 'budget'] as const) {
    onEvent({ type: 'waiting', reason, isLasting: false, giveUpInMs: 60_000 });
    nowMs += 20_000;
    onEvent({ type: 'back', of, afterMs: 20_000 });
    nowMs += 40_000;
    onEvent({ type: 'progress', rows: NO_ROWS, callsSent: 1, doneBytes: 1, sizeBytes: 9, pacePerSecond: 50 });
  }
  await save();
  const outages = (await readTimeline(path))?.marks.filter(({ kind }) => kind === 'outage');
  expect(outages?.map(({ fromS, toS }) => toS - fromS)).toEqual([20, 20]);
});

test('a curve that cannot be read refuses no run, and begins anew', async () => {
  const path = await input(20);
  const file = join(`${path}.tim-unread`, 'timeline.json');
  await runCommand(['import', path, '--simulator', '--limit', '5']);
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, -9));
  expect((await runCommand(['import', path, '--simulator'])).code).toBe(0);
  expect((await readTimeline(file))?.buckets.reduce((all, { calls }) => all + calls, 0)).toBe(15);
});

test('a curve of far more entries than a run keeps is none: it would be drawn for minutes', async () => {
  const path = join(await tempFolder(), 'timeline.json');
  const bucket = (atS: number) => [atS, 1, 1, 0, 0, []];
  const curve = (buckets: number, marks: number): string =>
    JSON.stringify({
      version: 1,
      widthS: 1,
      buckets: Array.from({ length: buckets }, (_, at) => bucket(at)),
      marks: Array.from({ length: marks }, () => ({ kind: 'slow', fromS: 1, toS: 1, times: 1 })),
    });
  await writeFile(path, curve(1440, 240), { mode: 0o600 });
  expect((await readTimeline(path))?.buckets).toHaveLength(1440);
  for (const [buckets, marks] of [
    [10_001, 0],
    [0, 10_001],
  ] as const) {
    await writeFile(path, curve(buckets, marks));
    expect(await readTimeline(path)).toBeUndefined();
  }
});
