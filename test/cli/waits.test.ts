import { expect, test } from 'vitest';
import { stateFile } from '../support/audits.ts';
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
