import { describe, expect, test } from 'vitest';
import { type Fault, parseFault } from '../../../src/simulator/faults.ts';
import type { SimulatorOptions } from '../../../src/simulator/server.ts';
import { hastyClock } from '../../support/clock.ts';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { HEADER, tempFile } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const ROWS = 2000;

const csvOf = (groups: number, rows = ROWS): string =>
  HEADER + Array.from({ length: rows }, (_, at) => `g${at % groups},user${at},${at}\n`).join('');

const faultsOf = (...texts: readonly string[]): Fault[] => texts.map((text) => parseFault(text) as Fault);

const importFrom = async (path: string, simulator: { url: string }, flags: readonly string[] = []) => {
  // As many calls in flight as the rate needs would be hundreds.
  const words = ['import', path, '--json', '--rate', '5000', '--concurrency', '100', ...flags];
  const { code, stdout, stderr } = await runCommand(words, {
    env: environmentOf(simulator),
    world: { clock: hastyClock },
  });
  const { rows, earlyEnd, calls } = JSON.parse(stdout);
  return { code, rows, earlyEnd, sent: calls.sent, talk: unwrapped(stderr) };
};

describe('one answer to 2,000 rows, none of which was ever set, stops the run with all of them pending', () => {
  test.each<{ name: string; options: Partial<SimulatorOptions>; says: RegExp; mostSent: number; flags?: string[] }>([
    { name: 'no group is known to the look-up', options: { groups: [] }, says: /40 groups.*10010/, mostSent: 0 },
    {
      name: 'no group is known to the writes',
      options: { groups: [] },
      flags: ['--no-group-check'],
      says: /\d\d groups.*10010/,
      mostSent: 500,
    },
    {
      name: 'every group ID is wrong',
      options: { faults: faultsOf('10015:100%') },
      says: /40 groups.*10015/,
      mostSent: 0,
    },
    { name: 'no account is known', options: { accounts: [] }, says: /500 accounts.*10019/, mostSent: 600 },
    {
      name: 'every row is refused alike',
      options: { faults: faultsOf('10004:100%@set_unread_msg_num') },
      says: /500 rows.*10004/,
      mostSent: 600,
    },
    {
      name: 'every row is refused with a code that no document lists',
      options: { faults: faultsOf('99999:100%@set_unread_msg_num') },
      says: /20 rows.*99999/,
      mostSent: 120,
    },
  ])('$name', async ({ options, says, mostSent, flags = [] }) => {
    const path = await tempFile('rows.csv', csvOf(40));
    const simulator = await simulate(options);
    const first = await importFrom(path, simulator, flags);
    expect(first).toMatchObject({ code: 4, rows: { ok: 0, failed: 0 } });
    expect(first.talk).toMatch(says);
    expect(first.talk).toContain('--max-failures 100%');
    expect(first.sent).toBeLessThanOrEqual(mostSent);
    // The cause is gone: the same command goes on.
    const healthy = await simulate();
    expect(await importFrom(path, healthy, ['--restart', ...flags])).toMatchObject({ code: 0, rows: { ok: ROWS } });
    expect(unreadOf(healthy).size).toBe(ROWS);
  });

  test('and where the rows are wrong indeed, the flag that is named ends it', async () => {
    const path = await tempFile('rows.csv', csvOf(40));
    const simulator = await simulate({ groups: [] });
    expect((await importFrom(path, simulator)).code).toBe(4);
    expect((await importFrom(path, simulator)).code).toBe(4);
    const { code, rows } = await importFrom(path, simulator, ['--max-failures', '100%']);
    expect({ code, failed: rows.failed, pending: rows.pending }).toEqual({ code: 3, failed: ROWS, pending: 0 });
  });
});

test('a file of two groups that are gone ends, and each of its rows has failed', async () => {
  const path = await tempFile('rows.csv', csvOf(2, 300));
  const { code, rows, sent } = await importFrom(path, await simulate({ groups: [] }));
  expect({ code, failed: rows.failed, pending: rows.pending, sent }).toEqual({
    code: 3,
    failed: 300,
    pending: 0,
    sent: 0,
  });
});

test('a group that a first look-up does not know is asked about again, and its rows are set', async () => {
  const path = await tempFile('rows.csv', csvOf(5, 200));
  const simulator = await simulate({ faults: faultsOf('10010:1@get_group_info') });
  const { code, rows } = await importFrom(path, simulator);
  expect({ code, ok: rows.ok, failed: rows.failed }).toEqual({ code: 0, ok: 200, failed: 0 });
});
