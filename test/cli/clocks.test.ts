import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/core/ports.ts';
import { systemClock } from '../../src/io/clock.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { classesIn, stateFile } from '../support/audits.ts';
import { runCommand } from '../support/command.ts';
import { environmentOf, simulate } from '../support/simulator.ts';
import { ask } from '../support/simulator-call.ts';
import { csvOf, HEADER, tempFile } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

// And a little more, so that the second of a Date makes no other minute of it.
const HOUR_MS = 3_615_000;

const clockAhead = (aheadMs: number): Clock => ({ ...systemClock, wallMs: () => Date.now() + aheadMs });

const setTo8 = (simulator: Simulator, groupId: string) =>
  ask(simulator, 'set_unread_msg_num', { GroupId: groupId, Member_Account: 'alice', UnreadMsgNum: 8 });

describe.each([
  { name: 'an hour ahead', aheadMs: HOUR_MS, says: '1 h 0 min ahead of the target’s' },
  { name: 'an hour behind', aheadMs: -HOUR_MS, says: '1 h 0 min behind the target’s' },
])('a clock that is $name', ({ aheadMs, says }) => {
  /** In `g1` messages come after the import; in `g2` the last one came ten minutes before it. */
  const imported = async () => {
    const path = await tempFile('members.csv', `${HEADER}g1,alice,5\ng2,alice,5\n`);
    const lastMessageAt = Math.floor(Date.now() / 1000) - 600;
    const groups = ['g1', 'g2'].map(
      (groupId) => ({ groupId, type: 'Public', messages: 50, members: ['alice'], lastMessageAt }) as const,
    );
    const simulator = await simulate({ groups });
    const env = environmentOf(simulator);
    const ended = await runCommand(['import', path], { env, world: { clock: clockAhead(aheadMs) } });
    return { path, simulator, env, ended };
  };

  test('is told once, in the log too, and kept with the run', async () => {
    const { path, ended } = await imported();
    expect(ended.code).toBe(0);
    expect(unwrapped(ended.stderr).split(says)).toHaveLength(2);
    const log = await stateFile(path, 'log.jsonl');
    expect(log.match(/"msg":"clock-off"/g)).toHaveLength(1);
    const { clockAheadMs } = JSON.parse(await stateFile(path, 'checkpoint.json'));
    expect(Math.abs(clockAheadMs - aheadMs)).toBeLessThan(60_000);
  });

  test.each([
    { where: 'the same machine', verifyAheadMs: aheadMs },
    { where: 'a machine whose clock is right', verifyAheadMs: 0 },
  ])(
    'changes no verdict of verify on $where: new messages are new, and a difference is one',
    async ({ verifyAheadMs }) => {
      const { path, simulator, env } = await imported();
      simulator.change({ newMessages: [{ groupId: 'g1', count: 3 }] });
      await setTo8(simulator, 'g2');
      await runCommand(['verify', path], { env, world: { clock: clockAhead(verifyAheadMs) } });
      expect(await classesIn(path, 'verify')).toEqual({ 2: 'new_messages', 3: 'different' });
    },
  );
});

test('a clock that is right within a minute is no news', async () => {
  const path = await tempFile('members.csv', csvOf(3));
  const env = environmentOf(await simulate());
  const { stderr } = await runCommand(['import', path], { env, world: { clock: clockAhead(50_000) } });
  expect(stderr).not.toContain('clock');
});

test.each(['import', 'validate'])('%s: a clock that is set back in the middle changes no duration', async (command) => {
  const path = await tempFile('members.csv', csvOf(3));
  const env = environmentOf(await simulate());
  let asked = 0;
  let looks = 0;
  const clock = {
    ...systemClock,
    // Three rows may take less than a duration is rounded to.
    nowMs: () => {
      looks += 1;
      return systemClock.nowMs() + 10 * looks;
    },
    wallMs: () => {
      asked += 1;
      return Date.now() - (asked > 1 ? HOUR_MS : 0);
    },
  };
  const { stdout } = await runCommand([command, path, '--json'], { env, world: { clock } });
  const { startedAt, finishedAt, durationS } = JSON.parse(stdout);
  expect((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toBeCloseTo(durationS, 1);
  expect(durationS).toBeGreaterThan(0);
});
