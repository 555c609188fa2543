import { describe, expect, test } from 'vitest';
import { hastyClock } from '../support/clock.ts';
import { runCommand, startCommand } from '../support/command.ts';
import { tunnelTo, wireTo } from '../support/network.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile } from '../support/temp.ts';
import { until, wait } from '../support/until.ts';
import { unwrapped } from '../support/unwrapped.ts';

const ROWS = 40;

const begin = async () => {
  const path = await tempFile('members.csv', csvOf(ROWS));
  const simulator = await simulate();
  return { path, simulator, env: environmentOf(simulator) };
};

describe('HTTPS_PROXY', () => {
  test('is not used for a target on this machine that speaks http:, which would show it the UserSig', async () => {
    const { path, simulator, env } = await begin();
    const proxy = await tunnelTo(simulator.url);
    const { code } = await runCommand(['import', path], {
      env: { ...env, HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, http_proxy: proxy.url },
    });
    expect(code).toBe(0);
    expect(proxy.asked).toEqual([]);
  });

  test('that is no URL is refused before anything is sent', async () => {
    const { path, env } = await begin();
    const TIM_ENDPOINT = 'https://localhost:1';
    const { code, stderr } = await runCommand(['import', path], {
      env: { ...env, TIM_ENDPOINT, HTTPS_PROXY: 'ftp://x:%zz@y' },
    });
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(/HTTPS_PROXY is not the URL of a proxy/);
  });
});

test('a host name that nobody knows stops the run with its rows pending', async () => {
  const { path, env } = await begin();
  const { code, stdout } = await runCommand(['import', path, '--give-up-after', '200ms'], {
    env: { ...env, TIM_ENDPOINT: 'https://no-such-host.invalid' },
  });
  expect(code).toBe(4);
  expect(unwrapped(stdout)).toMatch(
    /there is no host of the name no-such-host\.invalid|cannot be looked up|no reply within/,
  );
  expect(stdout).toContain('0 failed');
});

test('connections that the server closes between two calls cost no row', async () => {
  const { path, simulator, env } = await begin();
  const wire = await wireTo(simulator.url);
  wire.closeIdleAfter(20);
  const { code, stdout } = await runCommand(['import', path, '--rate', '30', '--json'], {
    env: { ...env, TIM_ENDPOINT: wire.url },
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout).rows).toMatchObject({ ok: ROWS, failed: 0 });
});

test('a network that goes away in the middle and comes back: the run goes on by itself', async () => {
  const { path, simulator, env } = await begin();
  const wire = await wireTo(simulator.url);
  const running = startCommand(['import', path, '--rate', '100', '--max-attempts', '2'], {
    env: { ...env, TIM_ENDPOINT: wire.url },
    world: { clock: hastyClock },
  });
  await until(() => simulator.state().calls.length >= 10);
  wire.cut();
  await running.talked('no call gets through');
  await wait(50);
  wire.mend();
  const { code, stderr } = await running.ended;
  expect(code).toBe(0);
  expect(unwrapped(stderr)).toMatch(/the target is back after/);
  expect(unreadOf(simulator).size).toBe(ROWS);
});
