import { expect, test } from 'vitest';
import { fastClock } from '../../support/clock.ts';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { HEADER, tempFile } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

test.each(['check', 'verify'])(
  'the progress of %s moves as answers come, within one window of rows',
  async (command) => {
    // 60 groups with a member each: a question for each row, at most 8 of them a second. One window has 1,000 rows.
    const rows = Array.from({ length: 60 }, (_, at) => `g${at},user${at},1\n`);
    const path = await tempFile('rows.csv', HEADER + rows.join(''));
    const simulator = await simulate();
    const words = [command, path, '--rate', '8', '--progress', 'line'];
    const { stderr } = await runCommand(words, { env: environmentOf(simulator), world: { clock: fastClock(30) } });
    const [, percent, settled, answered] =
      /(\d+)\.\d% \| (\d+) as asked, 0 not as asked \| (\d+) more answered \|/.exec(unwrapped(stderr)) ?? [];
    expect(settled).toBe('0');
    expect(Number(answered)).toBeGreaterThan(5);
    expect(Number(answered)).toBeLessThanOrEqual(60);
    expect(Number(percent)).toBeGreaterThan(5);
  },
);
