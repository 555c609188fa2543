import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTimeline } from '../../../src/io/journal/timeline-file.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, tempFile } from '../../support/temp.ts';
import { until, wait } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const begin = async () => {
  const simulator = await simulate();
  return { simulator, env: environmentOf(simulator), path: await tempFile('rows.csv', csvOf(400)) };
};

test('a run that is on takes another rate, and 0 pauses it; all is told, and stands in the log', async () => {
  const { simulator, env, path } = await begin();
  const running = startCommand(['import', path, '--rate', '50'], { env });
  await until(() => simulator.state().calls.length >= 10);
  const paused = await runCommand(['rate', path, '0'], { env });
  expect(paused).toMatchObject({ code: 0, stdout: expect.stringContaining('it pauses') });
  await running.talked('paused, as tim-unread rate asked');
  // What was under way arrives; 50 calls a second would never be still for so long.
  await until(async () => {
    const before = simulator.state().calls.length;
    await wait(500);
    return simulator.state().calls.length === before;
  });
  expect(simulator.state().calls.length).toBeLessThan(400);
  await runCommand(['rate', path, '400'], { env });
  await running.talked('at most 400/s from now on');
  expect((await running.ended).code).toBe(0);
  expect(unreadOf(simulator).size).toBe(400);
  const log = await readFile(join(`${path}.tim-unread`, 'log.jsonl'), 'utf8');
  // What is said of the pace is about the highest limit that held.
  const { rate } = JSON.parse(await readFile(join(`${path}.tim-unread`, 'summary.json'), 'utf8'));
  expect(rate.limit).toBe(400);
  const timeline = await readTimeline(join(`${path}.tim-unread`, 'timeline.json'));
  expect(timeline?.marks.map(({ kind, perSecond }) => [kind, perSecond])).toEqual([
    ['begin', 50],
    ['rate', 0],
    ['rate', 400],
    ['end', undefined],
  ]);
  expect(log.match(/"perSecond":\d+,"isAsked":true[^\n]*"rate-changed"/g)).toHaveLength(2);
});

test('a pause of longer than --give-up-after is no outage', async () => {
  const { simulator, env, path } = await begin();
  const running = startCommand(['import', path, '--rate', '50', '--give-up-after', '1s'], { env });
  await until(() => simulator.state().calls.length >= 10);
  await runCommand(['rate', path, '0'], { env });
  await running.talked('paused');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await runCommand(['rate', path, '400'], { env });
  expect((await running.ended).code).toBe(0);
});

test('where no run is on it says so, and exits with 2', async () => {
  const { env, path } = await begin();
  const { code, stderr } = await runCommand(['rate', path, '80'], { env });
  expect({ code, says: unwrapped(stderr).includes('no run is at work with') }).toEqual({ code: 2, says: true });
});

test.each([[['80']], [['rows.csv', 'fast']], [['rows.csv', '-5']]])('%j is refused with 2', async (words) => {
  const { env } = await begin();
  const { code, stderr } = await runCommand(['rate', ...words], { env });
  expect({ code, says: unwrapped(stderr).includes('or 0 to pause') }).toEqual({ code: 2, says: true });
});

test('a run follows the time of the day', async () => {
  const { simulator, env, path } = await begin();
  const { code, stderr } = await runCommand(['import', path, '--rate', '00:00,500 23:59,500'], { env });
  expect(code).toBe(0);
  expect(unwrapped(stderr)).toContain('at most 500/s from now on, by the time of the day (--rate, local time:');
  expect(simulator.state().calls).toHaveLength(400);
});
