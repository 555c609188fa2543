import { expect, test } from 'vitest';
import { FolderLock, lockDeps } from '../../src/io/journal/folder-lock.ts';
import { statePaths } from '../../src/io/journal/state-paths.ts';
import { stateFile } from '../support/audits.ts';
import { fastClock } from '../support/clock.ts';
import { runCommand, startCommand } from '../support/command.ts';
import { environmentOf, simulate } from '../support/simulator.ts';
import { csvOf, tempFile } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { unwrapped } from '../support/unwrapped.ts';

test('an outage is told with its reason, since when and until when: on the terminal, in the log and in status', async () => {
  const path = await tempFile('rows.csv', csvOf(300));
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const running = startCommand(['import', path, '--rate', '200'], { env });
  await until(() => simulator.state().calls.length > 20);
  simulator.change({ isDown: true });
  await running.talked('no call gets through');
  const SAYS = /no call gets through since .+ tries until .+ at most/;
  const statusText = async () => unwrapped((await runCommand(['status', path], { env })).stdout).replace(/\s+/g, ' ');
  await until(async () => SAYS.test(await statusText()));
  expect(await stateFile(path, 'log.jsonl')).toMatch(/"giveUpInMs":\d+.*"msg":"waiting"/);
  simulator.change({ isDown: false });
  expect((await running.ended).code).toBe(0);
  expect(await statusText()).not.toMatch(/no call gets through/);
});

test('an input that is read for long before the first call is told in status while it lasts, and in the log', async () => {
  const path = await tempFile('rows.csv', csvOf(300));
  await runCommand(['import', path, '--simulator', '--limit', '5']);
  const paths = statePaths(`${path}.tim-unread`);
  const lock = await FolderLock.take(
    paths,
    lockDeps(() => {}),
  );
  const { stdout } = await runCommand(['status', path]);
  expect(unwrapped(stdout)).toMatch(/^RUNNING[\s\S]*no call yet: it reads the input first, .* since 20/);
  const { running } = JSON.parse((await runCommand(['status', path, '--json'])).stdout);
  expect(running.waiting).toEqual({ for: 'input', reason: null, since: running.since, until: null });
  await lock.release();
  const words = ['import', path, '--simulator', '--limit', '5', '--on-duplicate', 'last'];
  await runCommand(words, { world: { clock: fastClock(100_000) } });
  expect(await stateFile(path, 'log.jsonl')).toMatch(/"tookMs":\d{5,}.*"msg":"read-first"/);
});
