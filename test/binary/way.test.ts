import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { runBinary } from '../support/binary.ts';
import { HAS_OPENSSL, makeAuthority, VALIDITY } from '../support/certificates.ts';
import { behindTls, forwardingProxy, listen } from '../support/network.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const ROWS = 20;

/** A target with a certificate of an authority that a company would have. */
const begin = async (host = 'localhost', validity: (typeof VALIDITY)[keyof typeof VALIDITY] = VALIDITY.now) => {
  const path = await tempFile('members.csv', csvOf(ROWS));
  const simulator = await simulate();
  const authority = await makeAuthority('Example Company');
  const TIM_ENDPOINT = await behindTls(simulator.url, await authority.sign(host, validity));
  const env = { ...environmentOf(simulator), TIM_ENDPOINT };
  return { path, simulator, authority, env, trusted: { NODE_EXTRA_CA_CERTS: authority.certificate } };
};

const runImport = async (path: string, env: Record<string, string>) => {
  const ended = await runBinary(['import', path, '--give-up-after', '200ms'], { env });
  return { ...ended, said: unwrapped(ended.stdout + ended.stderr) };
};

/** What is no outage: the run has stopped soon, in its own words, and no row has failed. */
const expectStopped = ({ code, said, stdout }: Awaited<ReturnType<typeof runImport>>, ...parts: RegExp[]): void => {
  expect(code).toBe(4);
  expect(said).toMatch(/no call gets through, and waiting does not mend it/);
  for (const part of parts) expect(said).toMatch(part);
  expect(stdout).toContain('0 ok + 0 failed');
};

describe.skipIf(!HAS_OPENSSL)('through a proxy that forwards', () => {
  test('every row is set, with the name and the password that it asks for', async () => {
    const { path, simulator, env, trusted } = await begin();
    const proxy = await forwardingProxy({ login: 'DOMAIN\\me:pa#ss' });
    const HTTPS_PROXY = `http://DOMAIN%5Cme:pa%23ss@localhost:${proxy.port}`;
    const { code, said } = await runImport(path, { ...env, ...trusted, HTTPS_PROXY });
    expect(code).toBe(0);
    expect(unreadOf(simulator).size).toBe(ROWS);
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(env.TIM_ENDPOINT).host]));
    expect(said).not.toMatch(/pa#ss|pa%23ss/);
  });

  test('that is spoken to in TLS itself', async () => {
    const { path, simulator, authority, env, trusted } = await begin();
    const proxy = await forwardingProxy({ identity: await authority.sign('localhost') });
    const { code } = await runImport(path, { ...env, ...trusted, HTTPS_PROXY: proxy.url });
    expect(code).toBe(0);
    expect(unreadOf(simulator).size).toBe(ROWS);
  });

  test('a name and a password that are missing, or wrong, stop the run', async () => {
    const { path, simulator, env, trusted } = await begin();
    const { port } = await forwardingProxy({ login: 'me:right' });
    const missing = await runImport(path, { ...env, ...trusted, HTTPS_PROXY: `http://localhost:${port}` });
    expectStopped(missing, /HTTP 407, a proxy asks for/, /Give the name and the password in HTTPS_PROXY/);
    const wrong = await runImport(path, { ...env, ...trusted, HTTPS_PROXY: `http://me:hunter2-x@localhost:${port}` });
    expectStopped(wrong, /does not take the name and the password/, /Correct the name and the password in HTTPS_PROXY/);
    expect(wrong.said).not.toContain('hunter2');
    expect(simulator.state().calls).toEqual([]);
  });

  test('a proxy whose policy forbids the target stops the run', async () => {
    const { path, env, trusted } = await begin();
    const proxy = await forwardingProxy({ denied: ['localhost'] });
    const ended = await runImport(path, { ...env, ...trusted, HTTPS_PROXY: proxy.url });
    expectStopped(
      ended,
      /HTTP 403, the proxy does not let/,
      /allow CONNECT/,
      /\(HTTPS_PROXY is http:\/\/localhost:\d+\)/,
    );
  });

  test('a proxy that does not reach the target is an outage, which is waited for', async () => {
    const { path, env, trusted } = await begin();
    const proxy = await forwardingProxy();
    const TIM_ENDPOINT = 'https://localhost:1';
    const { code, said } = await runImport(path, { ...env, ...trusted, TIM_ENDPOINT, HTTPS_PROXY: proxy.url });
    expect(code).toBe(4);
    expect(said).toMatch(/out of reach.*HTTP 502, the proxy does not reach the target/);
  });

  test('a proxy that reads what is encrypted: its authority is asked for, and taken', async () => {
    const { path, simulator, authority, env } = await begin();
    const company = await makeAuthority('Proxy of the Company');
    const ca = await readFile(authority.certificate);
    const proxy = await forwardingProxy({ reads: { ...(await company.sign('localhost')), ca } });
    const refused = await runImport(path, { ...env, HTTPS_PROXY: proxy.url });
    expectStopped(refused, /signed by an authority that this machine does not know/, /set NODE_EXTRA_CA_CERTS=FILE/);
    expect(simulator.state().calls).toEqual([]);
    const NODE_EXTRA_CA_CERTS = company.certificate;
    const { code } = await runImport(path, { ...env, HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS });
    expect(code).toBe(0);
    expect(unreadOf(simulator).size).toBe(ROWS);
  });

  test('a proxy that speaks no TLS is not asked to', async () => {
    const { path, env, trusted } = await begin();
    const { port } = await forwardingProxy();
    const ended = await runImport(path, { ...env, ...trusted, HTTPS_PROXY: `https://localhost:${port}` });
    expectStopped(ended, /what answers does not speak TLS/, /Write HTTPS_PROXY=http:\/\/host:port/);
  });
});

describe.skipIf(!HAS_OPENSSL)('a certificate stops the run, and says why', () => {
  test('it has expired', async () => {
    const { path, env, trusted } = await begin('localhost', VALIDITY.past);
    expectStopped(await runImport(path, { ...env, ...trusted }), /has expired, by the clock/, /Look at the clock/);
  });

  test('it is not valid yet', async () => {
    const { path, env, trusted } = await begin('localhost', VALIDITY.future);
    expectStopped(await runImport(path, { ...env, ...trusted }), /not valid yet, by the clock/, /Look at the clock/);
  });

  test('its authority is not known', async () => {
    const { path, env } = await begin();
    expectStopped(await runImport(path, env), /an authority that this machine does not know/, /NODE_EXTRA_CA_CERTS/);
  });

  test('it is that of another host', async () => {
    const { path, env, trusted } = await begin('other.example');
    expectStopped(
      await runImport(path, { ...env, ...trusted }),
      /that of another host/,
      /Check the host in --endpoint/,
    );
  });
});

test('a target that speaks no TLS stops the run', async () => {
  const path = await tempFile('members.csv', csvOf(ROWS));
  const port = await listen(
    createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))),
  );
  const env = { ...environmentOf({ url: `https://localhost:${port}` }) };
  expectStopped(await runImport(path, env), /what answers does not speak TLS/, /Check host and port in --endpoint/);
});

describe.skipIf(!HAS_OPENSSL)('doctor --online', () => {
  const runDoctor = (env: Record<string, string>) => runBinary(['doctor', '--online', '--json'], { env });

  test('names protocol, certificate and proxy of the way to the target', async () => {
    const { simulator, env, trusted } = await begin();
    const proxy = await forwardingProxy({ login: 'me:hunter2-hunter2' });
    const { code, stdout } = await runDoctor({ ...env, ...trusted, HTTPS_PROXY: proxy.url });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'READY',
      proxy: { origin: `http://localhost:${proxy.port}`, hasLogin: true },
      online: {
        host: 'localhost',
        tls: {
          protocol: 'TLSv1.3',
          subject: 'localhost',
          issuer: 'Example Company',
          validUntil: '2120-01-01T00:00:00.000Z',
        },
        isAccepted: true,
      },
    });
    expect(stdout).not.toContain('hunter2');
    expect(proxy.asked).toHaveLength(1);
    expect(simulator.state().unread).toEqual([]);
  });

  test('says why there is no way', async () => {
    const { env } = await begin();
    const { code, stdout } = await runDoctor(env);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      online: { isAccepted: false },
      obstacles: [{ code: 'TU_OUT_OF_REACH', next: expect.stringContaining('NODE_EXTRA_CA_CERTS') }],
    });
  });
});
