import { describe, expect, test } from 'vitest';
import { type Fault, parseFault } from '../../../src/simulator/faults.ts';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, tempFile } from '../../support/temp.ts';
import { until } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const fault = (text: string) => [parseFault(text) as Fault];

test('a call that was given up and is applied late does not overwrite the next row of its pair', async () => {
  const path = await tempFile('rows.csv', 'GroupId,Member_Account,UnreadMsgNum\ng,a,1\ng,a,2\ng,b,3\n');
  const simulator = await simulate({ faults: fault('late:1@set_unread_msg_num') });
  const { code, stdout } = await runCommand(['import', path, '--timeout', '3001', '--json'], {
    env: environmentOf(simulator),
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout).rows).toMatchObject({ ok: 3 });
  await until(() => simulator.state().calls.length === 4);
  expect(Object.fromEntries(unreadOf(simulator))).toEqual({ 'g a': 2, 'g b': 3 });
});

describe('Retry-After', () => {
  test.each(['429-after-2', '503-after-2'])('of %s is kept, and costs no row', async (kind) => {
    const path = await tempFile('rows.csv', csvOf(50));
    const simulator = await simulate({ faults: fault(`${kind}:1@set_unread_msg_num`) });
    const { code, stdout } = await runCommand(['import', path, '--json'], { env: environmentOf(simulator) });
    expect({ code, ok: JSON.parse(stdout).rows.ok }).toEqual({ code: 0, ok: 50 });
    const [first, second] = simulator.state().calls;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(1950);
  });

  test('that is long is told', async () => {
    const path = await tempFile('rows.csv', csvOf(5));
    const simulator = await simulate({ faults: fault('503-after-6:1@set_unread_msg_num') });
    const { code, stderr } = await runCommand(['import', path], { env: environmentOf(simulator) });
    expect(code).toBe(0);
    expect(unwrapped(stderr)).toContain('the target asks for a pause of 6.0 s (HTTP 503, Retry-After)');
  });
});
