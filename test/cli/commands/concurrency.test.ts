import { expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { csvOf, tempFile } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const LATENCY_MS = 200;

const importWith = async (...flags: string[]) => {
  const path = await tempFile('members.csv', csvOf(60));
  const simulator = await simulate({ latencyMs: LATENCY_MS });
  return runCommand(['import', path, '--rate', '100', ...flags], { env: environmentOf(simulator) });
};

// 10 in flight, 1 of them for questions: 9 / 0.2 s = 45/s at most, and fewer where replies take longer.
test('a fixed --concurrency that keeps the pace down is told by the summary', async () => {
  const { code, stdout } = await importWith('--concurrency', '10');
  expect(code).toBe(0);
  expect(unwrapped(stdout)).toMatch(
    /at these reply times --concurrency allows (?:4[0-5]|[1-3]?\d)\.\d\/s, and without it/,
  );
});

test('and by --json, as one number', async () => {
  const { stdout } = await importWith('--concurrency', '10', '--json');
  const { concurrencyPerSecond, mean } = JSON.parse(stdout).rate;
  expect(concurrencyPerSecond).toBeLessThanOrEqual(9 / (LATENCY_MS / 1000));
  expect(mean).toBeLessThan(60);
});

test('with --concurrency auto, the default, as many calls are in flight as the pace needs', async () => {
  const { stdout } = await importWith('--json');
  expect(JSON.parse(stdout).rate.concurrencyPerSecond).toBeNull();
});

test('a wrong one is refused with what it may be', async () => {
  const { code, stderr } = await importWith('--concurrency', 'many');
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain('auto, or a whole number from 1 to 10000');
});
