import { expect, test } from 'vitest';
import { startBinary } from '../support/binary.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile } from '../support/temp.ts';
import { until, wait } from '../support/until.ts';

const ROWS = 200;

test.skipIf(process.platform === 'win32')(
  'a process that is suspended in an outage for longer than --give-up-after goes on when the target is back',
  async () => {
    const path = await tempFile('members.csv', csvOf(ROWS));
    const simulator = await simulate();
    const running = startBinary(['import', path, '--rate', '100', '--give-up-after', '6s', '--timeout', '3500'], {
      env: environmentOf(simulator),
    });
    await until(() => simulator.state().calls.length >= 20);
    simulator.change({ isDown: true });
    await running.talked('no call gets through');
    running.child.kill('SIGSTOP');
    await wait(8000);
    running.child.kill('SIGCONT');
    // The network of a machine that has just gone on is often not back yet.
    await wait(2500);
    simulator.change({ isDown: false });
    const { code, stderr } = await running.ended;
    expect(stderr).toContain('the target is back');
    expect(code).toBe(0);
    expect(unreadOf(simulator).size).toBe(ROWS);
  },
);
