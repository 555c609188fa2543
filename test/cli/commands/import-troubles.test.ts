import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/core/ports.ts';
import { type Fault, parseFault } from '../../../src/simulator/faults.ts';
import { fastClock, hastyClock } from '../../support/clock.ts';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const GROUPS = 5;
const ROWS = 100;

const SET = Array.from({ length: ROWS }, (_, at) => `g${at % GROUPS},user${at},${at + 1}`);

const importRows = async (
  rows: readonly string[],
  faults: readonly Fault[],
  clock: Clock,
  flags: readonly string[] = [],
) => {
  const path = join(await tempFolder(), 'rows.csv');
  await writeFile(path, `GroupId,Member_Account,UnreadMsgNum\n${rows.join('\n')}\n`);
  const simulator = await simulate({ faults: [...faults], latencyMs: 2 });
  const { code, stdout, stderr } = await runCommand(['import', path, '--json', '--rate', '2000', ...flags], {
    env: environmentOf(simulator),
    world: { clock },
  });
  return { code, summary: JSON.parse(stdout), set: unreadOf(simulator).size, talk: unwrapped(stderr) };
};

const importWith = (faults: readonly string[], clock = hastyClock) =>
  importRows(
    SET,
    faults.map((text) => parseFault(text) as Fault),
    clock,
  );

test.each([
  ['64 KiB of headers', 'headers:20%'],
  ['a transient code under HTTP 503', '503/10002:3@set_unread_msg_num'],
  ['a single 403 among good replies', '403:1@set_unread_msg_num:g3'],
  ['resets now and then', 'reset:2%@set_unread_msg_num'],
])('%s costs no row', async (_name, fault) => {
  const { code, summary, set } = await importWith([fault]);
  expect(summary.rows).toMatchObject({ read: ROWS, ok: ROWS, failed: 0 });
  expect({ code, set }).toEqual({ code: 0, set: ROWS });
});

describe('a group that gets no row through', () => {
  test.each(['10002', '60022', '503', 'reset'])(
    '%s: fails as such after a few of its rows, with the others long done',
    async (kind) => {
      const { code, summary, set } = await importWith([`${kind}:100%@set_unread_msg_num:g3`]);
      expect(summary.rows).toMatchObject({ read: ROWS, ok: 80, failed: 20, pending: 0 });
      expect(summary.failures).toMatchObject([{ class: 'exhausted', count: 20 }]);
      expect({ code, set }).toEqual({ code: 3, set: 80 });
      // Five attempts each of a few rows, and those that were under way when the trouble began.
      expect(summary.calls.retried).toBeLessThan(60);
    },
  );

  test('two of them do not hold each other up', async () => {
    const { code, summary } = await importWith([
      '10002:100%@set_unread_msg_num:g3',
      '10002:100%@set_unread_msg_num:g1',
    ]);
    expect({ code, ok: summary.rows.ok, failed: summary.rows.failed }).toEqual({ code: 3, ok: 60, failed: 40 });
  });
});

test('an outage of everything, with a group that was in trouble before, uses up no attempt', async () => {
  const { code, summary, set } = await importWith(
    ['10002:8@set_unread_msg_num:g3', '10002:12@set_unread_msg_num'],
    fastClock(20),
  );
  expect(summary.rows).toMatchObject({ ok: ROWS, failed: 0 });
  expect({ code, set }).toEqual({ code: 0, set: ROWS });
});

describe('a look-up that gets no answer', () => {
  test.each([
    ['limited', '60007'],
    ['refused', '10026'],
    ['in trouble', '10002'],
    ['unreachable', 'reset'],
    ['hanging', 'hang'],
  ])('because it is %s: the rows are set without it, which is told once', async (_name, kind) => {
    const { code, summary, set, talk } = await importWith([`${kind}:100%@get_group_info`]);
    expect({ code, set }).toEqual({ code: 0, set: ROWS });
    expect(summary.rows).toMatchObject({ ok: ROWS, failed: 0, totalUnknown: ROWS });
    expect(talk.match(/groups cannot be looked up/g)).toHaveLength(1);
  });
});

describe('where rows are set first, and all that is left then fails,', () => {
  test.each([
    { name: 'of one account in many groups', of: { account: 'last' }, pair: (at: number) => `g${at},last` },
    { name: 'of one group', of: { groupId: 'last' }, pair: (at: number) => `last,user${at}` },
  ])('it is exhausted, as the trouble of these rows and not of the target: $name', async ({ of, pair }) => {
    const rows = Array.from({ length: 30 }, (_, at) => `${pair(at)},${at + 1}`);
    const faults: Fault[] = [{ kind: 10002, share: 1, command: 'set_unread_msg_num', ...of }];
    const { code, summary, set } = await importRows([...SET, ...rows], faults, fastClock(100), [
      '--give-up-after',
      '2m',
    ]);
    expect(summary.rows).toMatchObject({ ok: ROWS, failed: rows.length, pending: 0 });
    expect(summary.failures).toMatchObject([{ class: 'exhausted', errorCode: 10002, count: rows.length }]);
    expect({ code, set }).toEqual({ code: 3, set: ROWS });
  });
});
