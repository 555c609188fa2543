import { describe, expect, test } from 'vitest';
import { runCommand, startCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, tempFile } from '../../support/temp.ts';
import { until } from '../../support/until.ts';

const ROWS = 80;

const begin = async () => {
  const path = await tempFile('members.csv', csvOf(ROWS));
  const simulator = await simulate();
  return { path, simulator, env: environmentOf(simulator) };
};

describe('credentials that stop working in the middle end the run with its rows pending, and it goes on with new ones', () => {
  test('a ready-made UserSig expires', async () => {
    const { path, simulator, env } = await begin();
    const usersig = (await runCommand(['usersig', '--expire', '5s'], { env })).stdout.trim();
    const withUserSig = { ...env, TIM_SECRET_KEY: '', TIM_USERSIG: usersig };
    const { code, stdout } = await runCommand(['import', path, '--rate', '12'], { env: withUserSig });
    expect(code).toBe(4);
    expect(stdout).toMatch(/^INCOMPLETE[\s\S]*70001 *.*UserSig expired/);
    expect(stdout).toMatch(/0 failed \+ 0 skipped \+ \d+ pending/);
    const set = unreadOf(simulator).size;
    expect(set).toBeGreaterThan(0);
    expect(set).toBeLessThan(ROWS);
    expect((await runCommand(['import', path, '--rate', '1000'], { env })).code).toBe(0);
    expect(unreadOf(simulator).size).toBe(ROWS);
  });

  test('the key is revoked', async () => {
    const { path, simulator, env } = await begin();
    const running = startCommand(['import', path, '--rate', '80'], { env });
    await until(() => simulator.state().calls.length >= 20);
    const key = 'n'.repeat(64);
    simulator.change({ secretKey: key });
    const { code, stdout } = await running.ended;
    expect(code).toBe(4);
    expect(stdout).toMatch(/^INCOMPLETE[\s\S]*70009[\s\S]*secret key/);
    expect(stdout).toContain('0 failed');
    const calls = simulator.state().calls;
    // Those in flight when it was revoked, and no more.
    expect(calls.filter(({ errorCode }) => errorCode === 70009).length).toBeLessThanOrEqual(10);
    expect((await runCommand(['import', path, '--rate', '1000'], { env })).code).toBe(4);
    expect((await runCommand(['import', path, '--rate', '1000'], { env: { ...env, TIM_SECRET_KEY: key } })).code).toBe(
      0,
    );
    expect(unreadOf(simulator).size).toBe(ROWS);
  });

  test('the rights of the admin are taken away', async () => {
    const { path, simulator, env } = await begin();
    const running = startCommand(['import', path, '--rate', '80'], { env });
    await until(() => simulator.state().calls.length >= 20);
    simulator.change({ faults: [{ kind: 60010, share: 1 }] });
    const { code, stdout } = await running.ended;
    expect(code).toBe(4);
    expect(stdout).toMatch(/60010[\s\S]*App admin/);
    expect(stdout).toContain('0 failed');
    simulator.change({ faults: [] });
    expect((await runCommand(['import', path, '--rate', '1000'], { env })).code).toBe(0);
    expect(unreadOf(simulator).size).toBe(ROWS);
  });
});

test.each([
  { expire: '18250d', code: 0 }, // 50 years, the vendor's longest
  { expire: '18251d', code: 2 },
])('a UserSig of $expire ends with $code', async ({ expire, code }) => {
  const { env } = await begin();
  const ended = await runCommand(['usersig', '--expire', expire], { env });
  expect(ended.code).toBe(code);
  expect(ended.stdout !== '').toBe(code === 0);
});
