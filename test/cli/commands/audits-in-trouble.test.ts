import { describe, expect, test } from 'vitest';
import type { ApiCommand } from '../../../src/simulator/commands.ts';
import { type Fault, parseFault } from '../../../src/simulator/faults.ts';
import type { GroupSpec } from '../../../src/simulator/groups.ts';
import { classesIn, runJson, stateFile } from '../../support/audits.ts';
import { fastClock } from '../../support/clock.ts';
import { startCommand } from '../../support/command.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { HEADER, tempFile } from '../../support/temp.ts';

const MEMBERS = Array.from({ length: 20 }, (_, at) => `u${at}`);
const GROUP_IDS = Array.from({ length: 12 }, (_, at) => `g${at}`);
const GROUPS: readonly GroupSpec[] = GROUP_IDS.map((groupId) => ({
  groupId,
  type: 'Public',
  messages: 50,
  members: MEMBERS,
  unread: Object.fromEntries(MEMBERS.map((account, at) => [account, at])),
}));
/** Every row is as asked. */
const ROWS = GROUP_IDS.flatMap((groupId) => MEMBERS.map((account, at) => `${groupId},${account},${at}`));

const world = { clock: fastClock(20) };

const start = async (fault: string) => {
  const simulator = await simulate({ groups: GROUPS, faults: [parseFault(fault) as Fault] });
  return {
    simulator,
    env: environmentOf(simulator),
    path: await tempFile('rows.csv', `${HEADER}${ROWS.join('\n')}\n`),
  };
};

const QUESTIONS = {
  check: ['get_group_info', 'get_role_in_group'],
  verify: ['get_group_info', 'get_specified_group_member_info'],
} satisfies Record<string, readonly [ApiCommand, ApiCommand]>;

const cases = (['check', 'verify'] as const).flatMap((command) =>
  QUESTIONS[command].flatMap((question) =>
    ['10002', '60007', '429', '503', 'html', 'reset'].map((kind) => ({ command, question, kind })),
  ),
);

describe('where the questions are in trouble as a whole', () => {
  test.each(cases)('$command waits for $kind from $question to pass, and knows every row then', async (given) => {
    const { simulator, env, path } = await start(`${given.kind}:100%@${given.question}`);
    const running = startCommand([given.command, path, '--json'], { env, world });
    await running.talked('no call gets through');
    simulator.change({ faults: [] });
    const { code, stdout } = await running.ended;
    const { rows } = JSON.parse(stdout);
    expect({ code, rows }).toMatchObject({ code: 0, rows: { read: ROWS.length, ok: ROWS.length, failed: 0 } });
  });

  test.each(cases.filter(({ kind }) => ['10002', '60007', '503'].includes(kind)))(
    '$command ends after --give-up-after at $kind from $question, and calls no row unknown',
    async ({ command, question, kind }) => {
      const { env, path } = await start(`${kind}:100%@${question}`);
      const { code, summary } = await runJson([command, path, '--give-up-after', '15s'], env, world);
      expect({ code, rows: summary.rows }).toMatchObject({ code: 4, rows: { ok: 0, failed: 0 } });
      expect(summary.reason).toMatch(/(no call got through|out of reach) for/);
    },
  );
});

test.each(
  (['check', 'verify'] as const).flatMap((command) =>
    ['10002', '60007', '503', 'reset'].map((kind) => ({ command, kind, question: QUESTIONS[command][1] })),
  ),
)(
  '$command calls only the rows of a group unknown whose $question gets $kind for ever, although nothing else is left to ask',
  async ({ command, kind, question }) => {
    const { env, path, simulator } = await start(`${kind}:100%@${question}:g3`);
    // One after the other: else all of them may have begun, and been answered, before the trouble shows.
    const { code, summary } = await runJson([command, path, '--rate', '20'], env, world);
    expect({ code, rows: summary.rows }).toMatchObject({ code: 3, rows: { ok: 220, failed: 20, pending: 0 } });
    expect(new Set(Object.values(await classesIn(path, command)))).toEqual(new Set(['unknown']));
    const found = await stateFile(path, `${command}.csv`);
    expect(
      found
        .trimEnd()
        .split('\n')
        .slice(1)
        .every((line) => line.startsWith('g3,')),
    ).toBe(true);
    // Each group once, and the five attempts for the one.
    expect(simulator.state().commands[question]?.total).toBeLessThanOrEqual(12 + 5);
  },
);
