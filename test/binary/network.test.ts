import { describe, expect, test } from 'vitest';
import { runBinary } from '../support/binary.ts';
import { behindTls, CERTIFICATE, tunnelTo } from '../support/network.ts';
import { preload } from '../support/preload.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const ROWS = 40;

const begin = async () => {
  const path = await tempFile('members.csv', csvOf(ROWS));
  const simulator = await simulate();
  return { path, simulator, env: environmentOf(simulator) };
};

describe('HTTPS_PROXY', () => {
  const trusted = { NODE_EXTRA_CA_CERTS: CERTIFICATE };

  test('carries every call in a tunnel, and its password is in no output', async () => {
    const { path, simulator, env } = await begin();
    const TIM_ENDPOINT = await behindTls(simulator.url);
    const proxy = await tunnelTo(TIM_ENDPOINT);
    const { code, stdout, stderr } = await runBinary(['import', path, '--concurrency', '4'], {
      env: { ...env, ...trusted, TIM_ENDPOINT, HTTPS_PROXY: proxy.url.replace('//', '//me:pass%2Fword@') },
    });
    expect(code).toBe(0);
    expect(unreadOf(simulator).size).toBe(ROWS);
    const authorization = `Basic ${Buffer.from('me:pass/word').toString('base64')}`;
    expect(new Set(proxy.asked.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ host: TIM_ENDPOINT.replace('https://', ''), authorization })]),
    );
    expect(proxy.asked.length).toBeLessThanOrEqual(4);
    expect(stdout + stderr).not.toMatch(/pass(\/|%2F)word/);
  });

  test.each([
    { name: 'NO_PROXY names the host', more: { NO_PROXY: 'example.com,localhost' } },
    { name: 'NO_PROXY has the host in a URL', more: { NO_PROXY: 'https://example.com/, https://localhost/' } },
    { name: 'the variable is empty', more: { HTTPS_PROXY: '' } },
  ])('is not used where $name', async ({ more }) => {
    const { path, simulator, env } = await begin();
    const TIM_ENDPOINT = await behindTls(simulator.url);
    const proxy = await tunnelTo(TIM_ENDPOINT);
    const { code } = await runBinary(['import', path], {
      env: { ...env, ...trusted, TIM_ENDPOINT, HTTPS_PROXY: proxy.url, ...more },
    });
    expect(code).toBe(0);
    expect(proxy.asked).toEqual([]);
  });

  test('that refuses the tunnel is named, and the rows stay pending', async () => {
    const { path, simulator, env } = await begin();
    const TIM_ENDPOINT = await behindTls(simulator.url);
    const proxy = await tunnelTo(TIM_ENDPOINT, 'HTTP/1.1 407 Proxy Authentication Required');
    const { code, stdout } = await runBinary(['import', path, '--give-up-after', '200ms'], {
      env: { ...env, ...trusted, TIM_ENDPOINT, HTTPS_PROXY: proxy.url },
    });
    expect(code).toBe(4);
    expect(unwrapped(stdout)).toMatch(/no call gets through[\s\S]*407.*\(HTTPS_PROXY is http:\/\/127\.0\.0\.1:\d+\)/);
    expect(stdout).toContain('0 ok + 0 failed');
  });
});

test.each([
  { name: 'as it is', more: {} },
  { name: 'switched off for Node', more: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
])('a certificate that cannot be trusted is never accepted: the check $name', async ({ more }) => {
  const { path, simulator, env } = await begin();
  const TIM_ENDPOINT = await behindTls(simulator.url);
  const { code, stdout } = await runBinary(['import', path, '--give-up-after', '200ms'], {
    env: { ...env, TIM_ENDPOINT, ...more },
  });
  expect(code).toBe(4);
  expect(unwrapped(stdout)).toMatch(/no call gets through[\s\S]*DEPTH_ZERO_SELF_SIGNED_CERT/);
  expect(simulator.state().calls).toEqual([]);
});

test('a clock that is a day behind is told as the reason why a new UserSig has expired', async () => {
  const { path, env } = await begin();
  const clock = await preload(`
    const { now } = Date;
    const behind = () => now() - 26 * 3600_000;
    globalThis.Date = class extends Date {
      constructor(...args) {
        if (args.length > 0) super(...args);
        else super(behind());
      }
      static now = behind;
    };`);
  const { code, stdout } = await runBinary(['import', path], { env: { ...env, ...clock } });
  expect(code).toBe(4);
  expect(unwrapped(stdout)).toMatch(/70001[\s\S]*the clock of this machine is 26 h 0 min behind the target’s/);
  expect(unwrapped(stdout)).toContain('Correct the clock of this machine');
  expect(stdout).toContain('0 ok + 0 failed');
});
