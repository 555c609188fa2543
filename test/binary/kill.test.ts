import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startBinary } from '../support/binary.ts';
import { runCommand } from '../support/command.ts';
import { savedRows } from '../support/saved-rows.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, HEADER, tempFile } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { unwrapped } from '../support/unwrapped.ts';

const ROWS = 1000;
const RATE = 1000;
/** Without the flag there are more while replies are slow, as those of a busy machine are. */
const MOST_IN_FLIGHT = 100;

// Promise 3: the calls in flight, and the calls of a quarter of a second.
const MOST_SENT_AGAIN = MOST_IN_FLIGHT + RATE / 4;

describe.skipIf(process.platform === 'win32')(
  'kill -9 in the middle of a run of 1,000 rows, three times, then to the end',
  () => {
    test('every row is set, each failed row is noted once, and little is sent again', async () => {
      const invalid = Array.from({ length: 20 }, (_, at) => `g1,invalid${at},x\n`).join('');
      const path = await tempFile('members.csv', csvOf(ROWS) + invalid);
      const simulator = await simulate({
        latencyMs: 20,
        jitterMs: 60,
        faults: [
          { kind: 10004, share: 1, groupId: 'g13' },
          { kind: 10002, share: 0.02 },
          { kind: 'reset-after', share: 0.01 },
        ],
      });
      const env = environmentOf(simulator);
      const args = ['import', path, '--rate', String(RATE), '--concurrency', String(MOST_IN_FLIGHT)];
      for (const afterCalls of [150, 450, 750]) {
        const running = startBinary(args, { env });
        // The last run leaves something to resume from.
        const hasSaved = (): boolean => afterCalls < 750 || savedRows(`${path}.tim-unread`) > 0;
        await until(() => simulator.state().calls.length >= afterCalls && hasSaved());
        running.child.kill('SIGKILL');
        await running.ended;
      }
      const { code, stdout } = await runCommand([...args, '--json'], { env });
      expect(code).toBe(3);
      const summary = JSON.parse(stdout);
      expect(summary).toMatchObject({
        verdict: 'COMPLETE WITH FAILURES',
        resumed: true,
        rows: { read: ROWS + 20, ok: ROWS - 20, failed: 40, skipped: 0, pending: 0 },
      });

      const unread = unreadOf(simulator);
      for (let number = 1; number <= ROWS; number += 1) {
        const group = `g${(number - 1) % 50}`;
        expect(unread.get(`${group} user${number}`)).toBe(group === 'g13' ? undefined : number);
      }
      const failures = (await readFile(join(`${path}.tim-unread`, 'failures.csv'), 'utf8'))
        .trimEnd()
        .split('\n')
        .slice(1);
      const keys = failures.map((line) => line.split(',').slice(0, 4).join(','));
      expect(new Set(keys).size).toBe(failures.length);
      expect(failures).toHaveLength(40);

      // A row with a reply of success that is called once more was sent again. Resets give no reply.
      const answered = new Map<string, number>();
      for (const { account, errorCode } of simulator.state().calls) {
        if (errorCode !== null && errorCode !== 10002) {
          answered.set(String(account), (answered.get(String(account)) ?? 0) + 1);
        }
      }
      const sentAgain = [...answered.values()].reduce((sum, times) => sum + times - 1, 0);
      expect(sentAgain).toBeLessThanOrEqual(3 * MOST_SENT_AGAIN);
    });

    test('an input that was edited meanwhile is refused with 5, and nothing is sent', async () => {
      const path = await tempFile('members.csv', csvOf(ROWS));
      const simulator = await simulate();
      const env = environmentOf(simulator);
      const running = startBinary(['import', path, '--rate', String(RATE)], { env });
      // Before the first save that counts rows, an edited input would be a new one.
      await until(() => simulator.state().calls.length >= 400 && savedRows(`${path}.tim-unread`) > 5);
      running.child.kill('SIGKILL');
      await running.ended;
      // Calls that the killed run had sent may still arrive at the old one.
      await simulator.close();
      const afterwards = await simulate({ port: Number(new URL(simulator.url).port) });
      await writeFile(path, csvOf(ROWS).replace('user3,3\n', 'user3,4\n'));
      const { code, stderr } = await runCommand(['import', path], { env });
      expect(code).toBe(5);
      expect(unwrapped(stderr)).toMatch(/has changed since the run began[\s\S]*--restart/);
      expect(afterwards.state().calls).toEqual([]);
    });

    test('of rows of one pair the last still wins', async () => {
      const rows = Array.from({ length: 600 }, (_, at) => `g1,user${at % 4},${at}\n`).join('');
      const path = await tempFile('members.csv', HEADER + rows);
      const simulator = await simulate({ latencyMs: 1, jitterMs: 3 });
      const env = environmentOf(simulator);
      for (const afterCalls of [60, 250]) {
        const running = startBinary(['import', path, '--rate', '5000'], { env });
        await until(() => simulator.state().calls.length >= afterCalls);
        running.child.kill('SIGKILL');
        await running.ended;
      }
      expect((await runCommand(['import', path, '--rate', '5000'], { env })).code).toBe(0);
      expect(Object.fromEntries(unreadOf(simulator))).toEqual({
        'g1 user0': 596,
        'g1 user1': 597,
        'g1 user2': 598,
        'g1 user3': 599,
      });
    });
  },
);
